import { describe, expect, it } from '@jest/globals';
import { Config } from './config.js';
import { EXAMPLE_JWT_SECRET, parseEnv } from './env.schema.js';

const problemsOf = (env: Record<string, string>): readonly string[] => {
  const result = parseEnv(env);
  return result.ok ? [] : result.problems;
};

describe('environment', () => {
  it('needs nothing for development', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('tells every problem at once, without values', () => {
    const problems = problemsOf({
      PORT: 'eighty',
      MONGODB_URI: 'postgres://secret@host/db',
      JWT_SECRET: 'short',
      METRICS_ENABLED: 'yes',
      JWT_EXPIRY: 'soon',
      CROSSPOINT_ROLES: 'api,king',
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'PORT',
      'MONGODB_URI',
      'JWT_SECRET',
      'JWT_EXPIRY',
      'METRICS_ENABLED',
      'CROSSPOINT_ROLES',
    ]);
    expect(problems.join(' ')).not.toMatch(/secret@host|short|eighty/);
  });

  it('refuses examples, defaults and a tilted clock in production', () => {
    const problems = problemsOf({
      NODE_ENV: 'production',
      JWT_SECRET: EXAMPLE_JWT_SECRET,
      EXOTEL_BASE_URL: 'http://127.0.0.1:4000',
      OUTGOING_ALLOW_PRIVATE: '127.0.0.1:2525',
      CLOCK_SPEED: '60',
      CLOCK_ANCHOR: '1:1',
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'JWT_SECRET',
      'CRON_SECRET',
      'CREDENTIALS_KEYS',
      'EXOTEL_BASE_URL',
      'OUTGOING_ALLOW_PRIVATE',
      'CLOCK_SPEED, CLOCK_ANCHOR',
      'PUBLIC_URL',
    ]);
  });

  it('asks since when a faster clock runs', () => {
    expect(problemsOf({ CLOCK_SPEED: '60' })).toEqual([
      'CLOCK_ANCHOR: is needed where CLOCK_SPEED is not 1',
    ]);
  });

  it('reads hosts and networks that may be called, the simulator with them', () => {
    const result = parseEnv({
      OUTGOING_ALLOW_PRIVATE: 'Mail.local:2525, 10.0.0.0/8, [::1]:25, fd00::/8',
      EXOTEL_BASE_URL: 'http://127.0.0.1:4000',
    });
    if (!result.ok) throw new Error(result.problems.join());
    expect(new Config(result.env).outgoing.allowPrivate).toEqual({
      hosts: ['mail.local:2525', '::1:25', '127.0.0.1:4000'],
      networks: [
        { address: '10.0.0.0', prefix: 8 },
        { address: 'fd00::', prefix: 8 },
      ],
    });
    expect(problemsOf({ OUTGOING_ALLOW_PRIVATE: '10.0.0.0/33' })).toHaveLength(1);
    expect(problemsOf({ OUTGOING_ALLOW_PRIVATE: 'localhost' })).toHaveLength(1);
  });

  it('reads durations and roles', () => {
    const result = parseEnv({ JWT_EXPIRY: '15m', CROSSPOINT_ROLES: 'worker, api' });
    if (!result.ok) throw new Error(result.problems.join());
    const config = new Config(result.env);
    expect(config.auth.accessSeconds).toBe(900);
    expect([...config.roles]).toEqual(['worker', 'api']);
  });
});
