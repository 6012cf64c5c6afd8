import { homeFolder } from '../dev/servers/home.js';
import { startServers } from '../dev/servers/servers.js';
import { agents } from './agents.js';
import { heartbeats } from './heartbeats.js';
import { figures } from './figures.js';
import { mix } from './mix.js';
import { routing } from './routing.js';
import { settings } from './settings.js';
import { sockets } from './sockets.js';
import { teams } from './teams.js';

/** Every benchmark by name; each prints one line `BENCH {json}`. */
const BENCHMARKS = { figures, routing, agents, mix, teams, settings, heartbeats, sockets } as const;

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in BENCHMARKS));
  if (unknown.length > 0) {
    console.error(`no such benchmark: ${unknown.join(', ')}`);
    console.error(`there are: ${Object.keys(BENCHMARKS).join(', ')}`);
    process.exit(1);
  }
  const servers = await startServers({ home: `${homeFolder()}/bench`, log: console.log });
  try {
    for (const [name, run] of Object.entries(BENCHMARKS)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const figures = await run(servers);
      console.log(`BENCH ${JSON.stringify({ name, ...figures })}`);
    }
  } finally {
    await servers.stop();
  }
}

await main();
