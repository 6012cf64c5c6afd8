import type { BankResult } from '../bank/plan.js';
import type { Tally } from './checker.js';

/** Our day beside the bank's own. */
export function table(
  { calls, served, abandoned, meanWaitSeconds }: Tally,
  bank: BankResult,
): string {
  const share = (count: number, of: number): string =>
    `${count.toLocaleString('en')} (${of === 0 ? '–' : Math.round((100 * count) / of)} %)`;
  const bankCalls = bank.served + bank.abandoned;
  return [
    ['', 'Crosspoint', 'the bank in 1999'],
    ['calls', calls.toLocaleString('en'), bankCalls.toLocaleString('en')],
    ['served', share(served, calls), share(bank.served, bankCalls)],
    ['abandoned', share(abandoned, calls), share(bank.abandoned, bankCalls)],
    ['mean wait', `${meanWaitSeconds.toFixed(1)} s`, `${bank.meanWaitSeconds.toFixed(1)} s`],
  ]
    .map(
      ([name = '', ours = '', theirs = '']) =>
        `  ${name.padEnd(10)} ${ours.padStart(16)} ${theirs.padStart(18)}`,
    )
    .join('\n');
}

/** What the bank did on several days, as if they were one. */
export function sumOfDays(days: readonly BankResult[]): BankResult {
  const sum = { served: 0, abandoned: 0, waited: 0 };
  for (const { served, abandoned, meanWaitSeconds } of days) {
    sum.served += served;
    sum.abandoned += abandoned;
    sum.waited += meanWaitSeconds * (served + abandoned);
  }
  const calls = sum.served + sum.abandoned;
  return {
    served: sum.served,
    abandoned: sum.abandoned,
    meanWaitSeconds: calls === 0 ? 0 : sum.waited / calls,
  };
}
