import { describe, expect, it } from '@jest/globals';

import { mongodbKind, movedTo } from './mongodb.js';
import { parseRedisPid, redisKind } from './redis.js';

describe('the embedded servers', () => {
  it('moves a set to another port and keeps the rest of its configuration', () => {
    const config = {
      _id: 'rs0',
      version: 3,
      members: [{ _id: 0, host: '127.0.0.1:27117', votes: 1 }],
      settings: { electionTimeoutMillis: 10_000 },
    };
    expect(movedTo('127.0.0.1:27118', config)).toEqual({
      ...config,
      version: 4,
      members: [{ _id: 0, host: '127.0.0.1:27118', votes: 1 }],
    });
  });

  it('listens on the loopback only', () => {
    expect(mongodbKind.argumentsFor(1, '/d')).toContain('--bind_ip=127.0.0.1');
    expect(redisKind.argumentsFor(1, '/d').join(' ')).toContain('--bind 127.0.0.1');
  });

  it('reads the process number of Redis', () => {
    expect(parseRedisPid('# Server\r\nprocess_id:8149\r\nrun_id:x\r\n')).toBe(8149);
    expect(parseRedisPid('')).toBe(0);
  });
});
