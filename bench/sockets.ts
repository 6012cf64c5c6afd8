import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { freePort } from '../dev/servers/ports.js';
import type { Servers } from '../dev/servers/servers.js';
import { startChild, type Child } from './child.js';
import { makeCompany } from './company.js';
import { listen, SOCKET_KINDS, type Listener, type SocketKind } from './listener.js';
import { figuresOf, median, ratio } from './load.js';
import { signedIn } from './signed-in.js';

/** Open sockets of one node; a fifth of them listen to one company. */
const SOCKETS = Number(process.env['BENCH_SOCKETS'] ?? 5000);
const LISTENERS = SOCKETS / 5;
/** As many as an agent may have open on one node. */
const OF_AGENT = 20;
const CHANGES = 30;
const OPEN_AT_ONCE = 50;

interface Rounds {
  readonly kind: SocketKind;
  readonly bytesPerSocket: number;
  readonly lastOfAll: ReturnType<typeof figuresOf>;
}

/**
 * What a socket costs, and the time from a status change over HTTP to the last of a company's
 * listeners; beside it bare `ws` and socket.io that send the same message to as many, without
 * sign-in, rooms, order or a database.
 */
export async function sockets(servers: Servers) {
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
    RATE_LIMIT_SCALE: '100000',
  };
  const results: { readonly ours: Rounds; readonly floor: Rounds }[] = [];
  try {
    const db = client.db();
    for (const kind of SOCKET_KINDS) {
      await db.dropDatabase();
      const ours = await startChild('dist/src/main.js', await freePort(3800), '/health/ready', env);
      const listening = await makeCompany(db, Math.max(2, Math.ceil(LISTENERS / OF_AGENT)));
      const others = await makeCompany(db, Math.ceil((SOCKETS - LISTENERS) / OF_AGENT) + 1);
      const tokens = [
        ...(await signedIn(db, listening, secret)),
        ...(await signedIn(db, others, secret)),
      ];
      const ownTokens = tokens.slice(0, listening.agentIds.length);
      const otherTokens = tokens.slice(listening.agentIds.length);
      const tokenOf = (place: number): string =>
        (place < LISTENERS
          ? ownTokens[Math.floor(place / OF_AGENT)]
          : otherTokens[Math.floor((place - LISTENERS) / OF_AGENT)]) ?? '';
      const [agentId] = listening.agentIds;
      const oursRounds = await measure(ours, kind, '/ws', tokenOf, async (turn) => {
        const answer = await fetch(`${ours.url}/api/agents/${agentId}/status`, {
          method: 'PUT',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${ownTokens[0]}`,
          },
          body: JSON.stringify({ status: turn % 2 === 0 ? 'away' : 'busy' }),
        });
        if (!answer.ok) throw new Error(`status: ${answer.status} ${await answer.text()}`);
      });
      await ours.stop();
      const floor = await startChild(
        'dist/bench/sockets-floor.js',
        await freePort(3900),
        '/health/live',
        env,
      );
      const path = kind === 'socket.io' ? '/io' : '/ws';
      const floorRounds = await measure(
        floor,
        kind,
        path,
        () => '',
        async () => {
          await fetch(`${floor.url}/tell?to=${LISTENERS}`, { method: 'POST' });
        },
      );
      await floor.stop();
      results.push({ ours: oursRounds, floor: floorRounds });
    }
    return {
      sockets: SOCKETS,
      listeners: LISTENERS,
      kinds: results.map(({ ours, floor }) => ({
        kind: ours.kind,
        bytesPerSocket: ours.bytesPerSocket,
        floorBytesPerSocket: floor.bytesPerSocket,
        ratioBytes: ratio(ours.bytesPerSocket, floor.bytesPerSocket),
        lastOfAllMs: ours.lastOfAll,
        floorLastOfAllMs: floor.lastOfAll,
        ratioP50: ratio(ours.lastOfAll.p50, floor.lastOfAll.p50),
      })),
      machine: { cpu: cpus()[0]?.model.trim(), cores: cpus().length, node: process.version },
    };
  } finally {
    await client.db().dropDatabase();
    await client.close();
  }
}

async function measure(
  { url }: Child,
  kind: SocketKind,
  path: string,
  tokenOf: (place: number) => string,
  change: (turn: number) => Promise<void>,
): Promise<Rounds> {
  const before = await memoryOf(url);
  const open: Listener[] = [];
  for (let from = 0; from < SOCKETS; from += OPEN_AT_ONCE) {
    const count = Math.min(OPEN_AT_ONCE, SOCKETS - from);
    open.push(
      ...(await Promise.all(
        Array.from({ length: count }, (_, index) => listen(url, kind, path, tokenOf(from + index))),
      )),
    );
  }
  await sleep(2000);
  const bytesPerSocket = Math.round(((await memoryOf(url)) - before) / SOCKETS);
  const listeners = open.slice(0, LISTENERS);
  const times: number[] = [];
  for (let turn = 0; turn < CHANGES; turn += 1) {
    const heard = listeners.map((listener) => listener.heard);
    const begun = performance.now();
    await change(turn);
    while (listeners.some((listener, place) => listener.heard === heard[place])) {
      await sleep(1);
      if (performance.now() - begun > 30_000) throw new Error('not everybody heard of it');
    }
    times.push(Math.max(...listeners.map(({ heardAt }) => heardAt)) - begun);
    await sleep(50);
  }
  for (const listener of open) listener.close();
  await sleep(1000);
  return { kind, bytesPerSocket, lastOfAll: figuresOf(times, 1) };
}

/** Resident memory of a server: the middle of some looks. */
async function memoryOf(url: string): Promise<number> {
  const looks: number[] = [];
  for (let count = 0; count < 5; count += 1) {
    const text = await (await fetch(`${url}/metrics`)).text();
    looks.push(Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]));
    await sleep(200);
  }
  return median(looks);
}
