// What `npm run X` calls before anything is installed: plain JavaScript, nothing but Node.
// node dev/bootstrap.mjs <command> [arguments]: installs, builds and runs what is asked for.
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { statSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const OLDEST_NODE = [20, 19];
const INSTALL_STAMP = join(ROOT, 'node_modules', '.crosspoint-stamp');
const BUILD_STAMP = join(ROOT, 'dist', '.crosspoint-stamp');
const SOURCES = ['src', 'dev', 'bench', 'clients', 'examples'];
const BUILD_SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'package.json'];
const ENTRIES = { bench: 'dist/bench/bench.js', load: 'dist/bench/loads/main.js' };
const LINT_CHECKS = ['code', 'format', 'imports'];

const [command, ...args] = process.argv.slice(2);
process.chdir(ROOT);
process.exitCode = await main();

async function main() {
  if (!command || !/^[a-z][a-z-]*$/.test(command)) {
    return fail('Usage: node dev/bootstrap.mjs <command> [arguments]');
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    const wanted = OLDEST_NODE.join('.');
    return fail(`Crosspoint needs Node ${wanted} or later; this is ${process.versions.node}.`);
  }
  if (!(await install())) return 1;
  if (!(await build())) {
    if (command === 'test') console.log('0 passed, 1 failed');
    return 1;
  }
  if (command === 'test') return test();
  const entry = ENTRIES[command] ?? `dist/dev/${command}.js`;
  if (!existsSync(entry)) return fail(`There is no command "${command}" (no ${entry}).`);
  return run(['--enable-source-maps', entry, ...args]);
}

function fail(message) {
  console.error(message);
  return 1;
}

/** Installs what package-lock.json names, unless that has been done. */
async function install() {
  const lock = hashOf(readFileSync('package-lock.json'));
  if (readStamp(INSTALL_STAMP) === lock) return true;
  if (!isInstalledByHand()) {
    console.log('Installs the packages of package-lock.json (npm ci)');
    const options = ['--include=dev', '--no-audit', '--no-fund'];
    let result = await npm('ci', ...options);
    if (result.output.includes('code EUSAGE')) {
      // A registry without the optional packages of other systems makes a lock file without them,
      // which `npm ci` refuses; `npm install` takes the same versions and changes no file.
      console.log('Installs them with npm install, as package-lock.json lacks other systems');
      result = await npm('install', '--no-save', ...options);
    }
    if (!result.ok) {
      console.error(result.output);
      return false;
    }
  }
  writeFileSync(INSTALL_STAMP, lock);
  return true;
}

/** npm writes its own list last: one that is not older than the lock file was made from it. */
function isInstalledByHand() {
  const list = statSync('node_modules/.package-lock.json', { throwIfNoEntry: false });
  return list !== undefined && list.mtimeMs + 5_000 >= statSync('package-lock.json').mtimeMs;
}

/** Compiles when a source is not the one of the last build. */
async function build() {
  const sources = describeSources();
  if (readStamp(BUILD_STAMP) === sources) return true;
  console.log('Builds (nest build)');
  rmSync(BUILD_STAMP, { force: true });
  const result = await quietly(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build']);
  if (!result.ok) {
    console.error(result.output);
    return false;
  }
  mkdirSync('dist', { recursive: true });
  writeFileSync(BUILD_STAMP, sources);
  return true;
}

/** Changes when a source that is compiled is changed, added or removed. */
function describeSources() {
  const files = SOURCES.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .filter((file) => file.endsWith('.ts') && !/\.(spec|prop)\.ts$/.test(file))
      .map((file) => join(folder, file)),
  );
  const lines = [...BUILD_SETTINGS, 'package-lock.json', ...files].map((file) => {
    const { mtimeMs, size } = statSync(file);
    return `${file} ${mtimeMs} ${size}`;
  });
  return hashOf(lines.join('\n'));
}

function hashOf(content) {
  return createHash('sha256').update(content).digest('hex');
}

function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** All checks, then Jest; the last line counts both. */
async function test() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const checks = LINT_CHECKS.map((check) => npm('run', '--silent', `lint:${check}`));
  for (const [index, check] of LINT_CHECKS.entries()) {
    const result = await checks[index];
    counts[result.ok ? 'passed' : 'failed'] += 1;
    console.log(result.ok ? `ok lint ${check}` : `FAILED lint ${check}\n${result.output}`);
  }
  const jest = await runJest();
  for (const key of Object.keys(counts)) counts[key] += jest[key];
  const ran = jest.passed + jest.failed > 0;
  if (!ran) console.error('No test ran.');
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
  return counts.failed > 0 || !ran ? 1 : 0;
}

async function runJest() {
  const folder = mkdtempSync(join(tmpdir(), 'crosspoint-jest-'));
  const output = join(folder, 'result.json');
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  // Forced, as a handle that a test forgot would keep Jest, and with it CI, from ending.
  const options = ['--json', `--outputFile=${output}`, '--forceExit', ...args];
  const code = await run([...jest, ...options], { toStderr: true });
  try {
    return countJest(code, JSON.parse(readFileSync(output, 'utf8')));
  } catch {
    console.error(`Jest ended with code ${code} and left no result.`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A suite that could not run is one failure; so is a bad end that no test explains. */
function countJest(code, result) {
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && code !== 0 && result.numPassedTests > 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** The npm that started this, where one did. */
function npm(...parameters) {
  const file = process.env.npm_execpath;
  return file ? quietly(process.execPath, [file, ...parameters]) : quietly('npm', parameters);
}

function quietly(program, parameters) {
  return new Promise((resolve) => {
    const done = (error, stdout, stderr) => {
      const output = `${stdout}${stderr}${typeof error?.code === 'string' ? error.message : ''}`;
      resolve({ ok: error === null, output: output.trim() });
    };
    execFile(program, parameters, { maxBuffer: 2 ** 28 }, done).stdin?.end();
  });
}

/**
 * Runs Node in the foreground and gives back its exit code. A terminal sends Ctrl-C to the child as
 * well, so it is passed on only where there is none; SIGTERM and SIGHUP always are.
 */
function run(parameters, { toStderr = false } = {}) {
  const stdio = ['inherit', toStderr ? 2 : 'inherit', 'inherit'];
  const child = spawn(process.execPath, parameters, { stdio });
  const hasTerminal = [process.stdin, process.stdout, process.stderr].some((s) => s.isTTY);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !hasTerminal) child.kill(signal);
    });
  }
  if (process.env.npm_lifecycle_event) onceOrphaned(() => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(fail(error.message)));
    child.once('close', (code, signal) => {
      resolve(signal ? 128 + constants.signals[signal] : code);
    });
  });
}

/** npm sends SIGTERM to a shell between it and us, which dies of it without passing it on. */
function onceOrphaned(act) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, 300);
  timer.unref();
}
