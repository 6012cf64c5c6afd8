import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { cacheFolder } from './home.js';
import { lastLine, run } from './process.js';

/** The oldest temporary folder that may still be in use. */
const STALE_FETCH_MS = 60 * 60 * 1000;

/** What the finders of programs need from outside. */
export interface FindContext {
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
}

/** The result of a trial run: the version, or why the program does not run here. */
export type Trial = { readonly version: string } | { readonly problem: string };

/** The first number like 6.0.5 in what a program prints about itself. */
export function parseVersion(output: string): string | undefined {
  return /\bv=?(\d+\.\d+\.\d+)/.exec(output)?.[1];
}

/** Runs `program --version`: shows at once whether its libraries are there. */
export async function tryProgram(path: string, oldestMajor: number): Promise<Trial> {
  const result = await run(path, ['--version'], { timeoutMs: 10_000 });
  if (!result.ok) return { problem: lastLine(result.output) || 'it does not run' };
  const version = parseVersion(result.output);
  if (!version) return { problem: 'it does not tell its version' };
  if (Number.parseInt(version, 10) < oldestMajor) {
    return { problem: `${version} is older than ${oldestMajor}.0` };
  }
  return { version };
}

/** The full path of a program on PATH, if it is there. */
export async function findOnPath(
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (folder !== '' && (await isExecutable(join(folder, name)))) return join(folder, name);
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Where a fetched program is kept. */
export function cachedProgram(name: string, env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'bin', name);
}

/**
 * Fetches a program into the cache: `fetchInto` downloads into a folder of its own and says where in
 * it the program lies. Only one that runs is kept, by a rename: a killed download leaves no half
 * program, and of two that fetch at once the later wins.
 */
export async function fetchProgram(
  name: string,
  oldestMajor: number,
  context: FindContext,
  fetchInto: (folder: string) => Promise<string>,
): Promise<{ path: string; version: string }> {
  const cache = cacheFolder(context.env);
  await mkdir(join(cache, 'bin'), { recursive: true });
  await removeStaleFetches(cache);
  const folder = await mkdtemp(join(cache, 'fetch-'));
  try {
    const fetched = await fetchInto(folder);
    await chmod(fetched, 0o755);
    const trial = await tryProgram(fetched, oldestMajor);
    if ('problem' in trial) throw new Error(trial.problem);
    const path = cachedProgram(name, context.env);
    await rename(fetched, path);
    return { path, version: trial.version };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeStaleFetches(cache: string): Promise<void> {
  const oldest = performance.timeOrigin + performance.now() - STALE_FETCH_MS;
  for (const entry of await readdir(cache)) {
    if (!entry.startsWith('fetch-')) continue;
    const path = join(cache, entry);
    const found = await stat(path).catch(() => undefined);
    if (found && found.mtimeMs < oldest) await rm(path, { recursive: true, force: true });
  }
}
