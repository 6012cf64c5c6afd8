import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import type { Bank } from './bank.js';
import { callAt, DAYS } from './figures-stage.js';
import { closedLoop, figuresOf, ratio } from './load.js';

const AT_ONCE = 8;
const REQUESTS = 200;
const WARM_UP = 20;
/** Who has a front page open, and how long. */
const VIEWERS = 10;
const LOAD_SECONDS = 60;
const EVERY_SECONDS = 5;

/** Where figures are read from; what else a server asks for meanwhile is not the route's. */
const READ = [
  'performance_trends',
  'agent_metrics',
  'agent_metrics_v2',
  'team_performance',
  'cost_analysis',
  'agent_day_summaries',
  'department_day_summaries',
  'call_quality_scores',
  'customer_satisfaction',
  'scorecards',
  'predictive_analytics',
  'anomaly_detection',
  'agents',
];

const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const DATES = `from=${day(DAYS)}&to=${day(0)}`;

const routesOf = (agentId: number): readonly string[] => [
  `analytics/performance/summary?${DATES}`,
  `analytics/performance/trends?interval=hour&${DATES}`,
  `analytics/performance/agents?${DATES}`,
  `analytics/performance/agent/${agentId}/detailed?${DATES}`,
  `analytics/performance/sectors?${DATES}`,
  `analytics/performance/top-performers?${DATES}`,
  `analytics/calls/completion?${DATES}`,
  `analytics/calls/timeline?interval=day&${DATES}`,
  `analytics/calls/quality?${DATES}`,
  `analytics/calls/quality/summary?${DATES}`,
  `analytics/satisfaction?${DATES}`,
  `analytics/satisfaction/summary?${DATES}`,
  `analytics/satisfaction/trends?${DATES}`,
  `analytics/revenue/summary?${DATES}`,
  `analytics/revenue/costs?${DATES}`,
  `analytics/revenue/roi?${DATES}`,
  `analytics/anomalies?${DATES}`,
  'predictions/volume',
  'predictions/staffing',
  'predictions/agent-performance',
  'predictions/accuracy',
  'analytics/dashboard',
];

/**
 * Every route of figures, made anew and as it is kept, beside bare Fastify and the raw driver that run
 * the commands that MongoDB saw when the route was asked, all at once, and answer what they find.
 */
export async function measureRoutes(bank: Bank): Promise<object> {
  Object.assign(bank.env, { CACHE_TTL_STATS: '0' });
  const anew = await bank.server('dist/src/main.js', '/health/ready');
  Object.assign(bank.env, { CACHE_TTL_STATS: '300' });
  const kept = await bank.server('dist/src/main.js', '/health/ready');
  await bank.ask(`${anew.url}/api/predictions/refresh`, 'POST', {});
  const routes = routesOf(bank.adminId);
  for (const route of routes) await noteCommands(bank, anew.url, route);
  const floor = await bank.server('dist/bench/figures-floor.js', '/health/live');
  const results: Record<string, object> = {};
  for (const route of routes) {
    const run = async (url: string) => {
      const work = async () => {
        await bank.ask(`${url}/api/${route}`);
        return () => Promise.resolve();
      };
      await closedLoop(WARM_UP, AT_ONCE, WARM_UP, work);
      return figuresOf(await closedLoop(REQUESTS, AT_ONCE, REQUESTS, work), AT_ONCE);
    };
    const bare = await run(floor.url);
    const ours = await run(anew.url);
    const fromCache = await run(kept.url);
    results[pathOf(route)] = {
      floor: bare,
      anew: ours,
      kept: fromCache,
      anewShare: ratio(ours.perSecond, bare.perSecond),
      keptShare: ratio(fromCache.perSecond, bare.perSecond),
    };
  }
  return results;
}

const pathOf = (route: string): string => `/api/${route.split('?')[0] ?? ''}`;

/** Keeps what a route has MongoDB do, for the floor to do the same. */
async function noteCommands(bank: Bank, url: string, route: string): Promise<void> {
  const { db } = bank;
  await bank.ask(`${url}/api/${route}`);
  await db.command({ profile: 2 });
  await bank.ask(`${url}/api/${route}`);
  await db.command({ profile: 0 });
  const seen = await db
    .collection<{ command: Record<string, unknown> }>('system.profile')
    .find({ ns: { $in: READ.map((name) => `${db.databaseName}.${name}`) }, op: { $ne: 'getmore' } })
    .toArray();
  const commands = seen
    .map(({ command }) => command)
    .filter((command) => 'find' in command || 'aggregate' in command || 'distinct' in command)
    .map((command) =>
      Object.fromEntries(
        Object.entries(command).filter(([name]) => name !== 'lsid' && !name.startsWith('$')),
      ),
    );
  await db.collection('system.profile').drop();
  await db
    .collection<{ _id: string; commands: string }>('bench_floor')
    .insertOne({ _id: pathOf(route), commands: toText(commands) });
}

/** Names with `$` and `.` are not for documents. */
const toText = (commands: readonly object[]): string =>
  mongoose.mongo.BSON.EJSON.stringify(commands, { relaxed: false });

/**
 * Front pages are open and asked for anew every five seconds, and as often a call is folded, which
 * makes all that was kept old: what share of the answers was kept, and how soon they come.
 */
export async function dashboardLoad(bank: Bank): Promise<object> {
  const { db, clientId } = bank;
  await db
    .collection('business_rules')
    .updateOne({ _id: clientId as never }, { $set: { 'rules.aggregationSeconds': 5 } });
  const { url } = await bank.server('dist/src/main.js', '/health/ready');
  const pages = ['dashboard', 'performance/summary', 'performance/trends', 'performance/sectors'];
  const before = await readsOf(bank, url);
  const times: number[] = [];
  let folded = 0;
  const end = Date.now() + LOAD_SECONDS * 1000;
  const view = async (viewer: number): Promise<void> => {
    await sleep((viewer * EVERY_SECONDS * 1000) / VIEWERS);
    while (Date.now() < end) {
      for (const page of pages) {
        const began = performance.now();
        await bank.ask(`${url}/api/analytics/${page}`);
        times.push(performance.now() - began);
      }
      await sleep(EVERY_SECONDS * 1000);
    }
  };
  const call = async (): Promise<void> => {
    while (Date.now() < end) {
      await endOneCall(db, clientId, folded);
      folded += 1;
      await sleep(EVERY_SECONDS * 1000);
    }
  };
  await Promise.all([...Array.from({ length: VIEWERS }, (_, viewer) => view(viewer)), call()]);
  const after = await readsOf(bank, url);
  return {
    calls: folded,
    ...figuresOf(times, VIEWERS),
    hitShare: ratio(after.hits - before.hits, after.reads - before.reads),
  };
}

async function endOneCall(db: mongoose.mongo.Db, clientId: string, number: number): Promise<void> {
  const call = callAt(clientId, number, Date.now());
  const _id = `${clientId}-now-${number}`;
  await db.collection('call_logs').insertOne({ ...call, _id, providerSid: _id } as never);
}

async function readsOf(bank: Bank, url: string): Promise<{ reads: number; hits: number }> {
  const { data } = (await bank.ask(`${url}/api/metrics/health`)) as {
    data: { caches: { cache: string; reads: number; hits: number }[] };
  };
  const ours = data.caches.filter(({ cache }) => cache.startsWith('analytics_'));
  return {
    reads: ours.reduce((sum, { reads }) => sum + reads, 0),
    hits: ours.reduce((sum, { hits }) => sum + hits, 0),
  };
}
