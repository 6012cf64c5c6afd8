import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import type { AggregationState, FigureRulesDocument } from './aggregation.schema.js';
import type { FigureRules } from '../call-figures/contribution.domain.js';
import type { MoneyRules } from '../call-figures/money.domain.js';

/** Of rules from before money was counted. */
const NO_MONEY_RULES: MoneyRules = { agentCostPerHour: null, currency: 'INR' };

/** How each tenant's aggregation goes, and what its calls are judged by since when. */
@Injectable()
export class AggregationRepository {
  constructor(
    @InjectModel('AggregationState') private readonly states: Model<AggregationState>,
    @InjectModel('FigureRules') private readonly rules: Model<FigureRulesDocument>,
  ) {}

  async state(clientId: TenantId): Promise<AggregationState | null> {
    return await this.states.findOne({ _id: clientId, clientId }).lean<AggregationState>();
  }

  async note(
    clientId: TenantId,
    fields: Partial<Omit<AggregationState, '_id' | 'clientId'>>,
  ): Promise<void> {
    await this.states.updateOne({ _id: clientId, clientId }, { $set: fields }, { upsert: true });
  }

  /** A tenant's rules for figures, the oldest first. */
  async history(clientId: TenantId, session?: ClientSession): Promise<FigureRules[]> {
    const stored = await this.rules
      .find({ clientId })
      .sort({ from: 1 })
      .select({ _id: 0, clientId: 0 })
      .session(session ?? null)
      .lean<FigureRules[]>();
    return stored.map((rules) => ({ ...NO_MONEY_RULES, ...rules }));
  }

  /** Up to when the seven days of calls count as over; null: none were looked at. */
  async followedUntil(clientId: TenantId, session: ClientSession): Promise<Date | null> {
    const state = await this.states
      .findOne({ _id: clientId, clientId })
      .select({ followedUntil: 1 })
      .session(session)
      .lean<Pick<AggregationState, 'followedUntil'>>();
    return state?.followedUntil ?? null;
  }

  async setFollowedUntil(session: ClientSession, clientId: TenantId, at: Date): Promise<void> {
    await this.states.updateOne(
      { _id: clientId, clientId },
      { $set: { followedUntil: at } },
      { session, upsert: true },
    );
  }

  async addRules(session: ClientSession, rules: FigureRulesDocument): Promise<void> {
    await insert(this.rules, [rules], session);
  }
}
