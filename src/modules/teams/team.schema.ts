import { Schema } from 'mongoose';
import type { AgentId, TeamId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import { MEMBER_ROLES, type Assignment, type Member, type Team } from './teams.types.js';

export interface TeamDocument extends Omit<Team, 'id'>, TenantDocument {
  readonly _id: TeamId;
  readonly clientId: TenantId;
  /** The name in lower case: two that differ in case only are one. */
  readonly nameKey: string;
}

export const TeamSchema = new Schema<TeamDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    name: { type: String, required: true, maxlength: 100 },
    nameKey: { type: String, required: true },
    sector: { type: String, required: true, maxlength: 100 },
    description: { type: String, maxlength: 1000 },
    leadId: { type: Number },
    isActive: { type: Boolean, required: true },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'teams', versionKey: false },
);

// One team of a name in a company; the list in the order of names.
TeamSchema.index({ clientId: 1, nameKey: 1 }, { unique: true });
// The list of a sector.
TeamSchema.index({ clientId: 1, sector: 1, isActive: 1 });

export interface TeamMemberDocument extends Omit<Member, 'id'>, TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
}

export const TeamMemberSchema = new Schema<TeamMemberDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    teamId: { type: String, required: true },
    agentId: { type: Number, required: true },
    role: { type: String, required: true, enum: MEMBER_ROLES },
    isActive: { type: Boolean, required: true },
    joinedAt: { type: Date, required: true },
  },
  { collection: 'team_members', versionKey: false },
);

// The members of a team; an agent is a member once.
TeamMemberSchema.index({ clientId: 1, teamId: 1, agentId: 1 }, { unique: true });
// The teams of an agent.
TeamMemberSchema.index({ clientId: 1, agentId: 1, isActive: 1 });

export interface TeamAssignmentDocument extends Omit<Assignment, 'id'>, TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly agentId: AgentId;
}

export const TeamAssignmentSchema = new Schema<TeamAssignmentDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    teamId: { type: String, required: true },
    agentId: { type: Number, required: true },
    memberId: { type: String },
    priority: { type: Number, required: true, min: 0, max: 10 },
    assignedAt: { type: Date, required: true },
  },
  { collection: 'team_agent_assignments', versionKey: false },
);

// Who takes a team's calls; an agent takes them once.
TeamAssignmentSchema.index({ clientId: 1, teamId: 1, agentId: 1 }, { unique: true });
// What ends with a member.
TeamAssignmentSchema.index({ clientId: 1, memberId: 1 });
// The teams whose calls an agent takes.
TeamAssignmentSchema.index({ clientId: 1, agentId: 1 });
