import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { MINUTE } from '../../common/time.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentsService } from '../agents/agents.service.js';
import { AggregationRepository } from './aggregation.repository.js';
import { figuresOf } from '../call-figures/definitions.domain.js';
import { SummariesRepository } from './summaries.repository.js';
import { departmentFigures, VERSIONS } from './summary.domain.js';

/** Nodes' clocks agree to so much at the least. */
const OVERLAP_MS = MINUTE;
/** Days that one transaction writes. */
const BATCH = 10;

/** Keeps the summaries of agents' and departments' days, which stand in for materialised views. */
@Injectable()
export class Summaries {
  constructor(
    private readonly repository: SummariesRepository,
    private readonly state: AggregationRepository,
    private readonly agents: AgentsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Makes those of the days anew on which anything changed since the last time; how many days. */
  async refreshMaterializedViews(clientId: TenantId, lease: Lease): Promise<number> {
    const summariesMark = this.clock.date();
    const state = await this.state.state(clientId);
    const since = new Date((state?.summariesMark?.getTime() ?? OVERLAP_MS) - OVERLAP_MS);
    const days = (await this.repository.changedDays(clientId, since)).sort();
    for (let from = 0; from < days.length; from += BATCH) {
      await this.refresh(clientId, lease, days.slice(from, from + BATCH), since);
    }
    await this.state.note(clientId, { summariesMark });
    return days.length;
  }

  private async refresh(
    clientId: TenantId,
    lease: Lease,
    days: readonly string[],
    since: Date,
  ): Promise<void> {
    const rows = await this.repository.agentsOf(clientId, days);
    const agents = await this.agents.find(
      clientId,
      rows.map(({ agentId }) => agentId),
    );
    const updatedAt = this.clock.date();
    const common = { clientId, versions: VERSIONS, updatedAt };
    const ofAgents = rows
      .filter((row) => row.updatedAt >= since)
      .map(({ agentId, day, ...sums }) => {
        const agent = agents.get(agentId);
        return {
          _id: `${clientId}:${agentId}:${day}`,
          ...common,
          day,
          agentId,
          fullName: agent?.fullName ?? null,
          department: agent?.department ?? null,
          kind: agent?.kind ?? null,
          ...figuresOf(sums),
        };
      });
    const ofDepartments = departmentFigures(rows, agents).map(({ department, day, ...rest }) => ({
      _id: `${clientId}:${JSON.stringify(department)}:${day}`,
      ...common,
      department,
      day,
      ...rest,
    }));
    await this.transactions.run(async (session) => {
      await lease.fence(session);
      await this.repository.storeAgents(session, ofAgents);
      await this.repository.storeDepartments(session, clientId, days, ofDepartments);
    });
  }
}
