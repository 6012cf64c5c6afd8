import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Servers } from '../dev/servers/servers.js';
import { openBank, type Bank } from './bank.js';
import { dashboardLoad, measureRoutes } from './figures-routes.js';
import { ratio } from './load.js';

/** Calls of the large company; `BENCH_CALLS=20000` makes a small run of it. */
const LARGE = Number(process.env['BENCH_CALLS'] ?? 1_000_000);
const SMALL = LARGE / 100;

interface Measured {
  readonly calls: number;
  readonly foldedPerSecond: number;
  readonly foldChangedMs: number;
  readonly foldThousandMs: number;
  readonly foldFloorMs: number;
  readonly recountMs: number;
  readonly groupsMs: number;
  readonly differences: number;
}

/**
 * Folding a hundred changed calls with few and with many stored; a thousand that have just ended
 * beside nothing but the writes of it; a full recount beside plain `$group`s over the same groupings;
 * every route over ninety days of figures beside bare Fastify on the same commands, each answer made
 * anew and as it is kept; and how much the cache answers while front pages are open and calls folded.
 */
export async function figures(servers: Servers) {
  const bank = await openBank(servers);
  try {
    const small = await measure(bank, 'small', SMALL);
    const large = await measure(bank, bank.clientId, LARGE);
    return {
      small,
      large,
      foldRatio: ratio(large.foldChangedMs, small.foldChangedMs),
      foldFloorRatio: ratio(large.foldThousandMs, large.foldFloorMs),
      recountRatio: ratio(large.recountMs, large.groupsMs),
      routes: await measureRoutes(bank),
      dashboard: await dashboardLoad(bank),
    };
  } finally {
    await bank.close();
  }
}

async function measure({ env }: Bank, clientId: string, size: number): Promise<Measured> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--max-old-space-size=4096', 'dist/bench/figures-worker.js', clientId, String(size)],
    { env: { ...process.env, ...env, CROSSPOINT_ROLES: 'api' }, maxBuffer: 1 << 24 },
  );
  const line = stdout.split('\n').find((text) => text.startsWith('FIGURES ')) ?? '';
  return JSON.parse(line.slice('FIGURES '.length)) as Measured;
}
