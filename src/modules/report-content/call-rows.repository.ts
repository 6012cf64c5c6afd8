import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { AgentId, CallLogId, TeamId, TenantId } from '../../common/ids.js';
import { tenantOf } from '../../platform/mongo/tenant.plugin.js';

/** An agent's part of a finished call, or the call itself when nobody took it. */
export interface CallRow {
  readonly clientId: TenantId;
  readonly callLogId: CallLogId;
  readonly part: number;
  readonly receivedAt: Date;
  readonly agentId: AgentId | null;
  readonly agentKind: string | null;
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  readonly channel: string;
  readonly outcome: string;
  readonly success: boolean | null;
  readonly waitSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly holdSeconds: number | null;
  readonly wrapUpSeconds: number | null;
  readonly cost: number | null;
}

export interface CallRowsFilter {
  readonly from: Date;
  readonly to: Date;
  readonly sector: string | null;
  readonly teamId: TeamId | null;
  readonly agentId: AgentId | null;
}

const BATCH = 1000;

/** Reads the folded calls of `agent_metrics`, which `analytics` writes, one after the other. */
@Injectable()
export class CallRowsRepository {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async count(clientId: TenantId, filter: CallRowsFilter): Promise<number> {
    return await this.metrics().countDocuments(matchOf(clientId, filter));
  }

  /** The oldest first; no more than a batch of them is in memory. */
  async *read(clientId: TenantId, filter: CallRowsFilter): AsyncGenerator<CallRow> {
    const cursor = this.metrics()
      .find(matchOf(clientId, filter), { projection: { folded: 0 }, batchSize: BATCH })
      .sort({ receivedAt: 1 });
    for await (const row of cursor) yield row;
  }

  private metrics() {
    return this.connection.collection<CallRow>('agent_metrics');
  }
}

function matchOf(clientId: TenantId, { from, to, sector, teamId, agentId }: CallRowsFilter) {
  return {
    clientId: tenantOf(clientId, 'agent_metrics') as TenantId,
    receivedAt: { $gte: from, $lt: to },
    ...(sector !== null && { sector }),
    ...(teamId !== null && { teamId }),
    ...(agentId !== null && { agentId }),
  };
}
