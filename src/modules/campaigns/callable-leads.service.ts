import { Injectable } from '@nestjs/common';
import { dialProblem } from '../../common/phone.js';
import { CompanyWindow } from '../calling-window/company-window.service.js';
import { ringTime } from '../calling-window/ring-time.domain.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import type { Campaign, Lead } from './campaign.types.js';
import { finished } from './lead.domain.js';
import { LeadsRepository } from './leads.repository.js';

/** Leads looked at for each that is wanted: some may have to be put off. */
const LOOKED_AT = 5;

/** Which leads of a campaign may be called now. */
@Injectable()
export class CallableLeads {
  constructor(
    private readonly repository: LeadsRepository,
    private readonly window: CompanyWindow,
  ) {}

  /** The next leads that may be called; those that may not are put off until they may. */
  async next(
    campaign: Campaign,
    settings: TenantSettings,
    now: Date,
    count: number,
  ): Promise<readonly Lead[]> {
    const { clientId, _id: campaignId } = campaign;
    const key = { clientId, campaignId };
    const found: Lead[] = [];
    for (const lead of await this.repository.due(key, now, count * LOOKED_AT)) {
      if (found.length === count) break;
      // Its number was forgotten: there is nobody to call.
      if (dialProblem(lead.phoneNumber) !== null) {
        await this.repository.replace(finished(lead, 'refused', now));
        continue;
      }
      const callableAt = await this.callableAt(campaign, settings, lead, now);
      if (callableAt <= now) found.push(lead);
      else await this.repository.putOff(lead, callableAt);
    }
    return found;
  }

  /** The moment itself where the lead may be called, else when it may next. */
  async callableAt(
    campaign: Campaign,
    settings: TenantSettings,
    lead: Lead,
    at: Date,
  ): Promise<Date> {
    const { callingWindow } = campaign;
    const byCompany = ringTime(lead, settings, settings.rules.callingWindow, at);
    if (byCompany > at) return byCompany;
    const byCampaign = callingWindow ? ringTime(lead, settings, callingWindow, at) : at;
    if (byCampaign > at) return byCampaign;
    const most = Math.min(campaign.callsPerNumberPerDay, settings.rules.callsPerNumberPerDay);
    const today = await this.window.openingToday(lead, settings, most, at);
    return today.isOpen ? at : today.until;
  }
}
