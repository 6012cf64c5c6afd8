import 'reflect-metadata';
import { Global, Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Config, type ProcessRole } from './config/config.js';
import { loadConfigOrExit } from './config/load.js';
import { AgentCapacity } from './modules/agents/agent-capacity.port.js';
import { AgentSessions } from './modules/agents/agent-sessions.port.js';
import { ApiKeyCheck } from './platform/http/api-key-check.js';
import { SessionCheck } from './platform/http/session-check.js';
import { TenantList } from './platform/jobs/tenant-list.port.js';
import { PlatformModule } from './platform/platform.module.js';

const nobody = () => Promise.resolve(null);

/** Nobody signs in here, and no jobs run: the platform's ports lead nowhere. */
@Global()
@Module({
  providers: [
    { provide: SessionCheck, useValue: { roleOf: nobody } },
    { provide: ApiKeyCheck, useValue: { principalOf: nobody } },
    { provide: TenantList, useValue: { list: () => Promise.resolve([]) } },
    { provide: AgentCapacity, useValue: { set: () => Promise.resolve() } },
    { provide: AgentSessions, useValue: { endAll: () => Promise.resolve() } },
  ],
  exports: [SessionCheck, ApiKeyCheck, TenantList, AgentCapacity, AgentSessions],
})
class NobodyModule {}

/** A program for one command: no HTTP, no background work, and a quiet log (stdout is the answer). */
export async function openProgram(...modules: readonly Type[]): Promise<INestApplicationContext> {
  const config: Config = Object.assign(loadConfigOrExit(), {
    roles: new Set<ProcessRole>(),
    log: { level: 'silent' as const, dir: undefined },
  });
  const platform = {
    module: PlatformModule,
    global: true,
    providers: [{ provide: Config, useValue: config }],
  };
  return await NestFactory.createApplicationContext(
    { module: ProgramModule, imports: [platform, NobodyModule, ...modules] },
    { logger: false, abortOnError: false },
  );
}

@Module({})
class ProgramModule {}
