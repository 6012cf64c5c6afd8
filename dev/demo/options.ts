import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { checkoutFolder, homeFolder } from '../servers/home.js';

/** What the demo was asked to do. */
export interface DemoOptions {
  /** The day so many times as fast as the wall. */
  readonly speed: number;
  readonly dayFile: string;
  /** End after the day, with an exit code that says whether every promise was kept. */
  readonly once: boolean;
  /** Play the day; else everything runs at real speed and nobody calls. */
  readonly replay: boolean;
  /** Forget the data of earlier runs first. */
  readonly reset: boolean;
  /** How often a server process is killed in the day. */
  readonly crashes: number;
  readonly nodes: number;
  readonly port: number;
  readonly home: string;
}

/** Told in plain words; the demo ends with exit code 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `npm run demo -- [options]

  --speed N      the day N times as fast (60)
  --day FILE     another day, or several, in the same CSV format; also .gz
  --once         end after the day; exit code 0 only if every promise was kept
  --no-replay    everything runs, at real speed, but no day is played
  --reset        forget the data of earlier runs first
  --crash N      kill a server process N times in the day and start it again
  --nodes N      N server processes on the same databases (1)

Environment: PORT (3000), CROSSPOINT_HOME (.crosspoint), MONGODB_URI and REDIS_URL (else the demo
brings its own).`;

const FASTEST = 10_000;
const MOST_CRASHES = 100;
const MOST_NODES = 8;
const WITH_VALUE = new Set(['--speed', '--day', '--crash', '--nodes']);
const FLAGS = new Set(['--once', '--no-replay', '--reset']);

/** @throws UsageError naming the first option that is not right */
export function parseOptions(argv: readonly string[], env: NodeJS.ProcessEnv): DemoOptions {
  const given = readArguments(argv);
  const replay = !given.has('--no-replay');
  const once = given.has('--once');
  if (once && !replay) {
    throw new UsageError('--once ends after the day, but with --no-replay there is none.');
  }
  return {
    speed: replay ? numberOf('--speed', given.get('--speed') ?? '60', 0.001, FASTEST) : 1,
    dayFile: dayFileOf(given.get('--day'), env),
    once,
    replay,
    reset: given.has('--reset'),
    crashes: wholeOf('--crash', given.get('--crash') ?? '0', 0, MOST_CRASHES),
    nodes: wholeOf('--nodes', given.get('--nodes') ?? '1', 1, MOST_NODES),
    port: wholeOf('PORT', env.PORT || '3000', 1, 65_535),
    home: homeFolder(env),
  };
}

/** Each option with its value; a flag with an empty one. */
function readArguments(argv: readonly string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (let place = 0; place < argv.length; place += 1) {
    const argument = argv[place] ?? '';
    const [name, inline] = splitOnce(argument);
    if (FLAGS.has(name)) {
      if (inline !== undefined) throw new UsageError(`${name} takes no value.`);
      given.set(name, '');
    } else if (WITH_VALUE.has(name)) {
      const value = inline ?? argv[(place += 1)];
      if (value === undefined || value === '') throw new UsageError(`${name} needs a value.`);
      given.set(name, value);
    } else {
      throw new UsageError(`There is no option "${argument}".\n\n${USAGE}`);
    }
  }
  return given;
}

function splitOnce(argument: string): [string, string?] {
  const at = argument.indexOf('=');
  return at < 0 ? [argument] : [argument.slice(0, at), argument.slice(at + 1)];
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${name} must be a number from ${least} to ${most}, not "${text}".`);
}

function wholeOf(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${name} must be a whole number from ${least} to ${most}, not "${text}".`);
}

/** npm changes to the checkout: a path is also looked for where the command was typed. */
function dayFileOf(given: string | undefined, env: NodeJS.ProcessEnv): string {
  if (given === undefined) {
    return join(checkoutFolder(), 'dev', 'bank', 'anonymous-bank-1999-02-01.csv');
  }
  const here = resolve(given);
  const there = resolve(env.INIT_CWD ?? '.', given);
  return !existsSync(here) && existsSync(there) ? there : here;
}
