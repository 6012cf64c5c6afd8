import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { CommonErrors, type FieldProblem } from '../../common/errors.js';
import type { TenantId } from '../../common/ids.js';
import { AgentsService } from '../agents/agents.service.js';
import type { BusinessRules } from '../settings/rules.domain.js';
import type { ChangedBy } from '../settings/settings-audit.types.js';
import { SettingsChanges, type VersionedRules } from '../settings/settings-changes.service.js';
import { TeamsService } from '../teams/teams.service.js';

/** The business rules of a company: what they name must be its own. */
@Injectable()
export class BusinessRulesService {
  constructor(
    private readonly changes: SettingsChanges,
    private readonly agents: AgentsService,
    private readonly teams: TeamsService,
  ) {}

  /** @throws SettingsErrors.COMPANY_NOT_FOUND */
  async get(clientId: TenantId): Promise<VersionedRules> {
    return await this.changes.rules(clientId);
  }

  /** @throws CommonErrors.VALIDATION_ERROR, VERSION_CONFLICT, SettingsErrors.COMPANY_NOT_FOUND */
  async change(
    clientId: TenantId,
    given: unknown,
    expected: number | null,
    by: ChangedBy,
  ): Promise<VersionedRules> {
    return await this.changes.changeRules(clientId, given, expected, by, (session, rules, before) =>
      this.checkReferences(session, clientId, rules, before),
    );
  }

  /**
   * Replaces the list of dispositions.
   * @param given the list, alone or as `dispositions`
   * @throws CommonErrors.VALIDATION_ERROR, VERSION_CONFLICT, SettingsErrors.COMPANY_NOT_FOUND
   */
  async changeDispositions(
    clientId: TenantId,
    given: unknown,
    expected: number | null,
    by: ChangedBy,
  ): Promise<VersionedRules> {
    const body: { dispositions?: unknown } = Array.isArray(given)
      ? { dispositions: given }
      : mustBeObject(given);
    const { dispositions = null, ...others } = body;
    const details = Object.keys(others).map((field) => ({ field, message: 'is not known' }));
    if (dispositions === null) details.push({ field: 'dispositions', message: 'must be a list' });
    if (details.length > 0) throw CommonErrors.VALIDATION_ERROR({ details });
    const change = { dispositions };
    const noReferences = () => Promise.resolve();
    return await this.changes.changeRules(
      clientId,
      change,
      expected,
      by,
      noReferences,
      'dispositions',
    );
  }

  /** What was named before may be gone by now: it is no reason to refuse the change of another rule. */
  private async checkReferences(
    session: ClientSession,
    clientId: TenantId,
    { fallbackAgentId, overflow }: BusinessRules,
    before: BusinessRules,
  ): Promise<void> {
    const details: FieldProblem[] = [];
    if (fallbackAgentId !== null && fallbackAgentId !== before.fallbackAgentId) {
      const found = await this.agents.find(clientId, [fallbackAgentId], session);
      const message = 'is not an agent of the company';
      if (found.size === 0) details.push({ field: 'fallbackAgentId', message });
    }
    if (overflow.to === 'team' && !isDeepStrictEqual(overflow, before.overflow)) {
      const isKnown = await this.teams.exists(session, clientId, overflow.teamId);
      const message = 'is not a team of the company';
      if (!isKnown) details.push({ field: 'overflow.teamId', message });
    }
    if (details.length > 0) throw CommonErrors.VALIDATION_ERROR({ details });
  }
}

function mustBeObject(given: unknown): object {
  if (typeof given === 'object' && given !== null) return given;
  throw CommonErrors.VALIDATION_ERROR({ message: 'The body must be a list or a JSON object' });
}
