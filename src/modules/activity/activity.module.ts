import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { ActivityTracker } from './activity-tracker.service.js';
import { OnlineHoursService } from './online-hours.service.js';
import { TicketTurnSchema } from './ticket.schema.js';
import { TicketTurnsRepository } from './ticket-turns.repository.js';
import { TicketTurns } from './ticket-turns.service.js';

/** What agents do: tickets and messages that a help desk reports, and the time they are online. */
@Module({
  imports: [tenantModels({ TicketTurn: TicketTurnSchema }), AgentsModule, AuthModule],
  providers: [TicketTurnsRepository, TicketTurns, ActivityTracker, OnlineHoursService],
  exports: [TicketTurns, ActivityTracker, OnlineHoursService],
})
export class ActivityModule {}
