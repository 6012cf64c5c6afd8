import { describe, expect, it } from '@jest/globals';

import { parseOptions, UsageError } from './options.js';

const parse = (...argv: string[]) => parseOptions(argv, {});
const refusal = (argv: string[], env: NodeJS.ProcessEnv = {}): string => {
  try {
    parseOptions(argv, env);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message;
  }
};

describe('parseOptions', () => {
  it('plays the example day once, sixty times as fast, unless told otherwise', () => {
    const options = parse();
    expect(options).toMatchObject({
      speed: 60,
      once: false,
      replay: true,
      reset: false,
      crashes: 0,
      nodes: 1,
      port: 3000,
    });
    expect(options.dayFile).toMatch(/anonymous-bank-1999-02-01\.csv$/);
  });

  it('reads every option, with the value after it or after an equals sign', () => {
    const options = parse('--once', '--speed', '300', '--crash=3', '--nodes', '2', '--reset');
    expect(options).toMatchObject({ once: true, speed: 300, crashes: 3, nodes: 2, reset: true });
  });

  it('runs at real speed when no day is played', () => {
    expect(parse('--no-replay', '--speed', '60')).toMatchObject({ replay: false, speed: 1 });
  });

  it('takes port and home from the environment', () => {
    const options = parseOptions([], { PORT: '3700', CROSSPOINT_HOME: '/tmp/home' });
    expect(options).toMatchObject({ port: 3700, home: '/tmp/home' });
  });

  it.each([
    [['--fast'], 'no option "--fast"'],
    [['300'], 'no option "300"'],
    [['--speed'], '--speed needs a value'],
    [['--speed', '0'], '--speed must be a number'],
    [['--speed', 'x'], 'not "x"'],
    [['--speed', '1e3'], 'not "1e3"'],
    [['--nodes', '0'], '--nodes must be a whole number from 1'],
    [['--crash', '-1'], '--crash must be a whole number'],
    [['--crash', '1.5'], '--crash must be a whole number'],
    [['--once=yes'], '--once takes no value'],
    [['--once', '--no-replay'], 'there is none'],
  ])('refuses %j in plain words', (argv, words) => {
    expect(refusal(argv)).toContain(words);
  });

  it('refuses a port that is none', () => {
    expect(refusal([], { PORT: 'http' })).toContain('PORT must be a whole number');
    expect(refusal([], { PORT: '70000' })).toContain('PORT must be a whole number');
  });
});
