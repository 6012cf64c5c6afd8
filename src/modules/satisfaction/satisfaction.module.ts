import { Module } from '@nestjs/common';
import { AnalyticsAuditModule } from '../analytics-audit/analytics-audit.module.js';
import { CallsModule } from '../calls/calls.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { KeypadRatings } from './keypad-ratings.service.js';
import { SatisfactionController } from './satisfaction.controller.js';
import { SatisfactionService } from './satisfaction.service.js';
import { SatisfactionStoreModule } from './satisfaction-store.module.js';

/** What customers say of calls, by our interface and by the keys of their telephones. */
@Module({
  imports: [SatisfactionStoreModule, AnalyticsAuditModule, CallsModule, SettingsModule],
  controllers: [SatisfactionController],
  providers: [SatisfactionService, KeypadRatings],
  exports: [KeypadRatings],
})
export class SatisfactionModule {}
