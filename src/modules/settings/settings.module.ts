import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { CompanyList } from './company-list.js';
import { SettingsAuditRepository } from './settings-audit.repository.js';
import { SettingsAuditSchema } from './settings-audit.schema.js';
import { SettingsAudit } from './settings-audit.service.js';
import { SettingsChanges } from './settings-changes.service.js';
import { SettingsRepository } from './settings.repository.js';
import { BusinessRulesSchema, CompanySchema } from './settings.schema.js';
import { SettingsService } from './settings.service.js';

/** Companies, their business rules, and the record of every change. */
@Module({
  imports: [
    tenantModels({
      Company: CompanySchema,
      BusinessRules: BusinessRulesSchema,
      SettingsAudit: SettingsAuditSchema,
    }),
  ],
  providers: [
    SettingsRepository,
    SettingsService,
    SettingsAuditRepository,
    SettingsAudit,
    SettingsChanges,
    CompanyList,
  ],
  exports: [SettingsService, SettingsAudit, SettingsChanges, CompanyList],
})
export class SettingsModule {}
