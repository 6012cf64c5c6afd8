import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { endProcess, identify, isRunning, type ProcessId } from '../servers/process.js';
import { UsageError } from './options.js';

interface Remembered {
  /** The demo that uses this home, while it runs. */
  readonly owner?: ProcessId;
  /** Its server processes. */
  readonly nodes?: readonly ProcessId[];
  /** The last calendar day that was played, YYYY-MM-DD. */
  readonly lastDay?: string;
  /** How far the clock has come. */
  readonly clockMs?: number;
}

/** What the demo remembers from one run to the next, in `<home>/demo.json`. */
export class DemoState {
  private state: Remembered;
  private readonly path: string;

  private constructor(home: string) {
    mkdirSync(home, { recursive: true });
    this.path = join(home, 'demo.json');
    this.state = this.read();
  }

  /**
   * Takes the home for this process, and ends the server processes that a killed demo left: their
   * clock is another one.
   * @throws UsageError while another demo uses it
   */
  static async take(home: string, log: (line: string) => void): Promise<DemoState> {
    const state = new DemoState(home);
    const { owner, nodes = [] } = state.state;
    if (owner && owner.pid !== process.pid && isRunning(owner)) {
      throw new UsageError(
        `Another demo (process ${owner.pid}) uses ${home}. Stop it, or set CROSSPOINT_HOME to another folder.`,
      );
    }
    for (const node of nodes.filter(isRunning)) {
      log(`Stops server process ${node.pid}, left by an earlier demo`);
      await endProcess(node, 'SIGTERM');
    }
    state.write({ owner: identify(process.pid), nodes: [] });
    return state;
  }

  get lastDay(): string | undefined {
    return this.state.lastDay;
  }

  get clockMs(): number {
    return this.state.clockMs ?? 0;
  }

  /** Changes what is given. */
  write(change: Remembered): void {
    this.state = { ...this.state, ...change };
    const fresh = `${this.path}.new`;
    writeFileSync(fresh, `${JSON.stringify(this.state, null, 2)}\n`);
    renameSync(fresh, this.path);
  }

  /** Forgets the days that were played. */
  forgetDays(): void {
    const { owner, nodes } = this.state;
    this.state = {};
    this.write({ ...(owner && { owner }), ...(nodes && { nodes }) });
  }

  /** This process is done with the home. */
  release(): void {
    const { lastDay, clockMs } = this.state;
    this.state = {};
    if (lastDay === undefined && clockMs === undefined) rmSync(this.path, { force: true });
    else this.write({ ...(lastDay && { lastDay }), ...(clockMs !== undefined && { clockMs }) });
  }

  private read(): Remembered {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8')) as Remembered;
    } catch {
      // Not there, or torn by a power cut: nothing is remembered.
      return {};
    }
  }
}
