import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import mongoose from 'mongoose';
import { z } from 'zod';
import './app.module.js';
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

const tenantSchema = z.strictObject({
  clientId: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/, 'must be a short name'),
  name: z.string().min(1).max(255),
  timezone: z.string().min(1),
  sectors: z.array(z.string().min(1).max(100)).default([]),
  rules: z.record(z.string(), z.unknown()).default({}),
  admin: z.record(z.string(), z.unknown()),
});

type Program = Awaited<ReturnType<typeof openProgram>>;

/** What knows the companies of a deployment; to be closed. */
export async function openTenants(): Promise<Program> {
  return await openProgram(SettingsModule, AgentsModule, PrivacyModule);
}

/** Creates a company with its first admin; one that exists is left as it is. */
export async function createTenant(program: Program, json: string): Promise<void> {
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
  print({ clientId, adminId, ...(existing && { existing }) });
}

function parseTenant(json: string): z.infer<typeof tenantSchema> {
  const parsed = tenantSchema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  throw new Error(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  );
}

/** A line for each company. */
export async function listTenants(program: Program): Promise<void> {
  const settings = program.get(SettingsService);
  for (const clientId of await settings.tenants()) {
    const company = await settings.find(clientId);
    if (company) print({ clientId, name: company.name, timezone: company.timezone });
  }
}

/** One document at a time, however many there are: each line waits until it is written. */
export async function exportTenant(
  program: Program,
  clientId: string,
  folder?: string,
): Promise<void> {
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

/** Removes every document of a company. */
export async function eraseTenant(program: Program, clientId: string): Promise<void> {
  print({ clientId, erased: await program.get(TenantData).erase(asTenantId(clientId)) });
}

async function write(stream: NodeJS.WritableStream, line: string): Promise<void> {
  if (!stream.write(`${line}\n`)) await once(stream, 'drain');
}

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
