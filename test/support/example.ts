import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** One of the programs in `examples/`, run as its reader would run it. */
export class Example {
  private output = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  static start(name: string, options: Readonly<Record<string, string | number>>): Example {
    const args = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]);
    return new Example(
      spawn(process.execPath, [`dist/examples/${name}.js`, ...args], {
        env: { PATH: process.env['PATH'] },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** Waits until it has printed that. */
  async says(what: RegExp, ms = 30_000): Promise<void> {
    const end = performance.now() + ms;
    while (!what.test(this.output)) {
      if (performance.now() > end) throw new Error(`it never said ${what}: ${this.output}`);
      await sleep(50);
    }
  }

  /** Waits until it ends by itself; its exit code. */
  async ended(): Promise<number | null> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  }

  /** Asks it to end, where it has not; its exit code. */
  async stop(signal: 'SIGINT' | 'SIGTERM'): Promise<number | null> {
    const ended = this.ended();
    this.child.kill(signal);
    return await ended;
  }
}
