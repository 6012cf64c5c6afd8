// npm run test:coverage: runs all tests and says how many lines of each kind of file they reach, in
// Jest's own process (rules, repositories) and in the servers that the tests start (everything else).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import coverageTools from '@bcoe/v8-coverage';
import libCoverage from 'istanbul-lib-coverage';
import v8ToIstanbul from 'v8-to-istanbul';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, '.crosspoint', 'coverage');
const SERVERS = join(FOLDER, 'servers');
const JEST = join(FOLDER, 'jest');
/** Kinds of files, what each must reach (%), and how its files are known. The first that fits. */
const KINDS = [
  ['pure modules', 95, /\.domain\.ts$|^src\/common\//],
  ['controllers', 95, /\.controller\.ts$/],
  ['schemas', 85, /\.schema\.ts$/],
  ['services', 90, /\.service\.ts$/],
  ['others', 0, /./],
];
/** Programs and what has no code of its own. */
const LEFT_OUT = /\.(spec|types|port)\.ts$|^src\/(main|cli|recount|migrate|doctor|program)\.ts$/;
/** Lines without code: blank, comments, closing brackets, types that no program has. */
const NO_CODE = /^\s*(\/\/.*|\/?\*.*|[\])};,]*|import .*|export type .*)$/;

process.exitCode = await main(process.argv.slice(2));

async function main(args) {
  if (!args.includes('--no-run')) runTests(args);
  const lines = new Map();
  for (const [file, covered] of [...jestLines(), ...(await serverLines())]) {
    const known = lines.get(file) ?? new Map();
    for (const [line, hits] of covered) known.set(line, (known.get(line) ?? 0) + hits);
    lines.set(file, known);
  }
  return report(lines);
}

function runTests(args) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(SERVERS, { recursive: true });
  const options = ['--coverage', '--coverageProvider=v8', '--coverageReporters=json', '--silent'];
  const from = ['--collectCoverageFrom=src/**/*.ts', `--coverageDirectory=${JEST}`];
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  spawnSync(process.execPath, [...jest, ...options, ...from, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, CROSSPOINT_COVERAGE: SERVERS },
  });
}

function* jestLines() {
  const file = join(JEST, 'coverage-final.json');
  if (!existsSync(file)) return;
  yield* linesOf(libCoverage.createCoverageMap(JSON.parse(readFileSync(file, 'utf8'))));
}

/** Every server wrote what it ran when it ended; one that was killed wrote nothing. */
async function serverLines() {
  let all = { result: [] };
  for (const name of readdirSync(SERVERS)) {
    const { result } = JSON.parse(readFileSync(join(SERVERS, name), 'utf8'));
    const ours = result.filter(({ url }) => url.startsWith(`file://${join(ROOT, 'dist', 'src')}/`));
    all = coverageTools.mergeProcessCovs([all, { result: ours }]);
  }
  const map = libCoverage.createCoverageMap({});
  for (const { url, functions } of all.result) {
    const converter = v8ToIstanbul(fileURLToPath(url), 0);
    await converter.load();
    converter.applyCoverage(functions);
    map.merge(converter.toIstanbul());
  }
  return linesOf(map);
}

function* linesOf(map) {
  for (const path of map.files()) {
    const file = relative(ROOT, path);
    if (!file.startsWith('src/') || LEFT_OUT.test(file)) continue;
    const source = readFileSync(path, 'utf8').split('\n');
    const lines = Object.entries(map.fileCoverageFor(path).getLineCoverage());
    yield [file, lines.filter(([line]) => !NO_CODE.test(source[line - 1] ?? ''))];
  }
}

function report(lines) {
  let isEnough = true;
  for (const [kind, wanted, files] of KINDS) {
    const rows = [...lines].filter(([file]) => kindOf(file) === files).map(toRow);
    const all = rows.reduce((sum, row) => sum + row.all, 0);
    const share = percent(
      rows.reduce((sum, row) => sum + row.reached, 0),
      all,
    );
    if (share < wanted) isEnough = false;
    console.log(`${kind}: ${share} % of ${all} lines (at least ${wanted} %)`);
    const poor = rows.filter((row) => row.share < wanted).sort((a, b) => a.share - b.share);
    for (const { file, share: own, missing } of poor) {
      console.log(`  ${file}: ${own} %, not ${missing.join(' ')}`);
    }
  }
  return isEnough ? 0 : 1;
}

function kindOf(file) {
  return KINDS.find(([, , files]) => files.test(file))[2];
}

function percent(part, all) {
  return all === 0 ? 100 : Math.floor((part / all) * 1000) / 10;
}

function toRow([file, lines]) {
  const missing = [...lines].filter(([, hits]) => hits === 0).map(([line]) => line);
  const all = lines.size;
  return {
    file,
    all,
    reached: all - missing.length,
    share: percent(all - missing.length, all),
    missing,
  };
}
