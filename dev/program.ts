import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { checkoutFolder, homeFolder } from './servers/home.js';
import { startServers, type Servers } from './servers/servers.js';

const log = (line: string): void => console.error(line);

/** Runs a program of `src/` on the database that MONGODB_URI or the demo has; its exit code. */
export async function runProgram(name: string, args: readonly string[]): Promise<number> {
  const servers: Servers | undefined = process.env.MONGODB_URI
    ? undefined
    : await startServers({ home: homeFolder(), log });
  try {
    const addresses = servers && {
      MONGODB_URI: servers.mongodbUri,
      REDIS_URL: servers.redisUrl,
    };
    const program = join(checkoutFolder(), 'dist', 'src', `${name}.js`);
    const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], {
      env: { ...process.env, ...addresses },
      stdio: 'inherit',
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    await servers?.stop();
  }
}
