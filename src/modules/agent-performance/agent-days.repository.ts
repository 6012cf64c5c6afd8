import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { Period } from '../../common/period.js';
import type { AgentPerformance } from './agent-day.schema.js';
import type { PerformanceSums } from './performance.domain.js';

/** What was counted for a day, and by which target. */
export type DayFrame = Pick<AgentPerformance, 'date' | 'from' | 'to' | 'targetSeconds'>;

/** How long an agent was there on a day. */
export interface PresenceDay {
  readonly agentId: AgentId;
  readonly date: string;
  readonly signedInSeconds: number;
  readonly awaySeconds: number;
}

const FRAME = { _id: 0, date: 1, from: 1, to: 1, targetSeconds: 1 } as const;
const add = (field: keyof PerformanceSums) => ({ $sum: `$sums.${field}` });

@Injectable()
export class AgentDaysRepository {
  constructor(@InjectModel('AgentPerformance') private readonly days: Model<AgentPerformance>) {}

  /** The frame of a day that is over, as it was counted; null when it was not. */
  async frameOf(clientId: TenantId, date: string): Promise<DayFrame | null> {
    return await this.days
      .findOne({ clientId, date, isFinal: true })
      .select(FRAME)
      .lean<DayFrame>();
  }

  /** The frame of the last day before another that was counted. */
  async frameBefore(clientId: TenantId, date: string): Promise<DayFrame | null> {
    return await this.days
      .findOne({ clientId, date: { $lt: date }, isFinal: true })
      .sort({ date: -1 })
      .select(FRAME)
      .lean<DayFrame>();
  }

  /** Stores rows in the place of those of the same agents and days. */
  async store(session: ClientSession, rows: readonly AgentPerformance[]): Promise<void> {
    await this.days.collection.bulkWrite(
      rows.map((row) => ({
        replaceOne: {
          filter: { _id: row._id, clientId: row.clientId } as never,
          replacement: row,
          upsert: true,
        },
      })),
      { session, ordered: false },
    );
  }

  /** How long agents, or one, were there on the days that are over and whose presence was counted. */
  async presence(
    clientId: TenantId,
    agentId: AgentId | null,
    { from, to }: Period,
  ): Promise<PresenceDay[]> {
    return await this.days
      .find({
        clientId,
        ...(agentId !== null && { agentId }),
        date: { $gte: from, $lte: to },
        isFinal: true,
        signedInSeconds: { $gte: 0 },
      })
      .select({ _id: 0, agentId: 1, date: 1, signedInSeconds: 1, awaySeconds: 1 })
      .lean<PresenceDay[]>();
  }

  /** An agent's days, the oldest first. */
  async list(
    clientId: TenantId,
    agentId: AgentId,
    { from, to }: Period,
  ): Promise<AgentPerformance[]> {
    return await this.days
      .find({ clientId, agentId, date: { $gte: from, $lte: to } })
      .sort({ date: 1 })
      .lean<AgentPerformance[]>();
  }

  /** Each agent's days since one, put together. */
  async sumsSince(clientId: TenantId, date: string): Promise<Map<AgentId, PerformanceSums>> {
    const rows = await this.days.aggregate<PerformanceSums & { readonly _id: AgentId }>([
      { $match: { clientId, date: { $gte: date } } },
      {
        $group: {
          _id: '$agentId',
          answers: add('answers'),
          answerSeconds: add('answerSeconds'),
          inTarget: add('inTarget'),
          overdue: add('overdue'),
          ratings: add('ratings'),
          ratingSum: add('ratingSum'),
        },
      },
    ]);
    return new Map(rows.map(({ _id, ...sums }) => [_id, sums]));
  }
}
