import type { AgentId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { ReportFilter, ReportType } from '../report-content/report-content.types.js';
import type { Format } from '../report-writing/report-file.types.js';

/** What somebody wants to know. */
export interface ReportRequest {
  readonly type: ReportType;
  readonly format: Format;
  readonly title: string;
  readonly filter: ReportFilter;
  /** The figures that are its columns; null: all. */
  readonly metrics: readonly string[] | null;
  /** Who gets it by e-mail when it is ready. */
  readonly recipients: readonly string[];
}

export const REPORT_STATES = ['queued', 'running', 'ready', 'failed', 'cancelled'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

/** A report on its way, or made. */
export interface Report extends TenantDocument, ReportRequest {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly state: ReportState;
  /** 0 to 100. */
  readonly progress: number;
  readonly rows: number;
  readonly bytes: number;
  /** Who asked for it; of a schedule: who set it. */
  readonly createdBy: AgentId;
  readonly scheduleId: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** What kind of error ended it; the log has the rest. */
  readonly error: string | null;
  /** Grows with each node that takes it; only the last one's file counts. */
  readonly attempt: number;
  /** While a node works on it: after this moment another may. */
  readonly heldUntil: Date | null;
  /** The letters that it went out with. */
  readonly mailIds: readonly string[];
}

/** A piece of a report's file. */
export interface ReportPiece extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly reportId: string;
  readonly attempt: number;
  readonly number: number;
  readonly data: Buffer;
  readonly createdAt: Date;
}
