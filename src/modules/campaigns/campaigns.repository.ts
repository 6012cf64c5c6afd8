import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert, pageOf } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { Campaign, CampaignState } from './campaign.types.js';

@Injectable()
export class CampaignsRepository {
  constructor(@InjectModel('Campaign') private readonly campaigns: Model<Campaign>) {}

  async insert(session: ClientSession, campaign: Campaign): Promise<void> {
    await insert(this.campaigns, [campaign], session);
  }

  async find(clientId: TenantId, _id: string, session?: ClientSession): Promise<Campaign | null> {
    return await this.campaigns
      .findOne({ _id, clientId })
      .session(session ?? null)
      .lean<Campaign>();
  }

  async list(
    clientId: TenantId,
    filter: { readonly status?: CampaignState },
    page: PageRequest,
  ): Promise<Page<Campaign>> {
    const query = { clientId, ...filter };
    return await pageOf(this.campaigns, query, { createdAt: -1 }, page);
  }

  /** Those that run, of all companies: the system's own question. */
  async running(): Promise<Campaign[]> {
    return await this.campaigns.find({ status: 'running' }).setOptions(SYSTEM).lean<Campaign[]>();
  }

  /** @returns whether the stored one was the version before */
  async replace(session: ClientSession, campaign: Campaign): Promise<boolean> {
    const { nextDialAt: _next, dials: _dials, ...decided } = campaign;
    const { _id, clientId, version } = campaign;
    const result = await this.campaigns.updateOne(
      { _id, clientId, version: version - 1 },
      { $set: decided },
      { session },
    );
    return result.modifiedCount === 1;
  }

  /** Takes the turn for one more call; false: it was paused, or its pace is not over. */
  async takeTurn(
    session: ClientSession,
    { _id, clientId }: Campaign,
    now: Date,
    nextDialAt: Date,
  ): Promise<boolean> {
    const result = await this.campaigns.updateOne(
      { _id, clientId, status: 'running', nextDialAt: { $lte: now } },
      { $set: { nextDialAt }, $inc: { dials: 1 } },
      { session },
    );
    return result.modifiedCount === 1;
  }
}
