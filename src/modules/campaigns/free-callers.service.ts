import { Injectable } from '@nestjs/common';
import type { Agent } from '../agents/agents.types.js';
import { AgentsService } from '../agents/agents.service.js';
import { PresenceService } from '../heartbeat/presence.service.js';
import type { Campaign } from './campaign.types.js';
import { Campaigns } from './campaigns.service.js';
import { LeadsRepository } from './leads.repository.js';

/** Who may be given a call of a campaign; the claim of it decides. */
@Injectable()
export class FreeCallers {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly leads: LeadsRepository,
    private readonly agents: AgentsService,
    private readonly presence: PresenceService,
  ) {}

  /** Who calls for the campaign, seems to have a place, and has no lead; the longest idle first. */
  async free(campaign: Campaign, now: Date): Promise<readonly Agent[]> {
    const { clientId } = campaign;
    const callers = await this.campaigns.callersOf(campaign);
    if (callers.length === 0) return [];
    const online = await this.presence.onlineOf(clientId, callers, now);
    const ids = online.map(({ _id }) => _id);
    const [agents, busy] = await Promise.all([
      this.agents.find(clientId, ids),
      this.leads.busyAgents(clientId, ids),
    ]);
    return online.flatMap(({ _id, activeCalls }) => {
      const agent = agents.get(_id);
      const isFree = agent?.isActive && activeCalls < agent.maxConcurrentCalls && !busy.has(_id);
      return isFree ? [agent] : [];
    });
  }
}
