import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AppHarness, type TestAgent, type TestTenant } from '../support/harness.js';

type Fields = Record<string, unknown>;

const JWT_SECRET = 'the-secret-of-both-nodes-of-this-test';
let app: AppHarness;
let other: AppHarness;
let company: TestTenant;
let serial = 0;

const uriOf = (database: string) =>
  process.env['MONGODB_URI']!.replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
const create = async (changes: Fields = {}, who = company.admin): Promise<Fields> => {
  serial += 1;
  const body = {
    username: `person_${serial}_${company.admin.id}`,
    email: `person_${serial}_${company.admin.id}@bank.example`,
    fullName: 'Priya Sharma',
    role: 'cs',
    department: 'Retail',
    password: 'Mumbai2026x',
    ...changes,
  };
  return (await app.http(who.token).post('/api/agents').send(body).expect(201)).body as Fields;
};
const get = (path: string, query: Fields | string = {}, who: TestAgent = company.admin, on = app) =>
  on.http(who.token).get(`/api/agents${path}`).query(query);
const namesOf = async (request: ReturnType<typeof get>) =>
  ((await request.expect(200)).body as { data: { fullName: string }[] }).data.map(
    ({ fullName }) => fullName,
  );
const statsOf = async (on = app) =>
  (await get('/stats', {}, company.admin, on).expect(200)).body as Fields;

beforeAll(async () => {
  app = await AppHarness.start({ JWT_SECRET });
  other = await AppHarness.start({ JWT_SECRET, MONGODB_URI: uriOf(app.db.databaseName) });
});
afterAll(async () => {
  await other.stop();
  await app.stop();
});
beforeEach(async () => {
  company = await app.tenant();
});

describe('searching agents', () => {
  it('finds whole words, their beginnings and pieces of them, in any order and case', async () => {
    await create({ fullName: 'Priya Sharma', department: 'Retail Loans' });
    await create({ fullName: 'Arun Verma', email: `av_${company.admin.id}@claims.example` });
    await create({ fullName: 'Zoë أحمد 陈伟' });
    const found = async (q: string) => await namesOf(get('/search', { q }));
    for (const q of ['priya', 'PRIYA', 'pri', 'harm', 'sharma pri', 'loans priya']) {
      expect(await found(q)).toEqual(['Priya Sharma']);
    }
    for (const q of ['claims.ex', 'VERMA', 'arun ver'])
      expect(await found(q)).toEqual(['Arun Verma']);
    for (const q of ['zoe', 'أحمد', '伟']) expect(await found(q)).toEqual(['Zoë أحمد 陈伟']);
    expect(await found('rma')).toEqual(['Priya Sharma', 'Arun Verma']);
    for (const q of ['priya verma', '.*', '^priya', 'pri|arun', '$', String.raw`\w`, '(']) {
      expect(await found(q)).toEqual([]);
    }
  });

  it('narrows by the same filters as lists, and pages', async () => {
    await create({ fullName: 'Asha One', role: 'viewer' });
    await create({ fullName: 'Asha Two' });
    await create({ fullName: 'Asha Three', department: 'Claims' });
    expect(await namesOf(get('/search', { q: 'asha', role: 'viewer' }))).toEqual(['Asha One']);
    expect(await namesOf(get('/search', { q: 'asha', department: 'Claims' }))).toEqual([
      'Asha Three',
    ]);
    expect(await namesOf(get('/search', { q: 'asha', search: 'two' }))).toEqual(['Asha Two']);
    const page = await get('/search', { q: 'asha', limit: 2, page: 2, sort: 'fullName' });
    expect(page.body).toMatchObject({
      data: [{ fullName: 'Asha Two' }],
      meta: { total: 3, page: 2, limit: 2, totalPages: 2 },
    });
  });

  it('finds an agent by what it is called now', async () => {
    const { id } = await create({ fullName: 'Asha Kumar' });
    await app
      .http(company.admin.token)
      .put(`/api/agents/${String(id)}`)
      .send({ fullName: 'Mira Das' });
    expect(await namesOf(get('/search', { q: 'asha' }))).toEqual([]);
    expect(await namesOf(get('/search', { q: 'mira' }))).toEqual(['Mira Das']);
  });

  it('is served by an index', async () => {
    const query = { clientId: company.clientId, searchKeys: { $regex: '^harm' } };
    const plan = await app.db.collection('agents').find(query).explain('queryPlanner');
    expect(JSON.stringify(plan)).toContain('"indexName":"clientId_1_searchKeys_1"');
  });

  it.each(['', 'q=', 'q=%20%20', 'q[$gt]=', 'q=a&q=b', `q=${'x'.repeat(101)}`])(
    'refuses %j',
    async (query) => {
      const answer = await get('/search', query);
      expect([answer.status, (answer.body as { error: Fields }).error['code']]).toEqual([
        400,
        'VALIDATION_ERROR',
      ]);
    },
  );
});

describe('listing agents', () => {
  it('sorts by a field up or down', async () => {
    for (const fullName of ['Bina', 'Anil', 'Chitra']) await create({ fullName, role: 'viewer' });
    const sorted = (sort: Fields) => namesOf(get('', { role: 'viewer', ...sort }));
    expect(await sorted({ sort: 'fullName' })).toEqual(['Anil', 'Bina', 'Chitra']);
    expect(await sorted({ sort: 'fullName', order: 'desc' })).toEqual(['Chitra', 'Bina', 'Anil']);
    expect(await sorted({ sort: '-fullName' })).toEqual(['Chitra', 'Bina', 'Anil']);
    expect(await sorted({ sort: '-fullName', order: 'asc' })).toEqual(['Anil', 'Bina', 'Chitra']);
    expect(await sorted({ order: 'desc' })).toEqual(['Chitra', 'Anil', 'Bina']);
  });

  it.each([
    'role=owner',
    'role[$ne]=cs',
    'status=gone',
    'onlineStatus=asleep',
    'performanceLevel=best',
    'sort=passwordHash',
    'sort=__proto__',
    'order=up',
    'page=0',
    'page=1.5',
    'limit=0',
    'limit=many',
    'department=a&department=b',
  ])('refuses or ignores %s, and never filters by it', async (query) => {
    const answer = await get('', query);
    if (query.includes('[')) expect((answer.body as { meta: Fields }).meta['total']).toBe(1);
    else expect(answer.status).toBe(400);
  });

  it('shows nobody of another company, whoever asks', async () => {
    await create();
    const shop = await app.tenant();
    expect(await namesOf(get('', {}, shop.admin))).toEqual(['Test Person']);
    expect((await get('/stats', {}, shop.admin)).body).toMatchObject({ total: 1 });
    expect(await namesOf(get('/search', { q: 'priya' }, shop.admin))).toEqual([]);
    for (const role of ['cs', 'viewer'] as const) {
      const colleague = await app.agent(company.clientId, role);
      for (const path of ['', '/search?q=a', '/stats', '/departments']) {
        expect((await get(path, {}, colleague)).status).toBe(200);
      }
    }
    for (const path of ['', '/search?q=a', '/stats', '/departments']) {
      expect((await app.http().get(`/api/agents${path}`)).status).toBe(401);
    }
  });
});

describe('counting agents', () => {
  it('counts all, by status, role and department', async () => {
    await create({ role: 'viewer' });
    await create({ department: '__proto__' });
    const { id } = await create({ department: 'Claims' });
    await app
      .http(company.admin.token)
      .delete(`/api/agents/${String(id)}`)
      .expect(200);
    expect((await get('/stats').expect(200)).text).toBe(
      JSON.stringify({
        total: 4,
        active: 3,
        online: 0,
        offline: 4,
        byRole: { admin: 1, cs: 2, viewer: 1 },
        byDepartment: { Claims: 1, Retail: 1, Support: 1, ['__proto__']: 1 },
      }),
    );
    const departments = await get('/departments', { limit: 2 });
    expect(departments.body).toEqual({
      data: [
        { name: 'Claims', count: 1 },
        { name: 'Retail', count: 1 },
      ],
      meta: { total: 4, page: 1, limit: 2, totalPages: 2 },
    });
  });
});

describe('what is kept of lists', () => {
  const looks = async (on: AppHarness) => ({
    stats: await statsOf(on),
    list: await namesOf(get('', { sort: 'fullName' }, company.admin, on)),
    departments: (await get('/departments', {}, company.admin, on)).body as Fields,
  });

  it('is dropped on every node before a change is answered', async () => {
    await looks(app);
    await looks(other);
    const { id } = await create({ fullName: 'Asha Kumar', department: 'Claims' });
    for (const node of [app, other]) {
      const seen = await looks(node);
      expect(seen.stats).toMatchObject({ total: 2, byDepartment: { Claims: 1 } });
      expect(seen.list).toContain('Asha Kumar');
      expect(seen.departments).toMatchObject({ meta: { total: 2 } });
    }
    await other
      .http(company.admin.token)
      .put(`/api/agents/${String(id)}`)
      .send({ fullName: 'Mira Das', department: 'Loans' })
      .expect(200);
    for (const node of [app, other]) {
      const seen = await looks(node);
      expect(seen.stats).toMatchObject({ byDepartment: { Loans: 1 } });
      expect(seen.list).toContain('Mira Das');
    }
    await app
      .http(company.admin.token)
      .delete(`/api/agents/${String(id)}`)
      .expect(200);
    for (const node of [app, other]) expect((await looks(node)).stats).toMatchObject({ active: 1 });
  });

  it('follows changes that no server dropped it for', async () => {
    expect(await statsOf()).toMatchObject({ online: 0 });
    const me = { _id: company.admin.id as never };
    await app.db.collection('agents').updateOne(me, { $set: { onlineStatus: 'online' } });
    await app.until(statsOf, (stats) => stats['online'] === 1);
    expect((await looks(other)).departments).toMatchObject({ data: [{ name: 'Support' }] });
    const change = { $set: { department: 'Night' }, $inc: { version: 1 } };
    await app.db.collection('agents').updateOne(me, change);
    await app.until(
      async () => (await looks(other)).departments,
      ({ data }) => (data as Fields[])[0]?.['name'] === 'Night',
    );
  });

  it('is never older than an answer that came before, with readers and writers at once', async () => {
    const progress = { written: 0, isDone: false };
    const reader = async (node: AppHarness) => {
      while (!progress.isDone) {
        const { written } = progress;
        const { total } = await statsOf(node);
        expect(total).toBeGreaterThanOrEqual(1 + written);
      }
    };
    const readers = [app, other, app, other].map(reader);
    for (let turn = 0; turn < 10; turn += 1) {
      await create();
      progress.written += 1;
    }
    progress.isDone = true;
    await Promise.all(readers);
    expect(await statsOf(other)).toMatchObject({ total: 11 });
  });

  it('is counted by cache', async () => {
    await statsOf();
    await statsOf();
    const { text } = await app.http().get('/metrics');
    expect(text).toMatch(/crosspoint_cache_reads_total{cache="agent_stats",outcome="hit"} [1-9]/);
    expect(text).toMatch(/crosspoint_cache_reads_total{cache="agent_stats",outcome="miss"} [1-9]/);
  });
});
