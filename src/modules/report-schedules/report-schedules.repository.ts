import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import type { ReportSchedule } from './report-schedule.types.js';

/** Every query of `report_schedules`. */
@Injectable()
export class ReportSchedulesRepository {
  constructor(@InjectModel('ReportSchedule') private readonly schedules: Model<ReportSchedule>) {}

  async insert(session: ClientSession, schedule: ReportSchedule): Promise<void> {
    await insert(this.schedules, [schedule], session);
  }

  async count(session: ClientSession, clientId: TenantId): Promise<number> {
    return await this.schedules.countDocuments({ clientId }).session(session);
  }

  async list(clientId: TenantId): Promise<ReportSchedule[]> {
    return await this.schedules.find({ clientId }).sort({ createdAt: 1 }).lean<ReportSchedule[]>();
  }

  async listDue(clientId: TenantId, now: Date): Promise<ReportSchedule[]> {
    return await this.schedules
      .find({ clientId, nextDueAt: { $lte: now } })
      .sort({ nextDueAt: 1 })
      .lean<ReportSchedule[]>();
  }

  /** Moves a schedule on; false when it is gone, or somebody was faster. */
  async moveOn(
    session: ClientSession,
    { _id, clientId, nextDueAt: lastDueAt }: ReportSchedule,
    nextDueAt: Date,
    lastReportId: string,
  ): Promise<boolean> {
    const { matchedCount } = await this.schedules.updateOne(
      { _id, clientId, nextDueAt: lastDueAt },
      { $set: { nextDueAt, lastDueAt, lastReportId } },
      { session },
    );
    return matchedCount === 1;
  }

  /** False when there was none. */
  async delete(clientId: TenantId, id: string): Promise<boolean> {
    const { deletedCount } = await this.schedules.deleteOne({ _id: id, clientId });
    return deletedCount === 1;
  }
}
