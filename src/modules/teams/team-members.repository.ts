import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, TeamId, TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import type { TeamAssignmentDocument, TeamMemberDocument } from './team.schema.js';
import type { Assignment, Member, TeamStaff, WhichMember } from './teams.types.js';

const FIELDS = { clientId: 0 } as const;
const toPlain = <T extends { readonly _id: string }>({ _id, ...rest }: T) => ({ id: _id, ...rest });
/** `clientId` was not read: these are the fields of the plain form, with `_id` for `id`. */
type Stored<T extends { readonly id: string }> = Omit<T, 'id'> & { readonly _id: string };

@Injectable()
export class TeamMembersRepository {
  constructor(
    @InjectModel('TeamMember') private readonly members: Model<TeamMemberDocument>,
    @InjectModel('TeamAssignment') private readonly assignments: Model<TeamAssignmentDocument>,
  ) {}

  async insertMember(session: ClientSession, clientId: TenantId, member: Member): Promise<void> {
    const { id: _id, ...rest } = member;
    await insert(this.members, [{ _id, clientId, ...rest }], session);
  }

  async listMembers(clientId: TenantId, teamId: TeamId): Promise<Member[]> {
    const stored = await this.members
      .find({ clientId, teamId })
      .select(FIELDS)
      .sort({ joinedAt: 1, _id: 1 })
      .lean<Stored<Member>[]>();
    return stored.map(toPlain);
  }

  async findMember(
    session: ClientSession,
    clientId: TenantId,
    teamId: TeamId,
    which: WhichMember,
  ): Promise<Member | null> {
    const key = 'id' in which ? { _id: which.id } : { agentId: which.agentId };
    const stored = await this.members
      .findOne({ clientId, teamId, ...key })
      .select(FIELDS)
      .session(session)
      .lean<Stored<Member>>();
    return stored && toPlain(stored);
  }

  async updateMember(
    session: ClientSession,
    clientId: TenantId,
    teamId: TeamId,
    id: string,
    changes: Partial<Pick<Member, 'role' | 'isActive'>>,
  ): Promise<Member | null> {
    const stored = await this.members
      .findOneAndUpdate(
        { _id: id, clientId, teamId },
        { $set: changes },
        { session, returnDocument: 'after', projection: FIELDS },
      )
      .lean<Stored<Member>>();
    return stored && toPlain(stored);
  }

  async deleteMember(session: ClientSession, clientId: TenantId, id: string): Promise<void> {
    await this.members.deleteOne({ _id: id, clientId }, { session });
  }

  async insertAssignment(
    session: ClientSession,
    clientId: TenantId,
    assignment: Assignment,
  ): Promise<void> {
    const { id: _id, ...rest } = assignment;
    await insert(this.assignments, [{ _id, clientId, ...rest }], session);
  }

  /** Highest priority first. */
  async listAssignments(clientId: TenantId, teamId: TeamId): Promise<Assignment[]> {
    const stored = await this.assignments
      .find({ clientId, teamId })
      .select(FIELDS)
      .sort({ priority: -1, _id: 1 })
      .lean<Stored<Assignment>[]>();
    return stored.map(toPlain);
  }

  async findAssignments(
    session: ClientSession,
    clientId: TenantId,
    filter: { readonly teamId: TeamId; readonly _id?: string; readonly memberId?: string },
  ): Promise<Assignment[]> {
    const stored = await this.assignments
      .find({ clientId, ...filter })
      .select(FIELDS)
      .session(session)
      .lean<Stored<Assignment>[]>();
    return stored.map(toPlain);
  }

  async deleteAssignments(
    session: ClientSession,
    clientId: TenantId,
    ids: readonly string[],
  ): Promise<void> {
    await this.assignments.deleteMany({ clientId, _id: { $in: ids } }, { session });
  }

  /** Everything in a team: it is being removed. */
  async deleteAll(session: ClientSession, clientId: TenantId, teamId: TeamId): Promise<void> {
    await this.assignments.deleteMany({ clientId, teamId }, { session });
    await this.members.deleteMany({ clientId, teamId }, { session });
  }

  /** The agents of all teams. */
  async staff(clientId: TenantId): Promise<(teamId: TeamId) => TeamStaff> {
    const pipeline = [
      { $match: { clientId } },
      { $group: { _id: '$teamId', agentIds: { $push: '$agentId' } } },
    ];
    type Agents = { readonly _id: TeamId; readonly agentIds: readonly AgentId[] };
    const [members, assignments] = await Promise.all([
      this.members.aggregate<Agents>(pipeline),
      this.assignments.aggregate<Agents>(pipeline),
    ]);
    const membersOf = new Map(members.map(({ _id, agentIds }) => [_id, agentIds]));
    const assignedTo = new Map(assignments.map(({ _id, agentIds }) => [_id, agentIds]));
    return (teamId) => ({
      agentIds: assignedTo.get(teamId) ?? [],
      memberIds: membersOf.get(teamId) ?? [],
    });
  }

  /** How many members and assignments each of these teams has. */
  async counts(
    clientId: TenantId,
    teamIds: readonly TeamId[],
  ): Promise<(teamId: TeamId) => { readonly memberCount: number; readonly agentCount: number }> {
    const counted = [
      { $match: { clientId, teamId: { $in: [...teamIds] } } },
      { $group: { _id: '$teamId', count: { $sum: 1 } } },
    ];
    type Count = { readonly _id: TeamId; readonly count: number; readonly isOfAgents?: true };
    // One question for both: lists of teams are read more than anything else of theirs.
    const rows = await this.members.aggregate<Count>([
      ...counted,
      {
        $unionWith: {
          coll: this.assignments.collection.collectionName,
          pipeline: [...counted, { $addFields: { isOfAgents: true } }],
        },
      },
    ]);
    const countsOf = (isOfAgents: boolean) =>
      new Map(
        rows
          .filter((row) => (row.isOfAgents ?? false) === isOfAgents)
          .map(({ _id, count }) => [_id, count]),
      );
    const [memberCounts, agentCounts] = [countsOf(false), countsOf(true)];
    return (teamId) => ({
      memberCount: memberCounts.get(teamId) ?? 0,
      agentCount: agentCounts.get(teamId) ?? 0,
    });
  }
}
