import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import type { AgentMetric } from '../folding/agent-metric.schema.js';

/** What of a part tells what its call cost. */
export type CostPart = Pick<AgentMetric, 'callLogId' | 'receivedAt' | 'folded'> &
  Partial<Pick<AgentMetric, 'direction'>>;

/** What single calls cost, of the parts that were folded. */
@Injectable()
export class CallCostsRepository {
  constructor(@InjectModel('AgentMetric') private readonly metrics: Model<AgentMetric>) {}

  /** The calls that came in a span, the newest first, with what they added to the figures. */
  async list(
    clientId: TenantId,
    filter: Readonly<Record<string, unknown>>,
    { from, to }: { readonly from: Date; readonly to: Date },
    { page, limit }: PageRequest,
  ): Promise<Page<CostPart>> {
    const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
    const match = {
      clientId,
      receivedAt: { $gte: from, $lt: to },
      part: 1,
      ...Object.fromEntries(wanted),
    };
    const [items, total] = await Promise.all([
      this.metrics
        .find(match)
        .sort({ receivedAt: -1 })
        .skip((page - 1) * limit)
        .limit(limit)
        .select({ callLogId: 1, receivedAt: 1, direction: 1, folded: 1 })
        .lean<CostPart[]>(),
      this.metrics.countDocuments(match),
    ]);
    return { items, total, page, limit };
  }
}
