import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert, pageOf } from '../../platform/mongo/documents.js';
import { dueBy } from '../../platform/mongo/partial-index.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { Lead, LeadOutcome, LeadState } from './campaign.types.js';

export interface LeadFilter {
  readonly status?: LeadState;
  readonly outcome?: LeadOutcome;
  readonly phoneNumber?: string;
}

/** Which campaign of which company. */
export interface CampaignKey {
  readonly clientId: TenantId;
  readonly campaignId: string;
}

@Injectable()
export class LeadsRepository {
  constructor(@InjectModel('CampaignLead') private readonly leads: Model<Lead>) {}

  async insert(session: ClientSession, leads: readonly Lead[]): Promise<void> {
    await insert(this.leads, leads, session);
  }

  async find({ clientId, campaignId }: CampaignKey, _id: string): Promise<Lead | null> {
    return await this.leads.findOne({ _id, clientId, campaignId }).lean<Lead>();
  }

  /** Those of the numbers that the campaign has, or that another has open. */
  async taken(
    { clientId, campaignId }: CampaignKey,
    numbers: readonly string[],
    session: ClientSession,
  ): Promise<ReadonlyMap<string, 'here' | 'elsewhere'>> {
    const fields = { phoneNumber: 1, campaignId: 1 } as const;
    const own = await this.leads
      .find({ clientId, campaignId, phoneNumber: { $in: numbers } })
      .select(fields)
      .session(session)
      .lean<Pick<Lead, 'phoneNumber'>[]>();
    const open = await this.leads
      .find({ clientId, openNumber: { $in: numbers, $gt: '' } })
      .select(fields)
      .session(session)
      .lean<Pick<Lead, 'phoneNumber'>[]>();
    return new Map([
      ...open.map(({ phoneNumber }) => [phoneNumber, 'elsewhere'] as const),
      ...own.map(({ phoneNumber }) => [phoneNumber, 'here'] as const),
    ]);
  }

  async list(
    { clientId, campaignId }: CampaignKey,
    filter: LeadFilter,
    page: PageRequest,
  ): Promise<Page<Lead>> {
    const query = { clientId, campaignId, ...filter };
    return await pageOf(this.leads, query, { _id: 1 }, page);
  }

  async counts({ clientId, campaignId }: CampaignKey) {
    return await this.leads.aggregate<{
      readonly _id: { readonly status: LeadState; readonly outcome: LeadOutcome | null };
      readonly count: number;
    }>([
      { $match: { clientId, campaignId } },
      { $group: { _id: { status: '$status', outcome: '$outcome' }, count: { $sum: 1 } } },
    ]);
  }

  /** The next leads that are due, the longest due first. */
  async due({ clientId, campaignId }: CampaignKey, now: Date, limit: number): Promise<Lead[]> {
    return await this.leads
      .find({ clientId, campaignId, status: 'waiting', nextAttemptAt: { $lte: now } })
      .sort({ nextAttemptAt: 1, _id: 1 })
      .limit(limit)
      .lean<Lead[]>();
  }

  /** Is there a lead that may still be called? */
  async isSomethingOpen(
    { clientId, campaignId }: CampaignKey,
    session?: ClientSession,
  ): Promise<boolean> {
    const status = { $in: ['waiting', 'previewing', 'dialing'] as const };
    return (
      (await this.leads.exists({ clientId, campaignId, status }).session(session ?? null)) !== null
    );
  }

  /** The agents among these who call, or look at a lead, for some campaign now. */
  async busyAgents(clientId: TenantId, agentIds: readonly AgentId[]): Promise<Set<AgentId>> {
    const status = { $in: ['previewing', 'dialing'] as const };
    const busy = await this.leads.distinct('agentId', {
      clientId,
      agentId: { $in: agentIds },
      status,
      isAhead: { $ne: true },
      openNumber: { $gt: '' },
    });
    return new Set(busy as AgentId[]);
  }

  async countDialing({ clientId, campaignId }: CampaignKey): Promise<number> {
    return await this.leads.countDocuments({ clientId, campaignId, status: 'dialing' });
  }

  /** Leads that are being dialled and for whom no agent is taken yet. */
  async countAhead({ clientId, campaignId }: CampaignKey): Promise<number> {
    return await this.leads.countDocuments({
      clientId,
      campaignId,
      status: 'dialing',
      isAhead: true,
    });
  }

  /** An agent was taken for a lead that picked up. */
  async give({ clientId, campaignId }: CampaignKey, _id: string, agentId: AgentId): Promise<void> {
    await this.leads.updateOne(
      { _id, clientId, campaignId, status: 'dialing', isAhead: true },
      { $set: { agentId, isAhead: false }, $inc: { version: 1 } },
    );
  }

  /** Leads under way, of all companies, the longest unseen first: the system's own question. */
  async underWay(limit: number): Promise<Lead[]> {
    return await this.leads
      .find({ status: { $in: ['previewing', 'dialing'] }, openNumber: { $gt: '' } })
      .sort({ updatedAt: 1 })
      .limit(limit)
      .setOptions(SYSTEM)
      .lean<Lead[]>();
  }

  /** Leads of a campaign whose calls are stored. */
  async dialingOf({ clientId, campaignId }: CampaignKey): Promise<Lead[]> {
    return await this.leads.find({ clientId, campaignId, status: 'dialing' }).lean<Lead[]>();
  }

  /** Leads whose agents have yet to say what came of the call, of all companies. */
  async undisposed(after: Date, limit: number): Promise<Lead[]> {
    return await this.leads
      .find({ dispositionUntil: { $type: 'date', $gt: after } })
      .sort({ dispositionUntil: 1 })
      .limit(limit)
      .setOptions(SYSTEM)
      .lean<Lead[]>();
  }

  /** Leads of which nobody will say any more what came of the call, of all companies. */
  async forgetUndisposed(now: Date): Promise<void> {
    await this.leads
      .updateMany({ dispositionUntil: dueBy(now) }, { $set: { dispositionUntil: null } })
      .setOptions(SYSTEM);
  }

  /** @returns whether the stored one was the version before */
  async replace(lead: Lead, session?: ClientSession): Promise<boolean> {
    const { _id, clientId, version } = lead;
    const result = await this.leads.updateOne(
      { _id, clientId, version: version - 1 },
      { $set: lead },
      session ? { session } : {},
    );
    return result.modifiedCount === 1;
  }

  /** Puts a waiting lead off. */
  async putOff({ _id, clientId, version }: Lead, nextAttemptAt: Date): Promise<void> {
    await this.leads.updateOne(
      { _id, clientId, version, status: 'waiting' },
      { $set: { nextAttemptAt }, $inc: { version: 1 } },
    );
  }
}
