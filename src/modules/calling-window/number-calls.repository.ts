import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { TenantId } from '../../common/ids.js';

/** How often numbers were called. */
@Injectable()
export class NumberCallsRepository {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * Calls that we placed to a number, whatever they were for; counts no further than `most`. By the
   * index of a customer's calls.
   */
  async countSince(
    clientId: TenantId,
    phoneNumber: string,
    since: Date,
    most: number,
  ): Promise<number> {
    return await this.connection.collection('call_logs').countDocuments(
      {
        clientId,
        phoneNumber,
        direction: 'outbound',
        dialedAt: { $gte: since },
        // One that was surely not dialled, and waits again, is none.
        $or: [{ providerSid: { $gt: '' } }, { dialState: { $in: ['dialing', 'unknown'] } }],
      },
      { limit: most },
    );
  }
}
