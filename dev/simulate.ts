import { parseArgs } from 'node:util';
import { compareDiscovery } from './simulate/absences.js';
import { compareWithTheory } from './simulate/against-theory.js';
import { playDays, plansOf } from './simulate/days.js';
import { checkExpectedWaits } from './simulate/waits.js';

const USAGE = `npm run simulate -- [--day FILE] [--theory] [--floor] [--seed N]

Plays days of calls through the server's own decisions, in virtual time.

  --day FILE   days of calls, as in dev/bank (plain or .gz); the bank's day by default
  --theory     the same floor against exact Erlang C and Erlang A
  --floor      agents who are not always there: routed by status alone, and by readiness
  --seed N     of chance; the same seed gives the same answer (1)

The last line is RESULT {json}.`;
const BANK_DAY = 'dev/bank/anonymous-bank-1999-02-01.csv';
const CALLS_A_POINT = 8000;

const { values } = parseArgs({
  options: {
    day: { type: 'string' },
    theory: { type: 'boolean', default: false },
    floor: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = values.help ? say(USAGE) : simulate();

function simulate(): number {
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) return fail('--seed must be a whole number');
  const plans = plansOf(values.day ?? BANK_DAY, seed);
  const played = playDays(plans);
  for (const day of played.days) {
    const { date, calls, served, meanWaitSeconds, bankServed, bankMeanWaitSeconds } = day;
    say(
      `${date}: ${served} of ${calls} served (the bank ${bankServed}), ` +
        `mean wait ${meanWaitSeconds} s (${bankMeanWaitSeconds} s)`,
    );
  }
  const expectedWait = plans.length > 1 ? checkExpectedWaits(plans) : null;
  const theory = values.theory ? compareWithTheory(seed, CALLS_A_POINT) : null;
  const readiness = values.floor ? compareDiscovery(seed) : null;
  const total = (figure: 'calls' | 'served' | 'abandoned' | 'bankServed') =>
    played.days.reduce((sum, day) => sum + day[figure], 0);
  const result = {
    days: played.days.length,
    calls: total('calls'),
    served: total('served'),
    abandoned: total('abandoned'),
    bankServed: total('bankServed'),
    decisions: played.decisions,
    fingerprint: played.fingerprint,
    expectedWait,
    theory: theory && {
      comparisons: theory.length,
      within: theory.filter(({ isWithin }) => isWithin).length,
      points: theory,
    },
    readiness,
  };
  say(`RESULT ${JSON.stringify(result)}`);
  return theory?.some(({ isWithin }) => !isWithin) ? 1 : 0;
}

function say(line: string): number {
  process.stdout.write(`${line}\n`);
  return 0;
}

function fail(line: string): number {
  process.stderr.write(`${line}\n`);
  return 2;
}
