import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection } from 'mongoose';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { END_STATES, type Call } from '../calls/call.types.js';
import type { CountedCall } from '../call-figures/contribution.domain.js';
import { contactOf, type Contact } from '../call-figures/follow-up.domain.js';

/** A counted call, and whether its figures are folded. */
export interface RawCall extends CountedCall {
  readonly _id: CallLogId;
  readonly toFold: boolean;
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
  channelId: 1,
  phoneNumber: 1,
  startedAt: 1,
  cost: 1,
  disposition: 1,
  'metadata.campaignId': 1,
  toFold: 1,
} as const;

const CONTACT = {
  direction: 1,
  status: 1,
  failureReason: 1,
  phoneNumber: 1,
  sector: 1,
  teamId: 1,
  receivedAt: 1,
  toFold: 1,
} as const;

/** A contact, and whether its call changed since it was folded. */
export interface RawContact extends Contact {
  readonly toFold: boolean;
}

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

  /** Every ended call of a tenant, those of one number one after the other. */
  async *ended(clientId: TenantId, session: ClientSession): AsyncGenerator<RawCall> {
    const cursor = this.calls()
      .find(
        { clientId, status: { $in: [...END_STATES] } },
        { projection: FIELDS, session, batchSize: 2000 },
      )
      .sort({ phoneNumber: 1, createdAt: -1 })
      .hint({ clientId: 1, phoneNumber: 1, createdAt: -1 });
    for await (const call of cursor) yield call;
  }

  /** The ended incoming calls of these numbers. */
  async contacts(
    session: ClientSession,
    clientId: TenantId,
    numbers: readonly string[],
  ): Promise<readonly RawContact[]> {
    if (numbers.length === 0) return [];
    const cursor = this.calls().find<RawCall>(
      {
        clientId,
        phoneNumber: { $in: [...new Set(numbers)] },
        direction: 'inbound',
        status: { $in: [...END_STATES] },
      },
      { projection: CONTACT, session },
    );
    return (await cursor.toArray()).map((call) => ({ ...contactOf(call), toFold: call.toFold }));
  }

  async countToFold(clientId: TenantId, session: ClientSession): Promise<number> {
    return await this.calls().countDocuments({ clientId, toFold: true }, { session });
  }

  private calls() {
    return this.connection.collection<Call>('call_logs');
  }
}
