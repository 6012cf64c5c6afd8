import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Ids, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { withoutSecrets } from './settings-audit.domain.js';
import { SettingsAuditRepository } from './settings-audit.repository.js';
import type { AuditEntry, AuditFilter, NewAuditEntry } from './settings-audit.types.js';

const MAX_ADDRESS = 64;

/** Who changed which setting, when and from where: written with the change, never altered. */
@Injectable()
export class SettingsAudit {
  constructor(
    private readonly repository: SettingsAuditRepository,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * Records a change in the caller's transaction; what changed nothing leaves no entry. Secrets
   * are recorded as `••••`: fields are known by their names (`credentials`, `apiKey`, `token` …).
   */
  async record(session: ClientSession, entry: NewAuditEntry): Promise<void> {
    if (entry.changes.length === 0) return;
    await this.repository.insert(session, {
      _id: this.ids.next(),
      clientId: entry.clientId,
      at: this.clock.date(),
      actor: entry.actor,
      ip: entry.ip.slice(0, MAX_ADDRESS),
      section: entry.section,
      target: entry.target ?? null,
      changes: withoutSecrets(entry.changes),
    });
  }

  /** What was recorded, the newest first. */
  async list(
    clientId: TenantId,
    filter: AuditFilter,
    page: PageRequest,
  ): Promise<Page<AuditEntry>> {
    return await this.repository.list(clientId, filter, page);
  }
}
