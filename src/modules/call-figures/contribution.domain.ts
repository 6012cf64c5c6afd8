import type { AgentId } from '../../common/ids.js';
import { secondsBetween } from '../../common/time.js';
import { END_STATES, type Call, type CallState, type Offer } from '../calls/call.types.js';
import { moneyOf, type MoneyRules } from './money.domain.js';
import { slotOf, type Slot } from './slot.domain.js';
import type { SumField } from './sums.domain.js';
import { nonZero, type Contribution } from './tally.domain.js';

/** What a call is judged by: the rules that were in force when it came. */
export interface CallRules extends MoneyRules {
  readonly timezone: string;
  /** Calls are to be answered within so many seconds. */
  readonly targetSeconds: number;
}

/** What a call came to, as whoever had it said; there once calls have dispositions. */
export interface Outcome {
  readonly isSuccess?: boolean | null;
  readonly value?: number | null;
}

/** What figures need to know of a call. */
export type CountedCall = Pick<
  Call,
  | 'direction'
  | 'status'
  | 'agentId'
  | 'teamId'
  | 'sector'
  | 'channelId'
  | 'phoneNumber'
  | 'offers'
  | 'receivedAt'
  | 'endedAt'
  | 'waitSeconds'
  | 'ringSeconds'
  | 'talkSeconds'
  | 'holdSeconds'
  | 'wrapUpSeconds'
  | 'failureReason'
  | 'cost'
> & {
  readonly disposition?: Outcome | null;
  readonly metadata?: { readonly campaignId?: string | null } | null;
  /** Of a call that we placed: when it was dialled. */
  readonly startedAt?: Date | null;
};

/** What came of a call after its end. */
export interface Aftermath {
  /** Was it the last word for seven days? Null until they are over. */
  readonly firstContact: boolean | null;
  /** 0 to 5. */
  readonly quality: number | null;
  /** 1 to 5. */
  readonly csat: number | null;
  /** 0 to 10. */
  readonly nps: number | null;
}
export const NO_AFTERMATH: Aftermath = {
  firstContact: null,
  quality: null,
  csat: null,
  nps: null,
};

const ENDED: readonly CallState[] = END_STATES;
const whole = (seconds: number | null): number => Math.round(seconds ?? 0);

export const hasEnded = (call: Pick<Call, 'status'>): boolean => ENDED.includes(call.status);

/** Causes of calls that asked for no agent: the company was closed, or takes none of their number. */
const NEVER_ASKED: ReadonlySet<string | null> = new Set(['closed', 'blocked']);

/** Do the figures count this call? */
export const isCounted = (call: Pick<Call, 'direction' | 'status' | 'failureReason'>): boolean =>
  call.direction === 'inbound' && hasEnded(call) && !NEVER_ASKED.has(call.failureReason);

/**
 * A success is a completed call that was talked on, unless its disposition says otherwise; null while
 * nobody answered.
 */
export function successOf(
  call: Pick<CountedCall, 'status' | 'talkSeconds' | 'disposition'>,
): boolean | null {
  if (call.status !== 'completed') return null;
  return call.disposition?.isSuccess ?? whole(call.talkSeconds) > 0;
}

/** How often each agent let the call ring out. */
export function missedBy(call: Pick<Call, 'offers'>): ReadonlyMap<AgentId, number> {
  const missed = new Map<AgentId, number>();
  for (const { agentId, state } of call.offers) {
    if (state === 'missed') missed.set(agentId, (missed.get(agentId) ?? 0) + 1);
  }
  return missed;
}

/** When a call counts: when it came, or when we dialled it; null for one that never rang. */
export function timeOf(
  call: Pick<CountedCall, 'direction' | 'status' | 'receivedAt' | 'startedAt'>,
): Date | null {
  const { direction, status, receivedAt, startedAt = null } = call;
  if (direction === 'inbound') return receivedAt;
  return startedAt ?? (status === 'completed' ? receivedAt : null);
}

/** Everything that one call adds to the figures; nothing for a call that they do not count. */
export function contributionsOf(
  call: CountedCall,
  rules: CallRules,
  aftermath: Aftermath = NO_AFTERMATH,
): readonly Contribution[] {
  const at = timeOf(call);
  if (!hasEnded(call) || at === null) return [];
  const slot = slotOf(at, rules.timezone);
  const cost: Contribution = { ...moneyOf(call, rules), day: slot.day };
  if (call.direction === 'outbound') return [...placedBy(call, slot), cost];
  return isCounted(call) ? [...partsOf(call, rules, slot, aftermath), cost] : [cost];
}

type PartSums = { readonly [Field in SumField]?: number };

/** What an incoming call is for the company, its sector, team and channel, and for its agents. */
function partsOf(
  call: CountedCall,
  rules: CallRules,
  slot: Slot,
  aftermath: Aftermath,
): Contribution[] {
  const { day } = slot;
  const missed = missedBy(call);
  const missedOffers = [...missed.values()].reduce((sum, count) => sum + count, 0);
  const sums = nonZero({ ...endOf(call, rules, aftermath), missedOffers });
  const { sector, teamId, channelId } = call;
  const shared = { ...slot, agentId: null, sums };
  const parts: Contribution[] = [
    { ...shared, kind: 'tenant', key: null },
    { ...shared, kind: 'sector', key: sector },
    { ...shared, kind: 'channel', key: channelId },
  ];
  if (teamId !== null) parts.push({ ...shared, kind: 'team', key: teamId });
  for (const agentId of agentsOf(call)) {
    const part = ownPart(call, agentId, rules, aftermath);
    const missedOffers = missed.get(agentId) ?? 0;
    const own = { agentId, sums: nonZero({ ...part, ...spreadOf(part), missedOffers }) };
    parts.push({ ...slot, ...own, kind: 'agent', key: null });
    parts.push({ day, ...own, kind: 'sector_agent', key: sector });
    parts.push({ day, ...own, kind: 'channel_agent', key: channelId });
    if (teamId !== null) parts.push({ day, ...own, kind: 'team_agent', key: teamId });
  }
  return parts;
}

/** What an answered call adds to the spread of handle times. */
function spreadOf({ talkSeconds = 0, holdSeconds = 0, wrapUpSeconds = 0 }: PartSums): PartSums {
  return { handleSquares: (talkSeconds + holdSeconds + wrapUpSeconds) ** 2 };
}

/** A call that we placed is work of its agent, and nothing that was offered. */
function placedBy(call: CountedCall, slot: Slot): Contribution[] {
  const placedSeconds = whole(call.talkSeconds);
  if (call.status !== 'completed' || placedSeconds === 0) return [];
  const placed = { ...slot, key: null, sums: { placedCalls: 1, placedSeconds } };
  const ofTenant: Contribution = { ...placed, kind: 'tenant', agentId: null };
  const { agentId } = call;
  return agentId === null ? [ofTenant] : [ofTenant, { ...placed, kind: 'agent', agentId }];
}

/** How a counted call ended, and whether in time. */
export function outcomeSums(
  { status, waitSeconds }: Pick<Call, 'status' | 'waitSeconds'>,
  targetSeconds: number,
): PartSums {
  const wait = whole(waitSeconds);
  const isInTarget = wait <= targetSeconds;
  if (status === 'completed') {
    return {
      offered: 1,
      answered: 1,
      answeredInTarget: isInTarget ? 1 : 0,
      waitAnsweredSeconds: wait,
    };
  }
  if (status === 'abandoned') {
    return {
      offered: 1,
      abandoned: 1,
      abandonedAfterTarget: isInTarget ? 0 : 1,
      waitAbandonedSeconds: wait,
    };
  }
  const state = END_FIELDS[status];
  return { offered: 1, otherEnds: 1, ...(state && { [state]: 1 }) };
}

const END_FIELDS: { readonly [State in CallState]?: SumField } = {
  failed: 'failed',
  no_answer: 'noAnswer',
  busy: 'busy',
  canceled: 'canceled',
};

/** How a call ended, as the tenant, its sector and its team see it. */
function endOf(call: CountedCall, rules: CallRules, aftermath: Aftermath): PartSums {
  const outcome = outcomeSums(call, rules.targetSeconds);
  if (call.status !== 'completed') return outcome;
  return {
    ...outcome,
    successes: successOf(call) ? 1 : 0,
    ringSeconds: whole(call.ringSeconds),
    talkSeconds: whole(call.talkSeconds),
    holdSeconds: whole(call.holdSeconds),
    wrapUpSeconds: whole(call.wrapUpSeconds),
    ...said(aftermath),
  };
}

/** What was said of an answered call afterwards. */
export function said({ firstContact, quality, csat, nps }: Aftermath): PartSums {
  return {
    ...(firstContact !== null && { followed: 1, resolvedFirst: firstContact ? 1 : 0 }),
    ...(quality !== null && { scored: 1, scoreHundredths: Math.round(quality * 100) }),
    ...(csat !== null && { csatAnswers: 1, csatSatisfied: csat >= 4 ? 1 : 0, csatPoints: csat }),
    ...(nps !== null && {
      npsAnswers: 1,
      npsPromoters: nps >= 9 ? 1 : 0,
      npsDetractors: nps <= 6 ? 1 : 0,
    }),
  };
}

/**
 * The call as one agent had it: answered by it, given up by the caller while it rang there, or gone
 * on without it. So an agent's offered calls are its answered, abandoned and other ends too.
 */
function ownPart(
  call: CountedCall,
  agentId: AgentId,
  rules: CallRules,
  aftermath: Aftermath,
): PartSums {
  const handedOver = handOvers(call).find((offer) => offer.agentId === agentId);
  if (handedOver) return handedPart(call, handedOver, rules);
  const hasAnswered = call.status === 'completed' && call.agentId === agentId;
  const wasLeft = call.status === 'abandoned' && ringingAtEnd(call)?.agentId === agentId;
  if (!hasAnswered && !wasLeft) return { offered: 1, otherEnds: 1 };
  return { ...endOf(call, rules, aftermath), ...(hasAnswered && lastTalk(call)) };
}

/** An agent's turn that it gave away in the middle of the talk, as bots do. */
export type HandedOver = Offer & { readonly handedOver?: true };

/** The turns that were given away, in order. */
export const handOvers = (call: Pick<Call, 'offers'>): readonly HandedOver[] =>
  call.offers.filter((offer: HandedOver) => offer.handedOver === true);

/** How long an agent's turn was talked on. */
export const talkOf = (offer: Offer): number =>
  secondsBetween(offer.answeredAt, offer.endedAt) ?? 0;

/** Who gives a call away has answered it; whether it succeeds is for the next one. */
function handedPart(call: CountedCall, offer: Offer, { targetSeconds }: CallRules): PartSums {
  const wait = secondsBetween(call.receivedAt, offer.answeredAt) ?? 0;
  return {
    offered: 1,
    answered: 1,
    answeredInTarget: wait <= targetSeconds ? 1 : 0,
    waitAnsweredSeconds: wait,
    talkSeconds: talkOf(offer),
  };
}

/** Of a call that was handed over, the last agent's talk is that of its own turn. */
function lastTalk(call: CountedCall): PartSums {
  const last = call.offers.at(-1);
  return handOvers(call).length > 0 && last ? { talkSeconds: talkOf(last) } : {};
}

/** The agents whose phone the call reached. */
function agentsOf(call: CountedCall): ReadonlySet<AgentId> {
  const agents = new Set(call.offers.filter(hasRung).map((offer) => offer.agentId));
  if (call.status === 'completed' && call.agentId !== null) agents.add(call.agentId);
  return agents;
}

const hasRung = (offer: Offer): boolean => offer.offeredAt !== null || offer.state === 'missed';

/** The offer that the end of the call withdrew. */
function ringingAtEnd({ offers, endedAt }: CountedCall): Offer | null {
  const last = offers.at(-1);
  const isWithdrawn = last?.state === 'withdrawn' && hasRung(last);
  return isWithdrawn && last.endedAt?.getTime() === endedAt?.getTime() ? last : null;
}

/** A tenant's rules for figures, and since when they are in force. */
export interface FigureRules extends CallRules {
  readonly from: Date;
}

/** The rules for a call that came then. @param history the oldest first, and it is not empty */
export function rulesAt(history: readonly FigureRules[], receivedAt: Date): CallRules {
  const rules = history.findLast(({ from }) => from <= receivedAt) ?? history[0];
  if (!rules) throw new Error('no rules for figures');
  return rules;
}
