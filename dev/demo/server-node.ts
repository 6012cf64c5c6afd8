import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { checkoutFolder } from '../servers/home.js';
import { identify, type ProcessId } from '../servers/process.js';

const READY_MS = 90_000;
const STOP_MS = 10_000;

/** One process of the server, in a process group of its own so that Ctrl-C does not reach it. */
export class ServerNode {
  readonly url: string;
  private child: ChildProcess | undefined;
  private exited: Promise<void> = Promise.resolve();

  constructor(
    readonly number: number,
    readonly port: number,
    private readonly logFile: string,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    mkdirSync(dirname(logFile), { recursive: true });
    writeFileSync(logFile, '');
  }

  get process(): ProcessId | undefined {
    const pid = this.child?.pid;
    return pid === undefined ? undefined : identify(pid);
  }

  /** Resolves when the process that runs now has ended. */
  get ended(): Promise<void> {
    return this.exited;
  }

  /** Starts the process; it is not ready yet. */
  start(env: NodeJS.ProcessEnv): void {
    const log = openSync(this.logFile, 'a');
    const program = join(checkoutFolder(), 'dist', 'src', 'main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', program], {
      cwd: checkoutFolder(),
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...env, PORT: String(this.port) },
    });
    closeSync(log);
    this.child = child;
    this.exited = new Promise((resolve) => {
      const done = (): void => {
        if (this.child === child) this.child = undefined;
        resolve();
      };
      child.once('exit', done);
      child.once('error', done);
    });
  }

  /** @throws Error with the end of its log when it ends, or is not ready in time */
  async ready(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + READY_MS;
    const child = this.child;
    while (performance.now() < deadline && !signal.aborted) {
      if (!child || this.child !== child) throw this.failure('ended at once');
      const answer = await fetch(`${this.url}/health/ready`, {
        signal: AbortSignal.timeout(2000),
      }).catch(() => null);
      if (answer?.status === 200) return;
      await sleep(50);
    }
    if (!signal.aborted) throw this.failure(`is not ready after ${READY_MS / 1000} s`);
  }

  /** SIGKILL, as a crash. */
  kill(): void {
    this.send('SIGKILL');
  }

  send(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** SIGTERM, and SIGKILL where that is not enough. */
  async stop(): Promise<void> {
    if (!this.child) return;
    this.child.kill('SIGTERM');
    const isGone = await Promise.race([this.exited.then(() => true), sleep(STOP_MS, false)]);
    if (!isGone) this.kill();
    await this.exited;
  }

  private failure(reason: string): Error {
    const tail = readFileSync(this.logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
    return new Error(`Server process ${this.number} ${reason}. ${this.logFile} ends:\n${tail}`);
  }
}
