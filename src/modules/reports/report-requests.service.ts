import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { periodOf, shiftDay } from '../../common/period.js';
import { dayOf } from '../../common/time.js';
import { SettingsService } from '../settings/settings.service.js';
import type { ReportBodyDto } from './reports.dto.js';
import { requestOf } from './report-request.domain.js';
import type { ReportRequest } from './report.types.js';

const FORECAST_DAYS = 14;
const LIMITS = { days: 7, maxDays: 400 };

/** Reads what somebody wants to know. */
@Injectable()
export class ReportRequests {
  constructor(
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** @throws CommonErrors.VALIDATION_ERROR for a bad period */
  async of(clientId: TenantId, { from, to, ...asked }: ReportBodyDto): Promise<ReportRequest> {
    const { timezone } = await this.settings.of(clientId);
    const today = dayOf(this.clock.now(), timezone);
    const ahead = { from: from ?? today, to: to ?? shiftDay(from ?? today, FORECAST_DAYS - 1) };
    const period = periodOf(asked.type === 'forecast' ? ahead : { from, to }, today, LIMITS);
    return requestOf(asked, period);
  }
}
