import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SessionManager } from '../auth/session-manager.service.js';
import { PresenceRepository } from './presence.repository.js';

/** An agent without a session is not ready, however lately its app gave a sign of life. */
@Injectable()
export class SignedOutAgents implements OnApplicationBootstrap {
  constructor(
    private readonly sessions: SessionManager,
    private readonly presence: PresenceRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.sessions.onLastEnded(async (transaction, clientId, agentId, at) => {
      await this.presence.loseTouch(transaction, clientId, agentId, at, at);
    });
  }
}
