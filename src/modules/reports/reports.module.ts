import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { AnalyticsAuditModule } from '../analytics-audit/analytics-audit.module.js';
import { ReportContentModule } from '../report-content/report-content.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { ReportFilesRepository } from './report-files.repository.js';
import { ReportGenerator } from './report-generator.service.js';
import { ReportLetters } from './report-letters.service.js';
import { ReportRequests } from './report-requests.service.js';
import { ReportPieceSchema, ReportSchema } from './report.schema.js';
import { ReportsController } from './reports.controller.js';
import { ReportsRepository } from './reports.repository.js';
import { ReportsService } from './reports.service.js';

/** Reports: asked for, made in the background, taken away or sent. */
@Module({
  imports: [
    tenantModels({ Report: ReportSchema, ReportPiece: ReportPieceSchema }),
    SettingsModule,
    AgentsModule,
    TeamsModule,
    AnalyticsAuditModule,
    ReportContentModule,
  ],
  controllers: [ReportsController],
  providers: [
    ReportsRepository,
    ReportFilesRepository,
    ReportLetters,
    ReportRequests,
    ReportsService,
    ReportGenerator,
  ],
  exports: [ReportsService],
})
export class ReportsModule {}
