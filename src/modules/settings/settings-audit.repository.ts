import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert, pageOf } from '../../platform/mongo/documents.js';
import type { SettingsAuditDocument } from './settings-audit.schema.js';
import type { AuditEntry, AuditFilter } from './settings-audit.types.js';

@Injectable()
export class SettingsAuditRepository {
  constructor(
    @InjectModel('SettingsAudit') private readonly entries: Model<SettingsAuditDocument>,
  ) {}

  async insert(session: ClientSession, entry: SettingsAuditDocument): Promise<void> {
    await insert(this.entries, [entry], session);
  }

  /** The newest first. */
  async list(
    clientId: TenantId,
    { section, actor, from, to }: AuditFilter,
    page: PageRequest,
  ): Promise<Page<AuditEntry>> {
    const query: Record<string, unknown> = {
      clientId,
      ...(section !== undefined && { section }),
      ...(actor !== undefined && { actor }),
      ...((from ?? to) && { at: { ...(from && { $gte: from }), ...(to && { $lt: to }) } }),
    };
    const found = await pageOf(this.entries, query, { at: -1, _id: -1 }, page);
    return { ...found, items: found.items.map(({ _id: id, ...rest }) => ({ id, ...rest })) };
  }
}
