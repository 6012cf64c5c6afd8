import { parseArgs } from 'node:util';
import { FAULTS } from './faults/front.js';
import { FaultMatrix } from './faults/matrix.js';
import { SeededRandom } from './seeded-random.js';
import { homeFolder } from './servers/home.js';
import { startServers } from './servers/servers.js';

const USAGE = `npm run faults -- [options]

  --seed N     the same chance again
  --only X     the cases of one fault: ${FAULTS.join(', ')}
  --cases N    so many of the cases, chosen by chance (all)`;

const log = (line: string): void => console.error(line);

/** Prints one line `FAULTS {json}`; exit code 0 only if every call was dialled once or says why not. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(process.pid) },
      cases: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const cases = values.cases === undefined ? null : Number(values.cases);
  if (cases !== null && !(cases > 0)) throw new Error(USAGE);
  const only = FAULTS.find((fault) => fault === values.only) ?? null;
  if (values.only !== undefined && only === null) throw new Error(USAGE);
  const home = `${homeFolder()}/faults`;
  const servers = await startServers({ home, log });
  try {
    log(`Chance is ${values.seed}`);
    const random = new SeededRandom(Number(values.seed));
    const report = await new FaultMatrix(servers, { cases, only, home, random, log }).run();
    console.log(`FAULTS ${JSON.stringify(report)}`);
    const { duplicateDials, lost, unknown, leaked } = report;
    return duplicateDials + lost + unknown + leaked === 0 ? 0 : 1;
  } finally {
    await servers.stop();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
