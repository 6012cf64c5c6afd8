import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert, pageOf } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { ScheduledCall, ScheduleState } from './schedule.types.js';

export interface ScheduleFilter {
  readonly status?: ScheduleState;
  readonly agentId?: AgentId;
  readonly phoneNumber?: string;
}

@Injectable()
export class ScheduledCallsRepository {
  constructor(@InjectModel('ScheduledCall') private readonly schedules: Model<ScheduledCall>) {}

  async insert(session: ClientSession, schedule: ScheduledCall): Promise<void> {
    await insert(this.schedules, [schedule], session);
  }

  async find(
    clientId: TenantId,
    _id: string,
    session?: ClientSession,
  ): Promise<ScheduledCall | null> {
    return await this.schedules
      .findOne({ _id, clientId })
      .session(session ?? null)
      .lean<ScheduledCall>();
  }

  async list(
    clientId: TenantId,
    filter: ScheduleFilter,
    page: PageRequest,
  ): Promise<Page<ScheduledCall>> {
    const query = { clientId, ...filter };
    return await pageOf(this.schedules, query, { scheduledFor: 1, _id: 1 }, page);
  }

  /** @returns whether it was still the version that was read */
  async replace(session: ClientSession, schedule: ScheduledCall): Promise<boolean> {
    const { _id, clientId, version } = schedule;
    const result = await this.schedules.updateOne(
      { _id, clientId, version: version - 1 },
      { $set: schedule },
      { session },
    );
    return result.modifiedCount === 1;
  }

  /** Whose run is due, of all companies, the longest due first: the system's own question. */
  async due(now: Date, limit: number): Promise<ScheduledCall[]> {
    return await this.schedules
      .find({ nextRunAt: { $type: 'date', $lte: now } })
      .sort({ nextRunAt: 1 })
      .limit(limit)
      .setOptions(SYSTEM)
      .lean<ScheduledCall[]>();
  }

  /** Those whose last call is under way, of all companies; the longest unseen first. */
  async running(limit: number): Promise<ScheduledCall[]> {
    return await this.schedules
      .find({ status: 'running' })
      .sort({ updatedAt: 1 })
      .limit(limit)
      .setOptions(SYSTEM)
      .lean<ScheduledCall[]>();
  }
}
