import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Servers } from '../dev/servers/servers.js';
import { ask, onStage, type Stage, type User } from './agents-stage.js';

const AGENTS = 1000;
const USERS = 100;
const PER_SECOND = Number(process.env['BENCH_PER_SECOND'] ?? 1000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60);
const TICK_MS = 5;
const WARM_UP = 500;

type Kind = 'get' | 'heartbeat' | 'list' | 'stats';
/** How many of a hundred requests. */
const SHARES: Readonly<Record<Kind, number>> = { get: 45, heartbeat: 33, list: 12, stats: 10 };
/** In an order that spreads each kind evenly. */
const ORDER: readonly Kind[] = Array.from({ length: 100 }, (_, index) => (index * 37) % 100).map(
  (place) => {
    let sum = 0;
    for (const [kind, share] of Object.entries(SHARES)) {
      sum += share;
      if (place < sum) return kind as Kind;
    }
    return 'get';
  },
);

interface Timed {
  readonly kind: Kind;
  readonly ms: number;
  readonly isGood: boolean;
}

/**
 * A hundred users at a thousand requests a second in all for a minute. Requests are sent when they
 * are due, however late others are, and timed from when they were due.
 */
export async function mix(servers: Servers) {
  return await onStage(servers, { size: AGENTS, users: USERS }, play);
}

async function play({ ours, agentIds, users }: Stage) {
  const urlOf = (n: number) => ours + pathOf(n);
  const pathOf = (n: number): string => {
    switch (ORDER[n % ORDER.length]) {
      case 'heartbeat':
        return '/api/agent-heartbeat';
      case 'list':
        return `/api/agents?page=${1 + (n % 50)}`;
      case 'stats':
        return '/api/agents/stats';
      default:
        return `/api/agents/${agentIds[(n * 7) % agentIds.length]}`;
    }
  };
  const send = async (n: number): Promise<boolean> => {
    const { agentId, token } = users[n % users.length] as User;
    const body = { agentId, deviceConnected: true, currentStatus: 'available' };
    const isBeat = ORDER[n % ORDER.length] === 'heartbeat';
    const status = await ask(urlOf(n), token, isBeat ? body : undefined).catch(() => 0);
    return status === 200;
  };
  for (let n = 0; n < WARM_UP; n += 1) await send(n);
  const results = await openLoop(send);
  const bad = results.filter(({ isGood }) => !isGood).length;
  return {
    perSecond: Math.round(results.length / SECONDS),
    seconds: SECONDS,
    users: USERS,
    errorShare: bad / results.length,
    ...percentiles(results),
    kinds: Object.fromEntries(
      Object.keys(SHARES).map((kind) => [
        kind,
        percentiles(results.filter((result) => result.kind === kind)),
      ]),
    ),
  };
}

async function openLoop(send: (n: number) => Promise<boolean>): Promise<Timed[]> {
  const count = PER_SECOND * SECONDS;
  const results: Timed[] = [];
  const started = performance.now();
  const dueMs = (n: number) => started + (n * 1000) / PER_SECOND;
  const one = async (n: number) => {
    const isGood = await send(n);
    const kind = ORDER[n % ORDER.length] ?? 'get';
    results.push({ kind, ms: performance.now() - dueMs(n), isGood });
  };
  const all: Promise<void>[] = [];
  for (let n = 0; n < count;) {
    while (n < count && dueMs(n) <= performance.now()) all.push(one(n++));
    await sleep(TICK_MS);
  }
  await Promise.all(all);
  return results;
}

function percentiles(results: readonly Timed[]) {
  const sorted = results.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100,
    ) / 100;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
