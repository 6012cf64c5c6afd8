import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness, type TestTenant } from '../support/harness.js';

type Fields = Record<string, unknown>;

let app: AppHarness;
let bank: TestTenant;
let shop: TestTenant;
let count = 0;

const aBody = (changes: Fields = {}): Fields => {
  count += 1;
  return {
    username: `priya_${count}`,
    email: `priya_${count}@bank.example`,
    fullName: 'Priya Sharma',
    role: 'cs',
    department: 'Retail',
    password: 'Mumbai2026x',
    ...changes,
  };
};
const create = (body: Fields, token = bank.admin.token) =>
  app.http(token).post('/api/agents').send(body);
const list = (query: string) => app.http(bank.admin.token).get(`/api/agents?${query}`);
const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error: { code: string } }).error.code;
const namesOf = (answer: { body: unknown }) =>
  (answer.body as { data: { username: string }[] }).data.map(({ username }) => username);

beforeAll(async () => {
  app = await AppHarness.start();
  bank = await app.tenant();
  shop = await app.tenant();
}, 60_000);
afterAll(() => app.stop());

describe('creating an agent', () => {
  it('answers the agent itself: active, offline, counters at zero, without its password', async () => {
    const body = aBody({ phone: '098100 12345' });
    const answer = await create(body);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      id: expect.any(Number),
      clientId: bank.clientId,
      username: body['username'],
      isActive: true,
      onlineStatus: 'offline',
      lastLoginAt: null,
      kind: 'human',
      maxConcurrentCalls: 1,
      phone: '098100 12345',
      dialNumber: '+919810012345',
      currentTickets: 0,
      avgResponseTime: 5,
      customerSatisfaction: 3.5,
    });
    expect(answer.text).not.toMatch(/"password|hash|argon/i);
    const { id } = answer.body as { id: number };
    const event = await app.db.collection('events').findOne({ type: 'agent.created', agentId: id });
    expect(event?.['clientId']).toBe(bank.clientId);
    expect(JSON.stringify(event)).not.toMatch(/argon/);
    const read = await app.http(bank.admin.token).get(`/api/agents/${id}`);
    expect(read.body).toEqual(answer.body);
  });

  it('lets a bot take ten calls at once unless told otherwise', async () => {
    expect((await create(aBody({ kind: 'bot' }))).body).toMatchObject({ maxConcurrentCalls: 10 });
    const told = await create(aBody({ kind: 'bot', maxConcurrentCalls: 3 }));
    expect(told.body).toMatchObject({ maxConcurrentCalls: 3 });
  });

  it('refuses a name or an address that any tenant has, in any case', async () => {
    await create(aBody({ username: 'Asha_K', email: 'Asha@bank.example' }));
    const sameName = await create(aBody({ username: 'asha_k' }), shop.admin.token);
    expect([sameName.status, codeOf(sameName)]).toEqual([409, 'USERNAME_TAKEN']);
    const sameAddress = await create(aBody({ email: 'ASHA@bank.example' }), shop.admin.token);
    expect([sameAddress.status, codeOf(sameAddress)]).toEqual([409, 'EMAIL_TAKEN']);
  });

  it('gives a name to one of many who ask at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => create(aBody({ username: 'wanted' }))),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(7);
  });

  it.each([
    ['fullName', { fullName: 'Priya <b>Sharma</b>' }],
    ['department', { department: '<script>alert(1)</script>' }],
    ['password', { password: 'alllowercase1' }],
    ['password', { password: 'Short1' }],
    ['password', { password: `Aa1${'x'.repeat(126)}` }],
    ['username', { username: 'no spaces' }],
    ['email', { email: 'nobody' }],
    ['phone', { phone: 'call me' }],
    ['maxConcurrentCalls', { kind: 'bot', maxConcurrentCalls: 21 }],
    ['role', { role: 'owner' }],
    ['isActive', { isActive: false }],
  ])('refuses a bad %s', async (field, changes) => {
    const answer = await create(aBody(changes));
    expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_ERROR']);
    const { details } = (answer.body as { error: { details: { field: string }[] } }).error;
    expect(details.map((detail) => detail.field)).toEqual([field]);
  });

  it('answers a repeat with the same Idempotency-Key as the first time', async () => {
    const body = aBody();
    const send = () => create(body).set('Idempotency-Key', 'one');
    const first = await send();
    const second = await send();
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
  });

  it('is for admins', async () => {
    for (const role of ['cs', 'viewer'] as const) {
      const { token } = await app.agent(bank.clientId, role);
      const answer = await create(aBody(), token);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
      expect((await app.http(token).get('/api/agents')).status).toBe(200);
    }
  });
});

describe('reading agents', () => {
  it('answers for another tenant’s id as for one that does not exist', async () => {
    const foreign = await app.http(bank.admin.token).get(`/api/agents/${shop.admin.id}`);
    const unknown = await app.http(bank.admin.token).get('/api/agents/999999');
    expect([foreign.status, codeOf(foreign)]).toEqual([404, 'AGENT_NOT_FOUND']);
    expect([unknown.status, codeOf(unknown)]).toEqual([404, 'AGENT_NOT_FOUND']);
  });

  it.each(['abc', '1.5', '-1', '0x1', '1e3'])('refuses %s as an id', async (id) => {
    const answer = await app.http(bank.admin.token).get(`/api/agents/${id}`);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_ERROR']);
  });

  it('filters, searches, sorts and pages within the tenant', async () => {
    await create(aBody({ username: 'zoya', fullName: 'Zoya Khan', department: 'Claims' }));
    await create(
      aBody({ username: 'arun', fullName: 'Arun Khan', department: 'Claims', role: 'viewer' }),
    );
    expect(namesOf(await list('department=Claims&sort=fullName'))).toEqual(['arun', 'zoya']);
    expect(namesOf(await list('department=Claims&sort=-fullName'))).toEqual(['zoya', 'arun']);
    expect(namesOf(await list('department=Claims&role=viewer'))).toEqual(['arun']);
    expect(namesOf(await list('search=kha%20zoy'))).toEqual(['zoya']);
    expect(namesOf(await list('search=.*'))).toEqual([]);
    expect(namesOf(await list('department=Claims&status=inactive'))).toEqual([]);
    expect(
      namesOf(await list('department=Claims&onlineStatus=offline&status=active')),
    ).toHaveLength(2);
    const page = await list('department=Claims&sort=username&page=2&limit=1');
    expect(namesOf(page)).toEqual(['zoya']);
    expect((page.body as { meta: unknown }).meta).toEqual({
      total: 2,
      page: 2,
      limit: 1,
      totalPages: 2,
    });
    const cut = await list('limit=500');
    expect((cut.body as { meta: { limit: number } }).meta.limit).toBe(100);
    expect((await list('sort=passwordHash')).status).toBe(400);
    expect((await list('page=0')).status).toBe(400);
  });
});

describe('for each account', () => {
  let strict: AppHarness;

  beforeAll(async () => {
    // A Redis database of its own: the other tests' sign-ins count for the same address.
    const redisUrl = new URL('/9', process.env['REDIS_URL']).href;
    strict = await AppHarness.start({ RATE_LIMIT_SCALE: '1', REDIS_URL: redisUrl });
  });
  afterAll(() => strict.stop());

  it.each([
    ['creates', 'post', '', 10, 60],
    ['changes', 'put', '/1', 30, 60],
    ['lists', 'get', '?page=0', 100, 60],
    ['changes of many', 'put', '/bulk', 5, 300],
  ] as const)('takes so many %s and no more', async (_what, method, path, limit, seconds) => {
    const { admin, clientId } = await strict.tenant();
    const ask = async (token: string) => await strict.http(token)[method](`/api/agents${path}`);
    for (let turn = 0; turn < limit; turn += 1) {
      const { status, headers } = await ask(admin.token);
      expect(status).toBe(400);
      expect(headers['ratelimit-limit']).toBe(String(limit));
      expect(headers['ratelimit-remaining']).toBe(String(limit - turn - 1));
    }
    const { status, headers, body } = await ask(admin.token);
    expect([status, codeOf({ body })]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(headers['ratelimit-reset'])).toBeLessThanOrEqual(seconds);
    const colleague = await strict.agent(clientId, 'admin');
    expect((await ask(colleague.token)).status).toBe(400);
  });
});
