import type { AgentId, TeamId, TenantId } from '../../common/ids.js';
import type { OnlineStatus } from '../agents/agents.types.js';

export const MEMBER_ROLES = ['lead', 'member'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** Of a team's or a profile's priority, 0 to 10, unless it is given. */
export const DEFAULT_PRIORITY = 5;

export interface Team {
  readonly id: TeamId;
  readonly clientId: TenantId;
  readonly name: string;
  readonly sector: string;
  readonly description: string | null;
  readonly leadId: AgentId | null;
  readonly isActive: boolean;
  /** Grows with each change of the team, its members and its assignments. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A team with how many belong to it and how many take its calls. */
export interface CountedTeam extends Team {
  readonly memberCount: number;
  readonly agentCount: number;
}

/** A team and what its calls are about. */
export type TeamOfSector = Pick<Team, 'id' | 'name' | 'sector' | 'isActive'>;

export interface NewTeam {
  readonly name: string;
  readonly sector: string;
  readonly description?: string | null;
  readonly leadId?: number | null;
  readonly isActive?: boolean;
}
export type TeamChanges = Partial<NewTeam>;

export interface TeamFilter {
  readonly sector?: string;
  readonly isActive?: boolean;
  /** Part of the name. */
  readonly search?: string;
}

export interface Member {
  readonly id: string;
  readonly teamId: TeamId;
  readonly agentId: AgentId;
  readonly role: MemberRole;
  readonly isActive: boolean;
  readonly joinedAt: Date;
}

/** Agents by what they are to a team. */
export interface TeamStaff {
  /** Who takes its calls. */
  readonly agentIds: readonly AgentId[];
  /** Who belongs to it. */
  readonly memberIds: readonly AgentId[];
}

/** A member by its own id, or by that of its agent. */
export type WhichMember = { readonly id: string } | { readonly agentId: AgentId };

/** A member as it is now. */
export interface PresentMember extends Member {
  readonly fullName: string;
  readonly onlineStatus: OnlineStatus;
  readonly lastSeen: Date | null;
}

/** Somebody who takes the team's calls, for itself or for a member. */
export interface Assignment {
  readonly id: string;
  readonly teamId: TeamId;
  readonly agentId: AgentId;
  readonly memberId: string | null;
  readonly priority: number;
  readonly assignedAt: Date;
}
