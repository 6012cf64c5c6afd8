import type { AgentId } from '../../common/ids.js';

/** What is stored and numbered before sockets hear of it. */
export const NUMBERED_EVENTS = [
  'agent_online',
  'agent_offline',
  'agent_status_change',
  'agent_activity',
  'performance_update',
  'agent_created',
  'agent_updated',
  'agent_deleted',
  'call_offered',
  'call_update',
  'call_ended',
  'anomaly_detected',
  'batch_progress',
  'report_progress',
] as const;
export type NumberedEventName = (typeof NUMBERED_EVENTS)[number];

/** Figures of the moment: the next one replaces the last, so none is numbered or sent again. */
export const GAUGES = ['queue_update', 'metrics_update'] as const;
export type GaugeName = (typeof GAUGES)[number];

/** Who may hear of something. */
export type Audience =
  /** Whoever may read agents: all of the company. */
  | { readonly kind: 'everybody'; readonly about: AgentId | null }
  /** Admins, and the agent that it happens to. */
  | { readonly kind: 'admins'; readonly and: AgentId | null }
  /** Whoever may read analytics. */
  | { readonly kind: 'analysts' }
  /** One person only: whoever began the work. */
  | { readonly kind: 'person'; readonly agentId: AgentId };

/** A stored event as it goes out. */
export interface Wire {
  readonly event: NumberedEventName;
  readonly data: Readonly<Record<string, unknown>>;
  readonly audience: Audience;
}
