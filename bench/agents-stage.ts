import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { Agent, request } from 'undici';
import { freePort } from '../dev/servers/ports.js';
import type { Servers } from '../dev/servers/servers.js';
import { Passwords } from '../src/platform/crypto/passwords.js';
import { startChild, type Child } from './child.js';
import { makeCompany } from './company.js';

const PASSWORD = 'Bench-Pass-1';
const http = new Agent({ connections: 64, keepAliveTimeout: 30_000 });

export interface User {
  readonly agentId: number;
  readonly token: string;
}

/** Our server on a database with one company. */
export interface Stage {
  readonly ours: string;
  readonly agentIds: readonly number[];
  /** The first one is the admin. */
  readonly users: readonly User[];
}

/** What it is measured beside, on the same database. */
export interface Beside {
  /** Ours, with nothing kept: every list is read. */
  readonly fresh: string;
  readonly floor: string;
}

/** Asks and reads the whole answer; @returns its status */
export async function ask(url: string, token?: string, body?: object): Promise<number> {
  const answer = await request(url, {
    dispatcher: http,
    method: body ? 'POST' : 'GET',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  await answer.body.dump({ limit: Number.MAX_SAFE_INTEGER });
  return answer.statusCode;
}

/** Brings up the servers for a benchmark of agents' routes, and takes them away after it. */
export async function onStage<T>(
  servers: Servers,
  { size, users }: { readonly size: number; readonly users: number },
  run: (stage: Stage, beside: () => Promise<Beside>) => Promise<T>,
): Promise<T> {
  const database = `bench_${randomBytes(4).toString('hex')}`;
  const uri = servers.mongodbUri.replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
  const client = await new mongoose.mongo.MongoClient(uri).connect();
  const env = {
    MONGODB_URI: uri,
    REDIS_URL: servers.redisUrl,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_SCALE: '1000000',
    JWT_SECRET: randomBytes(32).toString('hex'),
    CRON_SECRET: randomBytes(32).toString('hex'),
    CREDENTIALS_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    PUBLIC_URL: 'https://bench.example',
  };
  const children: Child[] = [];
  const start = async (program: string, port: number, path: string, more: object) => {
    const child = await startChild(program, await freePort(port), path, { ...env, ...more });
    children.push(child);
    return child.url;
  };
  try {
    const ours = await start('dist/src/main.js', 3800, '/health/ready', {});
    const hash = await new Passwords().hash(PASSWORD);
    const { clientId, agentIds } = await makeCompany(client.db(), size, hash);
    const nothingKept = { CACHE_TTL_AGENTS: '0', CACHE_TTL_STATS: '0' };
    const beside = async (): Promise<Beside> => ({
      fresh: await start('dist/src/main.js', 3850, '/health/ready', nothingKept),
      floor: await start('dist/bench/agents-floor.js', 3900, '/health/live', {
        FLOOR_TENANT: clientId,
      }),
    });
    const signedIn: User[] = [];
    for (const agentId of agentIds.slice(0, users)) {
      signedIn.push({ agentId, token: await signIn(ours, `${clientId}_${agentId}`) });
    }
    return await run({ ours, agentIds, users: signedIn }, beside);
  } finally {
    for (const child of children) await child.stop();
    await client.db().dropDatabase();
    await client.close();
  }
}

async function signIn(url: string, username: string): Promise<string> {
  const answer = await request(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  const body = (await answer.body.json()) as { accessToken?: string };
  if (!body.accessToken) throw new Error(`${username} cannot sign in: ${answer.statusCode}`);
  return body.accessToken;
}
