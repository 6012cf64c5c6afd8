import type { AgentId, CallLogId, TeamId, TenantId } from '../../common/ids.js';
import type { CallPriority, OutboundCause, OutboundState } from '../calls/outbound-call.types.js';
import type { CallingWindow } from '../calling-window/calling-window.domain.js';

/**
 * `preview`: an agent looks at a lead, then calls it or not; `progressive`: whoever is free is called,
 * and then the next lead; `power`: more leads are dialled than agents are free, as far as the cap of
 * abandoned calls allows (`dial-ahead.domain`). But for `power` nobody is ever called whom no agent
 * waits for.
 */
export const CAMPAIGN_MODES = ['preview', 'progressive', 'power'] as const;
export type CampaignMode = (typeof CAMPAIGN_MODES)[number];

/** `done`: every lead has come to its end; more leads, and it may be started again. */
export const CAMPAIGN_STATES = ['draft', 'running', 'paused', 'done'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** When a lead that was not reached is called again. */
export interface LeadRetry {
  /** Calls to a lead in all. */
  readonly attempts: number;
  readonly firstDelaySeconds: number;
  readonly longestDelaySeconds: number;
}

/** After a call with this disposition the lead is called again. */
export interface Recycling {
  readonly disposition: string;
  readonly afterSeconds: number;
}

/** What of a campaign its company decides. */
export interface CampaignInput {
  readonly name: string;
  readonly mode: CampaignMode;
  /** Who calls: these, and whoever is assigned to the team. */
  readonly agentIds: readonly AgentId[];
  readonly teamId: TeamId | null;
  /** Calls that are begun in a minute, at most; null: as agents are free. */
  readonly callsPerMinute: number | null;
  /** Of `progressive`: the agent's phone rings once, and lead after lead is put through to it. */
  readonly keepsAgentOnLine: boolean;
  /** Of `power`: leads that are dialled for each free agent, at most. */
  readonly linesPerAgent: number;
  /** Beside the company's own window; both hold. */
  readonly callingWindow: CallingWindow | null;
  readonly retry: LeadRetry;
  readonly recycling: readonly Recycling[];
  /** Calls to one number in a day of the company, for whatever reason; its own rule holds as well. */
  readonly callsPerNumberPerDay: number;
  readonly priority: CallPriority;
  /** An agent looks at a lead for so long; then it goes to the next. */
  readonly previewSeconds: number;
}

export interface Campaign extends CampaignInput {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly status: CampaignState;
  /** Not before this is the next call begun. */
  readonly nextDialAt: Date;
  /** Counts begun calls: who begins one and who pauses write the same document. */
  readonly dials: number;
  readonly createdBy: AgentId;
  readonly startedAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const LEAD_STATES = ['waiting', 'previewing', 'dialing', 'done'] as const;
export type LeadState = (typeof LEAD_STATES)[number];

/** `exhausted`: called as often as allowed, and never reached; `refused`: it may not be called. */
export const LEAD_OUTCOMES = ['reached', 'exhausted', 'refused', 'skipped'] as const;
export type LeadOutcome = (typeof LEAD_OUTCOMES)[number];

/** Somebody to be called. */
export interface Lead {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly campaignId: string;
  /** E.164. */
  readonly phoneNumber: string;
  /** The number while the lead is open: no other campaign has it then. Null when it is done. */
  readonly openNumber: string | null;
  readonly name: string | null;
  readonly timezone: string | null;
  readonly data: Readonly<Record<string, string>>;
  readonly status: LeadState;
  readonly outcome: LeadOutcome | null;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  /** Who looks at it or calls it, or did so last. */
  readonly agentId: AgentId | null;
  /** Is it being dialled, and no agent taken for it yet? */
  readonly isAhead: boolean;
  /** How long it is that agent's to look at. */
  readonly previewUntil: Date | null;
  readonly callLogId: CallLogId | null;
  readonly lastStatus: OutboundState | null;
  readonly lastReason: OutboundCause | null;
  readonly disposition: string | null;
  /** Until then its agent may say what came of the call; null: that is known, or not asked. */
  readonly dispositionUntil: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
