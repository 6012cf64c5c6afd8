import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { SettingsModule } from '../settings/settings.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { ChannelAdminService } from './channel-admin.service.js';
import { ChannelReads } from './channel-reads.service.js';
import { ChannelSchema } from './channel.schema.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsRepository } from './channels.repository.js';
import { ChannelsService } from './channels.service.js';

/** How a company's callers reach it. Needs `LiveCalls`, which `app.module` binds. */
@Module({
  imports: [tenantModels({ Channel: ChannelSchema }), SettingsModule, TeamsModule],
  controllers: [ChannelsController],
  providers: [ChannelsRepository, ChannelsService, ChannelReads, ChannelAdminService],
  exports: [ChannelsService, ChannelReads],
})
export class ChannelsModule {}
