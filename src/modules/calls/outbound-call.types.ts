import type {
  AgentId,
  CallLogId,
  ChannelId,
  ProviderSid,
  TeamId,
  TenantId,
} from '../../common/ids.js';

/** States of a call that we place (spec: outbound, "Collections"). */
export const OUTBOUND_STATES = [
  'initiated',
  'ringing',
  'connected',
  'completed',
  'failed',
  'no_answer',
  'busy',
  'canceled',
] as const;
export type OutboundState = (typeof OUTBOUND_STATES)[number];

/** The furthest that a dial got; still `connected` after a completed call. */
export const OUTBOUND_STATUSES = [
  'initiated',
  'queued',
  'scheduled',
  'dialing',
  'ringing',
  'connected',
  'completed',
  'failed',
  'no_answer',
  'busy',
  'canceled',
] as const;
export type OutboundStatus = (typeof OUTBOUND_STATUSES)[number];

/**
 * Where an intent to call is. `waiting`: nothing was asked yet; `dialing`: an agent's place is taken
 * and the telephone company is being asked; `unknown`: it did not say whether it dials; `placed`: it
 * dials; `over`: nothing comes any more.
 */
export const DIAL_STATES = ['waiting', 'dialing', 'unknown', 'placed', 'over'] as const;
export type DialState = (typeof DIAL_STATES)[number];

/** What asked for a call. `now`: somebody waits for it; the others wait for their agents. */
export const CALL_ORIGINS = ['now', 'bulk', 'retry', 'scheduled', 'campaign', 'callback'] as const;
export type CallOrigin = (typeof CALL_ORIGINS)[number];

/**
 * How the two sides are joined. `agent_first`: the agent's phone rings, then the customer's; `stream`:
 * the customer's phone rings, and who picks it up hears a bot; `flow`: who picks it up is led to
 * whoever of the campaign is free then; `agent_line`: the agent's phone rings once, and customer after
 * customer is put through to it.
 */
export const DIAL_WAYS = ['agent_first', 'stream', 'flow', 'agent_line'] as const;
export type DialWay = (typeof DIAL_WAYS)[number];

/** Calls of old do not say it: their agents were dialled first. */
/** Does the customer's picking up mean that both talk? Not where a flow or a bot is in between. */
export const joinsAtOnce = (way: DialWay | undefined): boolean =>
  way === undefined || way === 'agent_first';

export const isCustomerFirst = (way: DialWay | undefined): boolean =>
  way === 'stream' || way === 'flow';

export const CALL_PRIORITIES = ['low', 'medium', 'high'] as const;
export type CallPriority = (typeof CALL_PRIORITIES)[number];

/** Why a call that we placed came to nothing. */
export const OUTBOUND_CAUSES = [
  'no_answer',
  'busy',
  'voicemail',
  'network_error',
  'rate_limited',
  'api_unavailable',
  'invalid_number',
  'do_not_disturb',
  'on_dnc_list',
  'agent_no_answer',
  'agent_busy',
  'agent_failed',
  // Its agent is none of the company's any more.
  'agent_gone',
  'provider_refused',
  'no_line',
  'canceled',
  'unconfirmed',
  // The customer picked up, and nobody was free to talk with it.
  'abandoned',
] as const;
export type OutboundCause = (typeof OUTBOUND_CAUSES)[number];

/** What came of a call, as its agent says. */
export interface CallDisposition {
  /** One of the company's dispositions. */
  readonly name: string;
  readonly note: string | null;
  readonly value: number;
  readonly isSuccess: boolean;
  readonly by: AgentId;
  readonly at: Date;
}

/** Values of the caller of our interface; `campaignId` and `batchId` are ours. */
export type CallMetadata = Readonly<Record<string, unknown>> & {
  readonly campaignId?: string;
  readonly batchId?: string;
};

/** A call that we place: the intent, from the moment it was accepted, and what became of it. */
export interface OutboundCall {
  readonly _id: CallLogId;
  readonly clientId: TenantId;
  readonly direction: 'outbound';
  readonly status: OutboundState;
  readonly outboundStatus: OutboundStatus;
  readonly dialState: DialState;
  readonly origin: CallOrigin;
  readonly way: DialWay;
  /** The call with which the agent's line began that this one is on; null: it has its own. */
  readonly lineOf: CallLogId | null;
  readonly channelId: ChannelId | null;
  readonly providerSid: ProviderSid | null;
  /** The customer's number, E.164. */
  readonly phoneNumber: string;
  /** The agent's number, or the name of its stream; empty until it is taken. */
  readonly from: string;
  readonly to: string;
  readonly agentId: AgentId;
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  /** The user of the other system who asked for it. */
  readonly userId: string | null;
  readonly urgency: CallPriority;
  /** The same as a number, 0–10: more is sooner. */
  readonly priority: number;
  readonly metadata: CallMetadata;
  /** IANA zone of the called person, where it was given. */
  readonly timezone: string | null;
  /** Not before; null: as soon as possible. */
  readonly scheduledFor: Date | null;
  /** When it is to be dialled, or tried again. */
  readonly dueAt: Date;
  /** Between the dials of its batch. */
  readonly intervalMs: number;
  /** The two numbers while they are being dialled: nothing else dials them meanwhile. */
  readonly pair: string | null;
  /** How often the telephone company was asked to dial it. */
  readonly dials: number;
  readonly dialedAt: Date | null;
  /** When news must have come, or the telephone company is asked. */
  readonly newsDueAt: Date | null;
  readonly initiatedAt: Date;
  readonly startedAt: Date | null;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  readonly ringSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly holdSeconds: number | null;
  readonly wrapUpSeconds: number | null;
  readonly duration: number | null;
  readonly retryCount: number;
  readonly retryOf: CallLogId | null;
  readonly failureReason: OutboundCause | null;
  readonly disposition: CallDisposition | null;
  readonly confirmed: boolean;
  readonly cost: number | null;
  readonly recordingUrl: string | null;
  readonly looks: number;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** What an incoming call has, and lists of calls ask for. */
  readonly capabilities: readonly string[];
  readonly ledBy: 'default';
  readonly offers: readonly never[];
  readonly offerCount: 0;
  readonly receivedAt: Date;
  readonly lastNewsAt: Date;
  readonly toFold: boolean;
}

export const isOutbound = (call: { readonly direction: string }): call is OutboundCall =>
  call.direction === 'outbound';
