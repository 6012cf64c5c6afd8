import { spawnSync } from 'node:child_process';
import { describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(300_000);

describe('sockets that are cut off, slowed and sent to other nodes while nodes are killed', () => {
  it('hear everything, once and in order', () => {
    const args = ['dist/dev/check-sockets.js', '--seconds', '15', '--sockets', '16'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      env: process.env,
    });
    const report = /^CHECK (.*)$/m.exec(stdout)?.[1];
    if (report === undefined) throw new Error(stderr);
    expect(JSON.parse(report)).toMatchObject({ missed: 0, doubled: 0, disordered: 0, problems: 0 });
    expect(status).toBe(0);
  });
});
