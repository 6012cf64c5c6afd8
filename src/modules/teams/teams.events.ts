import type { DomainEvent } from '../../common/events.js';
import type { AgentId, TeamId, TenantId } from '../../common/ids.js';
import type { Assignment, Member, Team } from './teams.types.js';

interface TeamEventData {
  'team.created': { readonly team: Team };
  'team.updated': { readonly team: Team };
  'team.deleted': { readonly teamId: TeamId };
  'team.member_added': { readonly member: Member };
  'team.member_updated': { readonly member: Member };
  'team.member_removed': { readonly member: Member };
  'team.agent_assigned': { readonly assignment: Assignment };
  'team.agent_unassigned': { readonly assignment: Assignment };
}
export type TeamEventType = keyof TeamEventData;

/** Something that happened to a team, or to one of those in it. */
export function teamEvent<T extends TeamEventType>(
  type: T,
  clientId: TenantId,
  at: Date,
  data: TeamEventData[T],
  agentId: AgentId | null = null,
): DomainEvent<T, TeamEventData[T]> {
  return { type, clientId, at, agentId, data };
}
