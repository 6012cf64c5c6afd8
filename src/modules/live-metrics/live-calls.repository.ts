import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { END_STATES, INBOUND_STATES, type CallState } from '../calls/call.types.js';
import type { LiveCall } from './live-tally.domain.js';

/** A call as it is stored. */
export interface StoredCall extends LiveCall {
  readonly clientId: string;
}

const ENDED: readonly CallState[] = END_STATES;
const OPEN = INBOUND_STATES.filter((state) => !ENDED.includes(state));

/** Reads the calls that live figures begin with. */
@Injectable()
export class LiveCallsRepository {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** The incoming calls of a tenant that are open, or that came since a moment. */
  async *openOrSince(clientId: TenantId, since: Date): AsyncGenerator<StoredCall> {
    const inbound = { clientId, direction: 'inbound' as const };
    const cursor = this.connection.collection<StoredCall>('call_logs').find(
      {
        $or: [
          { ...inbound, status: { $in: OPEN } },
          // A call that was told late was stored later than it came, never earlier.
          { ...inbound, status: { $in: [...ENDED] }, createdAt: { $gte: since } },
        ],
      } as never,
      {
        projection: {
          clientId: 1,
          direction: 1,
          status: 1,
          failureReason: 1,
          waitSeconds: 1,
          receivedAt: 1,
        },
      },
    );
    for await (const call of cursor) yield call;
  }
}
