import { homeFolder } from '../dev/servers/home.js';
import { startServers } from '../dev/servers/servers.js';
import { agents } from './agents.js';
import { bulk } from './bulk.js';
import { discovery } from './discovery.js';
import { forecast } from './forecast.js';
import { heartbeats } from './heartbeats.js';
import { imports } from './imports.js';
import { figures } from './figures.js';
import { media } from './media.js';
import { mix } from './mix.js';
import { pace } from './pace.js';
import { reportFile } from './report-file.js';
import { routing } from './routing.js';
import { settings } from './settings.js';
import { sockets } from './sockets.js';
import { teams } from './teams.js';

/** Every benchmark by name; each prints one line `BENCH {json}`. */
const BENCHMARKS = {
  routing,
  discovery,
  agents,
  mix,
  teams,
  settings,
  heartbeats,
  sockets,
  bulk,
  imports,
  figures,
  media,
  pace,
} as const;

/** Those that need no servers, and may take arguments. */
const ALONE = { forecast, reportFile } as const;
type Alone = (args: readonly string[]) => Promise<object>;

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const alone = ALONE[wanted[0] as keyof typeof ALONE] as Alone | undefined;
  if (alone) {
    print(String(wanted[0]), await alone(wanted.slice(1)));
    return;
  }
  const unknown = wanted.filter((name) => !(name in BENCHMARKS));
  if (unknown.length > 0) {
    console.error(`no such benchmark: ${unknown.join(', ')}`);
    console.error(`there are: ${[...Object.keys(BENCHMARKS), ...Object.keys(ALONE)].join(', ')}`);
    process.exit(1);
  }
  const servers = await startServers({ home: `${homeFolder()}/bench`, log: console.log });
  try {
    for (const [name, run] of Object.entries(BENCHMARKS)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const figures = await run(servers);
      print(name, figures);
    }
  } finally {
    await servers.stop();
  }
}

function print(name: string, figures: object): void {
  console.log(`BENCH ${JSON.stringify({ name, ...figures })}`);
}

await main();
