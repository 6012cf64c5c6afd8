// npm run test:coverage: runs all tests and says how much of `src` they reach, in Jest's own
// processes (rules, repositories) and in the servers that the tests start (everything else).
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recording, report } from './report.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, '.crosspoint', 'coverage');

const args = process.argv.slice(2);
if (!args.includes('--no-run')) {
  rmSync(FOLDER, { recursive: true, force: true });
  const { options, env } = recording(FOLDER);
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  spawnSync(process.execPath, [...jest, '--forceExit', '--silent', ...options, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
}
const { lines, isEnough } = report(FOLDER);
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = isEnough ? 0 : 1;
