import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import type { DncEntry } from './dnc.schema.js';
import { pageOf } from '../../platform/mongo/documents.js';

@Injectable()
export class DncRepository {
  constructor(@InjectModel('DncEntry') private readonly entries: Model<DncEntry>) {}

  /** Lists numbers that are not yet; the ones that were are left as they are. How many are new. */
  async insertMissing(given: readonly DncEntry[], session?: ClientSession): Promise<number> {
    if (given.length === 0) return 0;
    const { upsertedCount } = await this.entries.collection.bulkWrite(
      given.map((entry) => ({
        updateOne: {
          filter: { clientId: entry.clientId, phoneNumber: entry.phoneNumber },
          update: { $setOnInsert: entry },
          upsert: true,
        },
      })) as never,
      { ordered: false, ...(session && { session }) },
    );
    return upsertedCount;
  }

  async find(clientId: TenantId, phoneNumber: string): Promise<DncEntry | null> {
    return await this.entries.findOne({ clientId, phoneNumber }).lean<DncEntry>();
  }

  /** Those of the numbers that are listed. */
  async among(
    clientId: TenantId,
    numbers: readonly string[],
    session?: ClientSession,
  ): Promise<string[]> {
    const found = await this.entries
      .find({ clientId, phoneNumber: { $in: [...numbers] } })
      .select({ phoneNumber: 1 })
      .session(session ?? null)
      .lean<Pick<DncEntry, 'phoneNumber'>[]>();
    return found.map(({ phoneNumber }) => phoneNumber);
  }

  async list(
    clientId: TenantId,
    phoneNumber: string | null,
    page: PageRequest,
  ): Promise<Page<DncEntry>> {
    const query = { clientId, ...(phoneNumber !== null && { phoneNumber }) };
    return await pageOf(this.entries, query, { createdAt: -1 }, page);
  }

  /** False when it was not listed. */
  async remove(session: ClientSession, clientId: TenantId, phoneNumber: string): Promise<boolean> {
    const { deletedCount } = await this.entries.deleteOne({ clientId, phoneNumber }, { session });
    return deletedCount > 0;
  }
}
