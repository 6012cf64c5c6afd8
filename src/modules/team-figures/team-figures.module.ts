import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AnalyticsModule } from '../analytics/analytics.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { TeamFiguresController } from './team-figures.controller.js';
import { TeamFiguresService } from './team-figures.service.js';

/** What needs a team and its figures at once: members today, and who would do better where. */
@Module({
  imports: [SettingsModule, AgentsModule, TeamsModule, AnalyticsModule],
  controllers: [TeamFiguresController],
  providers: [TeamFiguresService],
})
export class TeamFiguresModule {}
