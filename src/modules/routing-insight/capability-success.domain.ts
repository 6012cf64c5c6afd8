import { DAY } from '../../common/time.js';

/** Calls of one agent that asked for a capability, on one day. */
export interface CapabilityDay {
  readonly agentId: number;
  readonly capability: string;
  /** The start of the day. */
  readonly atMs: number;
  readonly calls: number;
  readonly successes: number;
}

export interface MeasuredSuccess {
  readonly agentId: number;
  readonly capability: string;
  readonly rate: number;
  readonly calls: number;
}

/** A call of so long ago counts half. */
export const HALF_LIFE_DAYS = 30;
/** The mean of all agents in a capability counts like so many calls of one's own. */
export const PRIOR_CALLS = 20;

/**
 * Each agent's share of successes in each capability: older calls count less by a half-life, and
 * few calls are drawn to the capability's mean (a beta prior of `PRIOR_CALLS` calls).
 */
export function measureSuccess(days: readonly CapabilityDay[], nowMs: number): MeasuredSuccess[] {
  const own = new Map<string, Weighed & Pick<CapabilityDay, 'agentId' | 'capability'>>();
  const all = new Map<string, Weighed>();
  for (const { agentId, capability, atMs, calls, successes } of days) {
    const weight = 0.5 ** (Math.max(0, nowMs - atMs) / (HALF_LIFE_DAYS * DAY));
    const key = JSON.stringify([agentId, capability]);
    own.set(key, { agentId, capability, ...added(own.get(key), calls, successes, weight) });
    all.set(capability, added(all.get(capability), calls, successes, weight));
  }
  return [...own.values()].map(({ agentId, capability, calls, successes }) => {
    const mean = all.get(capability);
    const prior = mean && mean.calls > 0 ? mean.successes / mean.calls : 0.5;
    const rate = (successes + PRIOR_CALLS * prior) / (calls + PRIOR_CALLS);
    return { agentId, capability, rate, calls: Math.round(calls * 10) / 10 };
  });
}

interface Weighed {
  readonly calls: number;
  readonly successes: number;
}

const added = (before: Weighed | undefined, calls: number, successes: number, weight: number) => ({
  calls: (before?.calls ?? 0) + calls * weight,
  successes: (before?.successes ?? 0) + successes * weight,
});
