import { Injectable } from '@nestjs/common';
import { CallingHours, type Called } from '../dialling/calling-hours.port.js';
import { SettingsService } from '../settings/settings.service.js';
import { ringTime } from './ring-time.domain.js';

/** When numbers may ring by their company's rules. */
@Injectable()
export class CompanyWindow extends CallingHours {
  constructor(private readonly settings: SettingsService) {
    super();
  }

  async opensAt(called: Called, at: Date): Promise<Date> {
    const settings = await this.settings.of(called.clientId);
    return ringTime(called, settings, settings.rules.callingWindow, at);
  }
}
