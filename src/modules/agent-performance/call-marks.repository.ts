import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { CallMark } from './call-mark.schema.js';

@Injectable()
export class CallMarksRepository {
  constructor(@InjectModel('CallMark') private readonly marks: Model<CallMark>) {}

  async find(clientId: TenantId): Promise<number> {
    const mark = await this.marks.findOne({ _id: clientId, clientId }).lean<CallMark>();
    return mark?.seq ?? 0;
  }

  async move(session: ClientSession, clientId: TenantId, seq: number): Promise<void> {
    await this.marks.updateOne(
      { _id: clientId, clientId },
      { $set: { seq } },
      { upsert: true, session },
    );
  }
}
