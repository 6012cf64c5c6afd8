import { mkdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { PidFile, ServerName, ServerRecord } from './pid-file.js';
import { freePort, isFreePort } from './ports.js';
import { endProcess, identify, isRunning, spawnDetached, waitUntil } from './process.js';
import type { FindContext } from './programs.js';

const READY_MS = 60_000;
const ADOPT_MS = 15_000;
const STOP_MS = 10_000;
const START_ATTEMPTS = 5;

/** What differs between MongoDB and Redis. */
export interface ServerKind {
  readonly name: ServerName;
  readonly title: string;
  readonly preferredPort: number;
  findProgram(context: FindContext): Promise<string>;
  argumentsFor(port: number, dataDir: string): string[];
  /** Which process answers on the port and where it keeps its data; throws when none does. */
  whoAnswers(port: number): Promise<{ pid: number; dataDir: string }>;
  /** Makes it fit for use; throws while it is not. May be called again and again. */
  makeReady(port: number): Promise<void>;
  url(port: number): string;
}

/** One server of a home: found running or started, killed and restarted by tests, stopped at the end. */
export class EmbeddedServer {
  private record: ServerRecord | undefined;
  private isOwned = false;

  constructor(
    private readonly kind: ServerKind,
    private readonly home: string,
    private readonly pidFile: PidFile,
    private readonly context: FindContext,
  ) {}

  /** Its address; known once it was started. */
  get url(): string {
    return this.kind.url(this.running().port);
  }

  /** Uses the server that a killed start left behind or another one has running, else starts one. */
  async start(): Promise<void> {
    await mkdir(join(this.home, this.kind.name), { recursive: true });
    const left = (await this.pidFile.read())[this.kind.name];
    if (left && (await this.adopt(left))) return;
    await this.launchOnFreePort(await this.kind.findProgram(this.context));
  }

  /** SIGKILL; returns when it is gone. */
  async kill(): Promise<void> {
    await endProcess(this.running().process, 'SIGKILL');
  }

  /** Starts it again on the same port and data; stops it before when it still runs. */
  async restart(): Promise<void> {
    const { port, process } = this.running();
    await endProcess(process, 'SIGTERM', STOP_MS);
    const program = await this.kind.findProgram({ ...this.context, log: () => {} });
    if (!(await this.launch(program, port))) throw await this.failure(`port ${port} is taken`);
  }

  /** Stops it if it is ours to stop. */
  async stop(): Promise<void> {
    if (!this.isOwned || !this.record) return;
    await endProcess(this.record.process, 'SIGTERM', STOP_MS);
    await this.pidFile.set(this.kind.name, undefined);
    this.record = undefined;
  }

  private async adopt(left: ServerRecord): Promise<boolean> {
    const { title } = this.kind;
    // One that is just ending or starting does not answer: wait for the one or the other.
    const isSettled = async (): Promise<boolean> =>
      !isRunning(left.process) || (await this.isOurs(left));
    await waitUntil(isSettled, ADOPT_MS);
    if (!isRunning(left.process)) return false;
    if (!(await this.isOurs(left))) {
      // Its start time says that it is ours even though it does not answer.
      if (left.process.startedAt) await endProcess(left.process, 'SIGTERM', STOP_MS);
      return false;
    }
    this.isOwned = !isRunning(left.owner);
    const whose = this.isOwned ? 'left by an earlier run' : `of process ${left.owner.pid}`;
    this.context.log(`${title}: uses the one ${whose}, on port ${left.port}`);
    await this.keep(this.isOwned ? { ...left, owner: identify(process.pid) } : left);
    await this.waitReady(left);
    return true;
  }

  private async isOurs({ process, port }: ServerRecord): Promise<boolean> {
    const answer = await this.kind.whoAnswers(port).catch(() => undefined);
    return answer?.pid === process.pid && answer.dataDir === (await this.dataDir());
  }

  private async launchOnFreePort(program: string): Promise<void> {
    const { title, preferredPort } = this.kind;
    let from = preferredPort;
    for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
      const port = await freePort(from);
      const why = port === preferredPort ? '' : ` (${port - 1} is taken)`;
      this.context.log(`${title}: starts on port ${port}${why}`);
      this.isOwned = true;
      if (await this.launch(program, port)) return;
      from = port + 1;
    }
    throw await this.failure('other programs take its ports');
  }

  /** False when somebody else took the port in between. */
  private async launch(program: string, port: number): Promise<boolean> {
    const args = this.kind.argumentsFor(port, await this.dataDir());
    const started = await spawnDetached(program, args, this.logFile());
    const owner = this.record?.owner ?? identify(process.pid);
    const record = { process: started, port, owner };
    await this.keep(record);
    try {
      await this.waitReady(record);
      return true;
    } catch (error) {
      if (!isRunning(started) && !(await isFreePort(port))) return false;
      throw error;
    }
  }

  private async waitReady(record: ServerRecord): Promise<void> {
    const end = performance.now() + READY_MS;
    let problem = 'it does not answer';
    while (performance.now() < end) {
      if (!isRunning(record.process)) throw await this.failure('it ended at once');
      try {
        // Another one may have been quicker to take the port.
        if (await this.isOurs(record)) {
          await this.kind.makeReady(record.port);
          return;
        }
      } catch (error) {
        problem = (error as Error).message;
      }
      await sleep(50);
    }
    throw await this.failure(problem);
  }

  private async keep(record: ServerRecord): Promise<void> {
    this.record = record;
    await this.pidFile.set(this.kind.name, record);
  }

  private async failure(reason: string): Promise<Error> {
    const printed = await readFile(this.logFile(), 'utf8').catch(() => '');
    const tail = printed.trim().split('\n').slice(-5).join('\n');
    return new Error(
      `${this.kind.title} did not start: ${reason}. ${this.logFile()} ends:\n${tail}`,
    );
  }

  /** As the server itself will name it. */
  private dataDir(): Promise<string> {
    return realpath(join(this.home, this.kind.name));
  }

  private logFile(): string {
    return join(this.home, `${this.kind.name}.log`);
  }

  private running(): ServerRecord {
    if (!this.record) throw new Error(`${this.kind.title} is not running`);
    return this.record;
  }
}
