import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERMISSIONS } from '../../src/platform/http/roles.js';
import { AppHarness, type TestTenant } from '../support/harness.js';

interface NewKey {
  readonly id: string;
  readonly key: string;
  readonly prefix: string;
}

let app: AppHarness;
let other: AppHarness;
let bank: TestTenant;

const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error: { code: string } }).error.code;
const outcome = (answer: { status: number; body: unknown }) => [answer.status, codeOf(answer)];
const ask = (body: Record<string, unknown>, token = bank.admin.token) =>
  app.http(token).post('/api/api-keys').send(body);
const make = async (body: Record<string, unknown>, tenant = bank): Promise<NewKey> => {
  const answer = await ask({ name: 'Help desk', ...body }, tenant.admin.token);
  if (answer.status !== 201) throw new Error(`key: ${answer.status} ${answer.text}`);
  return (answer.body as { data: NewKey }).data;
};
const keys = () =>
  app.db.collection<{ _id: string; name: string; lastUsedAt: Date | null }>('api_keys');

beforeAll(async () => {
  app = await AppHarness.start();
  other = await app.secondNode();
  bank = await app.tenant();
});
afterAll(async () => {
  await other.stop();
  await app.stop();
});

describe('an API key', () => {
  it('is shown whole once, and stored nowhere', async () => {
    const answer = await ask({
      name: 'Help desk',
      scopes: ['agents:read', 'activity:write'],
      expiresAt: '2099-01-01T00:00:00Z',
    });
    expect(answer.status).toBe(201);
    const { key, id, prefix, ...rest } = (answer.body as { data: NewKey }).data;
    expect(key).toMatch(/^cpk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    expect([prefix, key.startsWith(`${prefix}_`)]).toEqual([`cpk_${id}`, true]);
    expect(rest).toEqual({
      name: 'Help desk',
      scopes: ['agents:read', 'activity:write'],
      agentId: null,
      createdBy: bank.admin.id,
      createdAt: expect.any(String),
      expiresAt: '2099-01-01T00:00:00.000Z',
      lastUsedAt: null,
    });
    const list = await app.http(bank.admin.token).get('/api/api-keys');
    expect(list.body).toMatchObject({ success: true, count: 1, data: [{ id, prefix }] });
    expect(list.text).not.toContain(key);
    for (const { name } of await app.db.listCollections().toArray()) {
      const stored = JSON.stringify(await app.db.collection(name).find().toArray());
      expect(stored).not.toContain(key.slice(-43));
    }
    expect(app.rawLogs()).not.toContain(key.slice(-43));
  });

  it('opens what its scopes name, on every node, and nothing else', async () => {
    const { key } = await make({ scopes: ['agents:read'] });
    for (const node of [app, other]) {
      expect((await node.http(key).get('/api/agents')).status).toBe(200);
      expect(outcome(await node.http(key).get('/api/teams'))).toEqual([403, 'FORBIDDEN']);
    }
    const agent = { username: 'x', role: 'admin' };
    expect(outcome(await app.http(key).post('/api/agents').send(agent))).toEqual([
      403,
      'FORBIDDEN',
    ]);
  });

  it('with every scope still makes no keys, resets no passwords and signs nobody in or out', async () => {
    const agent = await app.agent(bank.clientId, 'admin');
    const { key } = await make({ scopes: PERMISSIONS, agentId: agent.id });
    for (const [method, path] of [
      ['get', '/api/auth/me'],
      ['get', '/api/auth/sessions'],
      ['post', '/api/auth/logout'],
      ['post', '/api/auth/change-password'],
      ['get', '/api/api-keys'],
      ['post', '/api/api-keys'],
      ['post', `/api/agents/${agent.id}/reset-password`],
      ['post', `/api/agents/${agent.id}/unlock`],
    ] as const) {
      expect(outcome(await app.http(key)[method](path))).toEqual([403, 'FORBIDDEN']);
    }
  });

  it('changes every agent of its company with `agents:write`, and none without', async () => {
    const agent = await app.agent(bank.clientId);
    const stranger = await app.agent((await app.tenant()).clientId);
    const { key } = await make({ scopes: ['agents:write'] });
    const change = (token: string, id: number, body: object) =>
      app.http(token).put(`/api/agents/${id}`).send(body);
    const answer = await change(key, agent.id, { department: 'Claims', role: 'viewer' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ department: 'Claims', role: 'viewer' });
    const path = `/api/agents/${agent.id}/status`;
    expect((await app.http(key).put(path).send({ status: 'away' })).status).toBe(200);
    const missing = [404, 'AGENT_NOT_FOUND'];
    expect(outcome(await change(key, stranger.id, { department: 'Claims' }))).toEqual(missing);

    const reader = await make({ scopes: ['agents:read'] });
    const ownOnly = await make({ scopes: ['own:write', 'agents:write'], agentId: agent.id });
    const colleague = await app.agent(bank.clientId);
    for (const [token, id] of [
      [reader.key, agent.id],
      [ownOnly.key, colleague.id],
    ] as const) {
      const refused = await change(token, id, { fullName: 'Someone Else' });
      expect(outcome(refused)).toEqual([403, 'FORBIDDEN']);
    }
  });

  it('sends a bot’s heartbeats, and those of no other agent', async () => {
    const bot = await app.agent(bank.clientId);
    const colleague = await app.agent(bank.clientId);
    const { key } = await make({ scopes: ['heartbeat:write'], agentId: bot.id });
    const beat = (agentId: number) =>
      app.http(key).post('/api/agent-heartbeat').send({ agentId, deviceConnected: true });
    expect((await beat(bot.id)).status).toBe(200);
    expect(outcome(await beat(colleague.id))).toEqual([403, 'FORBIDDEN']);
  });

  it('does no more than its agent may, and dies with it', async () => {
    const viewer = await app.agent(bank.clientId, 'viewer');
    const scopes = ['agents:read', 'heartbeat:write'];
    const { key } = await make({ scopes, agentId: viewer.id });
    expect((await other.http(key).get('/api/agents')).status).toBe(200);
    expect(outcome(await app.http(key).get('/api/agent-heartbeat'))).toEqual([403, 'FORBIDDEN']);
    await app.db
      .collection<{ _id: number }>('agents')
      .updateOne({ _id: viewer.id }, { $set: { isActive: false } });
    const answer = await app.until(
      () => other.http(key).get('/api/agents'),
      ({ status }) => status === 401,
    );
    expect(codeOf(answer)).toBe('API_KEY_REVOKED');
  });

  it('is revoked on every node within a second, once', async () => {
    const { id, key } = await make({ scopes: ['agents:read'] });
    for (const node of [app, other]) {
      expect((await node.http(key).get('/api/agents')).status).toBe(200);
    }
    const revoke = () => app.http(bank.admin.token).delete(`/api/api-keys/${id}`);
    expect((await revoke()).body).toEqual({ success: true, data: null });
    for (const node of [app, other]) {
      const answer = await app.until(
        () => node.http(key).get('/api/agents'),
        ({ status }) => status === 401,
      );
      expect(codeOf(answer)).toBe('API_KEY_REVOKED');
    }
    expect(outcome(await revoke())).toEqual([404, 'API_KEY_NOT_FOUND']);
    const audit = await app.http(bank.admin.token).get('/api/settings/audit?section=api_keys');
    const entries = (audit.body as { data: { target: string; actor: object }[] }).data;
    expect(entries.filter(({ target }) => target === id).map(({ actor }) => actor)).toEqual([
      { agentId: bank.admin.id },
      { agentId: bank.admin.id },
    ]);
  });

  it('ends at its end', async () => {
    const { id, key } = await make({ scopes: ['agents:read'], expiresAt: '2099-01-01T00:00:00Z' });
    await keys().updateOne({ _id: id }, { $set: { expiresAt: new Date(0) } });
    expect(outcome(await app.http(key).get('/api/agents'))).toEqual([401, 'API_KEY_EXPIRED']);
  });

  it.each(['cpk_', 'cpk_0123456789abcdef', `cpk_0123456789abcdef_${'x'.repeat(43)}`])(
    'is not %j',
    async (key) => {
      expect(outcome(await app.http(key).get('/api/agents'))).toEqual([401, 'API_KEY_INVALID']);
    },
  );

  it('is not another key’s id with a secret of its own', async () => {
    const { key, prefix } = await make({ scopes: ['agents:read'] });
    const forged = `${prefix}_${key.slice(-42)}${key.at(-43) === 'A' ? 'B' : 'A'}`;
    expect(outcome(await app.http(forged).get('/api/agents'))).toEqual([401, 'API_KEY_INVALID']);
  });

  it('writes down its use at most once a minute, over all nodes', async () => {
    const { id, key } = await make({ scopes: ['agents:read'] });
    await app.http(key).get('/api/agents');
    const first = await app.until(
      () => keys().findOne({ _id: id }),
      (stored) => stored?.lastUsedAt instanceof Date,
    );
    await Promise.all([other.http(key).get('/api/agents'), other.http(key).get('/api/agents')]);
    expect((await keys().findOne({ _id: id }))?.lastUsedAt).toEqual(first?.lastUsedAt);
  });

  it('is its company’s own: others neither see nor revoke it, nor does it see them', async () => {
    const rival = await app.tenant();
    const { id, key } = await make({ scopes: ['agents:read'] });
    const revoked = await app.http(rival.admin.token).delete(`/api/api-keys/${id}`);
    expect(outcome(revoked)).toEqual([404, 'API_KEY_NOT_FOUND']);
    const list = await app.http(rival.admin.token).get('/api/api-keys');
    expect(list.body).toMatchObject({ count: 0, data: [] });
    const seen = await app.http(key).get(`/api/agents/${rival.admin.id}`);
    expect(outcome(seen)).toEqual([404, 'AGENT_NOT_FOUND']);
    const foreign = await ask({ name: 'Bot', scopes: ['agents:read'], agentId: rival.admin.id });
    expect(outcome(foreign)).toEqual([404, 'AGENT_NOT_FOUND']);
  });

  it('is made once for one Idempotency-Key, also when asked for fifty times at once', async () => {
    const body = { name: 'Once', scopes: ['agents:read'] };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => ask(body).set('Idempotency-Key', 'the-same')),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ body: { data } }) => (data as NewKey).key)).size).toBe(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect(await keys().countDocuments({ name: 'Once' })).toBe(1);
  });

  it.each([
    {},
    { name: 'x' },
    { name: 'Bot', scopes: [] },
    { name: 'Bot', scopes: ['everything'] },
    { name: 'Bot', scopes: ['agents:read', 'agents:read'] },
    { name: 'Bot', scopes: { $gt: '' } },
    { name: 'Bot', scopes: 'agents:read' },
    { name: '<b>Bot</b>', scopes: ['agents:read'] },
    { name: { $ne: 1 }, scopes: ['agents:read'] },
    { name: 'Bot', scopes: ['own:write'] },
    { name: 'Bot', scopes: ['agents:read'], expiresAt: '2020-01-01T00:00:00Z' },
    { name: 'Bot', scopes: ['agents:read'], expiresAt: 'soon' },
    { name: 'Bot', scopes: ['agents:read'], expiresAt: { $gt: 1 } },
    { name: 'Bot', scopes: ['agents:read'], agentId: 'me' },
    { name: 'Bot', scopes: ['agents:read'], isAdmin: true },
  ])('is not made of %j', async (body) => {
    expect(outcome(await ask(body))).toEqual([400, 'VALIDATION_ERROR']);
  });

  it('is the business of admins', async () => {
    for (const role of ['cs', 'viewer'] as const) {
      const { token } = await app.agent(bank.clientId, role);
      expect(outcome(await ask({ name: 'Bot', scopes: ['agents:read'] }, token))).toEqual([
        403,
        'FORBIDDEN',
      ]);
    }
    expect(outcome(await app.http().get('/api/api-keys'))).toEqual([401, 'UNAUTHENTICATED']);
  });
});

describe('a clientId in a body', () => {
  it('that is not the caller’s is another company’s', async () => {
    const answer = await ask({ name: 'Bot', scopes: ['agents:read'], clientId: 'elsewhere' });
    expect(outcome(answer)).toEqual([403, 'TENANT_MISMATCH']);
  });
});
