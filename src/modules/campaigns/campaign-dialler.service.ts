import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type AgentId } from '../../common/ids.js';
import { MINUTE, SECOND } from '../../common/time.js';
import { IDLE, Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { OutboundIntents } from '../dialling/intents.service.js';
import { planDials, type DialPlan } from '../live-answers/dial-ahead.domain.js';
import { LiveAnswers } from '../live-answers/live-answers.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { CallableLeads } from './callable-leads.service.js';
import type { Campaign, Lead } from './campaign.types.js';
import { Campaigns } from './campaigns.service.js';
import { CampaignsRepository } from './campaigns.repository.js';
import { FreeCallers } from './free-callers.service.js';
import { intentOf } from './lead-call.domain.js';
import { dialing, mayBeAhead } from './lead.domain.js';
import { LeadsRepository } from './leads.repository.js';

const LOOK_MS = SECOND / 2;

class PausedError extends Error {}

/**
 * Gives the next lead to each agent of a running campaign who is free. The lead, the call's stored
 * intent and the campaign's turn are one transaction, so a campaign that is paused begins no call more.
 */
@Injectable()
export class CampaignDialler implements OnApplicationBootstrap {
  constructor(
    private readonly repository: CampaignsRepository,
    private readonly campaigns: Campaigns,
    private readonly leads: LeadsRepository,
    private readonly callable: CallableLeads,
    private readonly intents: OutboundIntents,
    private readonly callers: FreeCallers,
    private readonly answers: LiveAnswers,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'dial-campaigns',
      description: 'Gives the leads of running campaigns to agents who are free',
      everyMs: LOOK_MS,
      run: async () => {
        const running = await this.repository.running();
        for (const campaign of running) {
          const { _id: campaignId, clientId } = campaign;
          await runForTenant(clientId, this.ids.next(), () => this.serve(campaign)).catch(
            (error: unknown) => this.log.warn('campaign not served', { campaignId, error }),
          );
        }
        return running.length === 0 ? IDLE : undefined;
      },
    });
  }

  private async serve(campaign: Campaign): Promise<void> {
    const { clientId, _id: campaignId, mode } = campaign;
    if (mode !== 'preview') await this.dial(campaign);
    const key = { clientId, campaignId };
    if (!(await this.leads.isSomethingOpen(key))) await this.campaigns.finish(campaign);
  }

  private async dial(campaign: Campaign): Promise<void> {
    const now = this.clock.date();
    if (campaign.nextDialAt > now) return;
    const { clientId, _id: campaignId } = campaign;
    const settings = await this.settings.of(clientId);
    const live = await this.leads.countDialing({ clientId, campaignId });
    const places = Math.max(0, settings.rules.concurrentCalls.perCampaign - live);
    const free = await this.callers.free(campaign, now);
    if (free.length === 0) return;
    const { calls, isAhead } = await this.plan(campaign, free.length);
    // With a pace there is one call a turn.
    const wanted = Math.min(places, campaign.callsPerMinute === null ? calls : 1, calls);
    if (wanted === 0) return;
    const leads = await this.callable.next(campaign, settings, now, wanted);
    for (const [place, lead] of leads.entries()) {
      const agent = free[place % free.length];
      if (!agent || !(await this.begin(campaign, lead, agent.id, isAhead))) return;
    }
  }

  private async plan(campaign: Campaign, free: number): Promise<DialPlan> {
    const { clientId, _id: campaignId, mode, linesPerAgent } = campaign;
    if (mode !== 'power') return { isAhead: false, calls: free };
    const live = await this.leads.countAhead({ clientId, campaignId });
    const history = await this.answers.of(clientId, campaignId);
    return planDials({ free, live, linesPerAgent }, history);
  }

  /** Stores one call; false: the campaign may begin none now. */
  private async begin(
    campaign: Campaign,
    lead: Lead,
    agentId: AgentId,
    isAhead: boolean,
  ): Promise<boolean> {
    const dialsAhead = isAhead && mayBeAhead(lead);
    const now = this.clock.date();
    const pauseMs = campaign.callsPerMinute === null ? 0 : MINUTE / campaign.callsPerMinute;
    const nextDialAt = new Date(now.getTime() + pauseMs);
    try {
      await this.transactions.run(async (session) => {
        if (!(await this.repository.takeTurn(session, campaign, now, nextDialAt))) {
          throw new PausedError();
        }
        const intent = intentOf(campaign, lead, agentId, dialsAhead ? 'flow' : wayOf(campaign));
        const [callLogId = null] = await this.intents.accept(session, [intent]);
        const placed = dialing(lead, agentId, callLogId, now, dialsAhead);
        const isOurs = await this.leads.replace(placed, session);
        if (!isOurs) throw new PausedError();
      });
      return true;
    } catch (error) {
      if (error instanceof PausedError) return false;
      throw error;
    }
  }
}

const wayOf = ({ mode, keepsAgentOnLine }: Campaign): 'agent_line' | undefined =>
  mode === 'progressive' && keepsAgentOnLine ? 'agent_line' : undefined;
