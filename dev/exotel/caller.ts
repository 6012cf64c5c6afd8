import type { SimClock } from '../scaled-clock.js';

/** How the person who waits in a flow behaves. */
export interface CallerBehaviour {
  /** Virtual seconds from the call's start until they hang up, unless somebody answered. */
  readonly patienceSeconds: number;
  /** How long a conversation with the agent of this number lasts. */
  readonly serviceSeconds: (agentNumber: string) => number;
  /** Keys pressed at Gather. */
  readonly gatherKeys?: string;
  /** The caller, not the agent, ends the conversation: Connect does not fetch again. */
  readonly hangsUpAfterTalk?: boolean;
}

/** The caller's side of a live call: whether they are still on the line. */
export class Caller {
  private readonly hungUp = new AbortController();
  private readonly answeredOnce = new AbortController();

  constructor(
    readonly behaviour: CallerBehaviour,
    clock: SimClock,
  ) {
    if (!Number.isFinite(behaviour.patienceSeconds)) return;
    void clock.sleep(behaviour.patienceSeconds * 1000, this.answeredOnce.signal).then(() => {
      if (!this.answeredOnce.signal.aborted) this.hangUp();
      return undefined;
    });
  }

  /** Aborts when the caller hangs up. */
  get signal(): AbortSignal {
    return this.hungUp.signal;
  }

  get gone(): boolean {
    return this.hungUp.signal.aborted;
  }

  /** Somebody answered: patience no longer counts. */
  answered(): void {
    this.answeredOnce.abort();
  }

  hangUp(): void {
    this.hungUp.abort();
    this.answeredOnce.abort();
  }
}
