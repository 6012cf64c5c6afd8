import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import type { AgentId, CallLogId, TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { DialErrors } from '../dialling/dialling.errors.js';
import { OutboundIntents } from '../dialling/intents.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { CallableLeads } from './callable-leads.service.js';
import { CampaignErrors } from './campaign.errors.js';
import type { Campaign, Lead } from './campaign.types.js';
import { Campaigns } from './campaigns.service.js';
import { intentOf } from './lead-call.domain.js';
import { dialing, finished, looking } from './lead.domain.js';
import { LeadsRepository } from './leads.repository.js';

const ATTEMPTS = 10;

/** An agent looks at a lead, and calls it or not. */
@Injectable()
export class LeadPreview {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly leads: LeadsRepository,
    private readonly callable: CallableLeads,
    private readonly intents: OutboundIntents,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /**
   * The next lead, for this agent alone for a while.
   * @throws CAMPAIGN_NOT_FOUND, CAMPAIGN_NOT_RUNNING, FORBIDDEN for who does not call for it,
   * NO_LEAD_LEFT
   */
  async next(clientId: TenantId, id: string, agentId: AgentId): Promise<Lead> {
    const campaign = await this.mustCallFor(clientId, id, agentId);
    const settings = await this.settings.of(clientId);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const at = this.clock.date();
      const [lead] = await this.callable.next(campaign, settings, at, 1);
      if (!lead) break;
      const until = new Date(at.getTime() + campaign.previewSeconds * SECOND);
      const taken = looking(lead, agentId, until, at);
      if (await this.leads.replace(taken)) return taken;
    }
    throw CampaignErrors.NO_LEAD_LEFT();
  }

  /**
   * Calls a lead that the agent looks at.
   * @throws as `next`, LEAD_NOT_FOUND for one that is not this agent's now, OUTSIDE_CALLING_WINDOW for
   * one that may not be called (any more), and as a call that is placed at once
   */
  async call(clientId: TenantId, id: string, leadId: string, agentId: AgentId): Promise<CallLogId> {
    const campaign = await this.mustCallFor(clientId, id, agentId);
    const lead = await this.own(campaign, leadId, agentId);
    const at = this.clock.date();
    const settings = await this.settings.of(clientId);
    if ((await this.callable.callableAt(campaign, settings, lead, at)) > at) {
      throw DialErrors.OUTSIDE_CALLING_WINDOW();
    }
    const placing = dialing(lead, agentId, null, this.clock.date());
    if (!(await this.leads.replace(placing))) throw CampaignErrors.LEAD_NOT_FOUND();
    try {
      const { _id } = await this.intents.placeNow(intentOf(campaign, lead, agentId));
      await this.leads.replace(dialing(placing, agentId, _id, this.clock.date()));
      return _id;
    } catch (error) {
      const at = this.clock.date();
      const until = lead.previewUntil ?? at;
      await this.leads.replace(looking(placing, agentId, until, at));
      throw error;
    }
  }

  /** The lead is not called. @throws as `call` */
  async skip(clientId: TenantId, id: string, leadId: string, agentId: AgentId): Promise<Lead> {
    const campaign = await this.mustCallFor(clientId, id, agentId);
    const lead = await this.own(campaign, leadId, agentId);
    const skipped = finished(lead, 'skipped', this.clock.date());
    if (!(await this.leads.replace(skipped))) throw CampaignErrors.LEAD_NOT_FOUND();
    return skipped;
  }

  private async mustCallFor(clientId: TenantId, id: string, agentId: AgentId): Promise<Campaign> {
    const campaign = await this.campaigns.get(clientId, id);
    const callers = await this.campaigns.callersOf(campaign);
    if (!callers.includes(agentId)) throw CommonErrors.FORBIDDEN();
    if (campaign.status !== 'running') throw CampaignErrors.CAMPAIGN_NOT_RUNNING();
    return campaign;
  }

  private async own(campaign: Campaign, leadId: string, agentId: AgentId): Promise<Lead> {
    const { clientId, _id: campaignId } = campaign;
    const lead = await this.leads.find({ clientId, campaignId }, leadId);
    const isOwn = lead?.status === 'previewing' && lead.agentId === agentId;
    if (!isOwn) throw CampaignErrors.LEAD_NOT_FOUND();
    return lead;
  }
}
