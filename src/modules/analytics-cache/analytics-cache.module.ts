import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { AnalyticsCache } from './analytics-cache.service.js';

/** Answers of figures that are kept until the next calls are folded. */
@Module({ imports: [SettingsModule], providers: [AnalyticsCache], exports: [AnalyticsCache] })
export class AnalyticsCacheModule {}
