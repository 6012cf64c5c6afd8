import type {
  AgentId,
  CallLogId,
  ChannelId,
  OfferId,
  ProviderSid,
  TeamId,
  TenantId,
} from '../../common/ids.js';

import type { CallDisposition } from './outbound-call.types.js';

/** States of an incoming call (spec: routing, "An incoming call, from Exotel to the figures"). */
export const INBOUND_STATES = [
  'received',
  'queued',
  'offered',
  'ringing',
  'connected',
  'completed',
  'failed',
  'no_answer',
  'busy',
  'abandoned',
  'canceled',
] as const;
export type CallState = (typeof INBOUND_STATES)[number];

export const END_STATES = [
  'completed',
  'failed',
  'no_answer',
  'busy',
  'abandoned',
  'canceled',
] as const satisfies readonly CallState[];
export type EndState = (typeof END_STATES)[number];

/**
 * An agent's turn at a call. `reserved`: its place is taken, the caller has not come back yet;
 * `offered`: its number was given to Exotel; then `ringing`, and how it went.
 */
export const OFFER_STATES = [
  'reserved',
  'offered',
  'ringing',
  'answered',
  'missed',
  'busy',
  'failed',
  'rejected',
  'withdrawn',
] as const;
export type OfferState = (typeof OFFER_STATES)[number];

/** What the agent's person said of an offer in its app; the telephone decides all the same. */
export const OFFER_DECISIONS = ['accepted', 'rejected'] as const;
export type OfferDecision = (typeof OFFER_DECISIONS)[number];

export interface Offer {
  readonly id: OfferId;
  /** 1, 2, 3 … within the call: news of an old offer never moves a newer one. */
  readonly number: number;
  readonly agentId: AgentId;
  /** Where it is reached: a number, or a bot's stream. */
  readonly dialNumber: string;
  readonly state: OfferState;
  readonly reservedAt: Date;
  /** When its number was given to Exotel. */
  readonly offeredAt: Date | null;
  readonly ringUntil: Date | null;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  /** Missing while the person has said nothing. */
  readonly decision?: OfferDecision | null;
  readonly decidedAt?: Date | null;
  /** A bot gave its caller away in the middle of the talk. */
  readonly handedOver?: true;
}

/** What a call asks for. */
export interface CallNeed {
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  readonly capabilities: readonly string[];
  /** 0–10, more is sooner. */
  readonly priority: number;
}

/** What said what a call asks for, the weakest first: a later webhook may know better. */
export const LED_BY = ['default', 'digits', 'number', 'address'] as const;
export type LedBy = (typeof LED_BY)[number];

/** What a call asks for, and by whose word. */
export interface LedNeed extends CallNeed {
  readonly ledBy: LedBy;
}

/** Why an end is what it is, beyond its state. */
export const END_CAUSES = [
  'talked',
  'caller_hung_up',
  'hung_up_in_wait',
  'nobody_answered',
  'agent_busy',
  'provider_failed',
  'system_unreachable',
  'channel_deleted',
  'closed',
  'blocked',
  'overflow_voicemail',
  'overflow_hung_up',
  'nobody_ready',
  'callback_requested',
  'callback_known',
  'removed_from_line',
  'reconciled',
] as const;
export type EndCause = (typeof END_CAUSES)[number];

/** What a caller may expect, and from what. */
export interface ExpectedWait {
  /** Place in line, from 1. */
  readonly position: number;
  /** Agents at work for such calls, free or not. */
  readonly agents: number;
  /** Seconds that a call took an agent lately, wrap-up and all. */
  readonly handleSeconds: number;
  /** Null while too little was measured. */
  readonly p50Seconds: number | null;
  readonly p90Seconds: number | null;
}

export interface Call {
  readonly _id: CallLogId;
  readonly clientId: TenantId;
  readonly direction: 'inbound' | 'outbound';
  readonly status: CallState;
  readonly channelId: ChannelId;
  readonly providerSid: ProviderSid;
  /** The customer's number, E.164; null when withheld. */
  readonly phoneNumber: string | null;
  readonly from: string;
  readonly to: string;
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  readonly capabilities: readonly string[];
  readonly priority: number;
  readonly ledBy: LedBy;
  /** The customer's last agent, where the company prefers it. */
  readonly preferredAgentId?: AgentId | null;
  /** The agent who has it, or had it last. */
  readonly agentId: AgentId | null;
  /** The last twenty; the present one is the last that has not ended. */
  readonly offers: readonly Offer[];
  readonly offerCount: number;
  readonly receivedAt: Date;
  /** When it first began to wait. */
  readonly queuedAt: Date | null;
  /** When it was led to the overflow's team or sector: from then on it waits there. */
  readonly overflowedAt?: Date | null;
  /** The number outside the company that the overflow gave it to. */
  readonly handedTo?: string | null;
  /** When the caller was last asked whether to be called back. */
  readonly callbackOfferedAt?: Date | null;
  /** How long its wait was expected to be when it began. */
  readonly expectedWait?: ExpectedWait | null;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  /** The caller's last sign of life. */
  readonly lastNewsAt: Date;
  /** From arrival to the answer, or to the end. */
  readonly waitSeconds: number | null;
  readonly ringSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly holdSeconds: number | null;
  readonly wrapUpSeconds: number | null;
  /** From arrival to the end. */
  readonly duration: number | null;
  readonly failureReason: EndCause | null;
  /** Did Exotel's own record confirm the end? Webhooks are not signed. */
  readonly confirmed: boolean;
  readonly cost: number | null;
  readonly recordingUrl: string | null;
  /** What its agent says came of it; missing while nobody said. */
  readonly disposition?: CallDisposition | null;
  /** When Exotel must be asked about it; null: never again. */
  readonly nextLookAt: Date | null;
  readonly looks: number;
  /** Has it changed since its figures were folded? */
  readonly toFold: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type CallEventType =
  | 'call.received'
  | 'call.redirected'
  | 'call.moved'
  | 'call.overflowed'
  | 'call.queued'
  | 'call.reserved'
  | 'call.offered'
  | 'call.ringing'
  | 'call.answered'
  | 'call.talk_ended'
  | 'call.handed_over'
  | 'call.offer_accepted'
  | 'call.offer_rejected'
  | 'call.offer_ended'
  | 'call.ended'
  | 'call.corrected'
  | 'call.confirmed';
