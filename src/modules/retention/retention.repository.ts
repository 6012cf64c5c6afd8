import { Injectable } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Kept } from './retention.domain.js';
import type { RetentionMark } from './retention-mark.schema.js';
import { above } from '../../platform/mongo/partial-index.js';

interface Stored {
  readonly _id: string;
  readonly clientId: string;
}

/** Deletes what is past its time, in whichever collection it is: this is the system's own work. */
@Injectable()
export class RetentionRepository {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    @InjectModel('RetentionMark') private readonly marks: Model<RetentionMark>,
  ) {}

  /** Deletes some documents from before a moment; how many. */
  async deleteSome(
    clientId: TenantId,
    { collection, by, only = {}, index }: Kept,
    before: Date,
    limit: number,
  ): Promise<number> {
    const documents = this.connection.collection<Stored>(collection);
    const old = await documents
      .find({ clientId, ...only, [by]: { $lt: before } }, index && { hint: index })
      .limit(limit)
      .project<Stored>({ _id: 1 })
      .toArray();
    if (old.length === 0) return 0;
    const { deletedCount } = await documents.deleteMany({
      clientId,
      _id: { $in: old.map(({ _id }) => _id) },
    });
    return deletedCount;
  }

  /**
   * Deletes some events from before a moment, by their numbers from the lowest on; how many. The
   * last one stays: the next number follows from it.
   */
  async deleteEvents(clientId: TenantId, before: Date, limit: number): Promise<number> {
    const events = this.connection.collection<Stored & { seq?: number; at: Date }>('events');
    const newest = await events.findOne(
      { clientId, seq: above(0) },
      { sort: { seq: -1 }, projection: { seq: 1 } },
    );
    if (!newest?.seq) return 0;
    const lowest = await events
      .find({ clientId, seq: { ...above(0), $lt: newest.seq } })
      .sort({ seq: 1 })
      .limit(limit)
      .project<{ seq: number; at: Date }>({ seq: 1, at: 1 })
      .toArray();
    const young = lowest.findIndex(({ at }) => at >= before);
    const last = (young === -1 ? lowest : lowest.slice(0, young)).at(-1);
    if (!last) return 0;
    const { deletedCount } = await events.deleteMany({
      clientId,
      seq: { ...above(0), $lte: last.seq },
    });
    return deletedCount;
  }

  /** Notes that calls from before a moment may be missing; it never goes back. */
  async markCalls(clientId: TenantId, callsBefore: Date): Promise<void> {
    await this.marks.updateOne(
      { _id: clientId, clientId },
      { $max: { callsBefore } },
      { upsert: true },
    );
  }

  async findMark(clientId: TenantId): Promise<RetentionMark | null> {
    return await this.marks.findOne({ _id: clientId, clientId }).lean<RetentionMark>();
  }
}
