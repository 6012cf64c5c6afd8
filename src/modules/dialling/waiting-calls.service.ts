import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type AgentId, type TenantId } from '../../common/ids.js';
import { IDLE, Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import type { Agent } from '../agents/agents.types.js';
import { AgentsService } from '../agents/agents.service.js';
import { PresenceService } from '../heartbeat/presence.service.js';
import { SettingsService } from '../settings/settings.service.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { OutboundProvider, type OutboundLine } from '../telephony/outbound-provider.port.js';
import type { CallOrigin, OutboundCall } from '../calls/outbound-call.types.js';
import { CallingHours } from '../placed-calls/calling-hours.port.js';
import { Claims } from './claims.service.js';
import { postponed } from '../placed-calls/dial.domain.js';
import { DialMoves } from './dial-moves.service.js';
import { Dialler } from './dialler.service.js';
import { LinesRepository } from './lines.repository.js';
import { OutboundCallsRepository } from './outbound-calls.repository.js';

const LOOK_MS = 100;
/** Where nobody waits, the next look is not before so long; ms of the wall. */
const QUIET_MS = 300;
/** One run ends after so long, so that the lease stays ours; ms of the wall. */
const LONGEST_RUN_MS = 1500;
/** Dials of an account that one node waits for; its limits over all nodes the provider keeps. */
const MOST_AT_ONCE = 10;
/** Agents looked at for one company in one round. */
const AGENTS_A_ROUND = 500;
/** Calls of one agent that are tried in one round: the first may be kept by its batch's pause. */
const TRIED_OF_AGENT = 3;

const KEEPS_HOURS: ReadonlySet<CallOrigin> = new Set(['bulk', 'retry', 'campaign']);

/**
 * Gives calls that wait their turn: whoever is ready is called for, the most urgent and then the
 * longest due first. One node at a time does it for all companies.
 */
@Injectable()
export class WaitingCalls implements OnApplicationBootstrap {
  private quietUntilMs = 0;

  constructor(
    private readonly repository: OutboundCallsRepository,
    private readonly lines: LinesRepository,
    private readonly agents: AgentsService,
    private readonly presence: PresenceService,
    private readonly settings: SettingsService,
    private readonly provider: OutboundProvider,
    private readonly claims: Claims,
    private readonly dialler: Dialler,
    private readonly moves: DialMoves,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
    private readonly hours: CallingHours,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'dial-waiting-calls',
      description: 'Dials calls that wait for their agents, their time or the account’s limits',
      everyMs: LOOK_MS,
      atLeastWallMs: LOOK_MS,
      run: async () => {
        if (this.clock.monotonicMs() < this.quietUntilMs) return IDLE;
        const tenants = await this.repository.tenantsWaiting();
        if (tenants.length === 0) {
          this.quietUntilMs = this.clock.monotonicMs() + QUIET_MS;
          return IDLE;
        }
        const until = this.clock.monotonicMs() + LONGEST_RUN_MS;
        const counts = await Promise.all(
          tenants.map((clientId) =>
            runForTenant(clientId, this.ids.next(), () => this.dialDue(clientId, until)).catch(
              (error: unknown) => {
                this.log.warn('waiting calls not dialled', { error });
                return 0;
              },
            ),
          ),
        );
        return counts.some((count) => count > 0) ? undefined : IDLE;
      },
    });
  }

  /** Rounds until nobody is ready for anything, or the time is over; how many were dialled. */
  private async dialDue(clientId: TenantId, untilMs: number): Promise<number> {
    let dialled = 0;
    for (;;) {
      const count = await this.round(clientId, untilMs);
      dialled += count;
      if (count === 0 || this.clock.monotonicMs() > untilMs) return dialled;
    }
  }

  private async round(clientId: TenantId, untilMs: number): Promise<number> {
    const line = await this.provider.lineOf(clientId);
    if (!line || (await this.provider.closedForMs(line)) > 0) return 0;
    const settings = await this.settings.of(clientId);
    const taken = await this.lines.count(clientId, this.clock.date());
    const free = settings.rules.concurrentCalls.outbound - taken;
    if (free <= 0) return 0;
    let dialled = 0;
    for (const agent of await this.agentsFree(clientId)) {
      if (dialled === free || this.clock.monotonicMs() > untilMs) break;
      await this.dialler.room(line, MOST_AT_ONCE);
      if (await this.dialNext(settings, agent, line)) dialled += 1;
    }
    return dialled;
  }

  /** The agents for whom calls wait and who seem to have a place; the claim decides. */
  private async agentsFree(clientId: TenantId): Promise<Agent[]> {
    const waitedFor = await this.repository.agentsWaitedFor(clientId);
    if (waitedFor.length === 0) return [];
    const online = await this.presence.onlineOf(clientId, waitedFor, this.clock.date());
    const held = new Map<AgentId, number>(online.map((one) => [one._id, one.activeCalls]));
    const agents = await this.agents.find(clientId, [...held.keys()].slice(0, AGENTS_A_ROUND));
    return [...held].flatMap(([id, activeCalls]) => {
      const agent = agents.get(id);
      return agent && activeCalls < agent.maxConcurrentCalls ? [agent] : [];
    });
  }

  private async dialNext(
    settings: TenantSettings,
    agent: Agent,
    line: OutboundLine,
  ): Promise<boolean> {
    const { clientId } = settings;
    const now = this.clock.date();
    for (const call of await this.repository.nextDue(clientId, agent.id, now, TRIED_OF_AGENT)) {
      if (await this.waitsForHours(call, now)) continue;
      const answer = await this.claims.claim(settings, call, agent, line, false);
      if (answer.kind === 'claimed') {
        this.dialler.begin(answer.claimed);
        return true;
      }
      if (answer.kind === 'not_now' && answer.why === 'agent_not_ready') return false;
    }
    return false;
  }

  /** Nobody waits for these: they ring only when their numbers may. */
  private async waitsForHours(call: OutboundCall, now: Date): Promise<boolean> {
    if (!KEEPS_HOURS.has(call.origin)) return false;
    const opening = await this.hours.openingOf(call, now);
    if (opening.isOpen) return false;
    const { by, until } = opening;
    // A campaign counts the calls of a number before it takes its lead.
    if (call.origin === 'campaign' && by === 'called_often_enough') return false;
    await this.moves.decideAndStore(call.clientId, call._id, (current) =>
      current.version === call.version ? postponed(current, by, until, this.clock.date()) : null,
    );
    return true;
  }
}
