import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { Agent, request } from 'undici';
import { createCompany, type CompanyPlan } from '../dev/demo/companies.js';
import { freePort } from '../dev/servers/ports.js';
import type { Servers } from '../dev/servers/servers.js';
import { startChild, type Child } from './child.js';

const http = new Agent({ connections: 64, keepAliveTimeout: 30_000 });
const PASSWORD = 'Bench-Pass-1';

/** A company in a database of its own, with servers of the built program on it. */
export interface Bank {
  readonly clientId: string;
  readonly adminId: number;
  readonly db: mongoose.mongo.Db;
  readonly env: Readonly<Record<string, string>>;
  /** Starts another process on the same database. */
  server(program: string, path: string): Promise<Child>;
  /** The admin's, for a request of one's own to that server. */
  token(origin: string): Promise<string>;
  /** A signed-in request that must succeed. */
  ask(url: string, method?: 'GET' | 'PUT' | 'POST', body?: object): Promise<unknown>;
  close(): Promise<void>;
}

/** @param more settings of its servers */
export async function openBank(
  servers: Servers,
  more: Readonly<Record<string, string>> = {},
): Promise<Bank> {
  const database = `bench_${randomBytes(4).toString('hex')}`;
  const uri = servers.mongodbUri.replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
  const client = await new mongoose.mongo.MongoClient(uri).connect();
  const env = {
    MONGODB_URI: uri,
    REDIS_URL: servers.redisUrl,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_SCALE: '100000',
    JWT_SECRET: randomBytes(32).toString('hex'),
    CRON_SECRET: randomBytes(32).toString('hex'),
    CREDENTIALS_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    PUBLIC_URL: 'https://bench.example',
    ...more,
  };
  const clientId = 'bench';
  const username = 'bench_admin';
  const plan = {
    clientId,
    name: 'Bench',
    sectors: ['loans'],
    rules: {},
    admin: {
      username,
      password: PASSWORD,
      email: 'admin@bench.example',
      fullName: 'Bench Admin',
      department: 'Bench',
    },
  } as unknown as CompanyPlan;
  await createCompany(plan, { ...process.env, NODE_ENV: 'production', ...env });
  const admin = await client.db().collection<{ _id: number }>('agents').findOne({ clientId });
  const children: Child[] = [];
  let token: string | undefined;
  const signIn = async (origin: string): Promise<string> => {
    const answer = await request(`${origin}/api/auth/login`, {
      dispatcher: http,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: PASSWORD }),
    });
    return ((await answer.body.json()) as { accessToken: string }).accessToken;
  };
  return {
    clientId,
    adminId: admin?._id ?? 0,
    db: client.db(),
    env,
    async server(program, path) {
      const child = await startChild(program, await freePort(3800), path, env);
      children.push(child);
      return child;
    },
    token: async (origin) => (token ??= await signIn(origin)),
    async ask(url, method = 'GET', body?) {
      token ??= await signIn(new URL(url).origin);
      const answer = await request(url, {
        dispatcher: http,
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body ? JSON.stringify(body) : null,
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.statusCode} ${text}`);
      return JSON.parse(text) as unknown;
    },
    async close() {
      for (const child of children) await child.stop();
      await client.db().dropDatabase();
      await client.close();
    },
  };
}
