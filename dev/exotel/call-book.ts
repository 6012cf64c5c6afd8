import { hex } from '../seeded-random.js';
import type { DialStatus, SimCall, SimOutcome } from './call-record.js';
import { NOT_SET } from './indian-time.js';
import type { World } from './world.js';

/** What a new call is made of. */
export interface NewCall {
  readonly account: string;
  readonly direction: SimCall['direction'];
  readonly exophone: string;
  readonly from: string;
  readonly to: string;
  readonly flowId?: string;
  readonly customField?: string | null;
  readonly digits?: string | null;
}

/** Every call since the simulator began, and those still live. */
export class CallBook {
  readonly all: SimCall[] = [];
  readonly live = new Set<Promise<void>>();
  private readonly bySid = new Map<string, SimCall>();
  private readonly endListeners = new Set<(call: SimCall) => void>();

  constructor(private readonly world: World) {}

  open(details: NewCall): SimCall {
    const { clock, random } = this.world;
    const call: SimCall = {
      sid: hex(random, 32),
      account: details.account,
      direction: details.direction,
      exophone: details.exophone,
      from: details.from,
      to: details.to,
      startedAt: clock.now(),
      endedAt: null,
      outcome: null,
      waitSeconds: null,
      answeredBy: null,
      talkSeconds: 0,
      attempts: [],
      webhooks: [],
      problems: [],
      order: this.all.length,
      flowId: details.flowId ?? '1',
      customField: details.customField ?? null,
      digits: details.digits ?? null,
      finalStatus: null,
      recordingUrl: null,
      endTimePlaceholder: random.next() < 0.5 ? null : NOT_SET,
    };
    this.all.push(call);
    this.bySid.set(call.sid, call);
    return call;
  }

  /** The call is over; what was said first stays. */
  end(call: SimCall, outcome: SimOutcome, status: DialStatus): void {
    call.endedAt ??= this.world.clock.now();
    call.outcome ??= outcome;
    call.finalStatus ??= status;
    if (call.outcome === 'abandoned') {
      call.waitSeconds ??= (call.endedAt - call.startedAt) / 1000;
    }
  }

  /** Follows a running call until it is over, then tells the listeners. */
  follow(call: SimCall, run: Promise<void>): Promise<void> {
    const followed = run
      .catch((error: unknown) => {
        call.problems.push(`simulator: ${String(error)}`);
        this.end(call, 'dropped', 'failed');
      })
      .then(() => {
        this.live.delete(followed);
        for (const listener of this.endListeners) listener(call);
        return undefined;
      });
    this.live.add(followed);
    return followed;
  }

  onEnd(listener: (call: SimCall) => void): () => void {
    this.endListeners.add(listener);
    return () => this.endListeners.delete(listener);
  }

  find(account: string, sid: string): SimCall | null {
    const call = this.bySid.get(sid);
    return call?.account === account ? call : null;
  }

  ofAccount(account: string): SimCall[] {
    return this.all.filter((call) => call.account === account);
  }
}
