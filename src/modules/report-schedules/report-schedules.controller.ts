import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { requestOf } from '../reports/report-request.domain.js';
import { NewReportScheduleDto, ReportScheduleDto, scheduleDto } from './report-schedules.dto.js';
import { ReportSchedulesService } from './report-schedules.service.js';

/** Until it is made, a scheduled report is about no days. */
const NO_PERIOD = { from: '', to: '' };

@ApiTags('reports')
@ApiBearerAuth()
@Controller('api/reports/schedules')
export class ReportSchedulesController {
  constructor(private readonly schedules: ReportSchedulesService) {}

  /** The reports that are made again and again, the oldest first. */
  @Get()
  @Can('reports:read')
  async listReportSchedules(@Me() me: Principal): Promise<ReportScheduleDto[]> {
    return (await this.schedules.list(me.clientId)).map(scheduleDto);
  }

  /**
   * Has a report made daily, weekly or monthly at a time of the company's clock, and sent by e-mail to
   * its recipients. What was missed while the system was away is made once.
   */
  @Post()
  @Can('reports:write')
  @Idempotent()
  @Fails('AGENT_NOT_FOUND', 'TEAM_NOT_FOUND', 'REPORT_SCHEDULE_LIMIT_REACHED')
  async createReportSchedule(
    @Me() me: Principal,
    @Body() body: NewReportScheduleDto,
  ): Promise<ReportScheduleDto> {
    const { span, frequency, time, weekday = null, dayOfMonth = null, ...asked } = body;
    const timing = { frequency, time, weekday, dayOfMonth };
    const request = requestOf(asked, NO_PERIOD);
    return scheduleDto(await this.schedules.create(me, { timing, span, request }));
  }

  /** Ends a schedule; reports that it made stay. */
  @Delete(':id')
  @Can('reports:write')
  @Fails('REPORT_SCHEDULE_NOT_FOUND')
  async deleteReportSchedule(@Me() me: Principal, @Param('id') id: string): Promise<null> {
    await this.schedules.delete(me.clientId, id);
    return null;
  }
}
