import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { AgentDayRow } from './summary.domain.js';
import { SUM_FIELDS, type Sums } from '../call-figures/sums.domain.js';
import type { BucketDocument } from './bucket.schema.js';
import type { AgentDaySummary, DepartmentDaySummary } from './summary.schema.js';

/** The kept summaries, and the agents' days that they are made of. */
@Injectable()
export class SummariesRepository {
  constructor(
    @InjectModel('AgentDay') private readonly agentDays: Model<BucketDocument>,
    @InjectModel('AgentDaySummary') private readonly agents: Model<AgentDaySummary>,
    @InjectModel('DepartmentDaySummary')
    private readonly departments: Model<DepartmentDaySummary>,
  ) {}

  /** The days on which anything changed since a moment. */
  async changedDays(clientId: TenantId, since: Date): Promise<string[]> {
    return await this.agentDays.distinct('day', { clientId, updatedAt: { $gte: since } });
  }

  /** All agents' figures of some days. */
  async agentsOf(clientId: TenantId, days: readonly string[]): Promise<AgentDayRow[]> {
    const found = await this.agentDays
      .find({ clientId, day: { $in: [...days] } })
      .lean<BucketDocument[]>();
    return found.map((document) => {
      const { agentId, day, updatedAt } = document;
      const sums = Object.fromEntries(SUM_FIELDS.map((field) => [field, document[field] ?? 0]));
      return { ...(sums as Sums), agentId: agentId as AgentDayRow['agentId'], day, updatedAt };
    });
  }

  async storeAgents(session: ClientSession, summaries: readonly AgentDaySummary[]): Promise<void> {
    await replace(this.agents, session, summaries);
  }

  /** Stores the departments' figures of some days in the place of those that there were. */
  async storeDepartments(
    session: ClientSession,
    clientId: TenantId,
    days: readonly string[],
    summaries: readonly DepartmentDaySummary[],
  ): Promise<void> {
    const kept = summaries.map(({ _id }) => _id);
    await this.departments.deleteMany(
      { clientId, day: { $in: [...days] }, _id: { $nin: kept } },
      { session },
    );
    await replace(this.departments, session, summaries);
  }
}

async function replace<T extends { readonly _id: string; readonly clientId: string }>(
  model: Model<T>,
  session: ClientSession,
  documents: readonly T[],
): Promise<void> {
  const writes = documents.map((replacement) => ({
    replaceOne: {
      filter: { _id: replacement._id, clientId: replacement.clientId },
      replacement,
      upsert: true,
    },
  }));
  if (writes.length > 0) await model.collection.bulkWrite(writes as never, { session });
}
