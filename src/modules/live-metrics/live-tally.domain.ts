import type { CallLogId } from '../../common/ids.js';
import { outcomeSums, isCounted } from '../call-figures/contribution.domain.js';
import { NO_SUMS, SUM_FIELDS, type SumField, type Sums } from '../call-figures/sums.domain.js';
import type { Call } from '../calls/call.types.js';

/** What live figures need to know of an incoming call. */
export interface LiveCall extends Pick<
  Call,
  'direction' | 'status' | 'failureReason' | 'waitSeconds'
> {
  readonly _id: CallLogId;
  readonly receivedAt: Date;
}

/** What is counted now. */
export interface LiveFrame {
  /** When the company's day began. */
  readonly todayFromMs: number;
  /** Recent calls came since then. */
  readonly recentFromMs: number;
  readonly targetSeconds: number;
}

export interface LiveCounts {
  /** Calls that an agent is being given. */
  readonly ringing: number;
  readonly inTalk: number;
  readonly today: Sums;
  readonly recent: Sums;
}

type Counter = Record<SumField, number>;

/**
 * The calls of one company, counted as they change: what a call was is taken away and what it has
 * become is added. Calls that came before today are kept only while they are open or recent.
 */
export class LiveTally {
  private readonly calls = new Map<CallLogId, LiveCall>();
  /** Ended calls by the time they came, the recent ones from `head` on. */
  private readonly byTime: LiveCall[] = [];
  private head = 0;
  private states = new Map<string, number>();
  private today: Counter = { ...NO_SUMS };
  private recent: Counter = { ...NO_SUMS };

  constructor(private frame: LiveFrame) {}

  get(id: CallLogId): LiveCall | undefined {
    return this.calls.get(id);
  }

  /** Takes a call in as it is now. */
  put(call: LiveCall): void {
    this.remove(call._id);
    if (call.direction !== 'inbound') return;
    const isOver = isCounted(call);
    const isOld = call.receivedAt.getTime() < this.oldestMs();
    if (isOld && isEnd(call)) return;
    this.calls.set(call._id, call);
    this.count(call, 1);
    if (isOver) this.insert(call);
  }

  remove(id: CallLogId): void {
    const known = this.calls.get(id);
    if (!known) return;
    this.calls.delete(id);
    this.count(known, -1);
    const place = this.byTime.indexOf(known, this.placeOf(known.receivedAt.getTime()));
    if (place === -1) return;
    this.byTime.splice(place, 1);
    if (place < this.head) this.head -= 1;
  }

  /** What is so at a moment; moments come in their order. */
  counts(frame: LiveFrame): LiveCounts {
    this.moveTo(frame);
    return {
      ringing: (this.states.get('offered') ?? 0) + (this.states.get('ringing') ?? 0),
      inTalk: this.states.get('connected') ?? 0,
      today: { ...this.today },
      recent: { ...this.recent },
    };
  }

  /** Recent calls grow old one by one; a new day or another target is counted anew from memory. */
  private moveTo(frame: LiveFrame): void {
    const { todayFromMs, targetSeconds, recentFromMs } = this.frame;
    this.frame = frame;
    const isOther = todayFromMs !== frame.todayFromMs || targetSeconds !== frame.targetSeconds;
    if (isOther || frame.recentFromMs < recentFromMs) {
      this.recount();
      return;
    }
    for (;;) {
      const oldest = this.byTime[this.head];
      if (!oldest || oldest.receivedAt.getTime() >= frame.recentFromMs) return;
      addTo(this.recent, outcomeSums(oldest, frame.targetSeconds), -1);
      this.head += 1;
    }
  }

  private recount(): void {
    const all = [...this.calls.values()];
    this.calls.clear();
    this.byTime.length = 0;
    this.head = 0;
    this.states = new Map();
    this.today = { ...NO_SUMS };
    this.recent = { ...NO_SUMS };
    for (const call of all) this.put(call);
  }

  private count(call: LiveCall, times: 1 | -1): void {
    this.states.set(call.status, (this.states.get(call.status) ?? 0) + times);
    if (!isCounted(call)) return;
    const { todayFromMs, recentFromMs, targetSeconds } = this.frame;
    const sums = outcomeSums(call, targetSeconds);
    if (call.receivedAt.getTime() >= todayFromMs) addTo(this.today, sums, times);
    if (call.receivedAt.getTime() >= recentFromMs) addTo(this.recent, sums, times);
  }

  private insert(call: LiveCall): void {
    const atMs = call.receivedAt.getTime();
    const place = this.placeOf(atMs);
    this.byTime.splice(place, 0, call);
    if (atMs < this.frame.recentFromMs) this.head += 1;
  }

  /** Where the calls of a moment begin. */
  private placeOf(atMs: number): number {
    let low = 0;
    let high = this.byTime.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.byTime[middle]?.receivedAt.getTime() ?? 0) < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private oldestMs(): number {
    return Math.min(this.frame.todayFromMs, this.frame.recentFromMs);
  }
}

const OPEN = new Set(['received', 'queued', 'offered', 'ringing', 'connected']);
const isEnd = ({ status }: LiveCall): boolean => !OPEN.has(status);

function addTo(
  counter: Counter,
  sums: { readonly [Name in SumField]?: number },
  times: 1 | -1,
): void {
  for (const field of SUM_FIELDS) counter[field] += times * (sums[field] ?? 0);
}
