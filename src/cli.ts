import { z } from 'zod';
import { DomainError } from './common/errors.js';
import { asTenantId } from './common/ids.js';
import { AgentsModule } from './modules/agents/agents.module.js';
import { CreateAgentDto } from './modules/agents/agents.dto.js';
import { AgentsService } from './modules/agents/agents.service.js';
import { SettingsModule } from './modules/settings/settings.module.js';
import { SettingsService } from './modules/settings/settings.service.js';
import { RequestPipe } from './platform/http/validation.pipe.js';
import { Migrator } from './platform/mongo/migrator.js';
import { openProgram } from './program.js';

const USAGE = `Usage: node dist/src/cli.js tenant create --json '{
  "clientId": "bank", "name": "…", "timezone": "Asia/Kolkata", "sectors": ["…"], "rules": {…},
  "admin": { "username": "…", "email": "…", "fullName": "…", "password": "…", "department": "…" }
}'`;

const tenantSchema = z.strictObject({
  clientId: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/, 'must be a short name'),
  name: z.string().min(1).max(255),
  timezone: z.string().min(1),
  sectors: z.array(z.string().min(1).max(100)).default([]),
  rules: z.record(z.string(), z.unknown()).default({}),
  admin: z.record(z.string(), z.unknown()),
});

/** Creates a company with its first admin; one that exists is left as it is. */
async function createTenant(json: string): Promise<Record<string, unknown>> {
  const { admin, rules, ...company } = parseTenant(json);
  const clientId = asTenantId(company.clientId);
  const adminInput = (await new RequestPipe().transform(
    { ...admin, role: 'admin' },
    { type: 'body', metatype: CreateAgentDto },
  )) as CreateAgentDto;
  const program = await openProgram(SettingsModule, AgentsModule);
  try {
    await program.get(Migrator).run();
    const settings = program.get(SettingsService);
    const agents = program.get(AgentsService);
    const existing = (await settings.find(clientId)) !== null;
    if (!existing) await settings.create({ ...company, rules });
    // A run that ended between the two leaves a company without an admin: this one makes it good.
    const { id: adminId } =
      (await agents.firstAdmin(clientId)) ?? (await agents.create(clientId, adminInput));
    return { clientId, adminId, ...(existing && { existing }) };
  } finally {
    await program.close();
  }
}

function parseTenant(json: string): z.infer<typeof tenantSchema> {
  const parsed = tenantSchema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  throw new Error(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  );
}

function explain(error: unknown): string {
  if (!(error instanceof DomainError))
    return error instanceof Error ? error.message : String(error);
  const details = (error.details ?? []).map(({ field, message }) => `${field}: ${message}`);
  return [`${error.code}: ${error.message}`, ...details].join('; ');
}

async function main([area, command, flag, json]: readonly string[]): Promise<number> {
  if (area !== 'tenant' || command !== 'create' || flag !== '--json' || json === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 1;
  }
  try {
    process.stdout.write(`${JSON.stringify(await createTenant(json))}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    return 1;
  }
}

// A program that could not be opened may leave connections behind: do not wait for them.
process.exit(await main(process.argv.slice(2)));
