import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiTags } from '@nestjs/swagger';
import { pageRequest } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnswerAs, envelope } from '../../platform/http/envelope.interceptor.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { Looked } from '../analytics-audit/looked.decorator.js';
import { anomalyDto, AnomaliesQuery, AnomalyDto, ChangeAnomalyDto } from './anomalies.dto.js';
import { AnomaliesService } from './anomalies.service.js';

@ApiTags('analytics')
@ApiBearerAuth()
@Controller('api/analytics/anomalies')
export class AnomaliesController {
  constructor(private readonly anomalies: AnomaliesService) {}

  /**
   * What was not as it should be, the newest first; of the last 30 days unless the question says
   * otherwise. `statistics` counts them by state. Hours are compared with the forecast of the
   * morning, abandoned calls and handle times with the last 28 days, three days together with the
   * forecast before them: of all calls, and of each sector where the company has several. In hours in
   * which all is as expected the share that is raised for each figure and sector is at most the rule
   * `anomalyFalseAlarmRate`.
   */
  @Get()
  @Looked('anomalies')
  @Can('analytics:read')
  @AnswerAs('raw')
  @AnswersPage(AnomalyDto)
  async listAnomalies(
    @Me() me: Principal,
    @Query() { page, limit, ...asked }: AnomaliesQuery,
  ): Promise<object> {
    const found = await this.anomalies.list(me.clientId, asked, pageRequest(page, limit));
    const shown = { ...found, items: found.items.map(anomalyDto) };
    return { ...(envelope(shown, 'envelope') as object), statistics: found.statistics };
  }

  /** Acknowledges an anomaly, or resolves it. One that is resolved is not opened again. */
  @Put(':id')
  @ApiHeader({ name: 'If-Match', required: false, description: 'the version that was read' })
  @Can('analytics:write')
  @Fails('ANOMALY_NOT_FOUND', 'ANOMALY_RESOLVED', 'VERSION_CONFLICT')
  async updateAnomaly(
    @Me() me: Principal,
    @Param('id') id: string,
    @Body() { state, note }: ChangeAnomalyDto,
    @IfMatch() ifVersion: number | null,
  ): Promise<AnomalyDto> {
    const { clientId, agentId: by } = me;
    return anomalyDto(await this.anomalies.say({ clientId, id, by, state, note, ifVersion }));
  }
}
