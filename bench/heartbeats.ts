import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import mongoose from 'mongoose';
import { Agent, request } from 'undici';
import { freePort } from '../dev/servers/ports.js';
import type { Servers } from '../dev/servers/servers.js';
import { startChild, type Child } from './child.js';
import { agentDocument } from './company.js';
import { closedLoop, figuresOf, median, ratio, type Figures } from './load.js';
import { signedIn } from './signed-in.js';

const AGENTS = 500;
const BEATS = 6000;
const WARM_UP = 1500;
const ROUNDS = 3;
/** How many come at once: a quiet floor, and many agents whose apps beat together. */
const CROWDS = [1, 16, 64, 256] as const;
const LONE_BEATS = 600;

const clientId = 'beats';
const firstId = 5_000_000;

/**
 * The time of a heartbeat over HTTP, beside bare Fastify and the raw driver with one journaled
 * majority write for each. In turn, several rounds; medians of rounds.
 */
export async function heartbeats(servers: Servers) {
  const database = `bench_${randomBytes(4).toString('hex')}`;
  const uri = servers.mongodbUri.replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
  const client = await new mongoose.mongo.MongoClient(uri).connect();
  const secret = randomBytes(32).toString('hex');
  const env = {
    MONGODB_URI: uri,
    REDIS_URL: servers.redisUrl,
    LOG_LEVEL: 'warn',
    JWT_SECRET: secret,
    CRON_SECRET: randomBytes(32).toString('hex'),
    CREDENTIALS_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    PUBLIC_URL: 'https://bench.example',
    FLOOR_DB: `${database}_floor`,
  };
  let ours: Child | undefined;
  let floor: Child | undefined;
  try {
    ours = await startChild('dist/src/main.js', await freePort(3800), '/health/ready', env);
    const tokens = await makeAgents(client.db(), client.db(env.FLOOR_DB), secret);
    const port = await freePort(3900);
    floor = await startChild('dist/bench/floor-server.js', port, '/health/live', env);
    return await measure(`${ours.url}/api/agent-heartbeat`, `${floor.url}/beat`, tokens);
  } finally {
    await ours?.stop();
    await floor?.stop();
    await client.db().dropDatabase();
    await client.db(env.FLOOR_DB).dropDatabase();
    await client.close();
  }
}

async function measure(ours: string, floor: string, tokens: readonly string[]) {
  const rounds: Record<string, Figures[]> = {};
  for (let turn = 0; turn <= ROUNDS; turn += 1) {
    for (const crowd of CROWDS) {
      const urls = Object.entries({ ours, floor });
      for (const [name, url] of turn % 2 === 0 ? urls : urls.toReversed()) {
        const all = crowd === 1 ? LONE_BEATS : BEATS;
        const times = await run(url, tokens, turn === 0 ? WARM_UP : all, crowd);
        if (turn > 0) (rounds[`${name}${crowd}`] ??= []).push(figuresOf(times, crowd));
      }
    }
  }
  const of = (name: string): Figures => {
    const all = rounds[name] ?? [];
    return {
      p50: median(all.map((figures) => figures.p50)),
      p99: median(all.map((figures) => figures.p99)),
      perSecond: median(all.map((figures) => figures.perSecond)),
    };
  };
  const crowds = Object.fromEntries(
    CROWDS.map((crowd) => {
      const [mine, bare] = [of(`ours${crowd}`), of(`floor${crowd}`)];
      return [crowd, { ours: mine, floor: bare, ratioP50: ratio(mine.p50, bare.p50) }];
    }),
  );
  return {
    crowds,
    rounds: ROUNDS,
    machine: { cpu: cpus()[0]?.model.trim(), cores: cpus().length },
  };
}

async function run(url: string, tokens: readonly string[], count: number, atOnce: number) {
  const http = new Agent({ connections: atOnce, keepAliveTimeout: 30_000 });
  let next = 0;
  const times = await closedLoop(count, atOnce, count, async () => {
    const index = next % tokens.length;
    next += 1;
    const answer = await request(url, {
      method: 'POST',
      dispatcher: http,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[index]}` },
      body: JSON.stringify({ agentId: firstId + index, deviceConnected: true }),
    });
    const body = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${body}`);
    return () => Promise.resolve();
  });
  await http.close();
  return times;
}

/** Agents with live sessions, as their documents; a token for each. */
async function makeAgents(db: mongoose.mongo.Db, floor: mongoose.mongo.Db, secret: string) {
  const now = new Date();
  const stamp = { createdAt: now, updatedAt: now };
  const ids = Array.from({ length: AGENTS }, (_, index) => firstId + index);
  const insert = async (to: mongoose.mongo.Db, name: string, documents: object[]) =>
    await to.collection(name).insertMany(documents);
  await insert(db, 'companies', [
    {
      _id: clientId,
      clientId,
      name: clientId,
      timezone: 'Asia/Kolkata',
      locale: 'en-IN',
      sectors: [],
      version: 1,
      ...stamp,
    },
  ]);
  await insert(
    db,
    'agents',
    ids.map((_id) => ({
      ...agentDocument(_id, clientId),
      onlineStatus: 'offline',
      ...stamp,
    })),
  );
  await insert(
    floor,
    'agents',
    ids.map((_id) => ({ _id, lastHeartbeat: now, deviceConnected: false })),
  );
  return await signedIn(db, { clientId, agentIds: ids }, secret);
}
