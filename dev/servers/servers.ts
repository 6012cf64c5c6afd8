import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

import { EmbeddedServer } from './embedded-server.js';
import { withLock } from './lock.js';
import { mongodbKind } from './mongodb.js';
import { PidFile } from './pid-file.js';
import type { ServerName } from './pid-file.js';
import { endProcess, isRunning } from './process.js';
import { redisKind } from './redis.js';

/** MongoDB and Redis, ready for use. */
export interface Servers {
  readonly mongodbUri: string;
  readonly redisUrl: string;
  /** Stops those that this start began or took over from a dead process; others go on. */
  stop(): Promise<void>;
  /** Ends one with SIGKILL, as a crash would; refused for one given by its address. */
  kill(which: ServerName): Promise<void>;
  /** Starts one again on the same port and data; refused for one given by its address. */
  restart(which: ServerName): Promise<void>;
}

export interface StartOptions {
  /** Folder for data, logs and the pid file. */
  readonly home: string;
  /** Told in one line what each step does. */
  readonly log: (line: string) => void;
  /** The environment; that of this process unless given. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Brings up MongoDB and Redis: those of `MONGODB_URI` and `REDIS_URL`, those that are already running
 * for this home, or new ones. When one cannot be had, neither is left running and the error says
 * what to install.
 */
export async function startServers(options: StartOptions): Promise<Servers> {
  const { log, env = process.env } = options;
  await mkdir(options.home, { recursive: true });
  const home = await realpath(options.home);
  const pidFile = new PidFile(home);
  const embedded = {
    mongodb: env.MONGODB_URI
      ? undefined
      : new EmbeddedServer(mongodbKind, home, pidFile, { env, log }),
    redis: env.REDIS_URL ? undefined : new EmbeddedServer(redisKind, home, pidFile, { env, log }),
  };
  if (env.MONGODB_URI) log('MongoDB: uses the one of MONGODB_URI');
  if (env.REDIS_URL) log('Redis: uses the one of REDIS_URL');
  const all = [embedded.mongodb, embedded.redis].filter((server) => server !== undefined);

  await withLock(
    join(home, 'servers.lock'),
    () => startAll(all),
    (pid) => log(`Waits for process ${pid}, which starts servers in ${home}`),
  );

  const only = (which: ServerName): EmbeddedServer => {
    const server = embedded[which];
    if (!server) throw new Error(`${which} was given by its address: it is not ours to touch`);
    return server;
  };
  return {
    mongodbUri: env.MONGODB_URI || only('mongodb').url,
    redisUrl: env.REDIS_URL || only('redis').url,
    stop: () => stopAll(all),
    kill: async (which) => only(which).kill(),
    restart: async (which) => only(which).restart(),
  };
}

async function startAll(servers: readonly EmbeddedServer[]): Promise<void> {
  const results = await Promise.allSettled(servers.map((server) => server.start()));
  const problems = results.flatMap((result) =>
    result.status === 'rejected' ? [(result.reason as Error).message] : [],
  );
  if (problems.length === 0) return;
  await stopAll(servers);
  throw new Error(problems.join('\n'));
}

async function stopAll(servers: readonly EmbeddedServer[]): Promise<void> {
  const results = await Promise.allSettled(servers.map((server) => server.stop()));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** Ends the servers that a killed run left in this home, for homes that nobody will start again. */
export async function stopLeftServers(home: string): Promise<void> {
  const pidFile = new PidFile(home);
  for (const [name, record] of Object.entries(await pidFile.read())) {
    // Without a start time the number may belong to another program by now.
    if (record.process.startedAt === '' || isRunning(record.owner)) continue;
    await endProcess(record.process, 'SIGTERM');
    await pidFile.set(name as ServerName, undefined);
  }
}
