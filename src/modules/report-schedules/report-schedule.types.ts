import type { AgentId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { ReportRequest } from '../reports/report.types.js';
import type { Span, Timing } from './timing.domain.js';

/** A report that is made and sent again and again. */
export interface ReportSchedule extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly timing: Timing;
  readonly span: Span;
  /** What it says; the period is put in when it is made. */
  readonly request: ReportRequest;
  readonly nextDueAt: Date;
  readonly lastDueAt: Date | null;
  readonly lastReportId: string | null;
  readonly createdBy: AgentId;
  readonly createdAt: Date;
}
