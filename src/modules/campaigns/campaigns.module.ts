import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { CallingWindowModule } from '../calling-window/calling-window.module.js';
import { DiallingModule } from '../dialling/dialling.module.js';
import { DncModule } from '../dnc/dnc.module.js';
import { HeartbeatModule } from '../heartbeat/heartbeat.module.js';
import { LiveAnswersModule } from '../live-answers/live-answers.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { ProviderModule } from '../telephony/telephony.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { AgentLines } from './agent-lines.service.js';
import { CallableLeads } from './callable-leads.service.js';
import { CampaignDialler } from './campaign-dialler.service.js';
import { CampaignFlow } from './campaign-flow.service.js';
import { CampaignSchema, LeadSchema } from './campaign.schema.js';
import { CampaignLeadsController } from './campaign-leads.controller.js';
import { CampaignsController } from './campaigns.controller.js';
import { CampaignsRepository } from './campaigns.repository.js';
import { Campaigns } from './campaigns.service.js';
import { FreeCallers } from './free-callers.service.js';
import { LeadOutcomes } from './lead-outcomes.service.js';
import { LeadPreview } from './lead-preview.service.js';
import { LeadsRepository } from './leads.repository.js';
import { Leads } from './leads.service.js';

/** Lists of people to be called, and who calls them. */
@Module({
  imports: [
    tenantModels({ Campaign: CampaignSchema, CampaignLead: LeadSchema }),
    AgentsModule,
    TeamsModule,
    SettingsModule,
    HeartbeatModule,
    DncModule,
    CallingWindowModule,
    DiallingModule,
    LiveAnswersModule,
    ProviderModule,
    QueueModule,
  ],
  controllers: [CampaignsController, CampaignLeadsController],
  providers: [
    CampaignsRepository,
    LeadsRepository,
    Campaigns,
    Leads,
    CallableLeads,
    CampaignDialler,
    CampaignFlow,
    AgentLines,
    FreeCallers,
    LeadOutcomes,
    LeadPreview,
  ],
  exports: [CampaignFlow],
})
export class CampaignsModule {}
