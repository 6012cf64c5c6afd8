import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { ClientSession, Connection } from 'mongoose';
import type { AgentId, CallLogId, ProviderSid, TenantId } from '../../common/ids.js';
import { dueBy } from '../../platform/mongo/partial-index.js';
import { tenantOf } from '../../platform/mongo/tenant.plugin.js';
import type { DialState, OutboundCall } from '../calls/outbound-call.types.js';
import { StaleCallError } from '../calls/calls.errors.js';

/** Calls that we place, in `call_logs`. */
@Injectable()
export class OutboundCallsRepository {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** Stores new calls in the caller's transaction, with one command. */
  async insert(session: ClientSession, calls: readonly OutboundCall[]): Promise<void> {
    for (const { clientId } of calls) tenantOf(clientId, 'OutboundCall.insert');
    if (calls.length > 0) await this.calls().insertMany([...calls], { session });
  }

  async find(
    clientId: TenantId,
    _id: CallLogId,
    session?: ClientSession,
  ): Promise<OutboundCall | null> {
    const options = session ? { session } : {};
    return await this.calls().findOne({ _id, clientId, direction: 'outbound' }, options);
  }

  async findBySid(clientId: TenantId, providerSid: ProviderSid): Promise<OutboundCall | null> {
    return await this.calls().findOne({ clientId, providerSid, direction: 'outbound' });
  }

  /** The call that an agent's line is at now; null: it is over, or no line. */
  async currentOnLine(clientId: TenantId, lineId: CallLogId): Promise<OutboundCall | null> {
    const first = await this.calls().findOne({ _id: lineId, clientId, way: 'agent_line' });
    if (!first || first.dialState !== 'over') return first;
    return await this.calls().findOne({ clientId, lineOf: lineId, dialState: 'placed' });
  }

  /**
   * Writes what differs between two versions of a call.
   * @throws StaleCallError when the stored one is not the version that was read
   */
  async update(session: ClientSession, before: OutboundCall, after: OutboundCall): Promise<void> {
    const { _id, clientId, version } = before;
    const changed = Object.entries(after).filter(
      ([field, value]) => before[field as keyof OutboundCall] !== value,
    );
    const result = await this.calls().updateOne(
      { _id, clientId, version },
      { $set: Object.fromEntries(changed) },
      { session },
    );
    if (result.matchedCount === 0) throw new StaleCallError();
  }

  /** The companies with calls that wait: the system's own question. */
  async tenantsWaiting(): Promise<TenantId[]> {
    return await this.calls().distinct('clientId', { dialState: 'waiting' });
  }

  /** The agents for whom calls of a company wait, due or not. */
  async agentsWaitedFor(clientId: TenantId): Promise<AgentId[]> {
    return await this.calls().distinct('agentId', { dialState: 'waiting', clientId });
  }

  /** The next calls of an agent: the most urgent, then the longest due. */
  async nextDue(
    clientId: TenantId,
    agentId: AgentId,
    now: Date,
    limit: number,
  ): Promise<OutboundCall[]> {
    return await this.calls()
      .find({ dialState: 'waiting', clientId, agentId, dueAt: { $lte: now } })
      .sort({ priority: -1, dueAt: 1 })
      .limit(limit)
      .toArray();
  }

  /** How many calls of a company are due and wait; counts no further than `most`. */
  async countDue(clientId: TenantId, now: Date, most: number): Promise<number> {
    const due = { dialState: 'waiting', clientId, dueAt: { $lte: now } } as const;
    return await this.calls().countDocuments(due, { limit: most });
  }

  /** Calls without news, of all companies, the longest overdue first: the system's own question. */
  async dueForNews(
    now: Date,
    states: readonly DialState[],
    limit: number,
  ): Promise<OutboundCall[]> {
    return await this.calls()
      .find({ dialState: { $in: [...states] }, newsDueAt: dueBy(now) })
      .sort({ newsDueAt: 1 })
      .limit(limit)
      .toArray();
  }

  async lookAgainAt(call: OutboundCall, newsDueAt: Date): Promise<void> {
    const { _id, clientId, version } = call;
    await this.calls().updateOne(
      { _id, clientId, version },
      { $set: { newsDueAt }, $inc: { looks: 1 } },
    );
  }

  /** Which of these ids of the telephone company's are calls that we know. */
  async knownSids(clientId: TenantId, sids: readonly ProviderSid[]): Promise<Set<string>> {
    const known = await this.calls()
      .find({ clientId, providerSid: { $in: [...sids] } }, { projection: { providerSid: 1 } })
      .toArray();
    return new Set(known.map(({ providerSid }) => String(providerSid)));
  }

  /** The calls that a batch began with, without their further attempts, in order. */
  async idsOfBatch(clientId: TenantId, batchId: string): Promise<CallLogId[]> {
    const calls = await this.calls()
      .find(
        { clientId, 'metadata.batchId': batchId, retryOf: null },
        { projection: { _id: 1 }, sort: { _id: 1 } },
      )
      .toArray();
    return calls.map(({ _id }) => _id);
  }

  private calls() {
    return this.connection.collection<OutboundCall>('call_logs');
  }
}
