import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { Log } from '../../platform/logging/log.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { PresenceService } from '../heartbeat/presence.service.js';
import { AgentSocketsRepository } from './agent-sockets.repository.js';
import type { Connection } from './connection.js';
import { ANSWER_MS } from './pulse.js';

/** Takes the device from agents whose socket does not answer, until their app gives word again. */
@Injectable()
export class SilentSockets {
  constructor(
    private readonly sockets: AgentSocketsRepository,
    private readonly presence: PresenceService,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  /** A socket has not answered in time. An agent with another one is reached by that. */
  async note({ id, who: { clientId, agentId } }: Connection): Promise<void> {
    const askedAt = new Date(this.clock.now() - this.clock.fromWallMs(ANSWER_MS));
    try {
      await runForTenant(clientId, this.ids.next(), async () => {
        if (await this.sockets.hasOther(clientId, agentId, id)) return;
        const isLost = await this.presence.loseDevice(
          clientId,
          agentId,
          askedAt,
          this.clock.date(),
        );
        if (isLost) this.log.info('agent’s socket does not answer', { agentId });
      });
    } catch (error) {
      // Its next ping, or its next heartbeat, tells.
      this.log.warn('a silent socket was not noted', { agentId, error });
    }
  }
}
