import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import type { Report, ReportPiece } from './report.types.js';

type FileOf = Pick<Report, '_id' | 'clientId' | 'attempt'>;

/** The files of reports, in pieces in MongoDB: any node can give them out. */
@Injectable()
export class ReportFilesRepository {
  constructor(@InjectModel('ReportPiece') private readonly pieces: Model<ReportPiece>) {}

  async add(
    { _id: reportId, clientId, attempt }: FileOf,
    number: number,
    data: Buffer,
    createdAt: Date,
  ): Promise<void> {
    const _id = `${reportId}:${attempt}:${number}`;
    await insert(this.pieces, [{ _id, clientId, reportId, attempt, number, data, createdAt }]);
  }

  /** The pieces of a file, in order. */
  async *read({ _id: reportId, clientId, attempt }: FileOf): AsyncGenerator<Buffer> {
    const cursor = this.pieces
      .find({ clientId, reportId, attempt })
      .sort({ number: 1 })
      .select({ data: 1 })
      .lean<{ data: Buffer | { readonly buffer: Uint8Array } }>()
      .cursor({ batchSize: 4 });
    for await (const { data } of cursor) {
      yield Buffer.isBuffer(data) ? data : Buffer.from(data.buffer);
    }
  }

  /** Of some reports, whichever node wrote them. */
  async delete(clientId: TenantId, reportIds: readonly string[]): Promise<void> {
    await this.pieces.deleteMany({ clientId, reportId: { $in: [...reportIds] } });
  }

  /** What this attempt and earlier ones left; what another node writes meanwhile stays. */
  async deleteUpTo({ _id: reportId, clientId, attempt }: FileOf): Promise<void> {
    await this.pieces.deleteMany({ clientId, reportId, attempt: { $lte: attempt } });
  }
}
