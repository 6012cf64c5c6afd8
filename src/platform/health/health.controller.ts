import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { Public } from '../http/auth.decorators.js';
import { AnswerAs } from '../http/envelope.interceptor.js';
import { Metrics } from '../metrics/metrics.js';
import { HealthReportDto } from './health.dto.js';
import { HealthService } from './health.service.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

@ApiTags('health')
@Public()
@AnswerAs('raw')
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  /** The process runs. */
  @Get('health/live')
  @ApiOkResponse({ schema: { type: 'object', properties: { status: { enum: ['live'] } } } })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** Every part by name and state, looked at now; 503 while one that is needed is down. */
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<HealthReportDto> {
    const report = await this.health.check();
    if (report.status !== 'ready') reply.status(503).header('Retry-After', '2');
    return report;
  }

  /** What the last look found, made each HEALTH_CHECK_INTERVAL. */
  @Get('health')
  @HttpCode(200)
  async summary(): Promise<HealthReportDto> {
    return await this.health.summary();
  }

  /** Figures for Prometheus. */
  @Get('metrics')
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  async prometheus(@Res({ passthrough: true }) reply: Reply): Promise<string> {
    if (!this.config.metrics.enabled) throw CommonErrors.NOT_FOUND();
    const { body, contentType } = await this.metrics.text();
    reply.header('Content-Type', contentType);
    return body;
  }

  @ApiExcludeEndpoint()
  @Get()
  hello(): { name: string; docs: string } {
    return { name: 'Crosspoint', docs: '/docs' };
  }
}
