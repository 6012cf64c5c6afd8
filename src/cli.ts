import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import mongoose from 'mongoose';
import { z } from 'zod';
import './app.module.js';
import { DomainError } from './common/errors.js';
import { asTenantId } from './common/ids.js';
import { AgentsModule } from './modules/agents/agents.module.js';
import { CreateAgentDto } from './modules/agents/agents.dto.js';
import { AgentsService } from './modules/agents/agents.service.js';
import { PrivacyModule } from './modules/privacy/privacy.module.js';
import { TenantData } from './modules/privacy/tenant-data.service.js';
import { SettingsModule } from './modules/settings/settings.module.js';
import { SettingsService } from './modules/settings/settings.service.js';
import { RequestPipe } from './platform/http/validation.pipe.js';
import { Migrator } from './platform/mongo/migrator.js';
import { openProgram } from './program.js';

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

const tenantSchema = z.strictObject({
  clientId: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/, 'must be a short name'),
  name: z.string().min(1).max(255),
  timezone: z.string().min(1),
  sectors: z.array(z.string().min(1).max(100)).default([]),
  rules: z.record(z.string(), z.unknown()).default({}),
  admin: z.record(z.string(), z.unknown()),
});

type Program = Awaited<ReturnType<typeof openProgram>>;

/** Creates a company with its first admin; one that exists is left as it is. */
async function createTenant(program: Program, json: string): Promise<Record<string, unknown>> {
  const { admin, rules, ...company } = parseTenant(json);
  const clientId = asTenantId(company.clientId);
  const adminInput = (await new RequestPipe().transform(
    { ...admin, role: 'admin' },
    { type: 'body', metatype: CreateAgentDto },
  )) as CreateAgentDto;
  await program.get(Migrator).run();
  const settings = program.get(SettingsService);
  const agents = program.get(AgentsService);
  const existing = (await settings.find(clientId)) !== null;
  if (!existing) await settings.create({ ...company, rules });
  // A run that ended between the two leaves a company without an admin: this one makes it good.
  const { id: adminId } =
    (await agents.firstAdmin(clientId)) ?? (await agents.create(clientId, adminInput));
  return { clientId, adminId, ...(existing && { existing }) };
}

function parseTenant(json: string): z.infer<typeof tenantSchema> {
  const parsed = tenantSchema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  throw new Error(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  );
}

async function listTenants(program: Program): Promise<void> {
  const settings = program.get(SettingsService);
  for (const clientId of await settings.tenants()) {
    const company = await settings.find(clientId);
    if (company) print({ clientId, name: company.name, timezone: company.timezone });
  }
}

/** One document at a time, however many there are: each line waits until it is written. */
async function exportTenant(program: Program, clientId: string, folder?: string): Promise<void> {
  const { EJSON } = mongoose.mongo.BSON;
  const files = new Map<string, WriteStream>();
  const counts: Record<string, number> = {};
  if (folder !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
  for await (const { collection, document } of program
    .get(TenantData)
    .export(asTenantId(clientId))) {
    counts[collection] = (counts[collection] ?? 0) + 1;
    if (folder === undefined) {
      await write(process.stdout, EJSON.stringify({ collection, document }));
      continue;
    }
    const file =
      files.get(collection) ??
      createWriteStream(join(folder, `${collection}.jsonl`), { mode: 0o600 });
    files.set(collection, file);
    await write(file, EJSON.stringify(document));
  }
  await Promise.all([...files.values()].map((file) => finished(file.end())));
  process.stderr.write(`${JSON.stringify({ clientId, exported: counts })}\n`);
}

async function write(stream: NodeJS.WritableStream, line: string): Promise<void> {
  if (!stream.write(`${line}\n`)) await once(stream, 'drain');
}

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

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
  const program = await openProgram(SettingsModule, AgentsModule, PrivacyModule);
  try {
    if (command === 'create') print(await createTenant(program, needs));
    else if (command === 'list') await listTenants(program);
    else if (command === 'export') await exportTenant(program, needs, values.to);
    else print({ clientId, erased: await program.get(TenantData).erase(asTenantId(needs)) });
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
