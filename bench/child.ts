import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** As `npm start` has them: what lives for one request is cleared away before it grows old. */
const NODE_FLAGS = ['--max-semi-space-size=64'];

export interface Child {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a program of ours in its own process and waits until it answers `path`. */
export async function startChild(
  program: string,
  port: number,
  path: string,
  env: Readonly<Record<string, string>>,
): Promise<Child> {
  const child: ChildProcess = spawn(process.execPath, [...NODE_FLAGS, program], {
    env: { ...process.env, NODE_ENV: 'production', ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
    const answer = await fetch(url + path).catch(() => null);
    if (answer?.ok) return { url, pid: child.pid ?? 0, stop: () => stop(child) };
    await sleep(100);
  }
  throw new Error(`${program} does not answer`);
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
