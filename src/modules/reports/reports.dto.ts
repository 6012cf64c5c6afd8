import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsEmail,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
} from 'class-validator';
import { AgentIdField, Name, PageLimit, PageNumber } from '../agents/fields.decorator.js';
import { DEFINITIONS } from '../call-figures/definitions.domain.js';
import { PeriodQuery } from '../analytics/performance.dto.js';
import { FORMATS, type Format } from '../report-writing/report-file.types.js';
import type { MailState } from './report-letters.service.js';
import { REPORT_TYPES, type ReportType } from '../report-content/report-content.types.js';
import {
  REPORT_STATES,
  type Report,
  type ReportRequest,
  type ReportState,
} from './report.types.js';

const METRIC_NAMES = Object.keys(DEFINITIONS);
const MOST_RECIPIENTS = 20;

/** What a report says, whenever it is made. */
export class ReportBodyDto extends PeriodQuery {
  /**
   * `summary`: figures by day; `agents`, `sectors`: figures of each; `calls`: each call;
   * `forecast`: the calls that are expected.
   */
  @ApiProperty({ enum: REPORT_TYPES, example: 'summary' })
  @IsIn(REPORT_TYPES)
  type: ReportType;

  /** PDF has charts; it is not for a report of each call. */
  @ApiProperty({ enum: FORMATS, example: 'xlsx' })
  @IsIn(FORMATS)
  format: Format;

  /** What it is called; its type unless given. @example "Week in figures" */
  @IsOptional()
  @Name(1, 200)
  title?: string;

  /** Only this sector; not together with `team`. @example billing */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  sector?: string;

  /** Only the team with this id. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  team?: string;

  /** Only this agent. @example 17 */
  @IsOptional()
  @AgentIdField()
  agent?: number;

  /** Only these figures; all unless given. @example ["offered", "serviceLevel"] */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(METRIC_NAMES, { each: true })
  metrics?: string[];

  /** Who gets it by e-mail when it is ready. @example ["boss@bank.example"] */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_RECIPIENTS)
  @ArrayUnique()
  @IsEmail({}, { each: true })
  @MaxLength(255, { each: true })
  recipients?: string[];
}

export class ReportsQuery {
  /** Only in this state. @example ready */
  @IsOptional()
  @IsIn(REPORT_STATES)
  state?: ReportState;

  /** Only of this type. @example summary */
  @IsOptional()
  @IsIn(REPORT_TYPES)
  type?: ReportType;

  /** From 1. @example 1 */
  @PageNumber()
  page?: number;

  /** 20 by default, 100 at most. @example 20 */
  @PageLimit()
  limit?: number;
}

export class MailStateDto implements MailState {
  /** @example 2 */
  recipients: number;
  /** Not taken by the mail server yet; tried again for three days. @example 0 */
  waiting: number;
  /** Refused for good. @example 0 */
  givenUp: number;
  /** What the mail server answered last, its code. @example "550" */
  lastError: string | null;
}

/** What was asked for. */
export class RequestedDto {
  @ApiProperty({ enum: REPORT_TYPES })
  type: ReportType;
  @ApiProperty({ enum: FORMATS })
  format: Format;
  /** @example "Week in figures" */
  title: string;
  /** @example billing */
  sector: string | null;
  team: string | null;
  /** @example 17 */
  agent: number | null;
  /** Null: all. */
  @ApiProperty({ type: [String], nullable: true, example: ['offered', 'serviceLevel'] })
  metrics: readonly string[] | null;
  @ApiProperty({ type: [String], example: ['boss@bank.example'] })
  recipients: readonly string[];
}

export class ReportDto extends RequestedDto {
  /** @example 0199d2a0-7c1e-7b1a-9f0e-2f4c6f9d1a55 */
  id: string;
  /** First day, in the company's time zone. @example 2026-01-09 */
  from: string;
  /** Last day, itself counted. @example 2026-01-15 */
  to: string;
  @ApiProperty({ enum: REPORT_STATES })
  state: ReportState;
  /** Percent. @example 100 */
  progress: number;
  /** @example 7 */
  rows: number;
  /** Of the file. @example 8192 */
  bytes: number;
  /** @example 17 */
  createdBy: number;
  /** The schedule that asked for it. */
  scheduleId: string | null;
  createdAt: Date;
  @ApiProperty({ type: Date, nullable: true })
  startedAt: Date | null;
  @ApiProperty({ type: Date, nullable: true })
  endedAt: Date | null;
  /** What kind of error ended it. @example null */
  error: string | null;
}

export class ReportWithMailDto extends ReportDto {
  /** Null: nobody gets it by e-mail, or it is not ready. */
  @ApiProperty({ type: MailStateDto, nullable: true })
  mail: MailStateDto | null;
}

/** A request as `RequestedDto` shows it. */
export function reportRequestDto({
  type,
  format,
  title,
  filter,
  metrics,
  recipients,
}: ReportRequest) {
  const { sector, teamId: team, agentId: agent } = filter;
  return { type, format, title, sector, team, agent, metrics, recipients };
}

/** A report as `ReportDto` shows it. */
export function reportDto(report: Report) {
  const { _id: id, state, progress, rows, bytes, createdBy, scheduleId } = report;
  const { createdAt, startedAt, endedAt, error } = report;
  const { from, to } = report.filter;
  const made = { state, progress, rows, bytes, createdBy, scheduleId };
  const times = { createdAt, startedAt, endedAt };
  return { id, ...reportRequestDto(report), from, to, ...made, ...times, error };
}
