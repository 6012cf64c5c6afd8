import { setMaxListeners } from 'node:events';

import type { Screen } from './screen.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const STOPPED_BY_SIGNAL = 130;

interface Duty {
  readonly orderly: () => Promise<void> | void;
  readonly atOnce: (() => void) | undefined;
}

/** The end of the demo: by itself or by Ctrl-C, in order; a second Ctrl-C ends it at once. */
export class Stopping {
  readonly signal: AbortSignal;
  /** Resolves with the exit code when somebody asks to stop. */
  readonly asked: Promise<number>;
  /** What a stop by signal ends with. */
  exitCode = STOPPED_BY_SIGNAL;
  private readonly controller = new AbortController();
  private readonly duties: Duty[] = [];

  constructor(private readonly screen: Screen) {
    this.signal = this.controller.signal;
    // Every agent listens.
    setMaxListeners(0, this.signal);
    this.asked = new Promise((resolve) => {
      this.signal.addEventListener('abort', () => resolve(this.exitCode), { once: true });
    });
    for (const signal of SIGNALS) process.on(signal, () => this.stop());
  }

  /** What must be undone at the end, the last first. */
  onCleanUp(orderly: Duty['orderly'], atOnce?: () => void): void {
    this.duties.push({ orderly, atOnce });
  }

  async cleanUp(): Promise<void> {
    // Whatever still runs stops by this: agents sign out while the server is there.
    this.controller.abort();
    for (let duty = this.duties.pop(); duty; duty = this.duties.pop()) {
      try {
        await duty.orderly();
      } catch (error) {
        this.screen.problem(`While stopping: ${(error as Error).message}`);
      }
    }
  }

  private stop(): void {
    if (this.signal.aborted) {
      for (const duty of this.duties) duty.atOnce?.();
      process.exit(STOPPED_BY_SIGNAL);
    }
    this.screen.line('Stops; the data stay (Ctrl-C again: at once)');
    this.controller.abort();
  }
}
