import type { AgentId, CallLogId, TeamId, TenantId } from '../../common/ids.js';
import type {
  CallMetadata,
  CallOrigin,
  CallPriority,
  OutboundCall,
} from '../calls/outbound-call.types.js';
import { startOf, tell, type DialStep } from './dial.domain.js';

/** A call that somebody wants. */
export interface NewIntent {
  readonly clientId: TenantId;
  readonly origin: CallOrigin;
  /** E.164. */
  readonly phoneNumber: string;
  readonly agentId: AgentId;
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  readonly userId: string | null;
  readonly priority: CallPriority;
  readonly metadata: CallMetadata;
  /** IANA zone of the called person; null: by its number. */
  readonly timezone: string | null;
  /** Not before; null: as soon as its turn comes. */
  readonly scheduledFor: Date | null;
  /** The least pause to the call of the same batch before it. */
  readonly intervalMs: number;
  /** The first call of which it is a further attempt, and the how manieth. */
  readonly retryOf: CallLogId | null;
  readonly retryCount: number;
  /** How it is placed; left out: the agent first, and a bot by its stream. */
  readonly way?: 'flow' | 'agent_line';
}

const RANK: Readonly<Record<CallPriority, number>> = { low: 2, medium: 5, high: 8 };

/** The stored intent: it waits until an agent's place is taken for it. */
export function intentOf(callLogId: CallLogId, given: NewIntent, at: Date): OutboundCall {
  const { priority: urgency, phoneNumber, scheduledFor, way = 'agent_first', ...rest } = given;
  const isForNow = given.origin === 'now' || given.origin === 'callback';
  const isLater = scheduledFor !== null && scheduledFor > at;
  return {
    _id: callLogId,
    ...rest,
    direction: 'outbound',
    status: 'initiated',
    outboundStatus: isForNow ? 'initiated' : isLater ? 'scheduled' : 'queued',
    dialState: 'waiting',
    way,
    lineOf: null,
    channelId: null,
    providerSid: null,
    phoneNumber,
    from: '',
    to: phoneNumber,
    urgency,
    priority: RANK[urgency],
    scheduledFor,
    dueAt: scheduledFor ?? at,
    pair: null,
    dials: 0,
    dialedAt: null,
    newsDueAt: null,
    initiatedAt: at,
    startedAt: null,
    answeredAt: null,
    endedAt: null,
    ringSeconds: null,
    talkSeconds: null,
    holdSeconds: null,
    wrapUpSeconds: null,
    duration: null,
    failureReason: null,
    disposition: null,
    confirmed: false,
    cost: null,
    recordingUrl: null,
    looks: 0,
    version: 1,
    createdAt: at,
    updatedAt: at,
    capabilities: [],
    ledBy: 'default',
    offers: [],
    offerCount: 0,
    receivedAt: at,
    lastNewsAt: at,
    toFold: false,
  };
}

/** It is accepted: from now on it is not lost. */
export function initiated(call: OutboundCall, at: Date): DialStep {
  const { phoneNumber, origin, scheduledFor, retryOf, retryCount } = call;
  const facts = { phoneNumber, origin, scheduledFor, retryOf, retryCount };
  return tell(startOf(call), 'call.initiated', at, facts);
}
