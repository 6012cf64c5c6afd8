import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { AgentActivitiesRepository } from './agent-activities.repository.js';
import type { NewActivity } from './agents.types.js';

/** What agents did, line by line. */
@Injectable()
export class AgentActivities {
  constructor(
    private readonly repository: AgentActivitiesRepository,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Adds to agents' histories, in the caller's transaction if it has one. */
  async record(
    session: ClientSession | undefined,
    ...activities: readonly NewActivity[]
  ): Promise<void> {
    const timestamp = this.clock.date();
    await this.repository.insert(
      activities.map(({ metadata = {}, ...rest }) => ({
        _id: this.ids.next(),
        ...rest,
        timestamp,
        metadata,
      })),
      session,
    );
  }
}
