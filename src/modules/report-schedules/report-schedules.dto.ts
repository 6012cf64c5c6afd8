import { ApiProperty, OmitType } from '@nestjs/swagger';
import { IsIn, IsInt, Matches, Max, Min, ValidateIf } from 'class-validator';
import { ReportBodyDto, reportRequestDto, RequestedDto } from '../reports/reports.dto.js';
import type { ReportSchedule } from './report-schedule.types.js';
import { FREQUENCIES, SPANS, type Frequency, type Span } from './timing.domain.js';

export class NewReportScheduleDto extends OmitType(ReportBodyDto, ['from', 'to'] as const) {
  /** Which days it is about, as they are when it is made. */
  @ApiProperty({ enum: SPANS, example: 'last_7_days' })
  @IsIn(SPANS)
  span: Span;

  @ApiProperty({ enum: FREQUENCIES, example: 'weekly' })
  @IsIn(FREQUENCIES)
  frequency: Frequency;

  /** By the clocks of the company's zone. @example "08:00" */
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'time must be a time such as 08:00' })
  time: string;

  /** Of a weekly one: 1 is Monday, 7 is Sunday. @example 1 */
  @ValidateIf(({ frequency, weekday }: NewReportScheduleDto) => {
    return frequency === 'weekly' || weekday !== undefined;
  })
  @IsInt()
  @Min(1)
  @Max(7)
  weekday?: number;

  /** Of a monthly one; in a month without that day, its last. @example 1 */
  @ValidateIf(({ frequency, dayOfMonth }: NewReportScheduleDto) => {
    return frequency === 'monthly' || dayOfMonth !== undefined;
  })
  @IsInt()
  @Min(1)
  @Max(31)
  dayOfMonth?: number;
}

export class ReportScheduleDto extends RequestedDto {
  /** @example 0199d2a0-7c1e-7b1a-9f0e-2f4c6f9d1a55 */
  id: string;
  @ApiProperty({ enum: SPANS })
  span: Span;
  @ApiProperty({ enum: FREQUENCIES })
  frequency: Frequency;
  /** By the clocks of the company's zone. @example "08:00" */
  time: string;
  /** @example 1 */
  weekday: number | null;
  /** @example null */
  dayOfMonth: number | null;
  nextDueAt: Date;
  @ApiProperty({ type: Date, nullable: true })
  lastDueAt: Date | null;
  /** The report that was made last. */
  lastReportId: string | null;
  /** @example 17 */
  createdBy: number;
  createdAt: Date;
}

export function scheduleDto(schedule: ReportSchedule): ReportScheduleDto {
  const { _id: id, span, timing, request, createdBy, createdAt } = schedule;
  const { nextDueAt, lastDueAt, lastReportId } = schedule;
  const due = { nextDueAt, lastDueAt, lastReportId };
  return { id, ...reportRequestDto(request), span, ...timing, ...due, createdBy, createdAt };
}
