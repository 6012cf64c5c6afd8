import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Fails } from '../http/api-docs.js';
import { Can, Me, type Principal } from '../http/auth.decorators.js';
import type { JobRecord } from './job.schema.js';
import { scheduleText } from './jobs.domain.js';
import { JobDto } from './jobs.dto.js';
import { Jobs, type Job } from './jobs.service.js';
import type { LoopRecord } from './loop-records.js';

@ApiTags('administration')
@ApiBearerAuth()
@Controller('api/admin/jobs')
export class JobsController {
  constructor(private readonly jobs: Jobs) {}

  /**
   * Background work: when it last ran, how it went, what it did, and when it comes next. Jobs of
   * scope `tenant` run for each company on its own and show this company's runs only. Work of scope
   * `deployment` serves all companies together: whether it works is shown, its figures are not.
   */
  @Get()
  @Can('admin:write')
  async listJobs(@Me() me: Principal): Promise<JobDto[]> {
    const { jobs, loops } = await this.jobs.list(me.clientId);
    return [...jobs.map(({ job, record }) => toDto(job, record)), ...loops.map(loopToDto)];
  }

  /**
   * Runs a job now, for the caller's company alone. Answers how it went; a run that takes more than
   * ten seconds goes on, and the list of jobs tells its end. Work that serves all companies
   * together is nobody's to start: 403.
   */
  @Post(':name/run')
  @HttpCode(202)
  @Can('admin:write')
  @Fails('JOB_NOT_FOUND', 'JOB_RUNNING', 'JOB_NOT_YOURS')
  async runJob(@Me() me: Principal, @Param('name') name: string): Promise<JobDto> {
    const { job, record } = await this.jobs.runNow(me.clientId, name);
    return toDto(job, record);
  }
}

function toDto({ name, description, schedule }: Job, record: JobRecord): JobDto {
  const { lastStartedAt, lastEndedAt, outcome, did, figures, error, nextRunAt, node } = record;
  return {
    name,
    description,
    scope: 'tenant',
    schedule: scheduleText(schedule),
    state: stateOf(record),
    lastStartedAt,
    lastEndedAt,
    outcome,
    did,
    figures,
    error,
    nextRunAt,
    node,
  };
}

function stateOf({ isRunning, requestedAt }: JobRecord): JobDto['state'] {
  if (isRunning) return 'running';
  return requestedAt ? 'requested' : 'idle';
}

function loopToDto(loop: LoopRecord): JobDto {
  const { lastStartedAt, everyMs } = loop;
  return {
    name: loop._id,
    description: loop.description,
    scope: 'deployment',
    schedule: scheduleText({ everyMs }),
    state: 'idle',
    lastStartedAt,
    lastEndedAt: loop.lastEndedAt,
    outcome: loop.outcome,
    did: null,
    figures: {},
    error: null,
    nextRunAt: new Date(lastStartedAt.getTime() + everyMs),
    node: null,
  };
}
