import type { AgentId, CallLogId, TeamId, TenantId } from '../../common/ids.js';
import type { CallNeed } from '../calls/call.types.js';
import type { Check } from '../heartbeat/readiness.domain.js';
import type { ScoreTerms } from './score.domain.js';

/** Why an agent of the team or sector was not a candidate. */
export type Fallen = Check | 'profile' | 'capability' | 'tried';

/** What a call asks for, and what is known of it that changes who fits. */
export interface RoutedNeed extends CallNeed {
  /** Since when it asks: capabilities relax with time. Left out: since now. */
  readonly receivedAt?: Date;
  /** The customer's last agent, where the company prefers it. */
  readonly preferredAgentId?: AgentId | null;
}

/** How the winner was found. */
export const DECISION_PATHS = [
  'team',
  'sector',
  'last_agent',
  'status_fallback',
  'fallback_agent',
  'priority_fallback',
  'queued',
] as const;
export type DecisionPath = (typeof DECISION_PATHS)[number];

export interface RankedCandidate {
  readonly agentId: AgentId;
  readonly score: number;
  readonly terms: ScoreTerms;
  readonly readiness: number;
  readonly idleSince: Date;
}

/** One choice, whole: who won, who came next with every term, who fell and to what. */
export interface RoutingDecision {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly callLogId: CallLogId;
  readonly at: Date;
  readonly path: DecisionPath;
  readonly winner: AgentId | null;
  /** The best twenty. */
  readonly candidates: readonly RankedCandidate[];
  readonly candidateCount: number;
  readonly fallen: Partial<Record<Fallen, number>>;
  readonly need: {
    readonly teamId: TeamId | null;
    readonly sector: string | null;
    readonly capabilities: readonly string[];
    readonly priority: number;
    /** The level of the capabilities that it insisted on; missing: none. */
    readonly capabilityLevel?: number;
  };
  /** Which rules; which profiles. */
  readonly rulesVersion: number;
  readonly indexVersion: number;
  readonly policyVersion: number;
  /** Was readiness checked, or the status alone? */
  readonly discovery: 'enhanced' | 'status';
  readonly ms: number;
}
