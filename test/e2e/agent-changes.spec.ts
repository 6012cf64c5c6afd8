import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness, PASSWORD, type TestAgent, type TestTenant } from '../support/harness.js';

type Fields = Record<string, unknown>;
interface Answer {
  readonly status: number;
  readonly body: Fields;
}

let app: AppHarness;
let bank: TestTenant;
let shop: TestTenant;

const outcomeOf = ({ status, body }: Answer) => {
  const { error } = body as { error?: { code: string } };
  return error ? `${status} ${error.code}` : String(status);
};
const put = (who: TestAgent, id: number | string, body: unknown) =>
  app
    .http(who.token)
    .put(`/api/agents/${id}`)
    .send(body as object);
const remove = (who: TestAgent, id: number | string) =>
  app.http(who.token).delete(`/api/agents/${id}`);
const read = async (id: number): Promise<Fields> =>
  (await app.http(bank.admin.token).get(`/api/agents/${id}`).expect(200)).body as Fields;
const bulk = (who: TestAgent, body: unknown) =>
  app
    .http(who.token)
    .put('/api/agents/bulk')
    .send(body as object);
const eventsOf = (agentId: number, type: string) =>
  app.db.collection('events').find({ agentId, type }).sort({ _id: 1 }).toArray();
const meOf = (token: string) => app.http(token).get('/api/auth/me');
const signIn = async ({ username }: TestAgent) =>
  (await app.http().post('/api/auth/login').send({ username, password: PASSWORD })).body as {
    accessToken: string;
    refreshToken: string;
  };

beforeAll(async () => {
  app = await AppHarness.start();
  bank = await app.tenant();
  shop = await app.tenant();
});
afterAll(() => app.stop());

describe('changing an agent', () => {
  it('changes what is given, and tells it in the same write', async () => {
    const agent = await app.agent(bank.clientId);
    const body = {
      fullName: 'Asha "Ace" Kumar',
      department: 'Claims',
      phone: '098100 54321',
      avatar: 'https://cdn.bank.example/a.png',
      maxConcurrentCalls: 3,
    };
    const answer = await put(bank.admin, agent.id, body);
    expect(answer.status).toBe(200);
    expect(answer.headers['etag']).toBe('"2"');
    expect(answer.body).toMatchObject({ ...body, dialNumber: '+919810054321', version: 2 });
    expect(answer.text).not.toMatch(/argon|passwordHash|searchKeys|usernameKey/);
    expect(await read(agent.id)).toEqual(answer.body);
    const [event] = await eventsOf(agent.id, 'agent.updated');
    expect(JSON.parse(JSON.stringify(event?.['data']))).toEqual({ agent: answer.body });
  });

  it('writes nothing where nothing differs', async () => {
    const agent = await app.agent(bank.clientId);
    const before = await read(agent.id);
    const same = await put(bank.admin, agent.id, { fullName: before['fullName'], isActive: true });
    expect([same.status, same.body]).toEqual([200, before]);
    expect(await eventsOf(agent.id, 'agent.updated')).toEqual([]);
  });

  it('takes phone and picture away with null', async () => {
    const agent = await app.agent(bank.clientId);
    const { body } = await put(bank.admin, agent.id, { phone: null, avatar: null });
    expect(body).toMatchObject({ phone: null, dialNumber: null, avatar: null });
  });

  it('keeps every letter of a name, from right to left and outside of the first plane', async () => {
    const agent = await app.agent(bank.clientId);
    for (const fullName of [
      'أحمد بن خالد',
      '陈伟 𠮷野家',
      'Zoë 👩‍💻',
      'a\u0000b\u0007\tc',
      '=cmd|A1',
    ]) {
      expect((await put(bank.admin, agent.id, { fullName })).body).toMatchObject({ fullName });
      expect(await read(agent.id)).toMatchObject({ fullName });
    }
  });

  it('matches the version when one is named', async () => {
    const agent = await app.agent(bank.clientId);
    const first = await put(bank.admin, agent.id, { department: 'One' }).set('If-Match', '"1"');
    expect(first.status).toBe(200);
    const second = await put(bank.admin, agent.id, { department: 'Two' }).set('If-Match', '"1"');
    expect(outcomeOf(second)).toBe('412 VERSION_CONFLICT');
    const gone = await remove(bank.admin, agent.id).set('If-Match', '"1"');
    expect(outcomeOf(gone)).toBe('412 VERSION_CONFLICT');
    const any = await put(bank.admin, agent.id, { department: 'Two' }).set('If-Match', '*');
    expect(any.status).toBe(200);
  });

  it('lets one of fifty who read the same version change it', async () => {
    const agent = await app.agent(bank.clientId);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, turn) =>
        put(bank.admin, agent.id, { department: `Turn ${turn}` }).set('If-Match', '"1"'),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(49);
    expect(await read(agent.id)).toMatchObject({ version: 2 });
  });

  it('gives a username and an address to one account of the deployment, also in a race', async () => {
    const agents = await Promise.all(Array.from({ length: 6 }, () => app.agent(bank.clientId)));
    const wanted = `wanted_${agents[0]!.id}`;
    const names = await Promise.all(
      agents.map(({ id }) => put(bank.admin, id, { username: wanted })),
    );
    expect(names.map(outcomeOf).sort()).toEqual(['200', ...Array(5).fill('409 USERNAME_TAKEN')]);
    const addresses = await Promise.all(
      agents.map(({ id }) => put(bank.admin, id, { email: `${wanted}@bank.example` })),
    );
    expect(addresses.map(outcomeOf).sort()).toEqual(['200', ...Array(5).fill('409 EMAIL_TAKEN')]);
    const foreign = await put(shop.admin, shop.admin.id, { username: wanted.toUpperCase() });
    expect(outcomeOf(foreign)).toBe('409 USERNAME_TAKEN');
  });

  it('lets an agent change its own name and address, and sign in by them', async () => {
    const agent = await app.agent(bank.clientId);
    const username = `new_${agent.username}`;
    const answer = await put(agent, agent.id, { username, email: `${username}@bank.example` });
    expect(answer.status).toBe(200);
    await app.login(username);
    await expect(app.login(agent.username)).rejects.toThrow('401');
  });
});

describe('who may change an agent', () => {
  it.each([
    { role: 'admin' },
    { department: 'Claims' },
    { isActive: false },
    { kind: 'bot' },
    { maxConcurrentCalls: 5 },
  ])('is not the agent itself for %j', async (change) => {
    const agent = await app.agent(bank.clientId);
    expect(outcomeOf(await put(agent, agent.id, change))).toBe('403 FORBIDDEN');
    expect(await read(agent.id)).toMatchObject({ role: 'cs', isActive: true, version: 1 });
  });

  it('is the agent itself also where the form sends what it read', async () => {
    const agent = await app.agent(bank.clientId);
    const { role, department, isActive, kind, maxConcurrentCalls } = await read(agent.id);
    const form = { role, department, isActive, kind, maxConcurrentCalls, fullName: 'Asha Kumar' };
    expect(await put(agent, agent.id, form)).toMatchObject({ status: 200 });
  });

  it('is no colleague, no viewer, nobody and nobody of another company', async () => {
    const agent = await app.agent(bank.clientId);
    const colleague = await app.agent(bank.clientId);
    const viewer = await app.agent(bank.clientId, 'viewer');
    const change = { fullName: 'Somebody Else' };
    expect(outcomeOf(await put(colleague, agent.id, change))).toBe('403 FORBIDDEN');
    expect(outcomeOf(await put(colleague, 999_999, change))).toBe('403 FORBIDDEN');
    expect(outcomeOf(await put(viewer, viewer.id, change))).toBe('403 FORBIDDEN');
    expect(outcomeOf(await put(shop.admin, agent.id, change))).toBe('404 AGENT_NOT_FOUND');
    expect(outcomeOf(await put(bank.admin, 999_999, change))).toBe('404 AGENT_NOT_FOUND');
    const nobody = await app.http().put(`/api/agents/${agent.id}`).send(change);
    expect(outcomeOf(nobody as Answer)).toBe('401 UNAUTHENTICATED');
    for (const who of [colleague, viewer]) {
      expect(outcomeOf(await remove(who, agent.id))).toBe('403 FORBIDDEN');
      const many = { agentIds: [agent.id], updates: change };
      expect(outcomeOf(await bulk(who, many))).toBe('403 FORBIDDEN');
    }
    expect(outcomeOf(await remove(shop.admin, agent.id))).toBe('404 AGENT_NOT_FOUND');
    expect(await read(agent.id)).toMatchObject({ version: 1 });
  });
});

describe('a change that makes no sense', () => {
  const deep = JSON.parse('{"__proto__":{"role":"admin"}}') as object;
  it.each<[string, unknown]>([
    ['an operator', { fullName: { $gt: '' } }],
    ['a list', { username: ['asha'] }],
    ['null for a name', { fullName: null }],
    ['a blank name', { fullName: '   ' }],
    ['a tag', { fullName: 'Asha <img src=x>' }],
    ['a very long text', { fullName: 'x'.repeat(1_000_000) }],
    ['a number for a text', { department: 7 }],
    ['a text for a number', { maxConcurrentCalls: '3' }],
    ['too many calls', { maxConcurrentCalls: 21 }],
    ['no call at all', { maxConcurrentCalls: 0 }],
    ['half a call', { maxConcurrentCalls: 1.5 }],
    ['an unknown role', { role: 'owner' }],
    ['yes for true', { isActive: 'yes' }],
    ['an unknown field', { nickname: 'Ash' }],
    ['an id', { id: 1 }],
    ['a password', { password: 'Mumbai2026x' }],
    ['a hash', { passwordHash: 'x' }],
    ['a version', { version: 1 }],
    ['a prototype', deep],
    ['a constructor', { constructor: { prototype: { role: 'admin' } } }],
    ['a list for a body', [{ role: 'cs' }]],
  ])('is refused: %s', async (_what, body) => {
    const agent = await app.agent(bank.clientId);
    const answer = await put(bank.admin, agent.id, JSON.parse(JSON.stringify(body)));
    // A prototype is refused while JSON is read.
    expect(outcomeOf(answer)).toBe('400 VALIDATION_ERROR');
    expect(await read(agent.id)).toMatchObject({ role: 'cs', version: 1 });
    expect(({} as Fields)['role']).toBeUndefined();
  });
});

describe('removing an agent', () => {
  it('signs it out everywhere for good, and keeps its record', async () => {
    const agent = await app.agent(bank.clientId);
    const { accessToken, refreshToken } = await signIn(agent);
    expect((await meOf(accessToken)).status).toBe(200);
    const answer = await remove(bank.admin, agent.id);
    expect([answer.status, answer.body]).toEqual([
      200,
      { success: true, message: 'Agent removed' },
    ]);
    await app.until(
      async () => [(await meOf(accessToken)).status, (await meOf(agent.token)).status],
      ([one, two]) => one === 401 && two === 401,
      5000,
    );
    const refreshed = await app.http().post('/api/auth/refresh').send({ refreshToken });
    expect(outcomeOf(refreshed)).toBe('401 REFRESH_TOKEN_INVALID');
    await expect(app.login(agent.username)).rejects.toThrow('401');
    expect(await read(agent.id)).toMatchObject({ isActive: false, version: 2 });
    const [event] = await eventsOf(agent.id, 'agent.deleted');
    expect(event?.['data']).toMatchObject({ agent: { id: agent.id, isActive: false } });
    const sessions = await app.db
      .collection('agent_sessions')
      .find({ agentId: agent.id })
      .toArray();
    expect(sessions).toHaveLength(2);
    for (const session of sessions) {
      expect(session).toMatchObject({ isActive: false, endReason: 'deactivated' });
    }
    // It may come back, but with a new sign-in.
    await put(bank.admin, agent.id, { isActive: true }).expect(200);
    expect((await meOf(accessToken)).status).toBe(401);
    const again = await app.http().post('/api/auth/refresh').send({ refreshToken });
    expect(outcomeOf(again)).toBe('401 REFRESH_TOKEN_INVALID');
    await app.login(agent.username);
  });

  it('does no more the second time', async () => {
    const agent = await app.agent(bank.clientId);
    await remove(bank.admin, agent.id).expect(200);
    await remove(bank.admin, agent.id).expect(200);
    expect(await eventsOf(agent.id, 'agent.deleted')).toHaveLength(1);
  });

  it('leaves nobody signed in who signs in at the same moment', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const agent = await app.agent(bank.clientId);
      await Promise.all([
        ...Array.from({ length: 4 }, () => signIn(agent)),
        remove(bank.admin, agent.id).expect(200),
      ]);
      const open = { agentId: agent.id, isActive: true };
      expect(await app.db.collection('agent_sessions').countDocuments(open)).toBe(0);
    }
  });

  it('signs out by PUT as by DELETE', async () => {
    const agent = await app.agent(bank.clientId);
    await put(bank.admin, agent.id, { isActive: false }).expect(200);
    await app.until(
      async () => (await meOf(agent.token)).status,
      (status) => status === 401,
      5000,
    );
    expect(await eventsOf(agent.id, 'agent.updated')).toHaveLength(1);
  });

  it('keeps an admin, whoever removes whom, however often at once', async () => {
    const company = await app.tenant();
    const { admin } = company;
    const lost = [
      remove(admin, admin.id),
      put(admin, admin.id, { role: 'cs' }),
      put(admin, admin.id, { isActive: false }),
    ];
    for (const answer of await Promise.all(lost)) expect(outcomeOf(answer)).toBe('409 LAST_ADMIN');
    const others = await Promise.all(
      Array.from({ length: 4 }, () => app.agent(company.clientId, 'admin')),
    );
    const all = [admin, ...others];
    // Each removes the next one, by one of the ways, all at once.
    await Promise.all(
      all.flatMap((who, place) => {
        const next = all[(place + 1) % all.length]!;
        return [
          remove(who, next.id),
          put(who, next.id, { role: 'viewer' }),
          bulk(who, { agentIds: [next.id], updates: { isActive: false } }),
        ];
      }),
    );
    const left = { clientId: company.clientId, role: 'admin', isActive: true };
    expect(await app.db.collection('agents').countDocuments(left)).toBeGreaterThanOrEqual(1);
  });

  it('lets one of two admins who remove each other stay', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const company = await app.tenant();
      const other = await app.agent(company.clientId, 'admin');
      const answers = await Promise.all([
        remove(company.admin, other.id),
        remove(other, company.admin.id),
      ]);
      const outcomes = answers.map(outcomeOf).sort();
      // Who lost may have been signed out before it could ask.
      expect(outcomes[0]).toBe('200');
      expect(['409 LAST_ADMIN', '401 UNAUTHENTICATED']).toContain(outcomes[1]);
      const left = { clientId: company.clientId, role: 'admin', isActive: true };
      expect(await app.db.collection('agents').countDocuments(left)).toBe(1);
    }
  });
});

describe('changing many agents', () => {
  it('applies the good ones and reports the bad ones', async () => {
    const agents = await Promise.all(Array.from({ length: 3 }, () => app.agent(bank.clientId)));
    const ids = agents.map(({ id }) => id);
    const answer = await bulk(bank.admin, {
      agentIds: [ids[0], String(ids[1]), ids[2], ids[0], 999_999, shop.admin.id],
      updates: { department: 'Night', maxConcurrentCalls: 2 },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      success: true,
      updated: 3,
      errors: [
        '999999: AGENT_NOT_FOUND There is no such agent',
        `${shop.admin.id}: AGENT_NOT_FOUND There is no such agent`,
      ],
    });
    for (const id of ids) {
      expect(await read(id)).toMatchObject({ department: 'Night', maxConcurrentCalls: 2 });
      expect(await eventsOf(id, 'agent.updated')).toHaveLength(1);
    }
  });

  it('reports what is taken and the last admin', async () => {
    const agents = await Promise.all(Array.from({ length: 2 }, () => app.agent(bank.clientId)));
    const ids = agents.map(({ id }) => id);
    const name = await bulk(bank.admin, { agentIds: ids, updates: { username: `one_${ids[0]}` } });
    expect(name.body).toMatchObject({ updated: 1 });
    expect((name.body as { errors: string[] }).errors[0]).toMatch(/^\d+: USERNAME_TAKEN /);
    const company = await app.tenant();
    const { id } = company.admin;
    const last = await bulk(company.admin, { agentIds: [id], updates: { isActive: false } });
    expect(last.body).toMatchObject({ updated: 0 });
    expect((last.body as { errors: string[] }).errors[0]).toMatch(
      new RegExp(String.raw`^${id}: LAST_ADMIN `),
    );
  });

  it.each<[string, unknown]>([
    ['nobody', { agentIds: [], updates: { department: 'Night' } }],
    [
      'too many',
      { agentIds: Array.from({ length: 501 }, (_, i) => i + 1), updates: { department: 'Night' } },
    ],
    ['a text for an id', { agentIds: ['me'], updates: { department: 'Night' } }],
    ['an operator for the ids', { agentIds: { $gt: 0 }, updates: { department: 'Night' } }],
    ['no changes', { agentIds: [1] }],
    ['a bad change', { agentIds: [1], updates: { role: 'owner' } }],
    ['an unknown change', { agentIds: [1], updates: { passwordHash: 'x' } }],
    ['a list of changes', { agentIds: [1], updates: [{ role: 'cs' }] }],
    ['an unknown field', { agentIds: [1], updates: { role: 'cs' }, all: true }],
  ])('refuses %s', async (_what, body) => {
    expect(outcomeOf(await bulk(bank.admin, body))).toBe('400 VALIDATION_ERROR');
  });

  it('takes five hundred', async () => {
    const company = await app.tenant();
    const agentIds = Array.from({ length: 500 }, (_, index) => 5_000_000 + index);
    const sample = await app.db.collection('agents').findOne({ _id: company.admin.id as never });
    await app.db.collection('agents').insertMany(
      agentIds.map((_id) => ({
        ...sample,
        _id: _id as never,
        role: 'cs',
        username: `many${_id}`,
        usernameKey: `many${_id}`,
        email: `many${_id}@example.com`,
        emailKey: `many${_id}@example.com`,
      })),
    );
    const { body } = await bulk(company.admin, { agentIds, updates: { isActive: false } });
    expect(body).toEqual({ success: true, updated: 500, errors: [] });
  });
});
