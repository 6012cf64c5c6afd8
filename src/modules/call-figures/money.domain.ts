import { HOUR, SECOND } from '../../common/time.js';
import type { CountedCall } from './contribution.domain.js';
import { nonZero, type Contribution } from './tally.domain.js';

/** What money is counted by. */
export interface MoneyRules {
  /** What an hour of an agent costs; null: unknown. */
  readonly agentCostPerHour: number | null;
  /** ISO 4217. */
  readonly currency: string;
}

/** What costs are told apart by. */
export interface CostSubject {
  readonly channelId: string | null;
  readonly campaignId: string | null;
  readonly currency: string;
}

const SCALE = 10_000;
const HOUR_SECONDS = HOUR / SECOND;
/** Money is added up in ten-thousandths of its unit, whole ones, so that any order gives the same. */
const scaled = (amount: number): number => Math.round(amount * SCALE);

/** The key of a bucket of costs, and back. */
export const costKey = ({ channelId, campaignId, currency }: CostSubject): string =>
  JSON.stringify([channelId, campaignId, currency]);
export function costSubject(key: string): CostSubject {
  const [channelId, campaignId, currency] = JSON.parse(key) as [
    string | null,
    string | null,
    string,
  ];
  return { channelId, campaignId, currency };
}

/** What an ended call cost and brought; its day is for the caller to say. */
export function moneyOf(call: CountedCall, rules: MoneyRules): Omit<Contribution, 'day'> {
  const { agentId, channelId } = call;
  const campaignId = call.metadata?.campaignId ?? null;
  const { agentCostPerHour, currency } = rules;
  const hasTalked = call.status === 'completed' && agentId !== null;
  const handledSeconds = hasTalked
    ? Math.round(call.talkSeconds ?? 0) +
      Math.round(call.holdSeconds ?? 0) +
      Math.round(call.wrapUpSeconds ?? 0)
    : 0;
  const price = call.cost ?? null;
  const value = call.disposition?.value ?? null;
  return {
    kind: 'cost',
    key: costKey({ channelId, campaignId, currency }),
    agentId: hasTalked ? agentId : null,
    sums: nonZero({
      calls: 1,
      handledSeconds,
      ...(price !== null && { pricedCalls: 1, callCost: scaled(price) }),
      ...(hasTalked &&
        agentCostPerHour !== null && {
          costedCalls: 1,
          agentCost: scaled((agentCostPerHour * handledSeconds) / HOUR_SECONDS),
        }),
      ...(value !== null && { valuedCalls: 1, revenue: scaled(value) }),
    }),
  };
}
