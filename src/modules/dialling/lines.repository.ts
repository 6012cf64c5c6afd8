import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { CallLogId, TenantId } from '../../common/ids.js';
import type { LinesDocument, TakenLine } from './lines.schema.js';

/** Leases on a company's lines, each for one live call. */
@Injectable()
export class LinesRepository {
  constructor(@InjectModel('OutboundLines') private readonly lines: Model<LinesDocument>) {}

  /** Takes a line in the caller's transaction; false when as many as allowed are taken. */
  async take(
    session: ClientSession,
    clientId: TenantId,
    line: TakenLine,
    cap: number,
    now: Date,
  ): Promise<boolean> {
    const current = { $filter: { input: '$taken', cond: { $gt: ['$$this.until', now] } } };
    const stored = await this.lines
      .findOneAndUpdate(
        { _id: clientId, clientId },
        [
          { $set: { clientId, taken: { $ifNull: ['$taken', []] } } },
          { $set: { taken: current } },
          {
            $set: {
              taken: {
                $cond: [
                  { $lt: [{ $size: '$taken' }, cap] },
                  { $concatArrays: ['$taken', [line]] },
                  '$taken',
                ],
              },
            },
          },
        ],
        { session, upsert: true, returnDocument: 'after', updatePipeline: true },
      )
      .lean<LinesDocument>();
    return stored.taken.some(({ callLogId }) => callLogId === line.callLogId);
  }

  /** Takes a line past the cap: the call is there already. */
  async occupy(session: ClientSession, clientId: TenantId, line: TakenLine): Promise<void> {
    await this.lines.updateOne(
      { _id: clientId, clientId, 'taken.callLogId': { $ne: line.callLogId } },
      { $push: { taken: line } },
      { session },
    );
  }

  async giveBack(session: ClientSession, clientId: TenantId, callLogId: CallLogId): Promise<void> {
    await this.lines.updateOne(
      { _id: clientId, clientId },
      { $pull: { taken: { callLogId } } },
      { session },
    );
  }

  /** How many lines are taken now. */
  async count(clientId: TenantId, now: Date): Promise<number> {
    const stored = await this.lines.findOne({ _id: clientId, clientId }).lean<LinesDocument>();
    return (stored?.taken ?? []).filter(({ until }) => until > now).length;
  }
}
