import { describe, expect, it } from '@jest/globals';

import { parseServerRecords } from './pid-file.js';

const redis = {
  process: { pid: 11, startedAt: '5' },
  port: 26_379,
  owner: { pid: 10, startedAt: '4' },
};

describe('the pid file', () => {
  it('gives back what was written', () => {
    expect(parseServerRecords(JSON.stringify({ redis }))).toEqual({ redis });
  });

  it.each([
    '',
    'nonsense',
    'null',
    '[]',
    '{"redis":{"port":1}}',
    JSON.stringify({ redis: { ...redis, port: '1' } }),
    JSON.stringify({ redis: { ...redis, process: { pid: -1, startedAt: '' } } }),
    JSON.stringify({ other: redis }),
  ])('reads nothing out of %j', (text) => {
    expect(parseServerRecords(text)).toEqual({});
  });
});
