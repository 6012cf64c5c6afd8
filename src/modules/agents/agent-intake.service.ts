import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { DomainError } from '../../common/errors.js';
import { asAgentId, type AgentId, type TenantId } from '../../common/ids.js';
import { EventStore } from '../../platform/events/event-store.js';
import { AgentIds } from './agent-ids.js';
import { AgentErrors } from './agents.errors.js';
import { agentCreated } from './agents.events.js';
import { AgentsRepository, isIdUsed, takenError, toDocument } from './agents.repository.js';
import type { Agent, Newcomer } from './agents.types.js';
import { newAgent } from './new-agent.domain.js';

/** Ids above this are not kept: one of them would use up the numbers of the whole deployment. */
export const HIGHEST_KEPT_ID = 1_000_000_000;

/** An agent of the company now, or why it is none. */
export type Admission =
  { readonly agent: Agent; readonly newcomer: Newcomer } | { readonly error: DomainError };

/** Takes on many agents at once. */
@Injectable()
export class AgentIntake {
  constructor(
    private readonly repository: AgentsRepository,
    private readonly ids: AgentIds,
    private readonly events: EventStore,
    private readonly clock: Clock,
  ) {}

  /** An id for each: the one that it wants where that is free, else a new one. */
  async idsFor(newcomers: readonly Newcomer[]): Promise<readonly AgentId[]> {
    const wanted = newcomers.flatMap(({ wantedId }) => (wantedId === null ? [] : [wantedId]));
    const used = new Set(await this.repository.findUsedIds(wanted));
    const kept = newcomers.map(({ wantedId }) => {
      if (wantedId === null || used.has(wantedId)) return null;
      used.add(wantedId);
      return wantedId;
    });
    const highest = Math.max(0, ...kept.map((id) => id ?? 0));
    if (highest > 0) await this.ids.pass(asAgentId(highest));
    const fresh = [...(await this.ids.reserve(kept.filter((id) => id === null).length))];
    return kept.map((id) => {
      const given = id ?? fresh.shift();
      if (given === undefined) throw new Error('too few ids');
      return given;
    });
  }

  /**
   * Stores them in the caller's transaction, with their events; each must choose a password at its
   * first sign-in. A name or an address that somebody has, or that came before, refuses that one
   * alone. An id or a name that is taken at this very moment fails the transaction (`isLostRace`).
   */
  async admit(
    session: ClientSession,
    clientId: TenantId,
    newcomers: readonly Newcomer[],
    ids: readonly AgentId[],
  ): Promise<readonly Admission[]> {
    const taken = await this.repository.findTaken(
      session,
      newcomers.map(({ username }) => username.toLowerCase()),
      newcomers.map(({ email }) => email.toLowerCase()),
    );
    const names = new Set(taken.usernameKeys);
    const addresses = new Set(taken.emailKeys);
    const now = this.clock.date();
    const admissions = newcomers.map((newcomer, index): Admission => {
      const [name, address] = [newcomer.username.toLowerCase(), newcomer.email.toLowerCase()];
      if (names.has(name)) return { error: AgentErrors.USERNAME_TAKEN() };
      if (addresses.has(address)) return { error: AgentErrors.EMAIL_TAKEN() };
      names.add(name);
      addresses.add(address);
      const id = ids[index];
      if (id === undefined) throw new Error('fewer ids than newcomers');
      const { isActive } = newcomer;
      const agent = newAgent(id, clientId, newcomer, now);
      return { agent: { ...agent, isActive, mustChangePassword: true }, newcomer };
    });
    const admitted = admissions.filter((admission) => 'agent' in admission);
    await this.repository.insert(
      session,
      ...admitted.map(({ agent, newcomer }) => toDocument(agent, newcomer)),
    );
    await this.events.append(
      session,
      admitted.map(({ agent }) => agentCreated(agent, now)),
    );
    return admissions;
  }

  /** Is it worth trying again, with new ids? */
  isLostRace(error: unknown): boolean {
    return isIdUsed(error) || takenError(error) !== null;
  }
}
