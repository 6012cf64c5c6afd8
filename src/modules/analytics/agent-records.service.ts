import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../common/ids.js';
import { AgentMetricsRepository, type AgentRecord } from './agent-metrics.repository.js';

/** What each agent's answered calls came to, for comparisons that need more than sums of days. */
@Injectable()
export class AgentRecords {
  constructor(private readonly metrics: AgentMetricsRepository) {}

  /** Of calls that came from one moment up to another, by agent, sector and team. */
  async between(clientId: TenantId, from: Date, to: Date): Promise<readonly AgentRecord[]> {
    return await this.metrics.records(clientId, from, to);
  }
}
