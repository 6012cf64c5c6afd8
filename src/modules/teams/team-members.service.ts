import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { asAgentId, Ids, type TeamId, type TenantId } from '../../common/ids.js';
import { EventStore } from '../../platform/events/event-store.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentsService } from '../agents/agents.service.js';
import type { Agent } from '../agents/agents.types.js';
import { TeamMembersRepository } from './team-members.repository.js';
import { TeamErrors } from './teams.errors.js';
import { teamEvent } from './teams.events.js';
import { TeamsRepository } from './teams.repository.js';
import {
  DEFAULT_PRIORITY,
  type Assignment,
  type Member,
  type MemberRole,
  type PresentMember,
} from './teams.types.js';

/**
 * Who belongs to a team, and who takes its calls. Every change is a write of the team too, so that
 * it cannot pass a removal of the team that happens at the same time.
 */
@Injectable()
export class TeamMembersService {
  constructor(
    private readonly repository: TeamMembersRepository,
    private readonly teams: TeamsRepository,
    private readonly agents: AgentsService,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** @throws TeamErrors.TEAM_NOT_FOUND */
  async list(clientId: TenantId, teamId: TeamId): Promise<PresentMember[]> {
    await this.mustExist(clientId, teamId);
    const members = await this.repository.listMembers(clientId, teamId);
    const agents = await this.agents.find(
      clientId,
      members.map((member) => member.agentId),
    );
    return members.map((member) => present(member, agents.get(member.agentId)));
  }

  /** @throws TeamErrors.TEAM_NOT_FOUND, MEMBER_EXISTS, AgentErrors.AGENT_NOT_FOUND */
  async add(
    clientId: TenantId,
    teamId: TeamId,
    input: { readonly agentId: number; readonly role?: MemberRole },
  ): Promise<PresentMember> {
    const member: Member = {
      id: this.ids.next(),
      teamId,
      agentId: asAgentId(input.agentId),
      role: input.role ?? 'member',
      isActive: true,
      joinedAt: this.clock.date(),
    };
    const add = this.changeTeam(clientId, teamId, async (session) => {
      const agent = await this.agents.require(session, clientId, member.agentId);
      await this.repository.insertMember(session, clientId, member);
      await this.append(session, clientId, 'team.member_added', member);
      return present(member, agent);
    });
    return await add.catch((error: unknown) => {
      throw isDuplicateKey(error) ? TeamErrors.MEMBER_EXISTS() : error;
    });
  }

  /** @throws TeamErrors.TEAM_NOT_FOUND, MEMBER_NOT_FOUND */
  async change(
    clientId: TenantId,
    teamId: TeamId,
    id: string,
    changes: { readonly role?: MemberRole; readonly isActive?: boolean },
  ): Promise<PresentMember> {
    return await this.changeTeam(clientId, teamId, async (session) => {
      const member = await this.repository.updateMember(session, clientId, teamId, id, changes);
      if (!member) throw TeamErrors.MEMBER_NOT_FOUND();
      await this.append(session, clientId, 'team.member_updated', member);
      return present(member, await this.agents.require(session, clientId, member.agentId));
    });
  }

  /** Takes a member out; the assignments that work for it, or are its own, end. */
  async remove(clientId: TenantId, teamId: TeamId, id: string): Promise<void> {
    await this.changeTeam(clientId, teamId, async (session) => {
      const member = await this.repository.findMember(session, clientId, teamId, id);
      if (!member) throw TeamErrors.MEMBER_NOT_FOUND();
      const all = await this.repository.findAssignments(session, clientId, { teamId });
      const ended = all.filter(
        ({ memberId, agentId }) =>
          memberId === id || (memberId === null && agentId === member.agentId),
      );
      await this.repository.deleteMember(session, clientId, id);
      await this.end(session, clientId, ended);
      await this.append(session, clientId, 'team.member_removed', member);
    });
  }

  /** Highest priority first. @throws TeamErrors.TEAM_NOT_FOUND */
  async listAssignments(clientId: TenantId, teamId: TeamId): Promise<Assignment[]> {
    await this.mustExist(clientId, teamId);
    return await this.repository.listAssignments(clientId, teamId);
  }

  /** @throws TeamErrors.TEAM_NOT_FOUND, MEMBER_NOT_FOUND, ASSIGNMENT_EXISTS */
  async assign(
    clientId: TenantId,
    teamId: TeamId,
    input: {
      readonly agentId: number;
      readonly memberId?: string | null;
      readonly priority?: number;
    },
  ): Promise<Assignment> {
    const assignment: Assignment = {
      id: this.ids.next(),
      teamId,
      agentId: asAgentId(input.agentId),
      memberId: input.memberId ?? null,
      priority: input.priority ?? DEFAULT_PRIORITY,
      assignedAt: this.clock.date(),
    };
    const { agentId, memberId } = assignment;
    const assign = this.changeTeam(clientId, teamId, async (session) => {
      await this.agents.require(session, clientId, agentId);
      if (memberId !== null) {
        const member = await this.repository.findMember(session, clientId, teamId, memberId);
        if (!member) throw TeamErrors.MEMBER_NOT_FOUND();
      }
      await this.repository.insertAssignment(session, clientId, assignment);
      const data = { assignment };
      await this.events.append(session, [
        teamEvent('team.agent_assigned', clientId, assignment.assignedAt, data, agentId),
      ]);
      return assignment;
    });
    return await assign.catch((error: unknown) => {
      throw isDuplicateKey(error) ? TeamErrors.ASSIGNMENT_EXISTS() : error;
    });
  }

  /** @throws TeamErrors.TEAM_NOT_FOUND, ASSIGNMENT_NOT_FOUND */
  async unassign(clientId: TenantId, teamId: TeamId, id: string): Promise<void> {
    await this.changeTeam(clientId, teamId, async (session) => {
      const found = await this.repository.findAssignments(session, clientId, { teamId, _id: id });
      if (found.length === 0) throw TeamErrors.ASSIGNMENT_NOT_FOUND();
      await this.end(session, clientId, found);
    });
  }

  private async changeTeam<T>(
    clientId: TenantId,
    teamId: TeamId,
    work: (session: ClientSession) => Promise<T>,
  ): Promise<T> {
    return await this.transactions.run(async (session) => {
      const updatedAt = this.clock.date();
      const team = await this.teams.update(session, clientId, teamId, { updatedAt });
      if (!team) throw TeamErrors.TEAM_NOT_FOUND();
      return await work(session);
    });
  }

  private async mustExist(clientId: TenantId, teamId: TeamId): Promise<void> {
    if (!(await this.teams.findById(clientId, teamId))) throw TeamErrors.TEAM_NOT_FOUND();
  }

  private async end(
    session: ClientSession,
    clientId: TenantId,
    assignments: readonly Assignment[],
  ): Promise<void> {
    const now = this.clock.date();
    const ids = assignments.map((assignment) => assignment.id);
    await this.repository.deleteAssignments(session, clientId, ids);
    await this.events.append(
      session,
      assignments.map((assignment) =>
        teamEvent('team.agent_unassigned', clientId, now, { assignment }, assignment.agentId),
      ),
    );
  }

  private async append(
    session: ClientSession,
    clientId: TenantId,
    type: 'team.member_added' | 'team.member_updated' | 'team.member_removed',
    member: Member,
  ): Promise<void> {
    await this.events.append(session, [
      teamEvent(type, clientId, this.clock.date(), { member }, member.agentId),
    ]);
  }
}

function present(member: Member, agent: Agent | undefined): PresentMember {
  return {
    ...member,
    fullName: agent?.fullName ?? '',
    onlineStatus: agent?.onlineStatus ?? 'offline',
    lastSeen: agent?.lastSeen ?? null,
  };
}
