import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import mongoose from 'mongoose';
import { Agent, request } from 'undici';
import { freePort } from '../dev/servers/ports.js';
import type { Servers } from '../dev/servers/servers.js';
import { startChild, type Child } from './child.js';
import { makeCompany, type Company } from './company.js';
import { closedLoop, figuresOf, median, ratio, type Figures } from './load.js';

const WEBHOOKS = 2000;
const AT_ONCE = 16;
/** Calls that are held before they are ended: fewer than the agents of the smallest sector. */
const BATCH = 64;
const ROUNDS = 5;
const SIZES = [100, 1000, 10_000] as const;
/** Until the code is hot and the index has heard of all agents. */
const WARM_UP = 1500;
const FLOOR_AGENTS = 1000;

const MiB = 1024 * 1024;
const http = new Agent({ connections: AT_ONCE * 2, keepAliveTimeout: 30_000 });

async function get(url: string): Promise<string> {
  const answer = await request(url, { dispatcher: http });
  const body = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${body}`);
  return body;
}

/**
 * The time of a connect webhook that reserves an agent, in sectors of 100, 1,000 and 10,000 ready
 * agents, beside what its durable writes alone cost. In turn, several rounds; medians of rounds.
 */
export async function routing(servers: Servers) {
  const database = `bench_${randomBytes(4).toString('hex')}`;
  const uri = servers.mongodbUri.replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
  const client = await new mongoose.mongo.MongoClient(uri).connect();
  const env = {
    MONGODB_URI: uri,
    REDIS_URL: servers.redisUrl,
    LOG_LEVEL: 'warn',
    JWT_SECRET: randomBytes(32).toString('hex'),
    CRON_SECRET: randomBytes(32).toString('hex'),
    CREDENTIALS_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    PUBLIC_URL: 'https://bench.example',
    FLOOR_DB: `${database}_floor`,
  };
  let ours: Child | undefined;
  let floor: Child | undefined;
  try {
    ours = await startChild('dist/src/main.js', await freePort(3800), '/health/ready', env);
    const companies = new Map<number, Company>();
    for (const size of SIZES) companies.set(size, await makeCompany(client.db(), size));
    await makeFloor(client.db(env.FLOOR_DB));
    floor = await startChild(
      'dist/bench/floor-server.js',
      await freePort(3900),
      '/health/live',
      env,
    );
    // The index of ready agents hears of so many new ones by the change stream.
    await untilReady(ours.url, companies);
    return await measure(ours.url, floor.url, companies);
  } finally {
    await ours?.stop();
    await floor?.stop();
    await client.db().dropDatabase();
    await client.db(env.FLOOR_DB).dropDatabase();
    await client.close();
  }
}

async function measure(ours: string, floor: string, companies: ReadonlyMap<number, Company>) {
  const rounds: Record<string, Figures[]> = {};
  const note = (name: string, times: readonly number[]) => {
    (rounds[name] ??= []).push(figuresOf(times, AT_ONCE));
  };
  for (let turn = 0; turn <= ROUNDS; turn += 1) {
    const count = turn === 0 ? WARM_UP : WEBHOOKS;
    const runs: [string, () => Promise<number[]>][] = [
      ['floor', () => runFloor(floor, 'full', count)],
      ['unexplained', () => runFloor(floor, 'unexplained', count)],
      ['two', () => runFloor(floor, 'two', count)],
      ...SIZES.map((size): [string, () => Promise<number[]>] => [
        String(size),
        () => runOurs(ours, companies.get(size), count),
      ]),
    ];
    for (const [name, run] of turn % 2 === 0 ? runs : runs.toReversed()) {
      const times = await run();
      if (turn > 0) note(name, times);
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
  return {
    ...of('1000'),
    floor: of('floor'),
    two: of('two'),
    ratioP50: ratio(of('1000').p50, of('floor').p50),
    ratioMin: ratio(of('1000').p50, of('two').p50),
    // What storing the decision costs, as a share of the answer's time.
    explanationShare: ratio(of('floor').p50 - of('unexplained').p50, of('1000').p50),
    scaleRatio: ratio(of('10000').p50, of('100').p50),
    sizes: Object.fromEntries(SIZES.map((size) => [size, of(String(size))])),
    rounds: ROUNDS,
    machine: {
      cpu: cpus()[0]?.model.trim(),
      cores: cpus().length,
      node: process.version,
      memoryMiB: Math.round(process.memoryUsage().rss / MiB),
    },
  };
}

let serial = 0;
const nextSid = (): string => `bench${process.pid}x${(serial += 1)}`;

/** A call asks for an agent; when it has one, and outside the timing, it is over. */
async function runOurs(url: string, company: Company | undefined, count: number) {
  if (!company) throw new Error('no such company');
  const hook = `${url}/webhooks/exotel/${company.token}`;
  return await closedLoop(count, AT_ONCE, BATCH, async () => {
    const sid = nextSid();
    const call = `CallSid=${sid}&CallFrom=09812345678&CallTo=08011112222&Direction=incoming`;
    const body = await get(`${hook}/connect?sector=${company.sector}&${call}`);
    if (!body.includes('+91')) throw new Error(`nobody was ready: ${body}`);
    return async () => {
      await get(`${hook}/passthru?${call}&CallType=completed&DialCallStatus=completed`);
    };
  });
}

async function runFloor(url: string, kind: 'full' | 'unexplained' | 'two', count: number) {
  const free = Array.from({ length: FLOOR_AGENTS }, (_, index) => index);
  return await closedLoop(count, AT_ONCE, BATCH, async () => {
    const agent = free.shift() ?? 0;
    await get(`${url}/${kind}?CallSid=${nextSid()}&CallFrom=09812345678&agent=${agent}`);
    return async () => {
      await get(`${url}/free?agent=${agent}`);
      free.push(agent);
    };
  });
}

async function makeFloor(db: mongoose.mongo.Db): Promise<void> {
  await db
    .collection<{ _id: number }>('agents')
    .insertMany(
      Array.from({ length: FLOOR_AGENTS }, (_, _id) => ({ _id, activeCalls: 0, holds: [] })),
    );
  for (const name of ['webhooks', 'calls', 'events', 'offers', 'decisions']) {
    await db.createCollection(name);
  }
}

async function untilReady(url: string, companies: ReadonlyMap<number, Company>): Promise<void> {
  for (const company of companies.values()) {
    const hook = `${url}/webhooks/exotel/${company.token}`;
    for (let tries = 0; ; tries += 1) {
      const call = `CallSid=${nextSid()}&CallFrom=09812345678&CallTo=08011112222`;
      const body = await get(`${hook}/connect?sector=${company.sector}&${call}`).catch(() => '');
      await get(`${hook}/passthru?${call}&CallType=completed`).catch(() => '');
      if (body.includes('+91')) break;
      if (tries > 200) throw new Error(`no agent of ${company.sector} became ready`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
