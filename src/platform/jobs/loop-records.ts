import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { JobOutcome } from './job.schema.js';

/** The last noted turn of work that serves all companies together. Has no tenant. */
export interface LoopRecord {
  readonly _id: string;
  readonly description: string;
  readonly everyMs: number;
  readonly lastStartedAt: Date;
  readonly lastEndedAt: Date;
  readonly outcome: JobOutcome;
  readonly node: string;
}

/** Where the turns of background work are noted, whichever node made them. */
@Injectable()
export class LoopRecords {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async note({ _id, ...record }: LoopRecord): Promise<void> {
    await this.collection().updateOne({ _id }, { $set: record }, { upsert: true });
  }

  async list(): Promise<LoopRecord[]> {
    return await this.collection().find({}).sort({ _id: 1 }).toArray();
  }

  private collection() {
    return this.connection.collection<LoopRecord>('job_loops');
  }
}
