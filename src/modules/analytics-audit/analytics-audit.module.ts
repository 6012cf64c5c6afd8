import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AnalyticsAuditSchema } from './analytics-audit.schema.js';
import { AnalyticsAudit } from './analytics-audit.service.js';

/** Who looked at figures. */
@Module({
  imports: [tenantModels({ AnalyticsAudit: AnalyticsAuditSchema })],
  providers: [AnalyticsAudit],
  exports: [AnalyticsAudit],
})
export class AnalyticsAuditModule {}
