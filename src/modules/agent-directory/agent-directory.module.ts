import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { AgentDirectoryController } from './agent-directory.controller.js';
import { AgentDirectory } from './agent-directory.service.js';
import { DirectoryFreshness } from './directory-freshness.js';

/** Lists, search and counts of agents, and what keeps them fresh. */
@Module({
  imports: [AgentsModule],
  controllers: [AgentDirectoryController],
  providers: [AgentDirectory, DirectoryFreshness],
})
export class AgentDirectoryModule {}
