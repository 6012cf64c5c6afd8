import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import { AgentErrors } from './agents.errors.js';
import { AgentFiguresRepository } from './agent-figures.repository.js';
import type { AgentFigures, DayCounters, FiguresChange } from './agent-figures.types.js';
import type { PerformanceLevel } from './agents.types.js';

const MOST_MINUTES = 1440;
const round2 = (value: number): number => Math.round(value * 100) / 100;

/** The figures that stand on agents: they follow from what is recorded, and nothing else sets them. */
@Injectable()
export class AgentFiguresService {
  constructor(private readonly repository: AgentFiguresRepository) {}

  /**
   * Applies a change; means are of all that was ever recorded of the agent.
   * @throws AgentErrors.AGENT_NOT_FOUND
   */
  async apply(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    { counters, answerSeconds, rating }: FiguresChange,
  ): Promise<AgentFigures> {
    const hasMean = answerSeconds !== undefined || rating !== undefined;
    const sums = hasMean
      ? await this.repository.addToSums(session, clientId, agentId, {
          answers: answerSeconds === undefined ? 0 : 1,
          answerSeconds: answerSeconds ?? 0,
          ratings: rating === undefined ? 0 : 1,
          ratingSum: rating ?? 0,
        })
      : null;
    const figures = await this.repository.change(session, clientId, agentId, counters, {
      ...(sums && sums.answers > 0 && { avgResponseTime: minutes(sums) }),
      ...(sums && sums.ratings > 0 && { customerSatisfaction: mean(sums) }),
    });
    if (!figures) throw AgentErrors.AGENT_NOT_FOUND();
    return figures;
  }

  /** Sets the counters of the present day. */
  async setDay(
    session: ClientSession | undefined,
    clientId: TenantId,
    counters: readonly DayCounters[],
  ): Promise<void> {
    if (counters.length > 0) await this.repository.setDay(session, clientId, counters);
  }

  async setOnlineHours(
    clientId: TenantId,
    hours: readonly Pick<DayCounters, 'agentId' | 'onlineHoursToday'>[],
  ): Promise<void> {
    if (hours.length > 0) await this.repository.setOnlineHours(clientId, hours);
  }

  async setLevel(
    session: ClientSession,
    clientId: TenantId,
    level: PerformanceLevel,
    agentIds: readonly AgentId[],
  ): Promise<void> {
    if (agentIds.length > 0) await this.repository.setLevels(session, clientId, level, agentIds);
  }
}

const minutes = (sums: { answers: number; answerSeconds: number }): number =>
  Math.min(MOST_MINUTES, round2(sums.answerSeconds / sums.answers / 60));
const mean = (sums: { ratings: number; ratingSum: number }): number =>
  round2(sums.ratingSum / sums.ratings);
