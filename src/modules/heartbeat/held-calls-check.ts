import { Injectable } from '@nestjs/common';
import type { AgentId, TenantId } from '../../common/ids.js';
import { HeldCalls } from '../sector-agents/held-calls.port.js';
import { PresenceService } from './presence.service.js';

/** Tells `sector-agents` whether an agent holds a call. */
@Injectable()
export class HeldCallsCheck extends HeldCalls {
  constructor(private readonly presence: PresenceService) {
    super();
  }

  async holds(clientId: TenantId, agentId: AgentId): Promise<boolean> {
    return await this.presence.holds(clientId, agentId);
  }
}
