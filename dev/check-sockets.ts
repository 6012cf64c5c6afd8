import { parseArgs } from 'node:util';
import { SeededRandom } from './seeded-random.js';
import { homeFolder } from './servers/home.js';
import { startServers } from './servers/servers.js';
import { SocketsCheck } from './sockets/check.js';

const USAGE = `npm run check:sockets -- [options]

  --minutes N    for so long (1)
  --seconds N    … or so many seconds
  --sockets N    so many sockets (24)
  --nodes N      server processes (2)
  --seed N       the same chance again`;

const log = (line: string): void => console.error(line);

/** Prints one line `CHECK {json}`; exit code 0 only if no socket missed anything. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '1' },
      seconds: { type: 'string' },
      sockets: { type: 'string', default: '24' },
      nodes: { type: 'string', default: '2' },
      seed: { type: 'string', default: String(process.pid) },
    },
  });
  const seconds =
    values.seconds === undefined ? Number(values.minutes) * 60 : Number(values.seconds);
  const options = { seconds, sockets: Number(values.sockets), nodes: Number(values.nodes) };
  if (Object.values(options).some((value) => !(value > 0))) throw new Error(USAGE);
  const home = `${homeFolder()}/check-sockets`;
  const servers = await startServers({ home, log });
  try {
    log(`Chance is ${values.seed}`);
    const random = new SeededRandom(Number(values.seed));
    const report = await new SocketsCheck(servers, { ...options, home, random, log }).run();
    console.log(`CHECK ${JSON.stringify(report)}`);
    const { missed, doubled, disordered, problems, heard } = report;
    return missed + doubled + disordered + problems === 0 && heard > 0 ? 0 : 1;
  } finally {
    await servers.stop();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
