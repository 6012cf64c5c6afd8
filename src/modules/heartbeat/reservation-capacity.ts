import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { AgentCapacity } from '../agents/agent-capacity.port.js';
import { PresenceRepository } from './presence.repository.js';

/** Keeps agents' capacity beside what they hold, so that one write can compare the two. */
@Injectable()
export class ReservationCapacity extends AgentCapacity {
  constructor(
    private readonly repository: PresenceRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  async set(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    calls: number,
  ): Promise<void> {
    await this.repository.setCapacity(session, clientId, agentId, calls, this.clock.date());
  }
}
