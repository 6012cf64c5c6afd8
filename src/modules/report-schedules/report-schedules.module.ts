import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { ReportsModule } from '../reports/reports.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { ReportScheduleSchema } from './report-schedule.schema.js';
import { ReportSchedulesController } from './report-schedules.controller.js';
import { ReportSchedulesJob } from './report-schedules.job.js';
import { ReportSchedulesRepository } from './report-schedules.repository.js';
import { ReportSchedulesService } from './report-schedules.service.js';

/** Reports that are made and sent again and again. */
@Module({
  imports: [tenantModels({ ReportSchedule: ReportScheduleSchema }), SettingsModule, ReportsModule],
  controllers: [ReportSchedulesController],
  providers: [ReportSchedulesRepository, ReportSchedulesService, ReportSchedulesJob],
})
export class ReportSchedulesModule {}
