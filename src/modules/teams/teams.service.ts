import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { asAgentId, asTeamId, Ids, type TeamId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { EventStore } from '../../platform/events/event-store.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentsService } from '../agents/agents.service.js';
import { mustMatch } from '../../platform/http/if-match.js';
import { TeamMembersRepository } from './team-members.repository.js';
import { TeamErrors } from './teams.errors.js';
import { teamEvent } from './teams.events.js';
import { TeamsRepository } from './teams.repository.js';
import type {
  CountedTeam,
  NewTeam,
  Team,
  TeamChanges,
  TeamFilter,
  TeamOfSector,
} from './teams.types.js';

/** The teams of a company. */
@Injectable()
export class TeamsService {
  constructor(
    private readonly repository: TeamsRepository,
    private readonly members: TeamMembersRepository,
    private readonly agents: AgentsService,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async list(
    clientId: TenantId,
    filter: TeamFilter,
    page: PageRequest,
  ): Promise<Page<CountedTeam>> {
    const teams = await this.repository.list(clientId, filter, page);
    const countsOf = await this.members.counts(
      clientId,
      teams.items.map((team) => team.id),
    );
    return { ...teams, items: teams.items.map((team) => ({ ...team, ...countsOf(team.id) })) };
  }

  /** @throws TeamErrors.TEAM_NOT_FOUND also for the id of another tenant's team */
  async get(clientId: TenantId, id: TeamId): Promise<CountedTeam> {
    const team = await this.repository.findById(clientId, id);
    if (!team) throw TeamErrors.TEAM_NOT_FOUND();
    const countsOf = await this.members.counts(clientId, [id]);
    return { ...team, ...countsOf(id) };
  }

  /** For references: is it a team of the tenant, as the transaction that refers to it sees it? */
  async exists(session: ClientSession, clientId: TenantId, id: TeamId): Promise<boolean> {
    return (await this.repository.findById(clientId, id, session)) !== null;
  }

  /** Every team with its sector, by name. */
  async sectors(clientId: TenantId): Promise<readonly TeamOfSector[]> {
    return await this.repository.listSectors(clientId);
  }

  /** @throws TeamErrors.TEAM_NAME_TAKEN, AgentErrors.AGENT_NOT_FOUND */
  async create(clientId: TenantId, input: NewTeam): Promise<CountedTeam> {
    const now = this.clock.date();
    const team: Team = {
      id: asTeamId(this.ids.next()),
      clientId,
      name: input.name,
      sector: input.sector,
      description: input.description ?? null,
      leadId: toAgentId(input.leadId),
      isActive: input.isActive ?? true,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await this.uniqueName(() =>
      this.transactions.run(async (session) => {
        if (team.leadId !== null) await this.agents.require(session, clientId, team.leadId);
        await this.repository.insert(session, team);
        await this.events.append(session, [teamEvent('team.created', clientId, now, { team })]);
      }),
    );
    return { ...team, memberCount: 0, agentCount: 0 };
  }

  /** @throws TeamErrors.TEAM_NOT_FOUND, TEAM_NAME_TAKEN, CommonErrors.VERSION_CONFLICT */
  async update(
    clientId: TenantId,
    id: TeamId,
    changes: TeamChanges,
    expected: number | null,
  ): Promise<CountedTeam> {
    const now = this.clock.date();
    const { leadId, ...rest } = changes;
    const updated = await this.uniqueName(() =>
      this.transactions.run(async (session) => {
        const before = await this.repository.findById(clientId, id, session);
        if (!before) throw TeamErrors.TEAM_NOT_FOUND();
        mustMatch(expected, before.version);
        const lead = toAgentId(leadId);
        if (lead !== null) await this.agents.require(session, clientId, lead);
        const team = await this.repository.update(session, clientId, id, {
          ...rest,
          ...(leadId !== undefined && { leadId: lead }),
          updatedAt: now,
        });
        if (!team) throw TeamErrors.TEAM_NOT_FOUND();
        await this.events.append(session, [teamEvent('team.updated', clientId, now, { team })]);
        return team;
      }),
    );
    const countsOf = await this.members.counts(clientId, [id]);
    return { ...updated, ...countsOf(id) };
  }

  /** Removes a team with its members and assignments; history stays, live calls finish. */
  async delete(clientId: TenantId, id: TeamId, expected: number | null): Promise<void> {
    const now = this.clock.date();
    await this.transactions.run(async (session) => {
      const team = await this.repository.findById(clientId, id, session);
      if (!team) throw TeamErrors.TEAM_NOT_FOUND();
      mustMatch(expected, team.version);
      await this.repository.delete(session, clientId, id);
      await this.members.deleteAll(session, clientId, id);
      await this.events.append(session, [teamEvent('team.deleted', clientId, now, { teamId: id })]);
    });
  }

  private async uniqueName<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw isDuplicateKey(error) ? TeamErrors.TEAM_NAME_TAKEN() : error;
    }
  }
}

const toAgentId = (id: number | null | undefined) => (id == null ? null : asAgentId(id));
