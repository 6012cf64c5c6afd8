import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { Log } from '../../platform/logging/log.js';
import { GroupInsert } from '../../platform/mongo/group-insert.js';
import { currentContext } from '../../platform/mongo/request-context.js';
import type { AnalyticsAuditDocument, AuditAction } from './analytics-audit.schema.js';

const LONGEST_FILTERS = 500;

/** Who looked at figures, and who took them away. */
@Injectable()
export class AnalyticsAudit {
  private readonly entries: GroupInsert<AnalyticsAuditDocument>;

  constructor(
    @InjectModel('AnalyticsAudit') model: Model<AnalyticsAuditDocument>,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.entries = new GroupInsert(model);
  }

  /** Resolves when it is stored. @param filters what was asked for, as an address has it */
  async note(who: Principal, action: AuditAction, what: string, filters: string): Promise<void> {
    const { clientId, agentId, apiKey } = who;
    await this.entries.insert({
      _id: this.ids.next(),
      clientId,
      at: this.clock.date(),
      action,
      what,
      agentId: apiKey ? null : agentId,
      apiKeyId: apiKey?.id ?? null,
      filters: filters.slice(0, LONGEST_FILTERS),
      requestId: currentContext()?.requestId ?? null,
    });
  }

  /** The same without waiting: who looks is not kept waiting for the note of it. */
  noteSoon(who: Principal, action: AuditAction, what: string, filters: string): void {
    this.note(who, action, what, filters).catch((error: unknown) => {
      this.log.error('look at figures not noted', { what, error });
    });
  }
}
