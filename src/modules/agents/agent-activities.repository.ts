import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { insert } from '../../platform/mongo/documents.js';
import type { AgentActivityDocument } from './agent.schema.js';

@Injectable()
export class AgentActivitiesRepository {
  constructor(
    @InjectModel('AgentActivity') private readonly activities: Model<AgentActivityDocument>,
  ) {}

  async insert(
    activities: readonly AgentActivityDocument[],
    session?: ClientSession,
  ): Promise<void> {
    await insert(this.activities, activities, session);
  }
}
