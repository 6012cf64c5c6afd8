import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { SectorAgentsModule } from '../sector-agents/sector-agents.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { BusinessRulesService } from './business-rules.service.js';
import { CompanySettingsController } from './company-settings.controller.js';
import { CompanySettingsService } from './company-settings.service.js';

/** What an administrator reads and changes of its company's settings, over HTTP. */
@Module({
  imports: [SettingsModule, AgentsModule, TeamsModule, SectorAgentsModule],
  controllers: [CompanySettingsController],
  providers: [BusinessRulesService, CompanySettingsService],
})
export class CompanySettingsModule {}
