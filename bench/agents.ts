import type { Servers } from '../dev/servers/servers.js';
import { ask, onStage, type Beside, type Stage } from './agents-stage.js';
import { closedLoop, figuresOf, median, ratio, type Figures } from './load.js';

const AGENTS = 1000;
const AT_ONCE = 16;
const REQUESTS = Number(process.env['BENCH_REQUESTS'] ?? 4000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const WARM_UP = 400;
const LIMIT = 20;

/** What is asked of a server, the n-th time. */
type Question = (n: number) => Promise<number>;

/**
 * Reading one agent, a page of them and their statistics, and a heartbeat, each beside bare Fastify
 * with the raw driver. Ratios are requests a second, ours to the floor's. Lists are also measured
 * with nothing kept (`listFresh`, `statsFresh`). In turn, several rounds; medians of rounds.
 */
export async function agents(servers: Servers) {
  return await onStage(servers, { size: AGENTS, users: 1 }, measure);
}

async function measure({ ours, agentIds, users }: Stage, beside: () => Promise<Beside>) {
  const { fresh, floor } = await beside();
  const [admin] = users;
  if (!admin) throw new Error('nobody is signed in');
  const { token } = admin;
  const idOf = (n: number) => agentIds[(n * 7) % agentIds.length] ?? 0;
  const page = (n: number) => `page=${1 + (n % (AGENTS / LIMIT))}&limit=${LIMIT}`;
  const beat = (n: number) => ({ agentId: idOf(n), deviceConnected: true });
  const questions: Record<string, Question> = {
    get: (n) => ask(`${ours}/api/agents/${idOf(n)}`, token),
    getFloor: (n) => ask(`${floor}/agents/${idOf(n)}`),
    list: (n) => ask(`${ours}/api/agents?${page(n)}`, token),
    listFresh: (n) => ask(`${fresh}/api/agents?${page(n)}`, token),
    listFloor: (n) => ask(`${floor}/agents?${page(n)}`),
    stats: () => ask(`${ours}/api/agents/stats`, token),
    statsFresh: () => ask(`${fresh}/api/agents/stats`, token),
    statsFloor: () => ask(`${floor}/stats`),
    heartbeat: (n) => ask(`${ours}/api/agent-heartbeat`, token, beat(n)),
    heartbeatFloor: (n) => ask(`${floor}/heartbeat`, undefined, beat(n)),
  };
  const rounds = new Map<string, Figures[]>();
  for (let turn = 0; turn <= ROUNDS; turn += 1) {
    const names = Object.keys(questions);
    for (const name of turn % 2 === 0 ? names : names.toReversed()) {
      const question = questions[name];
      if (!question) continue;
      const figures = await time(question, turn === 0 ? WARM_UP : REQUESTS);
      if (turn > 0) rounds.set(name, [...(rounds.get(name) ?? []), figures]);
    }
  }
  const of = (name: string): Figures => {
    const all = rounds.get(name) ?? [];
    return {
      p50: median(all.map(({ p50 }) => p50)),
      p99: median(all.map(({ p99 }) => p99)),
      perSecond: median(all.map(({ perSecond }) => perSecond)),
    };
  };
  const to = (name: string, floorName: string) =>
    ratio(of(name).perSecond, of(floorName).perSecond);
  return {
    ratioGet: to('get', 'getFloor'),
    ratioList: to('list', 'listFloor'),
    ratioListFresh: to('listFresh', 'listFloor'),
    ratioStats: to('stats', 'statsFloor'),
    ratioStatsFresh: to('statsFresh', 'statsFloor'),
    ratioHeartbeat: to('heartbeat', 'heartbeatFloor'),
    figures: Object.fromEntries(Object.keys(questions).map((name) => [name, of(name)])),
    rounds: ROUNDS,
  };
}

async function time(question: Question, count: number): Promise<Figures> {
  let n = 0;
  const times = await closedLoop(count, AT_ONCE, count, async () => {
    n += 1;
    const status = await question(n);
    if (status !== 200) throw new Error(`answered ${status}`);
    return () => Promise.resolve();
  });
  return figuresOf(times, AT_ONCE);
}
