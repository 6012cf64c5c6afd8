import type { AgentId } from '../../common/ids.js';
import { dayOf } from '../../common/time.js';
import type { AgentKind } from '../agents/agents.types.js';
import type { Call } from '../calls/call.types.js';
import type { AgentMetric } from './agent-metric.schema.js';
import { successOf, type CallRules, type Contribution } from './contribution.domain.js';

/** The part of the agent who talked; with nobody in it when nobody did. */
export function toAgentMetric(
  call: Call,
  rules: CallRules,
  folded: readonly Contribution[],
  kindOf: ReadonlyMap<AgentId, AgentKind>,
  foldedAt: Date,
): AgentMetric {
  const { _id: callLogId, clientId, teamId, sector, channelId, receivedAt, cost } = call;
  const { waitSeconds, ringSeconds, talkSeconds, holdSeconds, wrapUpSeconds } = call;
  const agentId = call.status === 'completed' ? call.agentId : null;
  const part = 1;
  return {
    _id: `${callLogId}:${part}`,
    clientId,
    callLogId,
    part,
    day: folded[0]?.day ?? dayOf(receivedAt.getTime(), rules.timezone),
    receivedAt,
    agentId,
    agentKind: agentId === null ? null : (kindOf.get(agentId) ?? null),
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
    firstContact: null,
    quality: null,
    satisfaction: null,
    cost,
    revenue: null,
    folded,
    callVersion: call.version,
    foldedAt,
  };
}
