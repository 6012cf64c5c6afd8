import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../src/platform/mongo/migrations/all.js';
import { AppHarness } from '../support/harness.js';

let app: AppHarness;

const records = () => app.db.collection<{ _id: string }>('migrations');
const names = MIGRATIONS.map(({ name }) => name);

beforeAll(async () => {
  app = await AppHarness.start();
});
afterAll(() => app.stop());

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
