import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { MediaSockets } from './media-sockets.service.js';
import { MediaStreamSchema } from './media-stream.schema.js';
import { MediaStreams } from './media-streams.service.js';
import { MediaStreamsRepository } from './media-streams.repository.js';

/** Which bot hears which call: tokens and their streams. */
@Module({
  imports: [tenantModels({ MediaStream: MediaStreamSchema }), AgentsModule],
  providers: [MediaStreams, MediaStreamsRepository],
  exports: [MediaStreams],
})
export class MediaStreamsModule {}

/** The bridge between Exotel and bots. Needs `StreamFlow`, which `app.module` binds. */
@Module({ imports: [MediaStreamsModule], providers: [MediaSockets] })
export class MediaModule {}
