import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Until then a start says nothing. */
const PATIENCE_MS = 5_000;

const BUILT = new URL('../../dist/dev/servers/', import.meta.url);

/**
 * Brings up MongoDB and Redis for the tests and tells the workers their addresses. Jest calls this
 * once for each project that names it: all share the first one's servers.
 */
// oxlint-disable-next-line import/no-default-export -- Jest takes nothing else
export default async function globalSetup() {
  globalThis.crosspointServers ??= bringUp();
  await globalThis.crosspointServers;
}

async function bringUp() {
  if (!existsSync(new URL('servers.js', BUILT))) {
    throw new Error('Tests run on the built servers: "npm run build" first, or use "npm test"');
  }
  const { startServers } = await import(new URL('servers.js', BUILT).href);
  const { homeFolder } = await import(new URL('home.js', BUILT).href);
  await sweep(homeFolder());

  const home = join(homeFolder(), `test-${process.pid}`);
  const notes = patientLog(PATIENCE_MS);
  const remove = () => rm(home, { recursive: true, force: true });
  try {
    const servers = await startServers({ home, log: notes.log });
    process.env.MONGODB_URI = servers.mongodbUri;
    process.env.REDIS_URL = servers.redisUrl;
    const stop = async () => {
      await servers.stop();
      await remove();
    };
    stopOnSignals(stop);
    return { stop };
  } catch (error) {
    notes.flush();
    await remove();
    throw error;
  } finally {
    notes.close();
  }
}

function print(line) {
  process.stderr.write(`${line}\n`);
}

/** Keeps lines for itself as long as all goes quickly. */
function patientLog(patienceMs) {
  let kept = [];
  const flush = () => {
    kept?.forEach(print);
    kept = undefined;
  };
  const timer = setTimeout(flush, patienceMs);
  return {
    log: (line) => (kept ? kept.push(line) : print(line)),
    flush,
    close: () => clearTimeout(timer),
  };
}

/** Jest does not call the teardown when it is interrupted. */
function stopOnSignals(stop) {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]) {
    process.once(signal, () => {
      void stop().finally(() => process.exit(code));
    });
  }
}

/** Removes what killed test runs left behind. */
async function sweep(folder) {
  const { stopLeftServers } = await import(new URL('servers.js', BUILT).href);
  const names = existsSync(folder) ? await readdir(folder) : [];
  for (const name of names) {
    const pid = Number(/^test-(\d+)$/.exec(name)?.[1]);
    if (!pid || isAlive(pid)) continue;
    await stopLeftServers(join(folder, name));
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
