import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Servers } from '../dev/servers/servers.js';
import { MONEY_FIELDS, SUM_FIELDS } from '../src/modules/analytics/sums.domain.js';
import { openBank, type Bank } from './bank.js';
import { DAYS, makeCalls } from './figures-stage.js';
import { closedLoop, figuresOf, ratio } from './load.js';

/** Calls of the large company; `BENCH_CALLS=20000` makes a small run of it. */
const LARGE = Number(process.env['BENCH_CALLS'] ?? 1_000_000);
const SMALL = LARGE / 100;
const AT_ONCE = 8;
const REQUESTS = 400;
const WARM_UP = 50;

interface Measured {
  readonly calls: number;
  readonly foldedPerSecond: number;
  readonly foldChangedMs: number;
  readonly recountMs: number;
  readonly groupsMs: number;
  readonly differences: number;
}

/**
 * Folding a hundred changed calls with few and with many stored; a full recount beside plain `$group`s
 * over the same groupings; routes over ninety days of figures beside bare Fastify on the same
 * pipelines, each answer made anew and as it is kept.
 */
export async function figures(servers: Servers) {
  const bank = await openBank(servers);
  try {
    const small = await measure(bank, SMALL);
    const large = await measure(bank, LARGE);
    return {
      small,
      large,
      foldRatio: ratio(large.foldChangedMs, small.foldChangedMs),
      recountRatio: ratio(large.recountMs, large.groupsMs),
      routes: await routes(bank),
    };
  } finally {
    await bank.close();
  }
}

async function measure({ env }: Bank, size: number): Promise<Measured> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--max-old-space-size=4096', 'dist/bench/figures-worker.js', String(size)],
    { env: { ...process.env, ...env, CROSSPOINT_ROLES: 'api' }, maxBuffer: 1 << 24 },
  );
  const line = stdout.split('\n').find((text) => text.startsWith('FIGURES ')) ?? '';
  return JSON.parse(line.slice('FIGURES '.length)) as Measured;
}

async function routes(bank: Bank) {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const days = `from=${day(DAYS)}&to=${day(0)}`;
  const paths = {
    summary: `api/analytics/performance/summary?${days}`,
    trends: `api/analytics/performance/trends?interval=hour&${days}`,
    agents: `api/analytics/performance/agents?${days}`,
    costs: `api/analytics/revenue/costs?${days}`,
  };
  const name = (fields: readonly string[]) => fields.join(',');
  Object.assign(bank.env, {
    SUM_FIELDS: name(SUM_FIELDS),
    MONEY_FIELDS: name(MONEY_FIELDS),
    CACHE_TTL_STATS: '0',
  });
  const anew = await bank.server('dist/src/main.js', '/health/ready');
  Object.assign(bank.env, { CACHE_TTL_STATS: '300' });
  const kept = await bank.server('dist/src/main.js', '/health/ready');
  const floor = await bank.server('dist/bench/figures-floor.js', '/health/live');
  await foldFor(bank);
  const results: Record<string, object> = {};
  for (const [route, path] of Object.entries(paths)) {
    const run = async (url: string) => {
      const work = async () => {
        await bank.ask(`${url}/${path}`);
        return () => Promise.resolve();
      };
      await closedLoop(WARM_UP, AT_ONCE, WARM_UP, work);
      return figuresOf(await closedLoop(REQUESTS, AT_ONCE, REQUESTS, work), AT_ONCE);
    };
    const bare = await run(floor.url);
    const ours = await run(anew.url);
    const fromCache = await run(kept.url);
    results[route] = {
      floor: bare,
      anew: ours,
      kept: fromCache,
      anewShare: ratio(ours.perSecond, bare.perSecond),
      keptShare: ratio(fromCache.perSecond, bare.perSecond),
    };
  }
  const health = (await bank.ask(`${kept.url}/api/metrics/health`)) as {
    data: { caches: { cache: string; hitRate: number }[] };
  };
  return { ...results, caches: health.data.caches };
}

/** The company that can be signed in to gets calls of its own, enough for ninety days of figures. */
async function foldFor({ db, clientId }: Bank): Promise<void> {
  const count = Math.min(LARGE, 50_000);
  await db
    .collection('business_rules')
    .updateOne(
      { _id: clientId as never },
      { $set: { 'rules.aggregationSeconds': 5, 'rules.agentCostPerHour': 250 } },
    );
  for await (const _ of makeCalls(db, clientId, count));
  for (;;) {
    const left = await db.collection('call_logs').countDocuments({ clientId, toFold: true });
    if (left === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
