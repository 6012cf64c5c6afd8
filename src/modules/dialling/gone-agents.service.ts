import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { IDLE, Ticks } from '../../platform/jobs/ticks.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { AgentsService } from '../agents/agents.service.js';
import { failed } from '../placed-calls/dial.domain.js';
import { DialMoves } from './dial-moves.service.js';
import { OutboundCallsRepository } from './outbound-calls.repository.js';

const LOOK_MS = 5 * SECOND;
/** Calls of one agent that are ended in one look. */
const AT_ONCE = 100;

/** Ends the calls that wait for agents who left their company: nobody would ever place them. */
@Injectable()
export class GoneAgents implements OnApplicationBootstrap {
  constructor(
    private readonly repository: OutboundCallsRepository,
    private readonly agents: AgentsService,
    private readonly moves: DialMoves,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'end-calls-of-gone-agents',
      description: 'Ends calls that wait for agents who are no more',
      everyMs: LOOK_MS,
      atLeastWallMs: SECOND,
      run: async () => {
        const tenants = await this.repository.tenantsWaiting();
        for (const clientId of tenants) {
          await runForTenant(clientId, this.ids.next(), () => this.look(clientId));
        }
        return tenants.length === 0 ? IDLE : undefined;
      },
    });
  }

  private async look(clientId: TenantId): Promise<void> {
    const waitedFor = await this.repository.agentsWaitedFor(clientId);
    const agents = await this.agents.find(clientId, waitedFor);
    const now = this.clock.date();
    for (const agentId of waitedFor.filter((id) => agents.get(id)?.isActive !== true)) {
      for (const { _id } of await this.repository.nextDue(clientId, agentId, now, AT_ONCE)) {
        await this.moves.decideAndStore(clientId, _id, (call) =>
          call.dialState === 'waiting' ? failed(call, 'agent_gone', this.clock.date()) : null,
        );
      }
    }
  }
}
