import {
  checkOn,
  OutcomeModel,
  splitByDay,
  type HeldOutCheck,
  type Outcomes,
} from './outcome-model.domain.js';

/** A routing profile as it is. */
export interface Profile {
  readonly id: string;
  readonly agentId: number;
  readonly sector: string;
  readonly priority: number;
  readonly capabilities: readonly { readonly name: string; readonly level: number }[];
}

/** A change of a profile that the record supports. */
export interface Recommendation {
  readonly kind: 'priority' | 'capability';
  readonly profileId: string;
  readonly agentId: number;
  readonly sector: string;
  /** Null for a change of priority. */
  readonly capability: string | null;
  readonly current: number;
  readonly suggested: number;
  /** What the agent's success is above (below) that of others; for a capability, above its own. */
  readonly lift: number;
  readonly interval: readonly [number, number];
  /** Calls that it was learnt from. */
  readonly calls: number;
}

/** With fewer calls nothing is said at all … */
export const FEWEST_CALLS = 200;
const FEWEST_HELD_OUT = 40;
/** … and nothing of an agent, or of a capability of an agent. */
export const FEWEST_OF_AGENT = 30;
const FEWEST_OF_CAPABILITY = 20;
const MOST_PRIORITY = 10;
const MOST_LEVEL = 5;
const Z_95 = 1.96;

/** What the record supports, and how sure that is. */
export interface Advice {
  readonly calls: number;
  readonly check: HeldOutCheck;
  /** Too few calls, or what was learnt did not hold on later days: nothing is recommended. */
  readonly isThin: boolean;
  readonly model: OutcomeModel;
  readonly changes: readonly Recommendation[];
}

/**
 * Learns from the record but its last days, checks on these, and recommends only what was clear in
 * the first part and points the same way in the second.
 */
export function advise(record: readonly Outcomes[], profiles: readonly Profile[]): Advice {
  const { learnt, heldOut } = splitByDay(record);
  const early = new OutcomeModel(learnt);
  const late = new OutcomeModel(heldOut);
  const model = new OutcomeModel(record);
  const check = checkOn(early, heldOut);
  const isThin = model.calls < FEWEST_CALLS || check.calls < FEWEST_HELD_OUT || !check.holds;
  const changes = isThin
    ? []
    : profiles.flatMap((profile) => [
        ...priorityChange(profile, learnt, early, late),
        ...profile.capabilities.flatMap((one) => levelChange(profile, one, learnt, heldOut)),
      ]);
  return { calls: model.calls, check, isThin, model, changes };
}

function priorityChange(
  { id: profileId, agentId, sector, priority: current }: Profile,
  learnt: readonly Outcomes[],
  early: OutcomeModel,
  late: OutcomeModel,
): Recommendation[] {
  const own = learnt.filter((one) => one.agentId === agentId && one.sector === sector);
  const others = learnt.filter((one) => one.agentId !== agentId && one.sector === sector);
  const difference = compare(own, others, FEWEST_OF_AGENT);
  if (!difference) return [];
  const later = rateIn(late, sector, agentId) - late.meanOf(sector);
  if (Math.sign(later) !== Math.sign(difference.lift)) return [];
  const step = Math.sign(difference.lift) * Math.max(1, Math.round(Math.abs(difference.lift) * 10));
  const suggested = Math.min(MOST_PRIORITY, Math.max(0, current + step));
  const calls = early.callsOf(sector, agentId);
  if (suggested === current) return [];
  const what = { kind: 'priority', capability: null } as const;
  return [{ ...what, profileId, agentId, sector, current, suggested, ...difference, calls }];
}

function levelChange(
  { id: profileId, agentId, sector }: Profile,
  { name: capability, level: current }: Profile['capabilities'][number],
  learnt: readonly Outcomes[],
  heldOut: readonly Outcomes[],
): Recommendation[] {
  const isAsked = (one: Outcomes) => one.sector === sector && one.capabilities.includes(capability);
  const own = (list: readonly Outcomes[]) =>
    list.filter((one) => one.agentId === agentId && isAsked(one));
  const others = (list: readonly Outcomes[]) =>
    list.filter((one) => one.agentId !== agentId && isAsked(one));
  const difference = compare(own(learnt), others(learnt), FEWEST_OF_CAPABILITY);
  if (!difference) return [];
  const later = rateOf(own(heldOut)).rate - rateOf(others(heldOut)).rate;
  if (Math.sign(later) !== Math.sign(difference.lift)) return [];
  const suggested = Math.min(MOST_LEVEL, Math.max(1, current + Math.sign(difference.lift)));
  if (suggested === current) return [];
  const { calls } = rateOf(own(learnt));
  const what = { kind: 'capability', capability } as const;
  return [{ ...what, profileId, agentId, sector, current, suggested, ...difference, calls }];
}

/** The difference of two shares with its 95 % interval (Wald with one success and failure added). */
function compare(
  own: readonly Outcomes[],
  others: readonly Outcomes[],
  fewest: number,
): { readonly lift: number; readonly interval: readonly [number, number] } | null {
  const [a, b] = [rateOf(own), rateOf(others)];
  if (a.calls < fewest || b.calls < fewest) return null;
  const lift = a.rate - b.rate;
  const margin = Z_95 * Math.sqrt(a.variance + b.variance);
  if (Math.abs(lift) <= margin) return null;
  return { lift, interval: [lift - margin, lift + margin] };
}

function rateOf(list: readonly Outcomes[]) {
  const calls = list.reduce((sum, one) => sum + one.calls, 0);
  const successes = list.reduce((sum, one) => sum + one.successes, 0);
  const rate = (successes + 1) / (calls + 2);
  return { calls, rate, variance: (rate * (1 - rate)) / (calls + 2) };
}

function rateIn(model: OutcomeModel, sector: string, agentId: number): number {
  return model.estimate({ sector, agentId, capabilities: [], hour: -1 }).probability;
}
