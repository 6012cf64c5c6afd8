import { Injectable } from '@nestjs/common';
import type { AgentId, TenantId } from '../../common/ids.js';
import { LiveSockets } from '../device-connectivity/live-sockets.port.js';
import { Hub } from './hub.service.js';
import { AgentSocketsRepository } from './agent-sockets.repository.js';

/** Tells `device-connectivity` which agents have an open socket. */
@Injectable()
export class OpenSockets extends LiveSockets {
  constructor(
    private readonly repository: AgentSocketsRepository,
    private readonly hub: Hub,
  ) {
    super();
  }

  async of(clientId: TenantId, agentIds: readonly AgentId[]): Promise<ReadonlySet<AgentId>> {
    return new Set(await this.repository.withSockets(clientId, agentIds));
  }

  async silent(agentIds: readonly AgentId[]): Promise<ReadonlySet<AgentId>> {
    const answers = await Promise.all(agentIds.map((agentId) => this.hub.reaches(agentId)));
    return new Set(agentIds.filter((_, place) => answers[place] === false));
  }
}
