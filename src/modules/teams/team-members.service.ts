import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { asAgentId, Ids, type AgentId, type TeamId, type TenantId } from '../../common/ids.js';
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
  type TeamStaff,
  type WhichMember,
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

  /** Who takes the calls of each team, and who belongs to it. */
  async staff(clientId: TenantId): Promise<(teamId: TeamId) => TeamStaff> {
    return await this.repository.staff(clientId);
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
    return await this.onceAMember(
      this.changeTeam(clientId, teamId, (session) => this.insert(session, clientId, member)),
    );
  }

  /**
   * Takes a member from one team to another with the assignments that end here: it and those who
   * work for it take the calls of the other team, if they do not already.
   * @throws TeamErrors.TEAM_NOT_FOUND of either, MEMBER_NOT_FOUND, MEMBER_EXISTS
   */
  async move(
    clientId: TenantId,
    from: TeamId,
    agentId: AgentId,
    to: { readonly teamId: TeamId; readonly role?: MemberRole },
  ): Promise<PresentMember> {
    const { teamId } = to;
    if (teamId === from) throw TeamErrors.MEMBER_EXISTS();
    const [id, now] = [this.ids.next(), this.clock.date()];
    const move = this.changeTeam(clientId, from, async (session) => {
      const { member, ended } = await this.takeOut(session, clientId, from, { agentId });
      await this.touch(session, clientId, teamId);
      const moved = { ...member, id, teamId, role: to.role ?? member.role, joinedAt: now };
      const present = await this.insert(session, clientId, moved);
      const there = await this.repository.findAssignments(session, clientId, { teamId });
      const known = new Set(there.map((assignment) => assignment.agentId));
      for (const assignment of ended.filter((one) => !known.has(one.agentId))) {
        const memberId = assignment.memberId === null ? null : id;
        await this.insertAssignment(session, clientId, {
          ...assignment,
          id: this.ids.next(),
          teamId,
          memberId,
          assignedAt: now,
        });
      }
      return present;
    });
    return await this.onceAMember(move);
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
  async remove(clientId: TenantId, teamId: TeamId, which: WhichMember): Promise<void> {
    await this.changeTeam(clientId, teamId, async (session) => {
      await this.takeOut(session, clientId, teamId, which);
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
        const which = { id: memberId };
        const member = await this.repository.findMember(session, clientId, teamId, which);
        if (!member) throw TeamErrors.MEMBER_NOT_FOUND();
      }
      await this.insertAssignment(session, clientId, assignment);
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
      await this.touch(session, clientId, teamId);
      return await work(session);
    });
  }

  private async touch(session: ClientSession, clientId: TenantId, teamId: TeamId): Promise<void> {
    const updatedAt = this.clock.date();
    const team = await this.teams.update(session, clientId, teamId, { updatedAt });
    if (!team) throw TeamErrors.TEAM_NOT_FOUND();
  }

  private async insert(
    session: ClientSession,
    clientId: TenantId,
    member: Member,
  ): Promise<PresentMember> {
    const agent = await this.agents.require(session, clientId, member.agentId);
    await this.repository.insertMember(session, clientId, member);
    await this.append(session, clientId, 'team.member_added', member);
    return present(member, agent);
  }

  private async insertAssignment(
    session: ClientSession,
    clientId: TenantId,
    assignment: Assignment,
  ): Promise<void> {
    const { agentId, assignedAt } = assignment;
    await this.repository.insertAssignment(session, clientId, assignment);
    await this.events.append(session, [
      teamEvent('team.agent_assigned', clientId, assignedAt, { assignment }, agentId),
    ]);
  }

  /** The member that was taken out, and the assignments that ended with it. */
  private async takeOut(
    session: ClientSession,
    clientId: TenantId,
    teamId: TeamId,
    which: WhichMember,
  ): Promise<{ readonly member: Member; readonly ended: readonly Assignment[] }> {
    const member = await this.repository.findMember(session, clientId, teamId, which);
    if (!member) throw TeamErrors.MEMBER_NOT_FOUND();
    const all = await this.repository.findAssignments(session, clientId, { teamId });
    const ended = all.filter(
      ({ memberId, agentId }) =>
        memberId === member.id || (memberId === null && agentId === member.agentId),
    );
    await this.repository.deleteMember(session, clientId, member.id);
    await this.end(session, clientId, ended);
    await this.append(session, clientId, 'team.member_removed', member);
    return { member, ended };
  }

  private async onceAMember<T>(work: Promise<T>): Promise<T> {
    return await work.catch((error: unknown) => {
      throw isDuplicateKey(error) ? TeamErrors.MEMBER_EXISTS() : error;
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
