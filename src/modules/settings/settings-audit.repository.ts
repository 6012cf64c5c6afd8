import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert } from '../../platform/mongo/documents.js';
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
    { page, limit }: PageRequest,
  ): Promise<Page<AuditEntry>> {
    const query: Record<string, unknown> = {
      clientId,
      ...(section !== undefined && { section }),
      ...(actor !== undefined && { actor }),
      ...((from ?? to) && { at: { ...(from && { $gte: from }), ...(to && { $lt: to }) } }),
    };
    const [items, total] = await Promise.all([
      this.entries
        .find(query)
        .sort({ at: -1, _id: -1 })
        .skip((page - 1) * limit)
        .limit(limit)
        .lean<SettingsAuditDocument[]>(),
      this.entries.countDocuments(query),
    ]);
    return { items: items.map(({ _id: id, ...rest }) => ({ id, ...rest })), total, page, limit };
  }
}
