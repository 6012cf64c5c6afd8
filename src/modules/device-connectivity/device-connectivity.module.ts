import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { HeartbeatModule } from '../heartbeat/heartbeat.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { DeviceConnectivityController } from './device-connectivity.controller.js';
import { DeviceConnectivityService } from './device-connectivity.service.js';
import { DeviceIssueSchema } from './device-issue.schema.js';
import { DeviceIssuesRepository } from './device-issues.repository.js';
import { DeviceWatch } from './device-watch.js';

/** Whether agents' phones can be reached. Needs `LiveSockets`, which `app.module` binds. */
@Module({
  imports: [
    tenantModels({ DeviceIssue: DeviceIssueSchema }),
    SettingsModule,
    AgentsModule,
    HeartbeatModule,
  ],
  controllers: [DeviceConnectivityController],
  providers: [DeviceIssuesRepository, DeviceConnectivityService, DeviceWatch],
})
export class DeviceConnectivityModule {}
