import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { QualityStoreModule } from '../quality/quality-store.module.js';
import { RetentionModule } from '../retention/retention.module.js';
import { SatisfactionStoreModule } from '../satisfaction/satisfaction-store.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AgentMetricsRepository } from './agent-metrics.repository.js';
import { AgentMetricSchema } from './agent-metric.schema.js';
import { AggregationProgress } from './aggregation-progress.service.js';
import { AggregationRepository } from './aggregation.repository.js';
import { AggregationStateSchema, FigureRulesSchema } from './aggregation.schema.js';
import { AgentDaySchema, CostDaySchema, TeamDaySchema, TrendSchema } from './bucket.schema.js';
import { BucketsRepository } from './buckets.repository.js';
import { RawCallsRepository } from './raw-calls.repository.js';
import { Recount } from './recount.service.js';
import { SummariesRepository } from './summaries.repository.js';
import { AgentDaySummarySchema, DepartmentDaySummarySchema } from './summary.schema.js';

const STORED = tenantModels({
  AgentMetric: AgentMetricSchema,
  AgentDay: AgentDaySchema,
  TeamDay: TeamDaySchema,
  Trend: TrendSchema,
  CostDay: CostDaySchema,
  AgentDaySummary: AgentDaySummarySchema,
  DepartmentDaySummary: DepartmentDaySummarySchema,
  AggregationState: AggregationStateSchema,
  FigureRules: FigureRulesSchema,
});

/** What is stored of figures, and the recount of it: all that the recount program needs. */
@Module({
  imports: [STORED, SettingsModule, RetentionModule, QualityStoreModule, SatisfactionStoreModule],
  providers: [
    AgentMetricsRepository,
    BucketsRepository,
    AggregationRepository,
    AggregationProgress,
    SummariesRepository,
    RawCallsRepository,
    Recount,
  ],
  exports: [
    STORED,
    AgentMetricsRepository,
    BucketsRepository,
    AggregationRepository,
    AggregationProgress,
    SummariesRepository,
    RawCallsRepository,
    Recount,
    QualityStoreModule,
    SatisfactionStoreModule,
  ],
})
export class RecountModule {}
