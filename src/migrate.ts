import { parseArgs } from 'node:util';
import './app.module.js';
import { Migrator } from './platform/mongo/migrator.js';
import { openProgram } from './program.js';

const USAGE = 'Usage: node dist/src/migrate.js [--dry-run]\n';

/** Prepares the database as a server does before it starts, or says which migrations would run. */
async function migrate(isDryRun: boolean): Promise<void> {
  const program = await openProgram();
  try {
    const migrator = program.get(Migrator);
    const pending = (await migrator.pending()).map(({ name }) => name);
    const list = pending.length > 0 ? pending.join(', ') : 'none';
    process.stdout.write(`${isDryRun ? 'Would run' : 'Runs'}: ${list}\n`);
    if (!isDryRun) await migrator.run();
  } finally {
    await program.close();
  }
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options: { 'dry-run': { type: 'boolean' } } });
    await migrate(values['dry-run'] ?? false);
    return 0;
  } catch (error) {
    const isUsage = String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
    process.stderr.write(`${(error as Error).message}\n${isUsage ? USAGE : ''}`);
    return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
