import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { TeamsModule } from '../teams/teams.module.js';
import { ChannelAdminService } from './channel-admin.service.js';
import { ChannelSchema } from './channel.schema.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsRepository } from './channels.repository.js';
import { ChannelsService } from './channels.service.js';

/** How a company's callers reach it. */
@Module({
  imports: [tenantModels({ Channel: ChannelSchema }), TeamsModule],
  controllers: [ChannelsController],
  providers: [ChannelsRepository, ChannelsService, ChannelAdminService],
  exports: [ChannelsService],
})
export class ChannelsModule {}
