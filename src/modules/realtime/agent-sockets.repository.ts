import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { AgentSocketsDocument, OpenSocket } from './agent-sockets.schema.js';
import { dueBy } from '../../platform/mongo/partial-index.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import { tenantsWith } from '../../platform/mongo/tenants-with.js';

/** When sockets closed, and when that makes their agents offline if none comes back. */
export interface Closing {
  readonly at: Date;
  readonly offlineAt: Date;
}

@Injectable()
export class AgentSocketsRepository {
  constructor(@InjectModel('AgentSockets') private readonly agents: Model<AgentSocketsDocument>) {}

  /** Notes open sockets; said twice, it is as said once. */
  async open(
    clientId: TenantId,
    sockets: readonly { readonly agentId: AgentId; readonly socket: OpenSocket }[],
  ): Promise<void> {
    if (sockets.length === 0) return;
    await this.agents.collection.bulkWrite(
      sockets.map(({ agentId, socket }) => ({
        updateOne: {
          filter: { _id: agentId, clientId },
          update: {
            $addToSet: { sockets: socket },
            $set: { closedAt: null, offlineAt: null },
          },
          upsert: true,
        },
      })),
      { ordered: false },
    );
  }

  async close(
    clientId: TenantId,
    agentId: AgentId,
    socketId: string,
    closing: Closing,
  ): Promise<void> {
    await this.agents.updateOne(
      { _id: agentId, clientId, 'sockets.id': socketId },
      without({ $ne: ['$$socket.id', socketId] }, closing),
      { updatePipeline: true },
    );
  }

  /** Closes all that a node had; their ids. */
  async closeNode(clientId: TenantId, node: string, closing: Closing): Promise<string[]> {
    const found = await this.agents
      .find({ clientId, 'sockets.node': node })
      .select({ sockets: 1 })
      .lean<Pick<AgentSocketsDocument, 'sockets'>[]>();
    if (found.length === 0) return [];
    await this.agents.updateMany(
      { clientId, 'sockets.node': node },
      without({ $ne: ['$$socket.node', node] }, closing),
      { updatePipeline: true },
    );
    return found.flatMap(({ sockets }) =>
      sockets.filter((socket) => socket.node === node).map(({ id }) => id),
    );
  }

  /** The nodes that have sockets, of whatever company. */
  async nodes(): Promise<string[]> {
    const nodes = await this.agents.distinct('sockets.node').setOptions(SYSTEM);
    return nodes.map(String);
  }

  /** The companies of whose agents a node has sockets. */
  async tenantsOf(node: string): Promise<TenantId[]> {
    return await this.agents.distinct('clientId', { 'sockets.node': node }).setOptions(SYSTEM);
  }

  /** Those of the agents that have an open socket, on whatever node. */
  async withSockets(clientId: TenantId, agentIds: readonly AgentId[]): Promise<AgentId[]> {
    const found = await this.agents
      .find({ clientId, _id: { $in: [...agentIds] }, 'sockets.0': { $exists: true } })
      .select({ _id: 1 })
      .lean<Pick<AgentSocketsDocument, '_id'>[]>();
    return found.map(({ _id }) => _id);
  }

  /** Has an agent an open socket besides this one? */
  async hasOther(clientId: TenantId, agentId: AgentId, socketId: string): Promise<boolean> {
    const other = { sockets: { $elemMatch: { id: { $ne: socketId } } } };
    return (await this.agents.exists({ _id: agentId, clientId, ...other })) !== null;
  }

  /** The companies with agents whose grace is over. */
  async tenantsDue(now: Date): Promise<TenantId[]> {
    return await tenantsWith(this.agents, { offlineAt: dueBy(now) }, { clientId: 1, offlineAt: 1 });
  }

  /** Agents whose grace is over. */
  async due(clientId: TenantId, now: Date, limit: number): Promise<AgentSocketsDocument[]> {
    return await this.agents
      .find({ clientId, offlineAt: dueBy(now) })
      .sort({ offlineAt: 1 })
      .limit(limit)
      .lean<AgentSocketsDocument[]>();
  }

  /** Takes an agent's due time away; false when a socket came back, or another did it. */
  async settle(session: ClientSession, due: AgentSocketsDocument): Promise<boolean> {
    const { modifiedCount } = await this.agents.updateOne(
      { _id: due._id, clientId: due.clientId, offlineAt: due.offlineAt, sockets: { $size: 0 } },
      { $set: { closedAt: null, offlineAt: null } },
      { session },
    );
    return modifiedCount === 1;
  }
}

/** Keeps the sockets of a condition; where none is left, the grace begins. */
function without(keep: object, { at, offlineAt }: Closing) {
  const ifLast = (then: Date, field: string) => ({
    $cond: [{ $eq: [{ $size: '$sockets' }, 0] }, then, field],
  });
  return [
    { $set: { sockets: { $filter: { input: '$sockets', as: 'socket', cond: keep } } } },
    { $set: { closedAt: ifLast(at, '$closedAt'), offlineAt: ifLast(offlineAt, '$offlineAt') } },
  ];
}
