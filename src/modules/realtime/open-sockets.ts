import { Injectable } from '@nestjs/common';
import type { AgentId, TenantId } from '../../common/ids.js';
import { LiveSockets } from '../device-connectivity/live-sockets.port.js';
import { AgentSocketsRepository } from './agent-sockets.repository.js';

/** Tells `device-connectivity` which agents have an open socket. */
@Injectable()
export class OpenSockets extends LiveSockets {
  constructor(private readonly repository: AgentSocketsRepository) {
    super();
  }

  async of(clientId: TenantId, agentIds: readonly AgentId[]): Promise<ReadonlySet<AgentId>> {
    return new Set(await this.repository.withSockets(clientId, agentIds));
  }
}
