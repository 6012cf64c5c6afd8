import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import type { ScorecardSetDocument } from './scorecard.schema.js';

@Injectable()
export class ScorecardsRepository {
  constructor(@InjectModel('ScorecardSet') private readonly sets: Model<ScorecardSetDocument>) {}

  /** The present set, or the one of a version; null where there is none. */
  async find(
    clientId: TenantId,
    version: number | null,
    session?: ClientSession,
  ): Promise<ScorecardSetDocument | null> {
    return await this.sets
      .findOne({ clientId, ...(version !== null && { version }) })
      .sort({ version: -1 })
      .session(session ?? null)
      .lean<ScorecardSetDocument>();
  }

  async insert(session: ClientSession, set: ScorecardSetDocument): Promise<void> {
    await insert(this.sets, [set], session);
  }
}
