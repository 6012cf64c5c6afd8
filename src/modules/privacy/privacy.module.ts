import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { PrivacyController } from './privacy.controller.js';
import { PrivacyService } from './privacy.service.js';
import { TenantData } from './tenant-data.service.js';

/** What is known of callers and companies: out, or gone. Knows every collection, by its schema. */
@Module({
  imports: [SettingsModule],
  controllers: [PrivacyController],
  providers: [PrivacyService, TenantData],
  exports: [TenantData],
})
export class PrivacyModule {}
