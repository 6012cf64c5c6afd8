import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { Departments } from './departments.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { Feeds } from './feeds.service.js';

/** Stored events as others hear them: by what name, in what order, and who. */
@Module({
  imports: [AgentsModule],
  controllers: [EventsController],
  providers: [Departments, Feeds, EventsService],
  exports: [Feeds, Departments],
})
export class FeedModule {}
