import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
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

  it('makes what is put back whole into an empty database, and nowhere else', async () => {
    const { clientId, admin } = await app.tenant({ aggregationSeconds: 1 });
    const calls = Array.from({ length: 30 }, () => finishedCall(clientId, { agentId: admin.id }));
    await fold(app, clientId, calls);
    const parent = await mkdtemp(join(tmpdir(), 'crosspoint-backup-'));
    const folder = join(parent, 'today');
    const other = `${app.db.databaseName}_back`;
    const elsewhere = { MONGODB_URI: app.databaseUri.replace(app.db.databaseName, other) };
    try {
      const made = await app.program('backup', ['make', folder]);
      expect([made.code, made.stderr]).toEqual([0, '']);
      expect((await app.program('backup', ['make', folder])).stderr).toContain('EEXIST');

      const onto = await app.program('backup', ['restore', folder]);
      expect([onto.code, onto.stderr]).toEqual([1, expect.stringContaining('is not empty')]);
      const back = await app.program('backup', ['restore', folder], elsewhere);
      expect([back.code, back.stderr]).toEqual([0, '']);
      expect(back.stdout.replace('RESTORE', 'BACKUP')).toBe(made.stdout);
      expect(await belongings(other)).toBe(await belongings(app.db.databaseName));
      const recount = await app.program('recount', [], elsewhere);
      expect([recount.code, recount.stdout]).toEqual([
        0,
        expect.stringMatching(/"calls":30,.*"differences":0/),
      ]);
      expect((await app.program('doctor', [], elsewhere)).stdout).toBe('All is well\n');

      await app.mongo.db(other).dropDatabase();
      await truncate(join(folder, 'call_logs.bson.gz'), 200);
      const cut = await app.program('backup', ['restore', folder], elsewhere);
      expect([cut.code, cut.stdout]).toEqual([1, '']);
      expect(await app.mongo.db(other).collection('agents').countDocuments()).toBe(0);
      await writeFile(join(folder, 'manifest.json'), '{}');
      expect((await app.program('backup', ['restore', folder], elsewhere)).code).toBe(1);
    } finally {
      await app.mongo.db(other).dropDatabase();
      await rm(parent, { recursive: true });
    }
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
