import { createSecretKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { AppHarness, PASSWORD, type TestAgent, type TestTenant } from '../support/harness.js';

interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const SECRET = 'a secret that the tests know as well as the server';

let app: AppHarness;
let other: AppHarness;
let bank: TestTenant;

const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error: { code: string } }).error.code;
const outcome = (answer: { status: number; body: unknown }) => [answer.status, codeOf(answer)];
const login = (who: { username: string }, password = PASSWORD, node = app) =>
  node.http().post('/api/auth/login').send({ username: who.username, password });
const signIn = async (who: TestAgent) => (await login(who)).body as SignedIn;
const refresh = (refreshToken: string, device = 'laptop', node = app) =>
  node.http().post('/api/auth/refresh').set('User-Agent', device).send({ refreshToken });
const me = (token: string, node = app) => node.http(token).get('/api/auth/me');
const ends = (token: string, node: AppHarness) =>
  app.until(
    () => me(token, node),
    ({ status }) => status === 401,
  );

beforeAll(async () => {
  app = await AppHarness.start({ JWT_SECRET: SECRET });
  other = await app.secondNode();
  bank = await app.tenant();
});
afterAll(async () => {
  await other.stop();
  await app.stop();
});

describe('resetting a password', () => {
  const reset = (id: number, body?: object, token = bank.admin.token) => {
    const request = app.http(token).post(`/api/agents/${id}/reset-password`);
    return body ? request.send(body) : request;
  };

  it('makes a temporary one, ends every session on every node, and asks for a new one', async () => {
    const agent = await app.agent(bank.clientId);
    const { refreshToken } = await signIn(agent);
    expect((await me(agent.token, other)).status).toBe(200);
    const answer = await reset(agent.id);
    expect(answer.status).toBe(200);
    const { temporaryPassword } = answer.body as { temporaryPassword: string };
    expect(temporaryPassword).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{16,}$/);
    for (const node of [app, other]) await ends(agent.token, node);
    expect(outcome(await refresh(refreshToken))).toEqual([401, 'REFRESH_TOKEN_INVALID']);
    expect((await login(agent)).status).toBe(401);

    const { accessToken } = (await login(agent, temporaryPassword)).body as SignedIn;
    expect(outcome(await me(accessToken))).toEqual([403, 'PASSWORD_CHANGE_REQUIRED']);
    const changed = await app
      .http(accessToken)
      .post('/api/auth/change-password')
      .send({ currentPassword: temporaryPassword, newPassword: 'Chennai2027y' });
    expect(changed.status).toBe(200);
    await app.until(
      () => me(accessToken, other),
      ({ status }) => status === 200,
    );
    expect(app.rawLogs()).not.toContain(temporaryPassword);
  });

  it('gives one that is good for seven days', async () => {
    const agent = await app.agent(bank.clientId);
    const answer = (await reset(agent.id, { password: 'Chennai2027y' })).body as {
      validUntil: string;
    };
    const leftMs = Date.parse(answer.validUntil) - Date.now();
    expect(leftMs).toBeGreaterThan(6.9 * 86_400_000);
    expect(leftMs).toBeLessThan(7.1 * 86_400_000);
    const agents = app.db.collection<{ _id: number }>('agents');
    const tooOld = { $set: { passwordUntil: new Date(Date.now() - 60_000) } };
    await agents.updateOne({ _id: agent.id }, tooOld);
    expect(outcome(await login(agent, 'Chennai2027y'))).toEqual([403, 'PASSWORD_EXPIRED']);
    // Who does not know it learns nothing of it.
    expect(outcome(await login(agent, 'Wrong-Pass-1'))).toEqual([401, 'INVALID_CREDENTIALS']);

    await reset(agent.id, { password: 'Kolkata2028z' });
    const again = await login(agent, 'Kolkata2028z');
    const { accessToken, agent: shown } = again.body as SignedIn & { agent: object };
    expect(again.text).not.toContain('passwordUntil');
    expect(shown).toMatchObject({ mustChangePassword: true });
    await app
      .http(accessToken)
      .post('/api/auth/change-password')
      .send({ currentPassword: 'Kolkata2028z', newPassword: PASSWORD })
      .expect(200);
    expect(await agents.findOne({ _id: agent.id })).toMatchObject({ passwordUntil: null });
  });

  it('takes a given one, and opens a locked account', async () => {
    const agent = await app.agent(bank.clientId);
    for (let i = 0; i < 5; i += 1) await login(agent, 'Wrong-Pass-1');
    const answer = await reset(agent.id, { password: 'Chennai2027y' });
    expect(answer.body).toMatchObject({ success: true, temporaryPassword: null });
    expect((await login(agent, 'Chennai2027y')).status).toBe(200);
  });

  it('is for admins of the same company, and for a good password', async () => {
    const agent = await app.agent(bank.clientId);
    const rival = await app.tenant();
    expect(outcome(await reset(agent.id, {}, agent.token))).toEqual([403, 'FORBIDDEN']);
    expect(outcome(await reset(agent.id, {}, rival.admin.token))).toEqual([404, 'AGENT_NOT_FOUND']);
    for (const body of [{ password: 'weak' }, { password: { $ne: 1 } }, { role: 'admin' }]) {
      expect(outcome(await reset(agent.id, body))).toEqual([400, 'VALIDATION_ERROR']);
    }
    expect((await me(agent.token)).status).toBe(200);
  });
});

describe('the lock of an account', () => {
  it('is counted over all nodes, and opened by an admin', async () => {
    const agent = await app.agent(bank.clientId);
    for (let i = 0; i < 5; i += 1) await login(agent, 'Wrong-Pass-1', i % 2 ? app : other);
    for (const node of [app, other]) {
      expect(outcome(await login(agent, PASSWORD, node))).toEqual([429, 'ACCOUNT_LOCKED']);
    }
    const path = `/api/agents/${agent.id}/unlock`;
    const rival = await app.tenant();
    expect(outcome(await app.http(rival.admin.token).post(path))).toEqual([404, 'AGENT_NOT_FOUND']);
    expect(outcome(await app.http(agent.token).post(path))).toEqual([403, 'FORBIDDEN']);
    expect((await app.http(bank.admin.token).post(path)).body).toMatchObject({ success: true });
    expect((await login(agent, PASSWORD, other)).status).toBe(200);
  });
});

describe('accounts', () => {
  it('are unique in the deployment by username and e-mail address, also in a race', async () => {
    const rival = await app.tenant();
    const create = (i: number, username: string, email: string) =>
      app
        .http(i % 2 ? bank.admin.token : rival.admin.token)
        .post('/api/agents')
        .send({
          username,
          email,
          fullName: 'Asha Rao',
          role: 'cs',
          department: 'Retail',
          password: 'Mumbai2026x',
        });
    const cased = (text: string, i: number) => (i % 3 ? text : text.toUpperCase());
    const [names, mails] = await Promise.all([
      Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          create(i, cased('same_name', i), `n${i}@bank.example`),
        ),
      ),
      Promise.all(
        Array.from({ length: 20 }, (_, i) => create(i, `own_${i}`, cased('same@bank.example', i))),
      ),
    ]);
    for (const [answers, code] of [
      [names, 'USERNAME_TAKEN'],
      [mails, 'EMAIL_TAKEN'],
    ] as const) {
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      const refused = answers.filter(({ status }) => status !== 201);
      expect(new Set(refused.map((answer) => outcome(answer).join(' ')))).toEqual(
        new Set([`409 ${code}`]),
      );
    }
  });
});

describe('refresh tokens in a race', () => {
  it('fifty at once from one device, on two nodes, get one successor', async () => {
    const { refreshToken } = await signIn(await app.agent(bank.clientId));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => refresh(refreshToken, 'laptop', i % 2 ? app : other)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const successors = new Set(answers.map(({ body }) => (body as SignedIn).refreshToken));
    expect(successors.size).toBe(1);
    expect((await refresh([...successors][0]!)).status).toBe(200);
  });

  it('two devices at once with one token end its session, whoever comes first', async () => {
    const agent = await app.agent(bank.clientId);
    const { refreshToken, accessToken } = await signIn(agent);
    const answers = await Promise.all([
      refresh(refreshToken, 'laptop', app),
      refresh(refreshToken, 'thief', other),
    ]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
    for (const node of [app, other]) await ends(accessToken, node);
    const winner = answers.find(({ status }) => status === 200)!.body as SignedIn;
    expect(outcome(await refresh(winner.refreshToken))).toEqual([401, 'REFRESH_TOKEN_INVALID']);
    // The agent's other sessions are not concerned.
    expect((await me(agent.token)).status).toBe(200);
  });
});

describe('an access token (RFC 8725)', () => {
  const claims = async () => {
    const agent = await app.agent(bank.clientId);
    return jwt.decode(agent.token) as jwt.JwtPayload;
  };
  const sign = (payload: object, algorithm: jwt.Algorithm = 'HS256', secret = SECRET) =>
    jwt.sign(payload, createSecretKey(Buffer.from(secret)), { algorithm });

  it('signed by us as we sign is good', async () => {
    expect((await me(sign(await claims()))).status).toBe(200);
  });

  it('of another algorithm, secret, issuer or audience is not', async () => {
    const good = await claims();
    for (const token of [
      sign(good, 'HS512'),
      sign(good, 'HS256', 'another secret of more than enough letters'),
      sign({ ...good, iss: 'elsewhere' }),
      sign({ ...good, aud: 'another-api' }),
      sign({ ...good, aud: undefined }),
    ]) {
      expect(outcome(await me(token))).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  it('is over at its `exp`, and without one never began', async () => {
    const { exp: _exp, ...endless } = await claims();
    const now = Math.floor(Date.now() / 1000);
    expect((await me(sign({ ...endless, exp: now + 60 }))).status).toBe(200);
    for (const token of [sign({ ...endless, exp: now - 1 }), sign(endless)]) {
      expect(outcome(await me(token))).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  it('opens only the session, the agent and the company that it was made for', async () => {
    const good = await claims();
    const colleague = await claims();
    for (const changed of [
      { ...good, sub: colleague.sub },
      { ...good, sid: 'no-such-session' },
      { ...good, clientId: 'elsewhere' },
    ]) {
      expect(outcome(await me(sign(changed)))).toEqual([401, 'UNAUTHENTICATED']);
    }
    // Its role is the agent's of now, not what the token says.
    const promoted = sign({ ...good, role: 'admin' });
    expect(outcome(await app.http(promoted).get('/api/api-keys'))).toEqual([403, 'FORBIDDEN']);
  });
});
