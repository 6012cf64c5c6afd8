import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../common/ids.js';
import { dayBounds } from '../../common/time.js';
import type { Cell } from '../../common/xlsx.js';
import { DEFINITIONS, type FigureName, type Figures } from '../call-figures/definitions.domain.js';
import { PerformanceService } from '../analytics/performance.service.js';
import { CallExpectations } from '../forecasts/call-expectations.service.js';
import { PredictionsService } from '../forecasts/predictions.service.js';
import type { Column, Content } from '../report-writing/report-file.types.js';
import { SettingsService } from '../settings/settings.service.js';
import { CallRowsRepository, type CallRow } from './call-rows.repository.js';
import { comparedChart, dailyForecast, forecastChart, serviceLevelChart } from './charts.domain.js';
import type { ReportSubject } from './report-content.types.js';

/** What a report says, and how many rows it will have. */
export interface SizedContent {
  readonly content: Content;
  readonly total: number;
}

/** More agents or sectors than this no company has. */
const EVERYBODY = { page: 1, limit: 100_000 };
const FIGURE_NAMES = Object.keys(DEFINITIONS) as readonly FigureName[];

const CALL_COLUMNS = [
  'receivedAt',
  'callLogId',
  'direction',
  'part',
  'agentId',
  'agentKind',
  'teamId',
  'sector',
  'channel',
  'outcome',
  'success',
  'waitSeconds',
  'talkSeconds',
  'holdSeconds',
  'wrapUpSeconds',
  'firstContact',
  'quality',
  'satisfaction',
  'cost',
  'revenue',
] as const satisfies readonly (keyof CallRow)[];
const FORECAST_COLUMNS = ['at', 'day', 'expected', 'low80', 'high80', 'low95', 'high95'] as const;

/** Gathers what reports say. */
@Injectable()
export class ReportContent {
  constructor(
    private readonly performance: PerformanceService,
    private readonly predictions: PredictionsService,
    private readonly expectations: CallExpectations,
    private readonly settings: SettingsService,
    private readonly calls: CallRowsRepository,
  ) {}

  async of(report: ReportSubject): Promise<SizedContent> {
    const { title, filter } = report;
    const { name, timezone } = await this.settings.of(report.clientId);
    const about = [
      name,
      `${filter.from} to ${filter.to} (${timezone})`,
      ...(filter.sector === null ? [] : [`Sector: ${filter.sector}`]),
      ...(filter.teamId === null ? [] : [`Team: ${filter.teamId}`]),
      ...(filter.agentId === null ? [] : [`Agent: ${filter.agentId}`]),
    ];
    const { total, ...rest } = await this.partsOf(report, timezone);
    return { content: { title, about, ...rest }, total };
  }

  private async partsOf(
    report: ReportSubject,
    timezone: string,
  ): Promise<Omit<Content, 'title' | 'about'> & { readonly total: number }> {
    switch (report.type) {
      case 'summary':
        return await this.summary(report, timezone);
      case 'agents':
        return await this.agents(report);
      case 'sectors':
        return await this.sectors(report);
      case 'calls':
        return await this.eachCall(report, timezone);
      case 'forecast':
        return await this.forecast(report);
    }
  }

  private async summary({ clientId, filter, metrics }: ReportSubject, timezone: string) {
    const { days } = await this.performance.summary(clientId, asked(filter));
    const isNarrow = filter.teamId !== null || filter.agentId !== null;
    const figures = figureColumns(metrics);
    return {
      columns: [{ name: 'day', label: 'Day' }, ...figures],
      rows: each(days.map((day) => [day.day, ...valuesOf(day, figures)])),
      total: days.length,
      // Quarters of an hour are kept of the company and its sectors.
      charts: isNarrow ? [] : await this.dayCharts(clientId, filter, timezone),
    };
  }

  private async dayCharts(clientId: TenantId, filter: ReportSubject['filter'], timezone: string) {
    const { sector } = filter;
    const [came, ahead] = await Promise.all([
      this.expectations.came(clientId, sector, filter),
      this.predictions.volume(clientId, sector === null ? {} : { sector }),
    ]);
    return [
      serviceLevelChart(came, timezone),
      forecastChart(came, dailyForecast(ahead.items), timezone),
    ];
  }

  private async agents({ clientId, filter, metrics }: ReportSubject) {
    const { items } = await this.performance.byAgent(clientId, asked(filter), EVERYBODY);
    const figures = figureColumns(metrics);
    const name = (one: (typeof items)[number]): string => one.fullName ?? `Agent ${one.agentId}`;
    return {
      columns: [{ name: 'agentId', label: 'Id' }, { name: 'fullName', label: 'Agent' }, ...figures],
      rows: each(items.map((one) => [one.agentId, name(one), ...valuesOf(one, figures)])),
      total: items.length,
      charts: compared(items.map((one) => ({ ...one, label: name(one) }))),
    };
  }

  private async sectors({ clientId, filter, metrics }: ReportSubject) {
    const { items } = await this.performance.bySector(clientId, asked(filter), EVERYBODY);
    const figures = figureColumns(metrics);
    return {
      columns: [{ name: 'sector', label: 'Sector' }, ...figures],
      rows: each(items.map((one) => [one.sector, ...valuesOf(one, figures)])),
      total: items.length,
      charts: compared(items.map((one) => ({ ...one, label: one.sector ?? 'No sector' }))),
    };
  }

  private async eachCall({ clientId, filter }: ReportSubject, timezone: string) {
    const { sector, teamId, agentId } = filter;
    const { from } = dayBounds(filter.from, timezone);
    const { to } = dayBounds(filter.to, timezone);
    const narrowed = { from, to, sector, teamId, agentId };
    return {
      columns: CALL_COLUMNS.map((name) => ({ name, label: name })),
      rows: cellsOf(this.calls.read(clientId, narrowed)),
      total: await this.calls.count(clientId, narrowed),
      charts: [],
    };
  }

  private async forecast({ clientId, filter }: ReportSubject) {
    const { from, to, sector } = filter;
    const { items } = await this.predictions.volume(clientId, {
      from,
      to,
      ...(sector !== null && { sector }),
    });
    return {
      columns: FORECAST_COLUMNS.map((name) => ({ name, label: name })),
      rows: each(items.map((one) => FORECAST_COLUMNS.map((name) => one[name]))),
      total: items.length,
      charts: [forecastChart([], dailyForecast(items), 'UTC')],
    };
  }
}

const asked = ({ from, to, sector, teamId, agentId }: ReportSubject['filter']) => ({
  from,
  to,
  sector: sector ?? undefined,
  teamId: teamId ?? undefined,
  agentId: agentId ?? undefined,
});

function figureColumns(metrics: readonly string[] | null): Column[] {
  return FIGURE_NAMES.filter((name) => metrics === null || metrics.includes(name)).map((name) => {
    const { name: label, unit } = DEFINITIONS[name];
    return { name, label, ...((unit === 'share' || unit === 'seconds') && { shownAs: unit }) };
  });
}

const valuesOf = (figures: Figures, columns: readonly Column[]): Cell[] =>
  columns.map(({ name }) => figures[name as FigureName]);

/** Who had most calls, side by side. */
const compared = (subjects: readonly (Figures & { readonly label: string })[]) => [
  comparedChart('Answered calls', subjects, (one) => one.answered),
  comparedChart('Average handle time', subjects, (one) => one.aht, 'seconds'),
  comparedChart('Service level', subjects, (one) => one.serviceLevel, 'share'),
];

async function* each(rows: readonly (readonly Cell[])[]): AsyncGenerator<readonly Cell[]> {
  yield* rows;
}

async function* cellsOf(calls: AsyncIterable<CallRow>): AsyncGenerator<readonly Cell[]> {
  for await (const call of calls) yield CALL_COLUMNS.map((name) => call[name] ?? null);
}
