import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import type { AggregationState, FigureRulesDocument } from './aggregation.schema.js';
import type { FigureRules } from './contribution.domain.js';

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
    return await this.rules
      .find({ clientId })
      .sort({ from: 1 })
      .select({ _id: 0, from: 1, timezone: 1, targetSeconds: 1 })
      .session(session ?? null)
      .lean<FigureRules[]>();
  }

  async addRules(session: ClientSession, rules: FigureRulesDocument): Promise<void> {
    await insert(this.rules, [rules], session);
  }
}
