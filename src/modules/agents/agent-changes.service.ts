import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors, DomainError } from '../../common/errors.js';
import type { AgentId } from '../../common/ids.js';
import { normalisePhone } from '../../common/phone.js';
import { CacheManager } from '../../platform/cache/cache-manager.js';
import { EventStore } from '../../platform/events/event-store.js';
import { may, type Principal } from '../../platform/http/auth.decorators.js';
import { mustMatch } from '../../platform/http/if-match.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import {
  capacityOf,
  differencesOf,
  isLeaving,
  mayChange,
  takesAdminAway,
} from './agent-changes.domain.js';
import { AgentCapacity } from './agent-capacity.port.js';
import { AgentSessions } from './agent-sessions.port.js';
import { AFTER_CHANGE } from './agents.caches.js';
import { AgentErrors } from './agents.errors.js';
import { agentDeleted, agentUpdated, type AgentEvent } from './agents.events.js';
import { AgentsRepository, takenError } from './agents.repository.js';
import type { Agent, AgentChanges } from './agents.types.js';

/** So many of a bulk change are on their way at once. */
const AT_ONCE = 8;

/** What came of a change of many agents. */
export interface BulkOutcome {
  readonly updated: number;
  /** `id: CODE message` of those that could not be changed. */
  readonly errors: readonly string[];
}

/**
 * Changes and removals of agents. An agent that leaves is signed out in the same transaction; calls
 * that it holds go on, and routing hears of the change by the change stream.
 */
@Injectable()
export class AgentChangesService {
  constructor(
    private readonly repository: AgentsRepository,
    private readonly sessions: AgentSessions,
    private readonly capacity: AgentCapacity,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly cache: CacheManager,
    private readonly clock: Clock,
  ) {}

  /**
   * Changes what is given; what is as it was already counts as not given.
   * @throws CommonErrors.FORBIDDEN, VERSION_CONFLICT, AgentErrors.AGENT_NOT_FOUND, USERNAME_TAKEN,
   * EMAIL_TAKEN, LAST_ADMIN
   */
  async update(
    me: Principal,
    id: AgentId,
    wanted: AgentChanges,
    expected: number | null,
  ): Promise<Agent> {
    const agent = await this.change(me, id, wanted, expected, agentUpdated);
    await this.cache.drop(me.clientId, ...AFTER_CHANGE);
    return agent;
  }

  /**
   * Deactivates an agent; one that is not active stays as it is.
   * @throws as `update` does
   */
  async remove(me: Principal, id: AgentId, expected: number | null): Promise<void> {
    await this.change(me, id, { isActive: false }, expected, agentDeleted);
    await this.cache.drop(me.clientId, ...AFTER_CHANGE);
  }

  /** Makes the same changes to many agents, each for itself: one that fails holds up no other. */
  async updateMany(
    me: Principal,
    ids: readonly AgentId[],
    wanted: AgentChanges,
  ): Promise<BulkOutcome> {
    const left = [...new Set(ids)];
    const errors: string[] = [];
    let updated = 0;
    while (left.length > 0) {
      const outcomes = await Promise.all(
        left.splice(0, AT_ONCE).map((id) => this.tryChange(me, id, wanted)),
      );
      const failed = outcomes.filter((outcome) => outcome !== null);
      errors.push(...failed);
      updated += outcomes.length - failed.length;
    }
    await this.cache.drop(me.clientId, ...AFTER_CHANGE);
    return { updated, errors };
  }

  private async tryChange(
    me: Principal,
    id: AgentId,
    wanted: AgentChanges,
  ): Promise<string | null> {
    try {
      await this.change(me, id, wanted, null, agentUpdated);
      return null;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return `${id}: ${error.code} ${error.message}`;
    }
  }

  private async change(
    me: Principal,
    id: AgentId,
    wanted: AgentChanges,
    expected: number | null,
    eventOf: (agent: Agent, at: Date) => AgentEvent,
  ): Promise<Agent> {
    // Before the agent is looked for: who may not change others learns nothing of them.
    const who = { agentId: me.agentId, mayChangeAll: mayChangeAll(me) };
    if (!mayChange(who, id, {})) throw CommonErrors.FORBIDDEN();
    const change = this.transactions.run(async (session) => {
      const before = await this.repository.findById(me.clientId, id, session);
      if (!before) throw AgentErrors.AGENT_NOT_FOUND();
      mustMatch(expected, before.version);
      const changes = differencesOf(before, wanted);
      if (!mayChange(who, id, changes)) throw CommonErrors.FORBIDDEN();
      if (Object.keys(changes).length === 0) return before;
      return await this.write(session, before, changes, eventOf);
    });
    return await change.catch((error: unknown) => {
      throw takenError(error) ?? error;
    });
  }

  private async write(
    session: ClientSession,
    before: Agent,
    changes: AgentChanges,
    eventOf: (agent: Agent, at: Date) => AgentEvent,
  ): Promise<Agent> {
    const { clientId, id } = before;
    if (takesAdminAway(before, changes)) {
      await this.repository.guardAdmins(session, clientId);
      const admins = await this.repository.countActiveAdmins(session, clientId);
      if (admins <= 1) throw AgentErrors.LAST_ADMIN();
    }
    const updatedAt = this.clock.date();
    const { phone = before.phone } = changes;
    const after = { ...before, ...changes, dialNumber: normalisePhone(phone), updatedAt };
    const agent = await this.repository.update(session, after);
    if (capacityOf(agent) !== capacityOf(before)) {
      await this.capacity.set(session, clientId, id, capacityOf(agent));
    }
    if (isLeaving(before, changes)) await this.sessions.endAll(session, clientId, id);
    await this.events.append(session, [eventOf(agent, updatedAt)]);
    return agent;
  }
}

/** A key that acts for an agent is never an admin; one that acts for none is, within its scopes. */
const mayChangeAll = (me: Principal): boolean => me.role === 'admin' && may(me, 'agents:write');
