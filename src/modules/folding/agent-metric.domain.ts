import type { AgentId, CallLogId } from '../../common/ids.js';
import type { AgentKind } from '../agents/agents.types.js';
import type { Call } from '../calls/call.types.js';
import type { AgentMetric } from './agent-metric.schema.js';
import {
  contributionsOf,
  handOvers,
  successOf,
  talkOf,
  timeOf,
  type Aftermath,
  type CallRules,
  type CountedCall,
} from '../call-figures/contribution.domain.js';
import { slotOf } from '../call-figures/slot.domain.js';

/** A call as folding reads it. */
export type FoldedCall = Call & Pick<CountedCall, 'disposition' | 'metadata' | 'startedAt'>;

const partId = (callLogId: CallLogId, part: number): string => `${callLogId}:${part}`;

/**
 * The parts of the agents who talked, in order: those who handed the call over, and who had it last;
 * with nobody in it when nobody took the call. What the call adds to the figures is with the first.
 */
export function toAgentMetrics(
  call: FoldedCall,
  rules: CallRules,
  aftermath: Aftermath,
  kindOf: ReadonlyMap<AgentId, AgentKind>,
  foldedAt: Date,
): AgentMetric[] {
  const last = lastPart(call, rules, aftermath, foldedAt);
  const handed = handOvers(call).map((offer) => ({
    ...last,
    agentId: offer.agentId,
    talkSeconds: talkOf(offer),
    holdSeconds: 0,
    wrapUpSeconds: 0,
    outcome: 'completed' as const,
    success: null,
    firstContact: null,
    quality: null,
    satisfaction: null,
    cost: null,
    revenue: null,
  }));
  const lastTurn = call.offers.at(-1);
  const hasTalkedLast = handed.length > 0 && last.agentId !== null && lastTurn !== undefined;
  const parts = [...handed, hasTalkedLast ? { ...last, talkSeconds: talkOf(lastTurn) } : last];
  return parts.map((part, place) => ({
    ...part,
    _id: partId(call._id, place + 1),
    part: place + 1,
    agentKind: part.agentId === null ? null : (kindOf.get(part.agentId) ?? null),
    folded: place === 0 ? contributionsOf(call, rules, aftermath) : [],
  }));
}

function lastPart(
  call: FoldedCall,
  rules: CallRules,
  aftermath: Aftermath,
  foldedAt: Date,
): Omit<AgentMetric, '_id' | 'part' | 'agentKind' | 'folded'> {
  const { _id: callLogId, clientId, direction, teamId, sector, channelId, receivedAt } = call;
  const { waitSeconds, ringSeconds, talkSeconds, holdSeconds, wrapUpSeconds, cost } = call;
  return {
    clientId,
    callLogId,
    direction,
    day: slotOf(timeOf(call) ?? receivedAt, rules.timezone).day,
    receivedAt,
    agentId: call.status === 'completed' ? call.agentId : null,
    memberId: null,
    teamId,
    sector,
    channel: 'voice',
    channelId,
    waitSeconds,
    ringSeconds,
    talkSeconds,
    holdSeconds,
    wrapUpSeconds,
    outcome: call.status,
    success: successOf(call),
    firstContact: aftermath.firstContact,
    quality: aftermath.quality,
    satisfaction: aftermath.csat,
    cost,
    revenue: call.disposition?.value ?? null,
    callVersion: call.version,
    foldedAt,
  };
}
