import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { csvLine } from '../../common/csv.js';
import type { TenantId } from '../../common/ids.js';
import { AgentsService } from '../agents/agents.service.js';
import type { AgentFilter } from '../agents/agents.types.js';
import { EXPORTED } from './columns.domain.js';

/** Agents that are in memory at once. */
const PIECE = 500;

/** Agents as a CSV file that `AgentImport` can read. */
@Injectable()
export class AgentExport {
  constructor(private readonly agents: AgentsService) {}

  /** The file of the agents that match every filter, in pieces, by id. */
  file(clientId: TenantId, filter: AgentFilter): Readable {
    return Readable.from(this.lines(clientId, filter), { objectMode: false });
  }

  private async *lines(clientId: TenantId, filter: AgentFilter): AsyncGenerator<string> {
    yield csvLine(EXPORTED);
    for await (const piece of this.agents.all(clientId, filter, PIECE)) {
      yield piece.map((agent) => csvLine(EXPORTED.map((column) => agent[column]))).join('');
    }
  }
}
