import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { AgentDocument } from './agent.schema.js';
import type { AgentFiguresDocument } from './agent-figures.schema.js';
import type { AgentFigures, CounterChange, DayCounters } from './agent-figures.types.js';
import type { PerformanceLevel } from './agents.types.js';

export type FigureSums = Pick<
  AgentFiguresDocument,
  'answers' | 'answerSeconds' | 'ratings' | 'ratingSum'
>;

const SHOWN = {
  currentTickets: 1,
  totalTicketsHandled: 1,
  ticketsResolvedToday: 1,
  messagesHandledToday: 1,
  avgResponseTime: 1,
  customerSatisfaction: 1,
  _id: 0,
} as const;

@Injectable()
export class AgentFiguresRepository {
  constructor(
    @InjectModel('Agent') private readonly agents: Model<AgentDocument>,
    @InjectModel('AgentFigures') private readonly figures: Model<AgentFiguresDocument>,
  ) {}

  /** Adds to what the means are made of; the new sums. */
  async addToSums(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    change: FigureSums,
  ): Promise<FigureSums> {
    return await this.figures
      .findOneAndUpdate(
        { _id: agentId, clientId },
        { $inc: change },
        { upsert: true, returnDocument: 'after', session },
      )
      .lean<AgentFiguresDocument>();
  }

  /** Adds to an agent's counters and sets its means; the figures as they are then. */
  async change(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    counters: CounterChange,
    means: Partial<Pick<AgentFigures, 'avgResponseTime' | 'customerSatisfaction'>>,
  ): Promise<AgentFigures | null> {
    const added = Object.entries(counters).map(([field, by]) => [
      field,
      { $max: [0, { $add: [`$${field}`, by] }] },
    ]);
    return await this.agents
      .findOneAndUpdate(
        { _id: agentId, clientId },
        [{ $set: { ...Object.fromEntries(added), ...means } }],
        { session, returnDocument: 'after', projection: SHOWN, updatePipeline: true },
      )
      .lean<AgentFigures>();
  }

  async setDay(
    session: ClientSession | undefined,
    clientId: TenantId,
    counters: readonly DayCounters[],
  ): Promise<void> {
    await this.agents.collection.bulkWrite(
      counters.map(({ agentId, ...fields }) => ({
        updateOne: { filter: { _id: agentId, clientId }, update: { $set: fields } },
      })),
      { ordered: false, ...(session && { session }) },
    );
  }

  async setOnlineHours(
    clientId: TenantId,
    hours: readonly Pick<DayCounters, 'agentId' | 'onlineHoursToday'>[],
  ): Promise<void> {
    await this.agents.collection.bulkWrite(
      hours.map(({ agentId, onlineHoursToday }) => ({
        updateOne: { filter: { _id: agentId, clientId }, update: { $set: { onlineHoursToday } } },
      })),
      { ordered: false },
    );
  }

  async setLevels(
    session: ClientSession,
    clientId: TenantId,
    level: PerformanceLevel,
    agentIds: readonly AgentId[],
  ): Promise<void> {
    await this.agents.updateMany(
      { clientId, _id: { $in: [...agentIds] } },
      { $set: { performanceLevel: level } },
      { session },
    );
  }
}
