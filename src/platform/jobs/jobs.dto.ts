import { ApiProperty } from '@nestjs/swagger';
import { JOB_OUTCOMES, type JobOutcome } from './job.schema.js';

export const JOB_SCOPES = ['tenant', 'deployment'] as const;
export const JOB_STATES = ['idle', 'requested', 'running'] as const;

export class JobErrorDto {
  at: Date;
  /** What kind of error; the log has the rest. @example MongoServerError */
  kind: string;
}

/** A job as an administrator of one company sees it. */
export class JobDto {
  /** @example daily-metrics */
  name: string;

  /** What it is for. @example Yesterday's figures of every agent */
  description: string;

  /**
   * `tenant`: runs for each company on its own; all that is shown is this company's. `deployment`:
   * serves all companies together; shown is only whether it works, never what it did for others.
   */
  @ApiProperty({ enum: JOB_SCOPES })
  scope: (typeof JOB_SCOPES)[number];

  /** @example 1 minutes after the beginning of each day */
  schedule: string;

  /** `requested`: somebody has asked for a run by hand that has not begun yet. */
  @ApiProperty({ enum: JOB_STATES })
  state: (typeof JOB_STATES)[number];

  @ApiProperty({ type: Date, nullable: true })
  lastStartedAt: Date | null;

  @ApiProperty({ type: Date, nullable: true })
  lastEndedAt: Date | null;

  @ApiProperty({ enum: JOB_OUTCOMES, nullable: true })
  outcome: JobOutcome | null;

  /** What the last run did. */
  @ApiProperty({ type: String, nullable: true, example: 'rows for 2026-01-15' })
  did: string | null;

  /** The same in figures. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { days: 1, rows: 42 },
  })
  figures: Readonly<Record<string, number>>;

  @ApiProperty({ type: JobErrorDto, nullable: true })
  error: JobErrorDto | null;

  @ApiProperty({ type: Date, nullable: true })
  nextRunAt: Date | null;

  /** The process that ran it last. */
  @ApiProperty({ type: String, nullable: true, example: 'node-2:4711' })
  node: string | null;
}
