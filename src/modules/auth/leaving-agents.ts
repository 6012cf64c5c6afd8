import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import { AgentSessions } from '../agents/agent-sessions.port.js';
import { SessionManager } from './session-manager.service.js';

/** Signs out who leaves: with its session, each refresh token is worth nothing. */
@Injectable()
export class LeavingAgents extends AgentSessions {
  constructor(private readonly sessions: SessionManager) {
    super();
  }

  override async endAll(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
  ): Promise<void> {
    await this.sessions.endAll(session, clientId, agentId, 'deactivated');
  }
}
