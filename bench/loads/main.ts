import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { homeFolder } from '../../dev/servers/home.js';
import { startServers, type Servers } from '../../dev/servers/servers.js';
import { callsAlone } from './calls-alone.js';
import { day } from './day.js';
import { heartbeatsAlone } from './heartbeats-alone.js';
import { lengthsOf, type Lengths } from './lengths.js';
import { scale } from './scale.js';
import { fillPage, type ScaleFigures } from './scaling-page.js';
import { socketsAlone } from './sockets-alone.js';

const USAGE = `npm run load -- [options]

  --minutes M    of load (a); the other parts follow it (10)
  --only PART    a: requests, sockets and calls together, then doubled
                 b: calls alone, more in each step
                 sockets, heartbeats: by themselves, then doubled
                 scale: processor time of each piece of work, by agents and by nodes
  --write        … and puts it into docs/scaling.md`;

const PAGE = 'docs/scaling.md';
const FIGURES = 'docs/scaling.json';

const PARTS = {
  a: day,
  b: callsAlone,
  sockets: socketsAlone,
  heartbeats: heartbeatsAlone,
  scale,
} as const;
type Part = (servers: Servers, lengths: Lengths, log: (line: string) => void) => Promise<object>;

const log = (line: string): void => console.error(line);

/** Prints one line `LOAD {json}`; exit code 0 only if load (a), where it was played, was borne. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      only: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const minutes = Number(values.minutes);
  const { only } = values;
  if (!(minutes > 0) || (only !== undefined && !(only in PARTS))) throw new Error(USAGE);
  const servers = await startServers({ home: `${homeFolder()}/load`, log });
  try {
    const report: Record<string, object> = {};
    for (const [name, part] of Object.entries<Part>(PARTS)) {
      if (only !== undefined && only !== name) continue;
      report[name] = await part(servers, lengthsOf(minutes), log);
    }
    if (values.write && report['scale']) await writePage(report['scale'] as ScaleFigures);
    console.log(`LOAD ${JSON.stringify({ minutes, ...report })}`);
    const { broken = [] } = (report['a'] ?? {}) as { readonly broken?: readonly string[] };
    return broken.length === 0 ? 0 : 1;
  } finally {
    await servers.stop();
  }
}

async function writePage(figures: ScaleFigures): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  await writeFile(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
  await writeFile(PAGE, fillPage(page, figures));
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
