import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that cannot be taken for a later one with the same number. */
export interface ProcessId {
  readonly pid: number;
  /** When it began, as the kernel counts; empty where there is no /proc. */
  readonly startedAt: string;
}

/** State letter and start time of a line of /proc/<pid>/stat; the name in it may hold spaces and brackets. */
export function parseProcStat(line: string): { state: string; startedAt: string } {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
}

function procStat(pid: number): { state: string; startedAt: string } | undefined {
  try {
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Names a running process so that it is found again. */
export function identify(pid: number): ProcessId {
  return { pid, startedAt: procStat(pid)?.startedAt ?? '' };
}

/** Whether this very process still runs; one that is dead but not yet collected does not. */
export function isRunning({ pid, startedAt }: ProcessId): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const stat = procStat(pid);
  return !stat || (stat.state !== 'Z' && (startedAt === '' || stat.startedAt === startedAt));
}

/** Asks every `stepMs` until the answer is yes; false when `timeoutMs` ran out. */
export async function waitUntil(
  check: () => boolean | Promise<boolean>,
  timeoutMs: number,
  stepMs = 50,
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (!(await check())) {
    if (performance.now() >= end) return false;
    await sleep(stepMs);
  }
  return true;
}

/** Ends a process: the signal first, SIGKILL when it is still there after `graceMs`; waits until it is gone. */
export async function endProcess(
  id: ProcessId,
  signal: 'SIGTERM' | 'SIGKILL',
  graceMs = 10_000,
): Promise<void> {
  const isGone = (): boolean => !isRunning(id);
  if (isGone()) return;
  sendSignal(id.pid, signal);
  if (await waitUntil(isGone, graceMs)) return;
  sendSignal(id.pid, 'SIGKILL');
  if (!(await waitUntil(isGone, 5_000))) throw new Error(`Process ${id.pid} does not end`);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Starts a program in a process group of its own, so that Ctrl-C in the terminal does not reach it. */
export async function spawnDetached(
  binary: string,
  args: readonly string[],
  logFile: string,
): Promise<ProcessId> {
  const output = await open(logFile, 'w');
  try {
    const child = spawn(binary, args, {
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    await once(child, 'spawn');
    child.unref();
    if (child.pid === undefined) throw new Error(`${binary} did not start`);
    return identify(child.pid);
  } finally {
    await output.close();
  }
}

/** How a command ended, with all it printed. */
export interface RunResult {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs a command to its end; a missing program, an exit code or the time limit make it not `ok`. */
export async function run(
  command: string,
  args: readonly string[],
  options: { timeoutMs: number; env?: NodeJS.ProcessEnv; cwd?: string },
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
      ...(options.env && { env: options.env }),
      ...(options.cwd && { cwd: options.cwd }),
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('close', (code, signal) => {
      const killed = signal === 'SIGKILL' ? `\nno end after ${options.timeoutMs / 1000} s` : '';
      resolve({ ok: code === 0, output: (output + killed).trim() });
    });
  });
}

/** The last line that says something, for a message of one line. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
