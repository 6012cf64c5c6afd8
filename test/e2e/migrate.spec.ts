import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { backUp, restore } from '../../src/platform/backup/backup.js';
import { MIGRATIONS } from '../../src/platform/mongo/migrations/all.js';
import { finishedCall, fold } from '../support/finished-calls.js';
import { AppHarness } from '../support/harness.js';

let app: AppHarness;

const records = () => app.db.collection<{ _id: string }>('migrations');
const names = MIGRATIONS.map(({ name }) => name);

beforeAll(async () => {
  app = await AppHarness.start();
});
afterAll(() => app.stop());

describe('npm run backup', () => {
  /** What a company has to lose, as it stands in a database. */
  const belongings = async (database: string): Promise<string> => {
    const names = ['agents', 'companies', 'business_rules', 'call_logs', 'agent_metrics'];
    const stored = names.map((name) => {
      const collection = app.mongo.db(database).collection(name);
      return collection.find({}, { promoteLongs: false }).sort({ _id: 1 }).toArray();
    });
    return mongoose.mongo.BSON.EJSON.stringify(await Promise.all(stored), { relaxed: false });
  };

  let parent: string;
  let folder: string;
  let connection: mongoose.Connection;
  /** A database beside the server's own. */
  const other = () => `${app.db.databaseName}_back`;

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'crosspoint-backup-'));
    folder = join(parent, 'today');
    connection = await mongoose
      .createConnection(app.databaseUri.replace(app.db.databaseName, other()))
      .asPromise();
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
    await rm(parent, { recursive: true });
  });

  it('makes what is put back whole', async () => {
    const { clientId, admin } = await app.tenant({ aggregationSeconds: 1 });
    const calls = Array.from({ length: 30 }, () => finishedCall(clientId, { agentId: admin.id }));
    await fold(app, clientId, calls);
    const made = await app.program('backup', ['make', folder]);
    expect([made.code, made.stderr]).toEqual([0, '']);

    const elsewhere = { MONGODB_URI: app.databaseUri.replace(app.db.databaseName, other()) };
    const back = await app.program('backup', ['restore', folder], elsewhere);
    expect([back.code, back.stderr]).toEqual([0, '']);
    expect(back.stdout.replace('RESTORE', 'BACKUP')).toBe(made.stdout);
    expect(await belongings(other())).toBe(await belongings(app.db.databaseName));
    const recount = await app.program('recount', [], elsewhere);
    expect([recount.code, recount.stdout]).toEqual([
      0,
      expect.stringMatching(/"calls":30,.*"differences":0/),
    ]);
    expect(await connection.collection('agents').indexExists('usernameKey_1')).toBe(true);
  }, 120_000);

  it('is put back into an empty database only, and only whole', async () => {
    await expect(restore(connection, folder)).rejects.toThrow('is not empty');
    await connection.dropDatabase();
    await truncate(join(folder, 'call_logs.bson.gz'), 200);
    await expect(restore(connection, folder)).rejects.toThrow();
    await writeFile(join(folder, 'manifest.json'), '{}');
    await expect(restore(connection, folder)).rejects.toThrow();
    expect(await connection.listCollections()).toEqual([]);
    await expect(backUp(connection, folder, new Date())).rejects.toThrow('EEXIST');
  });
});

/**
 * Indexes over all companies: names that are unique in the deployment, secrets that say whose they
 * are, and what sweeps over all look for.
 */
const OVER_ALL: readonly string[] = [
  'agents: emailKey',
  'agents: usernameKey',
  'call_batches: isDone, _id',
  'call_logs: dialState, clientId, agentId, priority, dueAt',
  'call_logs: dialState, newsDueAt',
  'callbacks: state, clientId',
  'campaign_leads: dispositionUntil',
  'campaign_leads: status, updatedAt',
  'campaigns: status',
  'channels: tokens.hash',
  'events: pending, _id',
  'jobs: name, clientId',
  'jobs: name, requestedAt',
  'mail_outbox: dueAt',
  'media_streams: tokenHash',
  'refresh_tokens: expiresAt',
  'reports: state, createdAt',
  'scheduled_calls: nextRunAt',
  'scheduled_calls: status, updatedAt',
  'sign_in_attempts: updatedAt',
  'webhook_deliveries: nextAttemptAt, webhookId, clientId',
  'webhook_endpoints: isActive',
];

describe('the indexes', () => {
  it('lead with the company, so that a shard is asked for what it has', async () => {
    const collections = await app.db.listCollections({ type: 'collection' }).toArray();
    const all = await Promise.all(
      collections.map(async ({ name }) =>
        (await app.db.collection(name).indexes()).map(
          ({ key }) => [name, Object.keys(key)] as const,
        ),
      ),
    );
    const others = all
      .flat()
      .filter(([, [first]]) => first !== '_id' && first !== 'clientId')
      .map(([name, fields]) => `${name}: ${fields.join(', ')}`);
    expect(others.sort()).toEqual(OVER_ALL);
  });
});

describe('a server', () => {
  it('prepares its database before it serves; of two that start at once, one does', async () => {
    await app.end('SIGTERM');
    await app.db.dropDatabase();
    const [other] = await Promise.all([app.secondNode({ CROSSPOINT_ROLES: 'worker' }), app.boot()]);
    try {
      const done = await records().find().sort({ _id: 1 }).toArray();
      expect(done.map(({ _id }) => _id)).toEqual(names);
      expect(new Set(done.map((record) => (record as { node?: string }).node)).size).toBe(1);
      expect(await app.db.collection('agents').indexExists('usernameKey_1')).toBe(true);
    } finally {
      await other.stop();
    }
  });

  it('does not start when its database cannot be prepared, and says why in one line', async () => {
    await app.end('SIGTERM');
    await app.db.collection('agents').drop();
    const twins = [1, 2].map((_id) => ({
      _id: _id as never,
      usernameKey: 'twin',
      emailKey: `${_id}`,
    }));
    await app.db.collection('agents').insertMany(twins);
    await expect(app.boot()).rejects.toThrow(/Crosspoint cannot start: agents: .*duplicate key/);
    await app.db.collection('agents').drop();
    await app.boot();
  });
});

describe('npm run migrate', () => {
  it('says what would run, runs it, and has nothing more to do', async () => {
    await records().deleteMany({});
    const dry = await app.program('migrate', ['--dry-run']);
    expect(dry).toEqual({ code: 0, stdout: `Would run: ${names.join(', ')}\n`, stderr: '' });
    expect(await records().countDocuments()).toBe(0);
    expect((await app.program('migrate', [])).code).toBe(0);
    expect(await records().countDocuments()).toBe(names.length);
    const again = await app.program('migrate', []);
    expect(again).toEqual({ code: 0, stdout: 'Runs: none\n', stderr: '' });
    expect((await app.program('migrate', ['--now'])).code).toBe(1);
  });
});
