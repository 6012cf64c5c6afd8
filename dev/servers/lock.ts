import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { parseProcessId } from './pid-file.js';
import { identify, isRunning } from './process.js';

let counter = 0;

/** Does the work while no other process holds this lock file; a lock of a dead process counts for nothing. */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  onWait: (pid: number) => void = () => {},
): Promise<T> {
  let told = false;
  while (!(await tryLock(path))) {
    const holder = await readHolder(path);
    if (!holder || !isRunning(holder)) {
      await rm(path, { force: true });
      continue;
    }
    if (!told) onWait(holder.pid);
    told = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** A link appears with its content or not at all, so nobody reads half a lock. */
async function tryLock(path: string): Promise<boolean> {
  counter += 1;
  const own = `${path}.${process.pid}.${counter}`;
  await writeFile(own, JSON.stringify(identify(process.pid)));
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function readHolder(path: string): Promise<ReturnType<typeof parseProcessId>> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    return parseProcessId(JSON.parse(text));
  } catch {
    return undefined;
  }
}
