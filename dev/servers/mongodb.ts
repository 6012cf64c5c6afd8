import { MongoClient, MongoServerError } from 'mongodb';
import type { Db } from 'mongodb';

import type { ServerKind } from './embedded-server.js';
import { findMongod } from './find-mongod.js';

const SET_NAME = 'rs0';
const NOT_YET_INITIALIZED = 94;

interface SetMember {
  readonly _id: number;
  readonly host: string;
}

interface SetConfig {
  readonly version: number;
  readonly members: readonly SetMember[];
}

/** MongoDB as a replica set of one node. */
export const mongodbKind: ServerKind = {
  name: 'mongodb',
  title: 'MongoDB',
  preferredPort: 27_117,
  findProgram: findMongod,
  argumentsFor: (port, dataDir) => [
    `--port=${port}`,
    '--bind_ip=127.0.0.1',
    '--nounixsocket',
    `--dbpath=${dataDir}`,
    `--replSet=${SET_NAME}`,
    '--oplogSize=1024',
    '--wiredTigerCacheSizeGB=0.5',
    '--quiet',
    '--setParameter=diagnosticDataCollectionEnabled=false',
    // A killed node's transaction keeps what it touched locked for so long (a minute by default).
    '--setParameter=transactionLifetimeLimitSeconds=5',
    // Nobody else could take over: do not linger for them.
    '--setParameter=shutdownTimeoutMillisForSignaledShutdown=0',
  ],
  whoAnswers: (port) =>
    withAdmin(port, async (admin) => {
      const options = await admin.command({ getCmdLineOpts: 1 });
      const status = await admin.command({ serverStatus: 1 });
      return { pid: Number(status.pid), dataDir: String(options.parsed?.storage?.dbPath) };
    }),
  makeReady: (port) => withAdmin(port, (admin) => makePrimary(admin, `127.0.0.1:${port}`)),
  url: (port) => `mongodb://127.0.0.1:${port}/crosspoint?directConnection=true`,
};

/** One step on the way to a writable primary; throws while it is not there yet. */
async function makePrimary(admin: Db, host: string): Promise<void> {
  const config = await readSetConfig(admin);
  if (!config) {
    const members = [{ _id: 0, host }];
    await admin.command({ replSetInitiate: { _id: SET_NAME, members } });
  } else if (config.members[0]?.host !== host) {
    // The data folder was used on another port.
    await admin.command({ replSetReconfig: movedTo(host, config), force: true });
  }
  const hello = await admin.command({ hello: 1 });
  if (hello.isWritablePrimary !== true) throw new Error('it is not primary yet');
}

/** The same set with its only member on another address. */
export function movedTo<T extends SetConfig>(host: string, config: T): T {
  const members = config.members.slice(0, 1).map((member) => ({ ...member, host }));
  return { ...config, version: config.version + 1, members };
}

async function readSetConfig(admin: Db): Promise<SetConfig | undefined> {
  try {
    return (await admin.command({ replSetGetConfig: 1 })).config as SetConfig;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NOT_YET_INITIALIZED) return undefined;
    throw error;
  }
}

async function withAdmin<T>(port: number, work: (admin: Db) => Promise<T>): Promise<T> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 1_000,
    connectTimeoutMS: 1_000,
    socketTimeoutMS: 10_000,
  });
  try {
    return await work(client.db('admin'));
  } finally {
    await client.close();
  }
}
