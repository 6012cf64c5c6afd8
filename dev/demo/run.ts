import { setTimeout as sleep } from 'node:timers/promises';

import { DayFileError, readDayFile, type BankDay } from '../bank/day-file.js';
import { startServers, type Servers } from '../servers/servers.js';
import { wallMs } from '../scaled-clock.js';
import type { DayPlan } from '../bank/plan.js';
import { DemoClock } from './demo-clock.js';
import { parseOptions, USAGE, UsageError, type DemoOptions } from './options.js';
import type { Role } from './people.js';
import { learnPast, nextDay, Play, plansOf, roomBefore } from './play.js';
import { Records } from './records.js';
import { resetData } from './reset.js';
import { Screen } from './screen.js';
import { Stage, type Company } from './stage.js';
import { DemoState } from './state.js';
import { Stopping } from './stopping.js';
import { demoLine, welcome } from './welcome.js';

const SAVE_EVERY_MS = 1000;
const SIGN_OUT_MS = 3000;
const MOST_PROBLEMS = 20;

/** The demo from its arguments to its exit code. */
export async function runDemo(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const screen = new Screen();
  const stopping = new Stopping(screen);
  try {
    if (argv.includes('--help')) {
      screen.line(USAGE);
      return 0;
    }
    const options = parseOptions(argv, env);
    const plans = plansOf(readDays(options, screen));
    return await Promise.race([stopping.asked, demo(options, plans, screen, stopping)]);
  } catch (error) {
    // Plain words for what a user can put right; everything else with its place in the code.
    const isPlain = error instanceof UsageError || error instanceof DayFileError;
    const { message, stack } = error as Error;
    screen.problem(isPlain || env.DEBUG === undefined ? message : (stack ?? message));
    return 1;
  } finally {
    await stopping.cleanUp();
  }
}

async function demo(
  options: DemoOptions,
  plans: readonly DayPlan[],
  screen: Screen,
  stopping: Stopping,
): Promise<number> {
  const log = (line: string): void => screen.line(line);
  const state = await DemoState.take(options.home, log);
  stopping.onCleanUp(() => state.release());
  const servers = await bringUp(options, log, stopping);
  const records = new Records(servers.mongodbUri);
  stopping.onCleanUp(() => records.close());
  if (options.reset) await resetData(servers, records, state, log);
  await learnPast(state, records, 'bank');

  const [first] = plans;
  if (!first) throw new UsageError(`${options.dayFile} has no day.`);
  const firstDay = nextDay(first, options.speed, state);
  // Without a day the present counts, unless an earlier run has come further than that.
  const startMs = options.replay
    ? roomBefore(firstDay, options.speed)
    : Math.max(wallMs(), state.clockMs);
  const clock = new DemoClock(options.speed, startMs);
  const save = (): void => state.write({ clockMs: Math.round(clock.now()) });

  const stage = await Stage.prepare({ options, servers, clock, state, screen });
  stopping.onCleanUp(
    () => stage.close(),
    () => stage.nodes.killAll(),
  );
  const { bank, acme } = await stage.open(everybody(plans));
  const saving = setInterval(save, SAVE_EVERY_MS);
  stopping.onCleanUp(() => clearInterval(saving));

  const companies = [bank, acme];
  const ready = (): void => greet(screen, stage, servers, companies);
  if (!options.replay) {
    ready();
    screen.line('No day is played. Everything runs until Ctrl-C.');
    stopping.exitCode = 0;
    return await stopping.asked;
  }
  const play = new Play({ options, stage, bank, companies, clock, state, records, screen });
  const playing = play.run(plans, ready, stopping.signal);
  // Agents sign out before the server stops.
  stopping.onCleanUp(() => settled(playing, SIGN_OUT_MS));
  const { result, broken } = await playing;
  screen.line(`RESULT ${JSON.stringify(result)}`);
  for (const promise of broken) screen.problem(`NOT KEPT: ${promise}`);
  if (options.once) return broken.length === 0 ? 0 : 1;
  screen.line(
    `The day is over. Everything stays up, the clock goes on ${options.speed} times as fast; Ctrl-C ends it.`,
  );
  stopping.exitCode = 0;
  return await stopping.asked;
}

/** Until the work is over, well or not, but not for long. */
async function settled(work: Promise<unknown>, ms: number): Promise<void> {
  await Promise.race([work.catch(() => undefined), sleep(ms, undefined, { ref: false })]);
}

function readDays(options: DemoOptions, screen: Screen): BankDay[] {
  const days = readDayFile(options.dayFile);
  const problems = days.flatMap((day) => day.problems);
  for (const { line, column, message } of problems.slice(0, MOST_PROBLEMS)) {
    screen.problem(`${options.dayFile}: line ${line}, ${column}: ${message}; the line is left out`);
  }
  if (problems.length > MOST_PROBLEMS) {
    screen.problem(`${options.dayFile}: ${problems.length - MOST_PROBLEMS} more broken lines`);
  }
  return days;
}

/** The databases; stopped at the end also when Ctrl-C comes while they start. */
async function bringUp(
  { home }: DemoOptions,
  log: (line: string) => void,
  stopping: Stopping,
): Promise<Servers> {
  const starting = startServers({ home, log });
  stopping.onCleanUp(async () => {
    const servers = await starting.catch(() => null);
    await servers?.stop();
  });
  return await starting;
}

/** Everybody of all days, with the sectors of the first. */
function everybody(plans: readonly DayPlan[]): Role[] {
  const roles = new Map<string, Role>();
  for (const [place, { agents }] of plans.entries()) {
    for (const { name, sectors } of agents) {
      if (!roles.has(name)) roles.set(name, { name, sectors: place === 0 ? sectors : [] });
    }
  }
  return [...roles.values()];
}

function greet(
  screen: Screen,
  stage: Stage,
  servers: Servers,
  companies: readonly Company[],
): void {
  screen.line(`READY ${stage.nodes.url}`);
  screen.line(demoLine(stage, servers, companies));
  for (const line of welcome(stage.nodes.url, companies)) screen.line(line);
}
