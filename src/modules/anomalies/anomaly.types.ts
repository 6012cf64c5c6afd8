import type { AgentId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { Direction } from './anomaly.domain.js';
import type { Kind, Metric } from './detection.domain.js';

/** `open` until somebody says that it was seen, or it is over. */
export const ANOMALY_STATES = ['open', 'acknowledged', 'resolved'] as const;
export type AnomalyState = (typeof ANOMALY_STATES)[number];

/** A figure that is not what it should be, from when on, and what came of it. */
export interface Anomaly extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  /** Null: of all calls of the company; missing in those from before sectors were watched. */
  readonly sector?: string | null;
  readonly metric: Metric;
  readonly kind: Kind;
  readonly direction: Direction;
  readonly state: AnomalyState;
  readonly since: Date;
  /** The end of the last hour, or day, in which it was seen. */
  readonly until: Date;
  /** Where it was furthest from what was expected. */
  readonly actual: number;
  readonly expected: number;
  /** How likely that is by chance alone. */
  readonly p: number;
  readonly detectedAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: AgentId | null;
  readonly resolvedAt: Date | null;
  /** Null: it was over by itself. */
  readonly resolvedBy: AgentId | null;
  readonly note: string | null;
  readonly version: number;
}
