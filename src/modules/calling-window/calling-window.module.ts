import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { NumberCallsRepository } from './number-calls.repository.js';
import { CompanyWindow } from './company-window.service.js';

/** When numbers may ring. */
@Module({
  imports: [SettingsModule],
  providers: [CompanyWindow, NumberCallsRepository],
  exports: [CompanyWindow],
})
export class CallingWindowModule {}
