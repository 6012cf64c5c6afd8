import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { AnalyticsHealthService } from './analytics-health.service.js';
import { LiveMetricsService } from './live-metrics.service.js';
import { AnalyticsHealthDto, LiveMetricsDto } from './metrics.dto.js';

@ApiTags('metrics')
@ApiBearerAuth()
@Controller('api/metrics')
export class MetricsController {
  constructor(
    private readonly live: LiveMetricsService,
    private readonly health: AnalyticsHealthService,
  ) {}

  /** The floor now: who waits, who talks, who is there, and how today goes. */
  @Get('live')
  @Can('metrics:read')
  async getLiveMetrics(@Me() me: Principal): Promise<LiveMetricsDto> {
    return await this.live.now(me.clientId);
  }

  /** Are the figures being made: the last run, how far behind, the last error and recount. */
  @Get('health')
  @Can('metrics:read')
  async getMetricsHealth(@Me() me: Principal): Promise<AnalyticsHealthDto> {
    return await this.health.check(me.clientId);
  }
}
