import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { DomainEvent } from '../../common/events.js';
import { Ids, type TenantId } from '../../common/ids.js';
import { insert } from '../mongo/documents.js';
import { currentContext } from '../mongo/request-context.js';
import type { EventDocument, NumberedEvent } from './event.schema.js';
import { above } from '../mongo/partial-index.js';

/** The log of all that happened. Written with the change it tells of, numbered after the commit. */
@Injectable()
export class EventStore {
  constructor(
    @InjectModel('Event') private readonly events: Model<EventDocument>,
    private readonly ids: Ids,
  ) {}

  /** Stores events in the caller's transaction. */
  async append(session: ClientSession, events: readonly DomainEvent[]): Promise<void> {
    const requestId = currentContext()?.requestId;
    await insert(
      this.events,
      events.map((event) => ({
        _id: this.ids.next(),
        clientId: event.clientId,
        type: event.type,
        at: event.at,
        callLogId: event.callLogId ?? null,
        agentId: event.agentId ?? null,
        data: event.data,
        ...(requestId && { requestId }),
        pending: true as const,
      })),
      session,
    );
  }

  /**
   * The tenant's events after a number, in order; those not numbered yet come later. Reads what a
   * majority has: what the stream of events told of is there, and what is there stays.
   */
  async after(clientId: TenantId, seq: number, limit: number): Promise<NumberedEvent[]> {
    return await this.events
      .find({ clientId, seq: above(seq) })
      .sort({ seq: 1 })
      .limit(limit)
      .read('primary')
      .readConcern('majority')
      .lean<NumberedEvent[]>();
  }

  /** The tenant's last number; 0 when nothing has happened yet. */
  async lastSeq(clientId: TenantId): Promise<number> {
    const newest = await this.events
      .findOne({ clientId, seq: above(0) })
      .sort({ seq: -1 })
      .select({ seq: 1 })
      .read('primary')
      .readConcern('majority')
      .lean<{ seq: number }>();
    return newest?.seq ?? 0;
  }

  /** The number of the tenant's newest numbered event; 0: it has none. */
  async lastNumber(clientId: TenantId): Promise<number> {
    const newest = await this.events
      .findOne({ clientId, seq: above(0) })
      .sort({ seq: -1 })
      .select({ seq: 1 })
      .lean<Pick<EventDocument, 'seq'>>();
    return newest?.seq ?? 0;
  }

  async find(clientId: TenantId, id: string): Promise<EventDocument | null> {
    return await this.events.findOne({ _id: id, clientId }).lean<EventDocument>();
  }

  /** What happened to one call, oldest first. */
  async ofCall(clientId: TenantId, callLogId: string): Promise<EventDocument[]> {
    return await this.events
      .find({ clientId, callLogId })
      .sort({ _id: 1 })
      .limit(1000)
      .lean<EventDocument[]>();
  }
}
