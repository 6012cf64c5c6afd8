import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import type { TicketTurn } from './activity.types.js';

/** How an agent answered in a span. */
export interface AnswerCounts {
  readonly agentId: AgentId;
  /** First answers, and the seconds that they took together. */
  readonly answers: number;
  readonly answerSeconds: number;
  /** Of these, those within the target. */
  readonly inTarget: number;
  /** Turns whose target ran out without an answer. */
  readonly overdue: number;
}

@Injectable()
export class TicketTurnsRepository {
  constructor(@InjectModel('TicketTurn') private readonly turns: Model<TicketTurn>) {}

  async findLast(
    session: ClientSession,
    clientId: TenantId,
    ticketId: string,
  ): Promise<TicketTurn | null> {
    return await this.turns
      .findOne({ clientId, ticketId })
      .sort({ number: -1 })
      .session(session)
      .lean<TicketTurn>();
  }

  async insert(session: ClientSession, turn: TicketTurn): Promise<void> {
    await insert(this.turns, [turn], session);
  }

  async update(
    session: ClientSession,
    clientId: TenantId,
    _id: string,
    { answeredAt, endedAt, end }: Pick<TicketTurn, 'answeredAt' | 'endedAt' | 'end'>,
  ): Promise<void> {
    const fields = { answeredAt, endedAt, end };
    await this.turns.updateOne({ _id, clientId }, { $set: fields }, { session });
  }

  /** See `TicketTurns.count`. */
  async count(
    clientId: TenantId,
    from: Date,
    to: Date,
    targetSeconds: number,
  ): Promise<AnswerCounts[]> {
    const targetMs = targetSeconds * 1000;
    const took = { $subtract: ['$answeredAt', '$assignedAt'] };
    const answered = await this.turns.aggregate<
      Omit<AnswerCounts, 'overdue' | 'agentId'> & { readonly _id: AgentId }
    >([
      { $match: { clientId, answeredAt: { $gte: from, $lt: to } } },
      {
        $group: {
          _id: '$agentId',
          answers: { $sum: 1 },
          answerSeconds: { $sum: { $round: { $divide: [took, 1000] } } },
          inTarget: { $sum: { $cond: [{ $lte: [took, targetMs] }, 1, 0] } },
        },
      },
    ]);
    const due = { $add: ['$assignedAt', targetMs] };
    const isAfterDue = (field: string) => ({
      $or: [{ $eq: [{ $ifNull: [field, null] }, null] }, { $gt: [field, due] }],
    });
    const overdue = await this.turns.aggregate<{ readonly _id: AgentId; readonly count: number }>([
      {
        $match: {
          clientId,
          assignedAt: {
            $gte: new Date(from.getTime() - targetMs),
            $lt: new Date(to.getTime() - targetMs),
          },
          $expr: { $and: [isAfterDue('$answeredAt'), isAfterDue('$endedAt')] },
        },
      },
      { $group: { _id: '$agentId', count: { $sum: 1 } } },
    ]);
    const counts = new Map<AgentId, AnswerCounts>();
    for (const { _id: agentId, ...sums } of answered) {
      counts.set(agentId, { ...sums, agentId, overdue: 0 });
    }
    for (const { _id: agentId, count } of overdue) {
      const known = counts.get(agentId) ?? { answers: 0, answerSeconds: 0, inTarget: 0 };
      counts.set(agentId, { ...known, agentId, overdue: count });
    }
    return [...counts.values()];
  }
}
