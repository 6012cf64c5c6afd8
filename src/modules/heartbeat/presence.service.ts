import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import { PresenceRepository, type Release, type ReserveGuard } from './presence.repository.js';
import type { Hold, PresenceDocument } from './presence.schema.js';
import { MISSED_LIMIT } from './readiness.domain.js';
import { StatusManager } from './status-manager.js';

/** Why the system sets an agent away. */
export const MISSED_OFFERS = 'missed offers';

/** Agents' places: taken and given back in the transaction of the call that needs them. */
@Injectable()
export class PresenceService {
  constructor(
    private readonly repository: PresenceRepository,
    private readonly statuses: StatusManager,
  ) {}

  /**
   * Takes one place of an agent for a call, in one conditional write: null when it has none left,
   * is not ready any more, or holds this call already.
   */
  async reserve(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    hold: Hold,
    guard: ReserveGuard,
  ): Promise<PresenceDocument | null> {
    return await this.repository.reserve(session, clientId, agentId, hold, guard);
  }

  /** Takes the place without asking: what the wire says wins. Null when it holds the call already. */
  async occupy(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    hold: Hold,
  ): Promise<PresenceDocument | null> {
    return await this.repository.occupy(session, clientId, agentId, hold);
  }

  /**
   * Gives a place back; null when the agent does not hold the call. A second missed offer in a row
   * sets an available agent away, in the same transaction.
   */
  async release(
    session: ClientSession,
    clientId: TenantId,
    release: Release,
  ): Promise<PresenceDocument | null> {
    const presence = await this.repository.release(session, clientId, release);
    if (!presence || release.outcome !== 'missed') return presence;
    if (presence.missedInRow < MISSED_LIMIT || presence.chosen !== 'online') return presence;
    const away = { status: 'away', reason: MISSED_OFFERS } as const;
    const chosen = await this.statuses.choose(session, clientId, release.agentId, away, 'system');
    return chosen.presence;
  }

  /** An agent's device does not answer: it is not ready until its next heartbeat. Was it connected? */
  async loseDevice(clientId: TenantId, agentId: AgentId, since: Date, at: Date): Promise<boolean> {
    return await this.repository.loseDevice(clientId, agentId, since, at);
  }

  /** Does an agent hold a call, or is it reserved for one? */
  async holds(clientId: TenantId, agentId: AgentId): Promise<boolean> {
    return ((await this.repository.find(clientId, agentId))?.activeCalls ?? 0) > 0;
  }

  async find(clientId: TenantId, agentId: AgentId): Promise<PresenceDocument | null> {
    return await this.repository.find(clientId, agentId);
  }

  /** Those that hold a call, or say so. */
  async listHolding(clientId: TenantId): Promise<PresenceDocument[]> {
    return await this.repository.listHolding(clientId);
  }

  /** Makes the count of an agent's places that of its holds; true when it was right by now. */
  async recount(clientId: TenantId, agentId: AgentId): Promise<boolean> {
    return await this.repository.recount(clientId, agentId);
  }

  /** The live states of a tenant's agents. */
  async list(clientId: TenantId): Promise<PresenceDocument[]> {
    return await this.repository.list(clientId);
  }

  /** The whole deployment, for the index of ready agents. */
  async listAll(): Promise<PresenceDocument[]> {
    return await this.repository.listAll();
  }

  /** Those of the agents that have a live state, whatever their tenants. */
  async findMany(agentIds: readonly AgentId[]): Promise<PresenceDocument[]> {
    return await this.repository.findMany(agentIds);
  }

  /** Those of a company's agents who chose to be online and wrap nothing up; the longest idle first. */
  async onlineOf(
    clientId: TenantId,
    agentIds: readonly AgentId[],
    now: Date,
  ): Promise<PresenceDocument[]> {
    const states = await this.repository.findMany(agentIds);
    return states
      .filter(
        (state) =>
          state.clientId === clientId &&
          state.chosen === 'online' &&
          (state.wrapUpUntil === null || state.wrapUpUntil <= now),
      )
      .sort((a, b) => a.idleSince.getTime() - b.idleSince.getTime());
  }
}
