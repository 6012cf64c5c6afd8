import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { ActivityModule } from '../activity/activity.module.js';
import { AgentsModule } from '../agents/agents.module.js';
import { HeartbeatModule } from '../heartbeat/heartbeat.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AgentPerformanceSchema } from './agent-day.schema.js';
import { AgentDaysRepository } from './agent-days.repository.js';
import { AgentDaysService } from './agent-days.service.js';
import { AgentPerformanceController } from './agent-performance.controller.js';
import { AgentViews } from './agent-views.js';
import { CallActivities } from './call-activities.service.js';
import { CallMarksRepository } from './call-marks.repository.js';
import { CallMarkSchema } from './call-mark.schema.js';
import { DailyMetricsJob } from './daily-metrics.job.js';
import { OnlineHoursJob } from './online-hours.job.js';
import { PerformanceCalculator } from './performance-calculator.service.js';
import { PerformanceLevelsJob } from './performance-levels.job.js';

/** What agents did, day by day, and how well. */
@Module({
  imports: [
    tenantModels({ AgentPerformance: AgentPerformanceSchema, CallMark: CallMarkSchema }),
    SettingsModule,
    AgentsModule,
    ActivityModule,
    HeartbeatModule,
  ],
  controllers: [AgentPerformanceController],
  providers: [
    AgentDaysRepository,
    AgentDaysService,
    PerformanceCalculator,
    DailyMetricsJob,
    PerformanceLevelsJob,
    OnlineHoursJob,
    CallMarksRepository,
    CallActivities,
    AgentViews,
  ],
  exports: [AgentDaysService],
})
export class AgentPerformanceModule {}
