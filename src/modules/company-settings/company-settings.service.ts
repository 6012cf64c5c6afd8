import { Injectable } from '@nestjs/common';
import { CommonErrors } from '../../common/errors.js';
import { asAgentId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { dayBounds } from '../../common/time.js';
import { SectorAgentsService } from '../sector-agents/sector-agents.service.js';
import { SettingsAudit } from '../settings/settings-audit.service.js';
import type { Actor, AuditEntry } from '../settings/settings-audit.types.js';
import { SettingsService } from '../settings/settings.service.js';
import { TeamsService } from '../teams/teams.service.js';
import { sectorsInUse, type SectorInUse } from './sectors.domain.js';

/** What was asked of the record; times as they came. */
export interface AskedAudit {
  readonly section?: string | undefined;
  readonly actor?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What an administrator reads about its company's settings. */
@Injectable()
export class CompanySettingsService {
  constructor(
    private readonly settings: SettingsService,
    private readonly audit: SettingsAudit,
    private readonly teams: TeamsService,
    private readonly profiles: SectorAgentsService,
  ) {}

  async sectors(clientId: TenantId): Promise<SectorInUse[]> {
    const { sectors } = await this.settings.of(clientId);
    const [staff, teams] = await Promise.all([
      this.profiles.sectors(clientId),
      this.teams.sectors(clientId),
    ]);
    return sectorsInUse(sectors, staff, teams);
  }

  /** @throws CommonErrors.VALIDATION_ERROR when `to` is before `from` */
  async history(
    clientId: TenantId,
    asked: AskedAudit,
    page: PageRequest,
  ): Promise<Page<AuditEntry>> {
    const { timezone } = await this.settings.of(clientId);
    const from = asked.from === undefined ? undefined : momentOf(asked.from, timezone).from;
    const to = asked.to === undefined ? undefined : momentOf(asked.to, timezone).to;
    if (from && to && to < from) {
      const details = [{ field: 'to', message: 'must not be before from' }];
      throw CommonErrors.VALIDATION_ERROR({ details });
    }
    const actor = asked.actor === undefined ? undefined : actorOf(asked.actor);
    return await this.audit.list(clientId, { section: asked.section, actor, from, to }, page);
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A day of the company as its first and its last moment; a time as itself. */
function momentOf(text: string, zone: string): { readonly from: Date; readonly to: Date } {
  if (DAY.test(text)) return dayBounds(text, zone);
  return { from: new Date(text), to: new Date(text) };
}

/** Agents' ids are whole numbers, all others are of API keys. */
function actorOf(text: string): Actor {
  return /^\d{1,15}$/.test(text) ? { agentId: asAgentId(Number(text)) } : { apiKeyId: text };
}
