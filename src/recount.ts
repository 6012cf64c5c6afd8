import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DomainError } from './common/errors.js';
import { asTenantId } from './common/ids.js';
import { Config, type ProcessRole } from './config/config.js';
import { loadConfigOrExit } from './config/load.js';
import { RecountModule } from './modules/analytics/recount.module.js';
import { Recount, type RecountResult } from './modules/analytics/recount.service.js';
import { SettingsModule } from './modules/settings/settings.module.js';
import { SettingsService } from './modules/settings/settings.service.js';
import { SessionCheck } from './platform/http/session-check.js';
import { PlatformModule } from './platform/platform.module.js';

const USAGE = 'Usage: node dist/src/recount.js [--client ID]\n';

/** Nobody signs in here: the platform's guard of tokens has nobody to ask. */
@Global()
@Module({
  providers: [{ provide: SessionCheck, useValue: { roleOf: () => Promise.resolve(null) } }],
  exports: [SessionCheck],
})
class NobodyModule {}

@Module({ imports: [NobodyModule, SettingsModule, RecountModule] })
class RecountProgramModule {}

/** No HTTP, no background work, and a quiet log: what is printed is the answer. */
async function openProgram(): Promise<INestApplicationContext> {
  const config: Config = Object.assign(loadConfigOrExit(), {
    roles: new Set<ProcessRole>(),
    log: { level: 'silent' as const },
  });
  const platform = {
    module: PlatformModule,
    global: true,
    providers: [{ provide: Config, useValue: config }],
  };
  return await NestFactory.createApplicationContext(
    { module: RecountProgramModule, imports: [platform] },
    { logger: false, abortOnError: false },
  );
}

/** Recounts one company or all, one after the other, and prints each difference as it is found. */
async function recount(client: string | undefined): Promise<number> {
  const program = await openProgram();
  const sum = { tenants: 0, calls: 0, pending: 0, differences: 0 };
  try {
    const tenants =
      client === undefined ? await program.get(SettingsService).tenants() : [asTenantId(client)];
    for (const clientId of tenants) {
      const result = await program.get(Recount).run(clientId);
      print(result);
      sum.tenants += 1;
      sum.calls += result.calls;
      sum.pending += result.pending;
      sum.differences += result.differences.length;
    }
  } finally {
    await program.close();
  }
  process.stdout.write(`RECOUNT ${JSON.stringify(sum)}\n`);
  return sum.differences > 0 ? 1 : 0;
}

function print({ clientId, differences }: RecountResult): void {
  for (const { bucket, field, stored, recounted } of differences) {
    process.stdout.write(`${clientId} ${bucket}: ${field} is ${stored}, recounted ${recounted}\n`);
  }
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options: { client: { type: 'string' } } });
    return await recount(values.client);
  } catch (error) {
    const isUsage = String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
    const code = error instanceof DomainError ? `${error.code}: ` : '';
    process.stderr.write(`${code}${(error as Error).message}\n${isUsage ? USAGE : ''}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
