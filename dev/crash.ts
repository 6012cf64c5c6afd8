import { parseOptions } from './crash/options.js';
import { isKept, runCrash } from './crash/run.js';
import { Screen } from './demo/screen.js';
import { Stopping } from './demo/stopping.js';
import { homeFolder } from './servers/home.js';
import { startServers } from './servers/servers.js';

const EXAMPLES = 10;
const log = (line: string): void => console.error(line);

/** Prints one line `CRASH {json}`; exit code 0 only if every promise was kept. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const stopping = new Stopping(new Screen());
  const crash = async (): Promise<number> => {
    const home = `${homeFolder()}/crash`;
    // Its own servers, whatever others are given: these are killed.
    const env = { ...process.env, MONGODB_URI: '', REDIS_URL: '' };
    const servers = await startServers({ home, log, env });
    stopping.onCleanUp(() => servers.stop());
    const onCleanUp = stopping.onCleanUp.bind(stopping);
    const { report, violations } = await runCrash({ options, servers, home, log, onCleanUp });
    for (const [promise, broken] of Object.entries(violations)) {
      for (const one of broken.slice(0, EXAMPLES)) log(`NOT KEPT: ${promise}: ${one}`);
    }
    console.log(`CRASH ${JSON.stringify(report)}`);
    return isKept(violations) ? 0 : 1;
  };
  try {
    return await Promise.race([stopping.asked, crash()]);
  } finally {
    await stopping.cleanUp();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
