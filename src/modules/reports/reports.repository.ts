import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert, pageOf } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { ReportType } from '../report-content/report-content.types.js';
import type { Report, ReportState } from './report.types.js';

export interface ReportsFilter {
  readonly state?: ReportState | undefined;
  readonly type?: ReportType | undefined;
}
type Change = Partial<
  Pick<
    Report,
    'state' | 'progress' | 'rows' | 'bytes' | 'endedAt' | 'heldUntil' | 'error' | 'mailIds'
  >
>;
const ON_ITS_WAY: readonly ReportState[] = ['queued', 'running'];

/** Every query of the collection `reports`. */
@Injectable()
export class ReportsRepository {
  constructor(@InjectModel('Report') private readonly reports: Model<Report>) {}

  async insert(session: ClientSession, report: Report): Promise<void> {
    await insert(this.reports, [report], session);
  }

  async find(clientId: TenantId, id: string, session?: ClientSession): Promise<Report | null> {
    return await this.reports
      .findOne({ _id: id, clientId })
      .session(session ?? null)
      .lean<Report>();
  }

  async list(
    clientId: TenantId,
    { state, type }: ReportsFilter,
    page: PageRequest,
  ): Promise<Page<Report>> {
    const filter = { clientId, ...(state && { state }), ...(type && { type }) };
    return await pageOf(this.reports, filter, { createdAt: -1 }, page);
  }

  async countOnTheirWay(session: ClientSession, clientId: TenantId): Promise<number> {
    return await this.reports
      .countDocuments({ clientId, state: { $in: [...ON_ITS_WAY] } })
      .session(session);
  }

  /** The report that waits longest, for this node alone, over all tenants; null: there is none. */
  async take(now: Date, heldUntil: Date): Promise<Report | null> {
    return await this.reports
      .findOneAndUpdate(
        { $or: [{ state: 'queued' }, { state: 'running', heldUntil: { $lte: now } }] },
        { $set: { state: 'running', startedAt: now, heldUntil, rows: 0 }, $inc: { attempt: 1 } },
        { sort: { createdAt: 1 }, returnDocument: 'after' },
      )
      .setOptions(SYSTEM)
      .lean<Report>();
  }

  /** A change by the node that works on it; false when it was cancelled or another has it now. */
  async update(
    { _id, clientId, attempt }: Report,
    change: Change,
    session?: ClientSession,
  ): Promise<boolean> {
    const { matchedCount } = await this.reports.updateOne(
      { _id, clientId, attempt, state: 'running' },
      { $set: change },
      session ? { session } : {},
    );
    return matchedCount === 1;
  }

  /** Whoever works on it finds out at its next step. */
  async cancel(session: ClientSession, { _id, clientId }: Report, endedAt: Date): Promise<Report> {
    const cancelled = await this.reports
      .findOneAndUpdate(
        { _id, clientId },
        { $set: { state: 'cancelled', endedAt, heldUntil: null } },
        { session, returnDocument: 'after' },
      )
      .lean<Report>();
    if (!cancelled) throw new Error(`report ${_id} is gone within a transaction`);
    return cancelled;
  }

  /** Some that were made before a moment; those on their way stay. */
  async listOld(clientId: TenantId, before: Date, limit: number): Promise<string[]> {
    const found = await this.reports
      .find({ clientId, createdAt: { $lt: before }, state: { $nin: [...ON_ITS_WAY] } })
      .select({ _id: 1 })
      .limit(limit)
      .lean<Pick<Report, '_id'>[]>();
    return found.map(({ _id }) => _id);
  }

  async delete(clientId: TenantId, ids: readonly string[]): Promise<void> {
    await this.reports.deleteMany({ clientId, _id: { $in: [...ids] } });
  }
}
