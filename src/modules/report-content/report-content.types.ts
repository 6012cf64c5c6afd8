import type { AgentId, TeamId, TenantId } from '../../common/ids.js';

/** What a report is about: figures by day, by agent or by sector, each call, or calls to come. */
export const REPORT_TYPES = ['summary', 'agents', 'sectors', 'calls', 'forecast'] as const;
export type ReportType = (typeof REPORT_TYPES)[number];

/** What calls a report counts. */
export interface ReportFilter {
  /** Days in the company's zone, both counted. */
  readonly from: string;
  readonly to: string;
  readonly sector: string | null;
  readonly teamId: TeamId | null;
  readonly agentId: AgentId | null;
}

/** What decides what a report says. */
export interface ReportSubject {
  readonly clientId: TenantId;
  readonly type: ReportType;
  readonly title: string;
  readonly filter: ReportFilter;
  /** The figures that are its columns; null: all. */
  readonly metrics: readonly string[] | null;
}
