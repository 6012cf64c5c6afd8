import { Module } from '@nestjs/common';
import { tenantModels } from '../../platform/mongo/tenant-models.js';
import { AgentsModule } from '../agents/agents.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AgentExport } from './agent-export.service.js';
import { AgentImportSchema, ImportLineSchema } from './agent-import.schema.js';
import { AgentImport } from './agent-import.service.js';
import { AgentImportsRepository } from './agent-imports.repository.js';
import { AgentTransferController } from './agent-transfer.controller.js';
import { ImportBatch } from './import-batch.service.js';
import { ImportClaims } from './import-claims.service.js';

/** Agents from other systems, and to them: CSV files in and out. */
@Module({
  imports: [
    AgentsModule,
    SettingsModule,
    tenantModels({ AgentImport: AgentImportSchema, AgentImportLine: ImportLineSchema }),
  ],
  controllers: [AgentTransferController],
  providers: [AgentImportsRepository, ImportClaims, ImportBatch, AgentImport, AgentExport],
})
export class AgentTransferModule {}
