import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this checkout; the same from the sources and from dist/. */
export function checkoutFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) return process.cwd();
    folder = parent;
  }
  return folder;
}

/** Where the data of the embedded servers lives: `CROSSPOINT_HOME`, else `.crosspoint` in the checkout. */
export function homeFolder(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env.CROSSPOINT_HOME || join(checkoutFolder(), '.crosspoint'));
}

/** Where fetched programs stay for the next clone. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'crosspoint');
}
