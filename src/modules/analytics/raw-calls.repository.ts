import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection } from 'mongoose';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { END_STATES, type Call } from '../calls/call.types.js';
import type { CountedCall } from './contribution.domain.js';
import { addSums, type Sums } from './definitions.domain.js';

/** A counted call, and whether its figures are folded. */
export interface RawCall extends CountedCall {
  readonly _id: CallLogId;
  readonly toFold: boolean;
}

export interface CountsSince {
  readonly today: Sums;
  readonly recent: Sums;
}

const FIELDS = {
  direction: 1,
  status: 1,
  agentId: 1,
  teamId: 1,
  sector: 1,
  offers: 1,
  receivedAt: 1,
  endedAt: 1,
  waitSeconds: 1,
  ringSeconds: 1,
  talkSeconds: 1,
  holdSeconds: 1,
  wrapUpSeconds: 1,
  failureReason: 1,
  toFold: 1,
} as const;

/** Reads the call records themselves, past every figure that was made of them. */
@Injectable()
export class RawCallsRepository {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** Does reads that all see the database as it was at one moment (five minutes at most). */
  async inSnapshot<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    const session = await this.connection.startSession({ snapshot: true });
    try {
      return await work(session);
    } finally {
      await session.endSession();
    }
  }

  /** Every ended incoming call of a tenant. */
  async *ended(clientId: TenantId, session: ClientSession): AsyncGenerator<RawCall> {
    const cursor = this.calls().find(
      { clientId, direction: 'inbound', status: { $in: [...END_STATES] } },
      { projection: FIELDS, session, batchSize: 1000 },
    );
    for await (const call of cursor) yield call;
  }

  async countToFold(clientId: TenantId, session: ClientSession): Promise<number> {
    return await this.calls().countDocuments({ clientId, toFold: true }, { session });
  }

  /** Ended incoming calls that came since two moments, by how they ended and whether in time. */
  async countSince(
    clientId: TenantId,
    todayFrom: Date,
    recentFrom: Date,
    targetSeconds: number,
  ): Promise<CountsSince> {
    const earlier = todayFrom < recentFrom ? todayFrom : recentFrom;
    const rows = await this.calls()
      .aggregate<EndCount>([
        {
          $match: {
            clientId,
            direction: 'inbound',
            status: { $in: [...END_STATES] },
            failureReason: { $ne: 'closed' },
            createdAt: { $gte: earlier },
          },
        },
        {
          $group: {
            _id: {
              status: '$status',
              inTarget: { $lte: ['$waitSeconds', targetSeconds] },
              isToday: { $gte: ['$createdAt', todayFrom] },
              isRecent: { $gte: ['$createdAt', recentFrom] },
            },
            count: { $sum: 1 },
          },
        },
      ])
      .toArray();
    return {
      today: addSums(...rows.filter(({ _id }) => _id.isToday).map(toSums)),
      recent: addSums(...rows.filter(({ _id }) => _id.isRecent).map(toSums)),
    };
  }

  private calls() {
    return this.connection.collection<Call>('call_logs');
  }
}

interface EndCount {
  readonly _id: {
    readonly status: Call['status'];
    readonly inTarget: boolean;
    readonly isToday: boolean;
    readonly isRecent: boolean;
  };
  readonly count: number;
}

function toSums({ _id: { status, inTarget }, count }: EndCount): Partial<Sums> {
  if (status === 'completed') {
    return { offered: count, answered: count, answeredInTarget: inTarget ? count : 0 };
  }
  if (status === 'abandoned') {
    return { offered: count, abandoned: count, abandonedAfterTarget: inTarget ? 0 : count };
  }
  return { offered: count, otherEnds: count };
}
