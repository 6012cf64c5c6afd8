import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { CompanyList } from './company-list.js';
import { SettingsRepository } from './settings.repository.js';
import { BusinessRulesSchema, CompanySchema } from './settings.schema.js';
import { SettingsService } from './settings.service.js';

/** Companies and their business rules. */
@Module({
  imports: [tenantModels({ Company: CompanySchema, BusinessRules: BusinessRulesSchema })],
  providers: [SettingsRepository, SettingsService, CompanyList],
  exports: [SettingsService, CompanyList],
})
export class SettingsModule {}
