import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { asAgentId, Ids, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { EventStore } from '../../platform/events/event-store.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentsService } from '../agents/agents.service.js';
import { mustMatch } from '../../platform/http/if-match.js';
import { HeldCalls } from './held-calls.port.js';
import { ProfileErrors } from './sector-agents.errors.js';
import { profileEvent } from './sector-agents.events.js';
import { SectorAgentsRepository } from './sector-agents.repository.js';
import {
  DEFAULT_PRIORITY,
  type MeasuredFigures,
  type NewProfile,
  type ProfileChanges,
  type ProfileFilter,
  type SectorAgent,
  type SectorStaff,
} from './sector-agents.types.js';

/** The routing profiles: what each agent is to a sector. */
@Injectable()
export class SectorAgentsService {
  constructor(
    private readonly repository: SectorAgentsRepository,
    private readonly agents: AgentsService,
    private readonly heldCalls: HeldCalls,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async list(
    clientId: TenantId,
    filter: ProfileFilter,
    page: PageRequest,
  ): Promise<Page<SectorAgent>> {
    return await this.repository.list(clientId, filter, page);
  }

  /** The sectors that have any profile, with who is there for them. */
  async sectors(clientId: TenantId): Promise<readonly SectorStaff[]> {
    return await this.repository.listSectors(clientId);
  }

  /** @throws ProfileErrors.PROFILE_NOT_FOUND also for the id of another tenant's profile */
  async get(clientId: TenantId, id: string): Promise<SectorAgent> {
    const profile = await this.repository.findById(clientId, id);
    if (!profile) throw ProfileErrors.PROFILE_NOT_FOUND();
    return profile;
  }

  /** @throws ProfileErrors.PROFILE_EXISTS, AgentErrors.AGENT_NOT_FOUND */
  async create(clientId: TenantId, input: NewProfile): Promise<SectorAgent> {
    const now = this.clock.date();
    const profile: SectorAgent = {
      id: this.ids.next(),
      clientId,
      agentId: asAgentId(input.agentId),
      sector: input.sector,
      priority: input.priority ?? DEFAULT_PRIORITY,
      capabilities: plain(input.capabilities ?? []),
      successRate: input.successRate ?? null,
      avgHandleTime: input.avgHandleTime ?? null,
      isActive: input.isActive ?? true,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await this.oneOfASector(() =>
      this.transactions.run(async (session) => {
        await this.agents.require(session, clientId, profile.agentId);
        await this.repository.insert(session, profile);
        await this.events.append(session, [profileEvent('profile.created', profile, now)]);
      }),
    );
    return profile;
  }

  /** @throws ProfileErrors.PROFILE_NOT_FOUND, PROFILE_EXISTS, CommonErrors.VERSION_CONFLICT */
  async update(
    clientId: TenantId,
    id: string,
    changes: ProfileChanges,
    expected: number | null,
  ): Promise<SectorAgent> {
    const updatedAt = this.clock.date();
    const { capabilities, ...rest } = changes;
    return await this.oneOfASector(() =>
      this.transactions.run(async (session) => {
        const before = await this.repository.findById(clientId, id, session);
        if (!before) throw ProfileErrors.PROFILE_NOT_FOUND();
        mustMatch(expected, before.version);
        const profile = await this.repository.update(session, clientId, id, {
          ...rest,
          ...(capabilities && { capabilities: plain(capabilities) }),
          updatedAt,
        });
        if (!profile) throw ProfileErrors.PROFILE_NOT_FOUND();
        await this.events.append(session, [profileEvent('profile.updated', profile, updatedAt)]);
        return profile;
      }),
    );
  }

  /**
   * Stores what was measured of agents in their sectors, in the caller's transaction; who has no
   * profile there is left out. Routing on every node follows the change stream.
   */
  async setMeasured(
    session: ClientSession,
    clientId: TenantId,
    measured: readonly MeasuredFigures[],
  ): Promise<void> {
    await this.repository.setMeasured(session, clientId, measured);
  }

  /** @throws ProfileErrors.PROFILE_NOT_FOUND, PROFILE_IN_USE, CommonErrors.VERSION_CONFLICT */
  async delete(clientId: TenantId, id: string, expected: number | null): Promise<void> {
    const { agentId } = await this.get(clientId, id);
    if (await this.heldCalls.holds(clientId, agentId)) throw ProfileErrors.PROFILE_IN_USE();
    await this.transactions.run(async (session) => {
      const profile = await this.repository.findById(clientId, id, session);
      if (!profile) throw ProfileErrors.PROFILE_NOT_FOUND();
      mustMatch(expected, profile.version);
      await this.repository.delete(session, clientId, id);
      await this.events.append(session, [
        profileEvent('profile.deleted', profile, this.clock.date()),
      ]);
    });
  }

  private async oneOfASector<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw isDuplicateKey(error) ? ProfileErrors.PROFILE_EXISTS() : error;
    }
  }
}

/** Only the two fields, whatever class the capability came in. */
const plain = (capabilities: SectorAgent['capabilities']) =>
  capabilities.map(({ name, level }) => ({ name, level }));
