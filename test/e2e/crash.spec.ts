import { spawnSync } from 'node:child_process';
import { describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(600_000);

describe('a deployment whose processes, databases, connections and clocks fail under load', () => {
  it('keeps every promise', () => {
    const options = { minutes: '0.15', rate: '4', nodes: '2', speed: '30', seed: '2' };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/dev/crash.js', ...args], {
      encoding: 'utf8',
      env: process.env,
    });
    const line = /^CRASH (.*)$/m.exec(stdout)?.[1];
    if (line === undefined) throw new Error(stderr);
    const { violations } = JSON.parse(line) as { violations: Record<string, number> };
    const kept = Object.fromEntries(Object.keys(violations).map((promise) => [promise, 0]));
    if (status !== 0) process.stderr.write(stderr);
    expect(violations).toEqual(kept);
    expect(status).toBe(0);
  });
});
