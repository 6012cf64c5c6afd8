import { parseArgs } from 'node:util';
import { DomainError } from './common/errors.js';
import { asTenantId } from './common/ids.js';
import { RecountModule } from './modules/folding/recount.module.js';
import { Recount, type RecountResult } from './modules/folding/recount.service.js';
import { SettingsModule } from './modules/settings/settings.module.js';
import { SettingsService } from './modules/settings/settings.service.js';
import { openProgram } from './program.js';

const USAGE = 'Usage: node dist/src/recount.js [--client ID]\n';

/** Recounts one company or all, one after the other, and prints each difference as it is found. */
async function recount(client: string | undefined): Promise<number> {
  const program = await openProgram(SettingsModule, RecountModule);
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
