import type { Servers } from '../dev/servers/servers.js';
import { ask, onStage, type Stage, type User } from './agents-stage.js';
import { openLoop } from './open-loop.js';
import { Timings } from './timings.js';

const AGENTS = 1000;
const USERS = 100;
const PER_SECOND = Number(process.env['BENCH_PER_SECOND'] ?? 1000);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60);
const WARM_UP = 500;

export const MIX_KINDS = ['get', 'heartbeat', 'list', 'stats'] as const;
export type MixKind = (typeof MIX_KINDS)[number];
/** How many of a hundred requests. */
const SHARES: Readonly<Record<MixKind, number>> = { get: 45, heartbeat: 33, list: 12, stats: 10 };
/** In an order that spreads each kind evenly. */
const ORDER: readonly MixKind[] = Array.from({ length: 100 }, (_, index) => (index * 37) % 100).map(
  (place) => {
    let sum = 0;
    for (const kind of MIX_KINDS) {
      sum += SHARES[kind];
      if (place < sum) return kind;
    }
    return 'get';
  },
);

/** One request of the mix. */
export interface MixedRequest {
  readonly kind: MixKind;
  readonly path: string;
  readonly token: string;
  /** Of a heartbeat. */
  readonly body?: object;
}

/** The nth request: agents, pages and users in turn. */
export function mixedRequest(
  n: number,
  { agentIds, users }: Pick<Stage, 'agentIds' | 'users'>,
): MixedRequest {
  const kind = ORDER[n % ORDER.length] ?? 'get';
  const { agentId, token } = users[n % users.length] as User;
  switch (kind) {
    case 'heartbeat': {
      const body = { agentId, deviceConnected: true, currentStatus: 'available' };
      return { kind, path: '/api/agent-heartbeat', token, body };
    }
    case 'list':
      return { kind, path: `/api/agents?page=${1 + (n % 50)}`, token };
    case 'stats':
      return { kind, path: '/api/agents/stats', token };
    case 'get':
      return { kind, path: `/api/agents/${agentIds[(n * 7) % agentIds.length]}`, token };
  }
}

/**
 * A hundred users at a thousand requests a second in all for a minute. Requests are sent when they
 * are due, however late others are, and timed from when they were due.
 */
export async function mix(servers: Servers) {
  return await onStage(servers, { size: AGENTS, users: USERS }, play);
}

async function play(stage: Stage) {
  const send = async ({ path, token, body }: MixedRequest): Promise<boolean> =>
    (await ask(stage.ours + path, token, body).catch(() => 0)) === 200;
  for (let n = 0; n < WARM_UP; n += 1) await send(mixedRequest(n, stage));
  const all = new Timings();
  const ofKind = new Map(MIX_KINDS.map((kind) => [kind, new Timings()]));
  let bad = 0;
  await openLoop({ perSecond: PER_SECOND, seconds: SECONDS }, async (n, dueMs) => {
    const request = mixedRequest(n, stage);
    if (!(await send(request))) bad += 1;
    const ms = performance.now() - dueMs;
    all.note(ms);
    ofKind.get(request.kind)?.note(ms);
  });
  return {
    perSecond: Math.round(all.count / SECONDS),
    seconds: SECONDS,
    users: USERS,
    errorShare: bad / all.count,
    ...all.percentiles(),
    kinds: Object.fromEntries([...ofKind].map(([kind, times]) => [kind, times.percentiles()])),
  };
}
