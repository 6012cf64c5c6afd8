import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { RetentionModule } from '../retention/retention.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AgentMetricsRepository } from './agent-metrics.repository.js';
import { AgentMetricSchema } from './agent-metric.schema.js';
import { AggregationRepository } from './aggregation.repository.js';
import { AggregationStateSchema, FigureRulesSchema } from './aggregation.schema.js';
import { AgentDaySchema, TeamDaySchema, TrendSchema } from './bucket.schema.js';
import { BucketsRepository } from './buckets.repository.js';
import { RawCallsRepository } from './raw-calls.repository.js';
import { Recount } from './recount.service.js';

/** What is stored of figures, and the recount of it: all that the recount program needs. */
@Module({
  imports: [
    tenantModels({
      AgentMetric: AgentMetricSchema,
      AgentDay: AgentDaySchema,
      TeamDay: TeamDaySchema,
      Trend: TrendSchema,
      AggregationState: AggregationStateSchema,
      FigureRules: FigureRulesSchema,
    }),
    SettingsModule,
    RetentionModule,
  ],
  providers: [
    AgentMetricsRepository,
    BucketsRepository,
    AggregationRepository,
    RawCallsRepository,
    Recount,
  ],
  exports: [
    AgentMetricsRepository,
    BucketsRepository,
    AggregationRepository,
    RawCallsRepository,
    Recount,
  ],
})
export class RecountModule {}
