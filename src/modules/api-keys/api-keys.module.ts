import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { ApiKeyChecks } from './api-key-checks.service.js';
import { ApiKeySchema } from './api-key.schema.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService } from './api-keys.service.js';

/** Keys for programs. `app.module` binds `ApiKeyCheck` to `ApiKeyChecks`. */
@Module({
  imports: [SettingsModule, AgentsModule, tenantModels({ ApiKey: ApiKeySchema })],
  controllers: [ApiKeysController],
  providers: [ApiKeysRepository, ApiKeysService, ApiKeyChecks],
  exports: [ApiKeyChecks],
})
export class ApiKeysModule {}
