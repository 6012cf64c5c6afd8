import { parseArgs } from 'node:util';
import { DomainError } from './common/errors.js';

const USAGE = `Usage: npm run tenant -- <command>, or node dist/src/cli.js tenant <command>
  list
  create --json '{
    "clientId": "bank", "name": "…", "timezone": "Asia/Kolkata", "sectors": ["…"], "rules": {…},
    "admin": { "username": "…", "email": "…", "fullName": "…", "password": "…", "department": "…" }
  }'
  export <clientId> [--to <folder>]   every document as JSON lines: a file for each collection, or
                                      all on stdout; without passwords
  erase <clientId> --yes              every document is gone for ever; run again, it goes on
`;

class UsageError extends Error {}

const OPTIONS = {
  json: { type: 'string' },
  to: { type: 'string' },
  yes: { type: 'boolean' },
} as const;

async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const [area, command, clientId, ...rest] = positionals;
  if (area !== 'tenant' || rest.length > 0) throw new UsageError();
  const needs = { create: values.json, list: 'nothing', export: clientId, erase: clientId }[
    command ?? ''
  ];
  if (needs === undefined) throw new UsageError();
  if (command === 'erase' && !values.yes) {
    throw new UsageError(`This removes everything of ${clientId} for ever; say --yes`);
  }
  // Only now, as it takes seconds: a wrong argument is answered at once.
  const tenants = await import('./tenants.js');
  const program = await tenants.openTenants();
  try {
    if (command === 'create') await tenants.createTenant(program, needs);
    else if (command === 'list') await tenants.listTenants(program);
    else if (command === 'export') await tenants.exportTenant(program, needs, values.to);
    else await tenants.eraseTenant(program, needs);
  } finally {
    await program.close();
  }
}

function explain(error: unknown): string {
  if (!(error instanceof DomainError))
    return error instanceof Error ? error.message : String(error);
  const details = (error.details ?? []).map(({ field, message }) => `${field}: ${message}`);
  return [`${error.code}: ${error.message}`, ...details].join('; ');
}

async function main(args: readonly string[]): Promise<number> {
  try {
    await run(args);
    return 0;
  } catch (error) {
    const isUsage =
      error instanceof UsageError ||
      String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
    const message = explain(error);
    process.stderr.write(`${message && `${message}\n`}${isUsage ? USAGE : ''}`);
    return 1;
  }
}

// A program that could not be opened may leave connections behind: do not wait for them.
process.exit(await main(process.argv.slice(2)));
