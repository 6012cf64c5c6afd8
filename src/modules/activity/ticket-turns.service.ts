import { Injectable } from '@nestjs/common';
import type { AgentId, TenantId } from '../../common/ids.js';
import { TicketTurnsRepository, type AnswerCounts } from './ticket-turns.repository.js';

/** Agents' turns at tickets, counted. */
@Injectable()
export class TicketTurns {
  constructor(private readonly repository: TicketTurnsRepository) {}

  /**
   * How each agent answered from one moment until before another. A turn counts once: with its
   * answer if that came within the target, else as overdue when the target ran out; the mean of the
   * times is of all answers, early and late.
   */
  async count(
    clientId: TenantId,
    from: Date,
    to: Date,
    targetSeconds: number,
  ): Promise<Map<AgentId, AnswerCounts>> {
    const counts = await this.repository.count(clientId, from, to, targetSeconds);
    return new Map(counts.map((count) => [count.agentId, count]));
  }
}
