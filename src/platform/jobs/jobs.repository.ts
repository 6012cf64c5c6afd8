import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { insert, isDuplicateKey } from '../mongo/documents.js';
import { SYSTEM } from '../mongo/tenant.plugin.js';
import type { JobRecord } from './job.schema.js';

const idOf = (name: string, clientId: TenantId): string => `${name}:${clientId}`;

/** A job that was never begun. */
export const newRecord = (name: string, clientId: TenantId): JobRecord => ({
  _id: idOf(name, clientId),
  clientId,
  name,
  isRunning: false,
  runs: 0,
  lastStartedAt: null,
  lastEndedAt: null,
  completeAt: null,
  nextRunAt: null,
  outcome: null,
  did: null,
  figures: {},
  error: null,
  cursor: null,
  node: null,
});

@Injectable()
export class JobsRepository {
  constructor(@InjectModel('Job') private readonly jobs: Model<JobRecord>) {}

  /** All companies' records of a job. */
  async listAll(name: string): Promise<JobRecord[]> {
    return await this.jobs.find({ name }).setOptions(SYSTEM).lean<JobRecord[]>();
  }

  /** The companies that wait for a run by hand. */
  async requested(name: string): Promise<TenantId[]> {
    const found = await this.jobs
      .find({ name, requestedAt: { $type: 'date' } })
      .select({ clientId: 1 })
      .setOptions(SYSTEM)
      .lean<Pick<JobRecord, 'clientId'>[]>();
    return found.map((record) => record.clientId);
  }

  async list(clientId: TenantId): Promise<JobRecord[]> {
    return await this.jobs.find({ clientId }).sort({ name: 1 }).lean<JobRecord[]>();
  }

  async find(name: string, clientId: TenantId): Promise<JobRecord | null> {
    return await this.jobs.findOne({ _id: idOf(name, clientId), clientId }).lean<JobRecord>();
  }

  /** Asks for a run; null when it runs, or when somebody has asked before. */
  async request(name: string, clientId: TenantId, requestedAt: Date): Promise<JobRecord | null> {
    await this.makeKnown(name, clientId);
    return await this.jobs
      .findOneAndUpdate(
        { _id: idOf(name, clientId), clientId, isRunning: false, requestedAt: { $exists: false } },
        { $set: { requestedAt } },
        { returnDocument: 'after' },
      )
      .lean<JobRecord>();
  }

  async begin(name: string, clientId: TenantId, at: Date, node: string): Promise<JobRecord> {
    await this.makeKnown(name, clientId);
    const begun = await this.jobs
      .findOneAndUpdate(
        { _id: idOf(name, clientId), clientId },
        {
          $set: { isRunning: true, lastStartedAt: at, node },
          $unset: { requestedAt: 1 },
          $inc: { runs: 1 },
        },
        { returnDocument: 'after' },
      )
      .lean<JobRecord>();
    return begun ?? newRecord(name, clientId);
  }

  /** Notes how a run went, unless another node has begun one since. */
  async end(
    name: string,
    clientId: TenantId,
    node: string,
    result: Partial<Omit<JobRecord, '_id' | 'clientId' | 'name'>>,
  ): Promise<void> {
    await this.jobs.updateOne(
      { _id: idOf(name, clientId), clientId, node },
      { $set: { isRunning: false, ...result } },
    );
  }

  private async makeKnown(name: string, clientId: TenantId): Promise<void> {
    if (await this.jobs.exists({ _id: idOf(name, clientId), clientId })) return;
    try {
      await insert(this.jobs, [newRecord(name, clientId)]);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
