import { Injectable } from '@nestjs/common';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { Period } from '../../common/period.js';
import { AgentDaysRepository, type PresenceDay } from './agent-days.repository.js';

/** What is recorded of agents' days, for other figures. */
@Injectable()
export class AgentDaysService {
  constructor(private readonly repository: AgentDaysRepository) {}

  /** How long an agent, or each of all, was there on the days that are over. */
  async presence(
    clientId: TenantId,
    agentId: AgentId | null,
    period: Period,
  ): Promise<readonly PresenceDay[]> {
    return await this.repository.presence(clientId, agentId, period);
  }
}
