import type { FieldProblem } from '../../common/errors.js';
import { asAgentId, asTeamId } from '../../common/ids.js';
import type { Period } from '../../common/period.js';
import type { ReportType } from '../report-content/report-content.types.js';
import type { ReportRequest } from './report.types.js';

/** What somebody asks for, as it comes in. */
export interface AskedReport extends Pick<ReportRequest, 'type' | 'format'> {
  readonly title?: string | undefined;
  readonly sector?: string | undefined;
  readonly team?: string | undefined;
  readonly agent?: number | undefined;
  readonly metrics?: readonly string[] | undefined;
  readonly recipients?: readonly string[] | undefined;
}

const TITLES: Readonly<Record<ReportType, string>> = {
  summary: 'Figures by day',
  agents: 'Figures by agent',
  sectors: 'Figures by sector',
  calls: 'Calls',
  forecast: 'Forecast of calls',
};

/** A request about a period. */
export function requestOf(
  { type, format, title, sector, team, agent, metrics, recipients }: AskedReport,
  period: Period,
): ReportRequest {
  return {
    type,
    format,
    title: title ?? TITLES[type],
    filter: {
      ...period,
      sector: sector ?? null,
      teamId: team === undefined ? null : asTeamId(team),
      agentId: agent === undefined ? null : asAgentId(agent),
    },
    metrics: metrics ?? null,
    recipients: recipients ?? [],
  };
}

/** What is wrong with a request as a whole, although each of its fields is in order. */
export function problemsOf(
  { type, format, filter, metrics }: ReportRequest,
  sectors: readonly string[],
): FieldProblem[] {
  const { sector, teamId, agentId } = filter;
  const problems: FieldProblem[] = [];
  const refuse = (isWrong: boolean, field: string, message: string): void => {
    if (isWrong) problems.push({ field, message });
  };
  refuse(
    type === 'calls' && format === 'pdf',
    'format',
    'must be json, csv or xlsx for a report of each call',
  );
  refuse(sector !== null && !sectors.includes(sector), 'sector', 'is no sector of the company');
  refuse(sector !== null && teamId !== null, 'team', 'cannot be combined with sector');
  const isOfTeams = type !== 'sectors' && type !== 'forecast';
  refuse(teamId !== null && !isOfTeams, 'team', `says nothing in a report of type ${type}`);
  refuse(
    agentId !== null && type === 'forecast',
    'agent',
    'says nothing in a report of type forecast',
  );
  refuse(
    metrics !== null && (type === 'calls' || type === 'forecast'),
    'metrics',
    `has no place in a report of type ${type}`,
  );
  return problems;
}
