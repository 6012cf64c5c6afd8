import { fileURLToPath } from 'node:url';
import { reached } from './reached.mjs';

/** What the whole must reach (%). */
const WANTED = { lines: 95, branches: 80, functions: 90 };
/** Kinds of files, what lines each must reach (%), and how its files are known: the first that fits. */
const KINDS = [
  ['pure modules', 95, /\.domain\.ts$|^src\/common\//],
  ['controllers', 95, /\.controller\.ts$/],
  ['schemas', 85, /\.schema\.ts$/],
  ['services', 90, /\.service\.ts$/],
  ['others', 0, /./],
];

/** What makes Jest and the servers of its tests note in a folder what they run. */
export function recording(folder) {
  return {
    options: [`--testEnvironment=${fileURLToPath(urlOf('./environment.mjs'))}`],
    env: {
      CROSSPOINT_COVERAGE: folder,
      // An address, as Node takes a space in its options for their end.
      CROSSPOINT_SERVER_OPTIONS: `--import=${urlOf('./server.mjs')}`,
    },
  };
}

function urlOf(file) {
  return new URL(file, import.meta.url).href;
}

/** The shares of all and of each kind, with the lines that are missing in its poor files. */
export function report(folder) {
  const files = [...reached(folder)];
  const lines = [];
  let isEnough = true;
  const tell = (name, wanted, probes) => {
    const share = shareOf(probes);
    if (share < wanted) isEnough = false;
    lines.push(`${name}: ${share} % of ${probes.length} (at least ${wanted} %)`);
  };
  for (const [kind, wanted] of Object.entries(WANTED)) {
    tell(
      kind,
      wanted,
      files.flatMap(([, probes]) => ofKind(kind, probes)),
    );
  }
  for (const [name, wanted, pattern] of KINDS) {
    const own = files
      .filter(([file]) => kindOf(file) === pattern)
      .map(([file, probes]) => [file, ofKind('lines', probes)]);
    tell(
      `lines of ${name}`,
      wanted,
      own.flatMap(([, probes]) => probes),
    );
    lines.push(...own.filter(([, probes]) => shareOf(probes) < wanted).map(toText));
  }
  return { lines, isEnough };
}

function kindOf(file) {
  return KINDS.find(([, , pattern]) => pattern.test(file))[2];
}

/** The probes of a kind; of lines one for each, which is reached when something on it is. */
function ofKind(kind, probes) {
  const own = probes.filter((probe) => probe.kind === kind);
  if (kind !== 'lines') return own;
  const lines = new Map();
  for (const { line, isReached } of own) lines.set(line, isReached || lines.get(line) === true);
  return [...lines].map(([line, isReached]) => ({ line, isReached }));
}

function shareOf(probes) {
  if (probes.length === 0) return 100;
  const reachedOnes = probes.filter(({ isReached }) => isReached).length;
  return Math.floor((reachedOnes / probes.length) * 1000) / 10;
}

function toText([file, lines]) {
  const missing = lines.filter(({ isReached }) => !isReached).map(({ line }) => line);
  return `  ${file}: ${shareOf(lines)} %, not ${missing.join(' ')}`;
}
