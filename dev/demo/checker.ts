import type { BankResult } from '../bank/plan.js';
import type { SimCallRecord } from '../exotel/call-record.js';
import type { DoubleOffer, OverCapacity } from '../exotel/phones.js';
import { heldTwice, holdsOf, tooMany } from './holds.js';
import { describeRecount, type Recount } from './recount.js';
import { END_STATES, type CallRow, type Records } from './records.js';

/** The line `RESULT {json}`. */
export interface Result {
  /** Placed by the simulator in this run. */
  readonly calls: number;
  /** How many of them ended in each state. */
  readonly terminal: Readonly<Record<string, number>>;
  readonly open: number;
  readonly overCapacity: number;
  readonly doubleOffers: number;
  /** Calls of the simulator's own log without exactly one record in a terminal state. */
  readonly lost: number;
  /** Null when the recount failed. */
  readonly recountDifferences: number | null;
  readonly served: number;
  readonly abandoned: number;
  readonly meanWaitSeconds: number;
  readonly bank: BankResult;
  /** How long the server took for a webhook, by the wall. */
  readonly webhookMs: { readonly p50: number; readonly p99: number };
  readonly faults: Readonly<Record<string, number>>;
}

export interface Verdict {
  readonly result: Result;
  /** What was promised and not kept, with examples. */
  readonly broken: readonly string[];
}

/** What the simulator saw of this run. */
export interface Seen {
  readonly calls: readonly SimCallRecord[];
  readonly overCapacity: readonly OverCapacity[];
  readonly doubleOffers: readonly DoubleOffer[];
  readonly webhookTimes: readonly number[];
}

export interface CheckInput {
  readonly clientId: string;
  /** All companies of the demo: a call may be filed under one only. */
  readonly clientIds: readonly string[];
  readonly seen: Seen;
  readonly bank: BankResult;
  readonly recount: Recount;
  /** What the demo itself did to the server, or saw of it. */
  readonly faults: Readonly<Record<string, number>>;
}

/** A day, or a run, in three numbers. */
export interface Tally extends BankResult {
  readonly calls: number;
}

const EXAMPLES = 5;

/** How the calls with these sids went, by the server's records. */
export async function tally(
  records: Records,
  clientId: string,
  sids: readonly string[],
): Promise<Tally> {
  return tallyOf(sids.length, await records.calls([clientId], sids));
}

function tallyOf(calls: number, rows: readonly CallRow[]): Tally {
  const count = (state: string): number => rows.filter(({ status }) => status === state).length;
  return {
    calls,
    served: count('completed'),
    abandoned: count('abandoned'),
    meanWaitSeconds: rounded(meanOf(rows.map(({ waitSeconds }) => waitSeconds ?? 0))),
  };
}

/** Holds the simulator's own log of this run against what is in MongoDB. */
export async function check(records: Records, input: CheckInput): Promise<Verdict> {
  const { clientId, clientIds, seen, bank, recount } = input;
  const sids = seen.calls.map(({ sid }) => sid);
  const rows = await records.calls(clientIds, sids);
  const lost = lostSids(sids, rows);
  const open = rows.filter(({ status }) => !END_STATES.has(status));
  const ended = rows.filter(({ status }) => END_STATES.has(status));
  const terminal = countBy(ended, ({ status }) => status);

  const ids = rows.map(({ _id }) => _id);
  const holds = holdsOf(await records.holdEvents(clientId, ids));
  const capacities = await records.capacities(clientId);
  const over = tooMany(holds, (agentId) => capacities.get(agentId) ?? 1);
  const twice = heldTwice(holds);
  const holders = await records.holders(clientId);

  const { served, abandoned, meanWaitSeconds } = tallyOf(sids.length, rows);
  const result: Result = {
    calls: sids.length,
    terminal,
    open: open.length,
    overCapacity: seen.overCapacity.length + over.length,
    doubleOffers: seen.doubleOffers.length + twice.length,
    lost: lost.length,
    recountDifferences: recount.differences,
    served,
    abandoned,
    meanWaitSeconds,
    bank: { ...bank, meanWaitSeconds: rounded(bank.meanWaitSeconds) },
    webhookMs: {
      p50: rounded(percentile(seen.webhookTimes, 0.5)),
      p99: rounded(percentile(seen.webhookTimes, 0.99)),
    },
    faults: { ...input.faults, ...webhookFaults(seen.calls), agentsStillHolding: holders },
  };

  const broken: string[] = [];
  const promise = (text: string, examples: readonly string[]): void => {
    if (examples.length === 0) return;
    const more = examples.length > EXAMPLES ? ', …' : '';
    broken.push(`${text}: ${examples.length} (${examples.slice(0, EXAMPLES).join(', ')}${more})`);
  };
  promise(
    'calls not over',
    open.map(({ providerSid }) => providerSid),
  );
  promise('calls without exactly one terminal state', lost);
  promise(
    'phones dialled beyond their lines',
    seen.overCapacity.map(({ number, dialledFor }) => `${number} for ${dialledFor}`),
  );
  promise(
    'agents over capacity',
    over.map(({ agentId, callLogIds }) => `agent ${agentId}: ${callLogIds.join(' + ')}`),
  );
  promise(
    'calls ringing at two phones',
    seen.doubleOffers.map(({ callSid }) => callSid),
  );
  promise(
    'calls held by two agents',
    twice.map(({ callLogId, agentIds }) => `${callLogId}: agents ${agentIds.join(' + ')}`),
  );
  if (recount.differences !== 0)
    broken.push(`figures differ from a recount: ${describeRecount(recount)}`);
  const sum = Object.values(terminal).reduce((total, count) => total + count, 0);
  if (sum !== sids.length) broken.push(`${sum} terminal states for ${sids.length} calls`);
  return { result, broken };
}

/** Those without exactly one record that is in a terminal state. */
export function lostSids(
  sids: readonly string[],
  rows: readonly Pick<CallRow, 'providerSid' | 'status'>[],
): string[] {
  const bySid = new Map<string, string[]>();
  for (const { providerSid, status } of rows) {
    bySid.set(providerSid, [...(bySid.get(providerSid) ?? []), status]);
  }
  return sids.filter((sid) => {
    const [status, another] = bySid.get(sid) ?? [];
    return status === undefined || another !== undefined || !END_STATES.has(status);
  });
}

/** The value that this share of the list does not exceed; 0 for an empty one. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** What went wrong between Exotel and the server. */
function webhookFaults(calls: readonly SimCallRecord[]): Record<string, number> {
  const webhooks = calls.flatMap((call) => call.webhooks);
  const count = (is: (status: number | 'timeout' | 'refused') => boolean): number =>
    webhooks.filter(({ status }) => is(status)).length;
  return {
    webhooksRefused: count((status) => status === 'refused'),
    webhooksTimedOut: count((status) => status === 'timeout'),
    webhooksFailed: count((status) => typeof status === 'number' && status >= 400),
    answersIgnored: webhooks.filter(
      ({ problem, status }) => problem !== undefined && typeof status === 'number',
    ).length,
  };
}

function countBy<T>(list: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of list) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
