import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { WebSocket, WebSocketServer } from 'ws';
import { freePort } from '../dev/servers/ports.js';
import type { Servers } from '../dev/servers/servers.js';
import { startChild, type Child } from './child.js';
import { makeCompany, type Company } from './company.js';
import { figuresOf, median, ratio } from './load.js';

const STREAMS = 100;
/** 100 ms of 8 kHz sound, 16 bit. */
const SOUND = Buffer.alloc(1600, 7).toString('base64');
const FRAME_MS = 100;
const WARM_UP_MS = 2000;
const RUN_MS = 8000;
const ROUNDS = 3;
/** A tick of the kernel's clock in `/proc` (CLK_TCK is 100 on every Linux that we know). */
const JIFFY_MS = 10;

interface Run {
  readonly delays: readonly number[];
  /** Of one core, in percent, for one stream. */
  readonly cpuPerStream: number;
}

/**
 * A hundred streams of 8 kHz sound both ways through one node, beside a bare relay of the same
 * frames: what a frame waits on its way, and what a stream costs of a core (less what the process
 * needs without any). In turn; medians of rounds.
 */
export async function media(servers: Servers) {
  const database = `bench_${randomBytes(4).toString('hex')}`;
  const uri = servers.mongodbUri.replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
  const client = await new mongoose.mongo.MongoClient(uri).connect();
  const bot = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(bot, 'listening');
  const BOT_URL = `ws://127.0.0.1:${(bot.address() as AddressInfo).port}/`;
  const listener = new Bot(bot);
  let ours: Child | undefined;
  let relay: Child | undefined;
  try {
    const company = await makeCompany(client.db(), STREAMS / 10);
    await client
      .db()
      .collection('agents')
      .updateMany({}, { $set: { kind: 'bot', streamUrl: BOT_URL, maxConcurrentCalls: 20 } });
    ours = await startChild('dist/src/main.js', await freePort(3800), '/health/ready', {
      NODE_ENV: 'test',
      MONGODB_URI: uri,
      REDIS_URL: servers.redisUrl,
      LOG_LEVEL: 'warn',
      JWT_SECRET: randomBytes(32).toString('hex'),
      OUTGOING_ALLOW_PRIVATE: '127.0.0.0/8',
    });
    relay = await startChild('dist/bench/media-relay.js', await freePort(3900), '/', { BOT_URL });
    return await measure(ours, relay, company, listener);
  } finally {
    bot.close();
    await relay?.stop();
    await ours?.stop();
    await client.db().dropDatabase();
    await client.close();
  }
}

async function measure(ours: Child, relay: Child, company: Company, bot: Bot) {
  const runs: Record<'ours' | 'relay', Run[]> = { ours: [], relay: [] };
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    runs.ours.push(await run(ours, (place) => addressOf(ours, company, turn, place), bot));
    const address = relay.url.replace('http', 'ws');
    runs.relay.push(await run(relay, () => Promise.resolve(address), bot));
  }
  const of = (name: 'ours' | 'relay') => {
    const figures = runs[name].map(({ delays }) => figuresOf(delays, 1));
    return {
      p50: median(figures.map(({ p50 }) => p50)),
      p99: median(figures.map(({ p99 }) => p99)),
      cpuPerStream: median(runs[name].map(({ cpuPerStream }) => cpuPerStream)),
    };
  };
  const [bridge, floor] = [of('ours'), of('relay')];
  return {
    streams: STREAMS,
    ...bridge,
    floor,
    addedP99: Math.round((bridge.p99 - floor.p99) * 100) / 100,
    cpuRatio: ratio(bridge.cpuPerStream, floor.cpuPerStream),
    rounds: ROUNDS,
    machine: { cpu: cpus()[0]?.model.trim(), cores: cpus().length, node: process.version },
  };
}

/** Where Exotel would lead the sound of a new call. */
async function addressOf(
  ours: Child,
  { token }: Company,
  turn: number,
  place: number,
): Promise<string> {
  const sid = `bench-${turn}-${place}`;
  const query = `CallSid=${sid}&CallFrom=09812345678&CallTo=08011112222`;
  const answer = await fetch(`${ours.url}/webhooks/exotel/${token}/stream?${query}`);
  const { url } = (await answer.json()) as { url?: string };
  if (!url) throw new Error('no bot was kept for the call');
  return ours.url.replace('http', 'ws') + new URL(url).pathname;
}

/** One run of all streams through a process. */
async function run(
  child: Child,
  address: (place: number) => Promise<string>,
  bot: Bot,
): Promise<Run> {
  // Just before: the server looks after much else all the time.
  await sleep(WARM_UP_MS);
  const idleCpu = await cpuOf(child, RUN_MS);
  const callers: WebSocket[] = [];
  const delays: number[] = [];
  for (let place = 0; place < STREAMS; place += 1) {
    const caller = new WebSocket(await address(place), { perMessageDeflate: false });
    caller.on('message', (data) => note(delays, data as Buffer));
    await once(caller, 'open');
    caller.send(JSON.stringify({ event: 'connected' }));
    caller.send(JSON.stringify({ event: 'start', stream_sid: 'S', start: { stream_sid: 'S' } }));
    callers.push(caller);
  }
  bot.delays = delays;
  const timers = [...callers, ...bot.calls].map((socket, place) => sendSound(socket, place));
  await sleep(WARM_UP_MS);
  delays.length = 0;
  const cpu = await cpuOf(child, RUN_MS);
  timers.forEach((stop) => stop());
  const stop = { event: 'stop', stream_sid: 'S', stop: { reason: 'callended' } };
  for (const caller of callers) {
    caller.send(JSON.stringify(stop));
    caller.close();
  }
  await sleep(WARM_UP_MS);
  return { delays: [...delays], cpuPerStream: (cpu - idleCpu) / STREAMS };
}

/** Ten frames a second, each stream at a moment of its own. */
function sendSound(socket: WebSocket, place: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const send = () => {
    if (socket.readyState !== WebSocket.OPEN) return;
    const media = { timestamp: String(performance.now()), payload: SOUND };
    socket.send(JSON.stringify({ event: 'media', stream_sid: 'S', media }));
  };
  const start = setTimeout(
    () => (timer = setInterval(send, FRAME_MS)),
    (place * FRAME_MS) / (2 * STREAMS),
  );
  return () => {
    clearTimeout(start);
    clearInterval(timer);
  };
}

const SENT = /"timestamp":"([\d.]+)"/;

function note(delays: number[], data: Buffer): void {
  const sent = SENT.exec(data.toString('latin1', 0, 120))?.[1];
  if (sent !== undefined) delays.push(performance.now() - Number(sent));
}

/** The bots' side: hears, and speaks as much. */
class Bot {
  calls: WebSocket[] = [];
  delays: number[] = [];

  constructor(server: WebSocketServer) {
    server.on('connection', (socket) => {
      this.calls.push(socket);
      socket.on('message', (data) => note(this.delays, data as Buffer));
      socket.on('close', () => (this.calls = this.calls.filter((one) => one !== socket)));
    });
  }
}

/** What a process uses of one core, in percent. */
async function cpuOf({ pid }: Child, ms: number): Promise<number> {
  const before = await jiffies(pid);
  const began = performance.now();
  await sleep(ms);
  return (((await jiffies(pid)) - before) * JIFFY_MS * 100) / (performance.now() - began);
}

/** User and system time of a process (proc(5): fields 14 and 15, after its name in brackets). */
async function jiffies(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
