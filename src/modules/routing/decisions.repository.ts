import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, CallLogId, TeamId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert, pageOf } from '../../platform/mongo/documents.js';
import type { DecisionPath, RoutingDecision } from './routing.types.js';

export interface DecisionFilter {
  readonly path?: DecisionPath;
  readonly agentId?: AgentId;
  readonly teamId?: TeamId;
  readonly sector?: string;
  readonly from?: Date;
  readonly to?: Date;
}

@Injectable()
export class DecisionsRepository {
  constructor(@InjectModel('RoutingDecision') private readonly decisions: Model<RoutingDecision>) {}

  async insert(session: ClientSession, decision: RoutingDecision): Promise<void> {
    await insert(this.decisions, [decision], session);
  }

  /** Every decision about one call, first to last. */
  async ofCall(clientId: TenantId, callLogId: CallLogId): Promise<RoutingDecision[]> {
    return await this.decisions
      .find({ clientId, callLogId })
      .sort({ _id: 1 })
      .limit(100)
      .lean<RoutingDecision[]>();
  }

  async list(
    clientId: TenantId,
    { path, agentId, teamId, sector, from, to }: DecisionFilter,
    page: PageRequest,
  ): Promise<Page<RoutingDecision>> {
    const query = {
      clientId,
      ...(path && { path }),
      ...(agentId && { winner: agentId }),
      ...(teamId && { 'need.teamId': teamId }),
      ...(sector !== undefined && { 'need.sector': sector }),
      ...((from ?? to) && { at: { ...(from && { $gte: from }), ...(to && { $lt: to }) } }),
    };
    return await pageOf(this.decisions, query, { at: -1 }, page);
  }
}
