import { setTimeout as sleep } from 'node:timers/promises';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import './app.module.js';
import { HealthService } from './platform/health/health.service.js';
import { Migrator } from './platform/mongo/migrator.js';
import { tenantCollections } from './platform/mongo/tenant-models.js';
import { openProgram } from './program.js';

/** Which field names what. History may outlive teams and channels: those are asked of some only. */
const REFERENCES: readonly {
  readonly field: string;
  readonly to: string;
  readonly of?: readonly string[];
}[] = [
  { field: 'clientId', to: 'companies' },
  { field: 'agentId', to: 'agents' },
  { field: 'leadId', to: 'agents' },
  { field: 'callLogId', to: 'call_logs' },
  { field: 'sessionId', to: 'agent_sessions' },
  { field: 'teamId', to: 'teams', of: ['team_members', 'team_agent_assignments', 'call_queue'] },
  { field: 'campaignId', to: 'campaigns', of: ['campaign_leads'] },
  { field: 'memberId', to: 'team_members', of: ['team_agent_assignments'] },
];
const SHOWN = 20;
const OLDEST_MONGODB = 6;
/** Redis is connected to in the background. */
const CONNECT_MS = 1000;

interface Dangling {
  readonly _id: { readonly clientId: string; readonly ref: unknown };
  readonly count: number;
  readonly example: unknown;
}

/** Documents that name something of their company which is not there. */
async function danglingReferences(connection: Connection): Promise<string[]> {
  const found: string[] = [];
  for (const [name, schema] of tenantCollections()) {
    for (const { field, to, of } of REFERENCES) {
      if (!schema.path(field) || (of && !of.includes(name))) continue;
      const rows = await connection
        .collection(name)
        .aggregate<Dangling>(
          [
            { $match: { [field]: { $ne: null } } },
            {
              $group: {
                _id: { clientId: '$clientId', ref: `$${field}` },
                count: { $sum: 1 },
                example: { $first: '$_id' },
              },
            },
            { $lookup: { from: to, localField: '_id.ref', foreignField: '_id', as: 'target' } },
            { $match: { $expr: { $not: { $in: ['$_id.clientId', '$target.clientId'] } } } },
            { $limit: SHOWN },
          ],
          { allowDiskUse: true },
        )
        .toArray();
      for (const { _id, count, example } of rows) {
        const whose = `${count} of ${_id.clientId}, such as ${String(example)}`;
        found.push(`${name}.${field}: ${to} has no ${String(_id.ref)} (${whose})`);
      }
    }
  }
  return found;
}

/** What of MongoDB itself would not do. */
async function serverProblems(connection: Connection): Promise<string[]> {
  const admin = connection.db?.admin();
  const hello = (await admin?.command({ hello: 1 })) as { setName?: string } | undefined;
  const { version = '0' } = (await admin?.serverInfo()) ?? {};
  return [
    ...(hello?.setName === undefined
      ? ['MongoDB is no replica set: transactions and change streams need one']
      : []),
    ...(Number.parseInt(String(version), 10) < OLDEST_MONGODB
      ? [`MongoDB is ${String(version)}; ${OLDEST_MONGODB} is needed`]
      : []),
  ];
}

/** Says in plain words what is wrong: servers, migrations, references that lead nowhere. */
async function examine(): Promise<string[]> {
  const program = await openProgram();
  try {
    const connection = program.get<Connection>(getConnectionToken());
    const pending = await program.get(Migrator).pending();
    await sleep(CONNECT_MS);
    const { parts } = await program.get(HealthService).check();
    const down = Object.entries(parts).filter(([, { state }]) => state !== 'up');
    return [
      ...down.map(([name, { state, detail }]) => `${name} is ${state}: ${detail ?? ''}`),
      ...(await serverProblems(connection)),
      ...pending.map(({ name }) => `the migration ${name} has not run: npm run migrate`),
      ...(await danglingReferences(connection)),
    ];
  } finally {
    await program.close();
  }
}

async function main(): Promise<number> {
  try {
    const problems = await examine();
    for (const problem of problems) process.stdout.write(`- ${problem}\n`);
    process.stdout.write(problems.length > 0 ? `${problems.length} problems\n` : 'All is well\n');
    return problems.length > 0 ? 1 : 0;
  } catch (error) {
    process.stdout.write(`- ${(error as Error).message}\n`);
    return 1;
  }
}

process.exit(await main());
