import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors.js';
import { asAgentId, asTeamId, type TeamId, type TenantId } from '../../common/ids.js';
import { TeamMembersService } from './team-members.service.js';
import { TeamErrors } from './teams.errors.js';
import { TeamsRepository } from './teams.repository.js';
import type { MemberRole, PresentMember } from './teams.types.js';

export const BULK_ACTIONS = ['add', 'move', 'remove'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

export interface BulkOperation {
  readonly action: BulkAction;
  readonly agentId: number;
  /** Of who is added or moved; who is moved keeps its own otherwise. */
  readonly role?: MemberRole;
  /** Where to, of a move. */
  readonly toTeamId?: string;
}

/** What came of one operation. */
export interface BulkOutcome {
  readonly index: number;
  readonly action: BulkAction;
  readonly agentId: number;
  readonly success: boolean;
  /** As it is now; null when it was removed, or nothing was done. */
  readonly member: PresentMember | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface BulkResult {
  readonly total: number;
  readonly successful: number;
  readonly failed: number;
  readonly results: readonly BulkOutcome[];
}

/** Many changes of a team's members in one call, each a transaction of its own. */
@Injectable()
export class TeamBulkService {
  constructor(
    private readonly members: TeamMembersService,
    private readonly teams: TeamsRepository,
  ) {}

  /** In the given order. @throws TeamErrors.TEAM_NOT_FOUND */
  async run(
    clientId: TenantId,
    teamId: TeamId,
    operations: readonly BulkOperation[],
  ): Promise<BulkResult> {
    if (!(await this.teams.findById(clientId, teamId))) throw TeamErrors.TEAM_NOT_FOUND();
    const results: BulkOutcome[] = [];
    for (const [index, operation] of operations.entries()) {
      const { action, agentId } = operation;
      const about = { index, action, agentId };
      try {
        const member = await this.do(clientId, teamId, operation);
        results.push({ ...about, success: true, member, error: null });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        const { code, message } = error;
        results.push({ ...about, success: false, member: null, error: { code, message } });
      }
    }
    const successful = results.filter((result) => result.success).length;
    return { total: results.length, successful, failed: results.length - successful, results };
  }

  private async do(
    clientId: TenantId,
    teamId: TeamId,
    { action, agentId: id, role, toTeamId }: BulkOperation,
  ): Promise<PresentMember | null> {
    const agentId = asAgentId(id);
    const asRole = role && { role };
    switch (action) {
      case 'add':
        return await this.members.add(clientId, teamId, { agentId, ...asRole });
      case 'move': {
        const to = { teamId: asTeamId(toTeamId ?? ''), ...asRole };
        return await this.members.move(clientId, teamId, agentId, to);
      }
      case 'remove':
        await this.members.remove(clientId, teamId, { agentId });
        return null;
    }
  }
}
