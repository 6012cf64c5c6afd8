import { spawnSync } from 'node:child_process';
import { describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(600_000);

describe('calls that Exotel and crashes spoil', () => {
  it('are dialled once each, or say why not', () => {
    const args = ['dist/dev/faults.js', '--seed', '3', '--cases', '5'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      env: process.env,
    });
    const report = /^FAULTS (.*)$/m.exec(stdout)?.[1];
    if (report === undefined) throw new Error(stderr);
    expect(JSON.parse(report)).toMatchObject({
      cases: 5,
      intents: 10,
      duplicateDials: 0,
      lost: 0,
      unknown: 0,
      leaked: 0,
    });
    expect(status).toBe(0);
  });
});
