import type { SimCallRecord } from '../exotel/call-record.js';
import { timeOfDay } from './calendar.js';

const TARGET_SECONDS = 20;

/** How the day goes, counted from the simulator's side as its calls come to their ends. */
export class Progress {
  private served = 0;
  private abandoned = 0;
  private inTarget = 0;
  private counting = 0;

  /** Counts a call that is over. */
  note(call: SimCallRecord): void {
    const waitSeconds = call.waitSeconds ?? 0;
    if (call.outcome === 'served') {
      this.served += 1;
      this.counting += 1;
      if (waitSeconds <= TARGET_SECONDS) this.inTarget += 1;
    } else {
      this.abandoned += 1;
      // Who left before the target time counts neither for nor against (spec: analytics).
      if (waitSeconds > TARGET_SECONDS) this.counting += 1;
    }
  }

  /** One line for people; `live` are the calls under way. */
  line(nowMs: number, live: Iterable<SimCallRecord>): string {
    let waiting = 0;
    for (const call of live) if (call.answeredBy === null) waiting += 1;
    const share = this.counting === 0 ? null : Math.round((100 * this.inTarget) / this.counting);
    return [
      timeOfDay(nowMs),
      `served ${this.served}`,
      `waiting ${waiting}`,
      `abandoned ${this.abandoned}`,
      `service level ${share === null ? '–' : `${share} %`}`,
    ].join('   ');
  }
}
