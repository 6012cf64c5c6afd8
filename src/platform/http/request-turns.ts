/**
 * Lets so many requests work at once; others wait, first come first served. Without it all that are
 * under way ask MongoDB at once, and a webhook, whose caller waits on the line, would stand in the
 * driver's queue behind a thousand of them.
 */
export class RequestTurns {
  private working = 0;
  private readonly waiting: Turn[] = [];

  constructor(private readonly atOnce: number) {}

  /** Calls `begin` when it is its turn: at once, where there is room. */
  take(begin: () => void): Turn {
    const turn = { begin, state: 'waiting' } satisfies Turn as Turn;
    if (this.working < this.atOnce) this.start(turn);
    else this.waiting.push(turn);
    return turn;
  }

  /** The work is done, or nobody waits for it any more. Once: later calls are ignored. */
  release(turn: Turn): void {
    const wasWorking = turn.state === 'working';
    turn.state = 'over';
    if (!wasWorking) return;
    this.working -= 1;
    while (this.working < this.atOnce) {
      const next = this.waiting.shift();
      if (!next) return;
      // Who has gone meanwhile needs none.
      if (next.state === 'waiting') this.start(next);
    }
  }

  private start(turn: Turn): void {
    turn.state = 'working';
    this.working += 1;
    turn.begin();
  }
}

/** A request's place among those that work or wait. */
export interface Turn {
  readonly begin: () => void;
  state: 'waiting' | 'working' | 'over';
}
