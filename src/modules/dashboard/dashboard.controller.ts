import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { JsonText } from '../../platform/http/json-text.js';
import { Looked } from '../analytics-audit/looked.decorator.js';
import { AnalyticsCache } from '../analytics-cache/analytics-cache.service.js';
import { anomalyDto } from '../anomalies/anomalies.dto.js';
import { AnomaliesService } from '../anomalies/anomalies.service.js';
import { MetricsCollector } from '../live-metrics/metrics-collector.service.js';
import { AnalyticsProcessor } from './analytics-processor.service.js';
import { DashboardDto } from './dashboard.dto.js';

const MOST_ANOMALIES = 10;

@ApiTags('analytics')
@ApiBearerAuth()
@Controller('api/analytics')
export class DashboardController {
  constructor(
    private readonly processor: AnalyticsProcessor,
    private readonly live: MetricsCollector,
    private readonly anomalies: AnomaliesService,
    private readonly cache: AnalyticsCache,
  ) {}

  /**
   * What a front page shows: the floor and its anomalies now, and how today and the last seven days
   * went.
   */
  @Get('dashboard')
  @Can('analytics:read')
  @Looked('dashboard')
  @ApiOkResponse({ type: DashboardDto })
  async getDashboard(@Me() { clientId }: Principal): Promise<JsonText> {
    const [kept, live, anomalies] = await Promise.all([
      this.cache.one(clientId, 'dashboard', {}, () => this.processor.getDashboardSummary(clientId)),
      this.live.now(clientId),
      this.anomalies.unresolved(clientId, MOST_ANOMALIES),
    ]);
    // The figures may be kept for a while; the rest is as it is now.
    return new JsonText(withNow(kept.text, { live, anomalies: anomalies.map(anomalyDto) }));
  }
}

const DATA = '"data":{';

function withNow(text: string, now: { readonly live: object; readonly anomalies: object }): string {
  return text.replace(DATA, () => `${DATA}${JSON.stringify(now).slice(1, -1)},`);
}
