import { Injectable } from '@nestjs/common';
import { dayBounds, dayOf } from '../../common/time.js';
import { CallingHours, type Called, type Opening } from '../placed-calls/calling-hours.port.js';
import { SettingsService } from '../settings/settings.service.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { NumberCallsRepository } from './number-calls.repository.js';
import { ringTime } from './ring-time.domain.js';

/** When numbers may ring by their company's rules. */
@Injectable()
export class CompanyWindow extends CallingHours {
  constructor(
    private readonly settings: SettingsService,
    private readonly numbers: NumberCallsRepository,
  ) {
    super();
  }

  async openingOf(called: Called, at: Date): Promise<Opening> {
    const settings = await this.settings.of(called.clientId);
    const { callingWindow, callsPerNumberPerDay } = settings.rules;
    const until = ringTime(called, settings, callingWindow, at);
    if (until > at) return { isOpen: false, by: 'outside_calling_window', until };
    return await this.openingToday(called, settings, callsPerNumberPerDay, at);
  }

  /** Whether a number was called less often than allowed in the company's day so far. */
  async openingToday(
    { clientId, phoneNumber }: Pick<Called, 'clientId' | 'phoneNumber'>,
    { timezone }: Pick<TenantSettings, 'timezone'>,
    most: number,
    at: Date,
  ): Promise<Opening> {
    const { from, to } = dayBounds(dayOf(at.getTime(), timezone), timezone);
    const calls = await this.numbers.countSince(clientId, phoneNumber, from, most);
    return calls < most
      ? { isOpen: true }
      : { isOpen: false, by: 'called_often_enough', until: to };
  }
}
