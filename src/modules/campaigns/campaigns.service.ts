import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Ids, type AgentId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { EventStore } from '../../platform/events/event-store.js';
import { mustMatch } from '../../platform/http/if-match.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentsService } from '../agents/agents.service.js';
import { TeamMembersService } from '../teams/team-members.service.js';
import { TeamsService } from '../teams/teams.service.js';
import { OutboundProvider } from '../telephony/outbound-provider.port.js';
import { CampaignErrors } from './campaign.errors.js';
import { campaignEvent, type CampaignEventType } from './campaign.events.js';
import type { Campaign, CampaignInput, CampaignState } from './campaign.types.js';
import { CampaignsRepository } from './campaigns.repository.js';
import { LeadsRepository } from './leads.repository.js';

/** How many leads of a campaign are where. */
export interface LeadCounts {
  readonly total: number;
  readonly waiting: number;
  readonly previewing: number;
  readonly dialing: number;
  readonly reached: number;
  readonly exhausted: number;
  readonly refused: number;
  readonly skipped: number;
}

/** Campaigns: made, changed, started and paused. What calls is `CampaignDialler`. */
@Injectable()
export class Campaigns {
  constructor(
    private readonly repository: CampaignsRepository,
    private readonly leads: LeadsRepository,
    private readonly agents: AgentsService,
    private readonly teams: TeamsService,
    private readonly members: TeamMembersService,
    private readonly provider: OutboundProvider,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws AGENT_NOT_FOUND, TEAM_NOT_FOUND */
  async create(clientId: TenantId, input: CampaignInput, by: AgentId): Promise<Campaign> {
    const at = this.clock.date();
    const campaign: Campaign = {
      _id: this.ids.next(),
      clientId,
      ...input,
      status: 'draft',
      nextDialAt: at,
      dials: 0,
      createdBy: by,
      startedAt: null,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
    return await this.transactions.run(async (session) => {
      await this.check(session, campaign);
      await this.repository.insert(session, campaign);
      await this.events.append(session, [campaignEvent('campaign.created', campaign, at)]);
      return campaign;
    });
  }

  async list(
    clientId: TenantId,
    filter: { readonly status?: CampaignState },
    page: PageRequest,
  ): Promise<Page<Campaign>> {
    return await this.repository.list(clientId, filter, page);
  }

  /** @throws CAMPAIGN_NOT_FOUND */
  async get(clientId: TenantId, id: string, session?: ClientSession): Promise<Campaign> {
    const campaign = await this.repository.find(clientId, id, session);
    if (!campaign) throw CampaignErrors.CAMPAIGN_NOT_FOUND();
    return campaign;
  }

  /** @throws CAMPAIGN_NOT_FOUND, VERSION_CONFLICT, AGENT_NOT_FOUND, TEAM_NOT_FOUND, CAMPAIGN_NEEDS_FLOW */
  async change(
    clientId: TenantId,
    id: string,
    expected: number | null,
    changes: Partial<CampaignInput>,
  ): Promise<Campaign> {
    return await this.move(clientId, id, 'campaign.updated', async (before, session) => {
      mustMatch(expected, before.version);
      const after = { ...before, ...changes };
      await this.check(session, after);
      if (after.status === 'running') await this.checkLine(after);
      return after;
    });
  }

  /** Calls from now on. @throws CAMPAIGN_NOT_FOUND, CAMPAIGN_HAS_NOBODY, CAMPAIGN_NEEDS_FLOW */
  async start(clientId: TenantId, id: string): Promise<Campaign> {
    return await this.move(clientId, id, 'campaign.started', async (before) => {
      if (before.status === 'running') return null;
      if ((await this.callersOf(before)).length === 0) throw CampaignErrors.CAMPAIGN_HAS_NOBODY();
      await this.checkLine(before);
      return { ...before, status: 'running', startedAt: before.startedAt ?? this.clock.date() };
    });
  }

  /** Begins no more calls; those under way go on. @throws CAMPAIGN_NOT_FOUND, CAMPAIGN_NOT_RUNNING */
  async pause(clientId: TenantId, id: string): Promise<Campaign> {
    return await this.move(clientId, id, 'campaign.paused', async (before) => {
      if (before.status === 'paused') return null;
      if (before.status !== 'running') throw CampaignErrors.CAMPAIGN_NOT_RUNNING();
      return { ...before, status: 'paused' };
    });
  }

  /** Every lead has come to its end. */
  async finish({ clientId, _id }: Campaign): Promise<void> {
    await this.move(clientId, _id, 'campaign.done', async (before, session) => {
      const isOver = await this.leads.isSomethingOpen({ clientId, campaignId: _id }, session);
      return before.status === 'running' && !isOver ? { ...before, status: 'done' } : null;
    });
  }

  /** Who calls for it: its agents, and those assigned to its team. */
  async callersOf({ clientId, agentIds, teamId }: Campaign): Promise<readonly AgentId[]> {
    if (teamId === null) return agentIds;
    const assigned = await this.members.listAssignments(clientId, teamId).catch(() => []);
    return [...new Set([...agentIds, ...assigned.map(({ agentId }) => agentId)])];
  }

  async countsOf({ clientId, _id: campaignId }: Campaign): Promise<LeadCounts> {
    const counts = await this.leads.counts({ clientId, campaignId });
    const sum = (isIt: (one: (typeof counts)[number]['_id']) => boolean) =>
      counts.filter(({ _id }) => isIt(_id)).reduce((total, { count }) => total + count, 0);
    return {
      total: sum(() => true),
      waiting: sum(({ status }) => status === 'waiting'),
      previewing: sum(({ status }) => status === 'previewing'),
      dialing: sum(({ status }) => status === 'dialing'),
      reached: sum(({ outcome }) => outcome === 'reached'),
      exhausted: sum(({ outcome }) => outcome === 'exhausted'),
      refused: sum(({ outcome }) => outcome === 'refused'),
      skipped: sum(({ outcome }) => outcome === 'skipped'),
    };
  }

  private async move(
    clientId: TenantId,
    id: string,
    type: CampaignEventType,
    decide: (before: Campaign, session: ClientSession) => Promise<Campaign | null>,
  ): Promise<Campaign> {
    return await this.transactions.run(async (session) => {
      const before = await this.get(clientId, id, session);
      const decided = await decide(before, session);
      if (!decided) return before;
      const at = this.clock.date();
      const after = { ...decided, version: before.version + 1, updatedAt: at };
      await this.repository.replace(session, after);
      await this.events.append(session, [campaignEvent(type, after, at)]);
      return after;
    });
  }

  /** A flow asks by the channel's own webhooks whom it leads to whom. */
  private async checkLine({ clientId, mode, keepsAgentOnLine }: Campaign): Promise<void> {
    const needsFlow = mode === 'power' || (mode === 'progressive' && keepsAgentOnLine);
    if (!needsFlow) return;
    const line = await this.provider.lineOf(clientId);
    const hasFlow = line !== null && line.channelId !== null && line.appId !== null;
    if (!hasFlow) throw CampaignErrors.CAMPAIGN_NEEDS_FLOW();
  }

  private async check(session: ClientSession, campaign: Campaign): Promise<void> {
    const { clientId, agentIds, teamId } = campaign;
    for (const agentId of agentIds) await this.agents.require(session, clientId, agentId);
    if (teamId !== null) await this.teams.get(clientId, teamId);
  }
}
