import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness, PASSWORD, type TestAgent, type TestTenant } from '../support/harness.js';

interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly agent: Record<string, unknown>;
}

const SECRET = 'a secret that two nodes of the tests share';

let app: AppHarness;
let bank: TestTenant;
let agent: TestAgent;

const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error: { code: string } }).error.code;
const login = (body: Record<string, unknown>) => app.http().post('/api/auth/login').send(body);
const signIn = async (who = agent): Promise<SignedIn> =>
  (await login({ username: who.username, password: PASSWORD })).body as SignedIn;
const refresh = (refreshToken: string, userAgent = 'laptop') =>
  app.http().post('/api/auth/refresh').set('User-Agent', userAgent).send({ refreshToken });
const me = (token: string, node = app) => node.http(token).get('/api/auth/me');
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;

beforeAll(async () => {
  app = await AppHarness.start({ JWT_SECRET: SECRET });
  bank = await app.tenant();
  agent = await app.agent(bank.clientId);
}, 60_000);
afterAll(() => app.stop());

describe('signing in', () => {
  it('works by username or e-mail address, in any case', async () => {
    for (const name of [
      { username: agent.username.toUpperCase() },
      { email: `${agent.username}@EXAMPLE.com` },
    ]) {
      const answer = await login({ ...name, password: PASSWORD });
      expect(answer.status).toBe(200);
      const { accessToken, expiresIn, agent: signedIn } = answer.body as SignedIn;
      expect(expiresIn).toBe(86_400);
      expect(signedIn['id']).toBe(agent.id);
      expect(answer.text).not.toMatch(/hash|argon/i);
      const claims = claimsOf(accessToken);
      expect(claims).toMatchObject({
        sub: String(agent.id),
        clientId: bank.clientId,
        role: 'cs',
        sid: expect.any(String),
      });
      expect(Number(claims['exp']) - Number(claims['iat'])).toBe(86_400);
    }
    const activity = await app.db
      .collection('agent_activities')
      .findOne({ agentId: agent.id, type: 'login' });
    expect(activity?.['clientId']).toBe(bank.clientId);
    expect((await me(agent.token)).body).toMatchObject({ lastLoginAt: expect.any(String) });
  });

  it('tells an unknown account and a wrong password apart neither by answer nor by time', async () => {
    const tried = async (username: string) => {
      const begun = performance.now();
      const answer = await login({ username, password: 'Wrong-Pass-1' });
      const { code, message } = (answer.body as { error: { code: string; message: string } }).error;
      return { ms: performance.now() - begun, status: answer.status, code, message };
    };
    /** The quickest of three: what the machine does beside it slows any one of them. */
    const quickest = async (username: string) => {
      const tries = [await tried(username), await tried(username), await tried(username)];
      return tries.reduce((best, next) => (next.ms < best.ms ? next : best));
    };
    const known = await quickest((await app.agent(bank.clientId)).username);
    const unknown = await quickest('nobody_at_all');
    expect([known.status, known.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    expect([unknown.status, unknown.code, unknown.message]).toEqual([
      known.status,
      known.code,
      known.message,
    ]);
    expect(unknown.ms).toBeGreaterThan(known.ms / 3);
  });

  it('refuses an inactive agent as it refuses a wrong password', async () => {
    const gone = await app.agent(bank.clientId);
    await app.db.collection('agents').updateOne(
      { _id: gone.id as never },
      {
        $set: { isActive: false },
      },
    );
    const answer = await login({ username: gone.username, password: PASSWORD });
    expect([answer.status, codeOf(answer)]).toEqual([401, 'INVALID_CREDENTIALS']);
  });

  it('locks an account after five failures, known or unknown alike, by whichever name', async () => {
    const locked = await app.agent(bank.clientId);
    for (const { username, email } of [
      { username: locked.username, email: `${locked.username}@example.com` },
      { username: 'ghost_of_a_user', email: undefined },
    ]) {
      for (let i = 0; i < 5; i += 1) {
        const name = i % 2 && email ? { email } : { username };
        expect((await login({ ...name, password: 'Wrong-Pass-1' })).status).toBe(401);
      }
      const answer = await login({ username, password: PASSWORD });
      expect([answer.status, codeOf(answer)]).toEqual([429, 'ACCOUNT_LOCKED']);
      const retryAfter = Number(answer.headers['retry-after']);
      expect(retryAfter).toBeGreaterThan(880);
      expect(retryAfter).toBeLessThanOrEqual(900);
    }
    // What a session already has goes on.
    expect((await me(locked.token)).status).toBe(200);
    await app.db
      .collection('sign_in_attempts')
      .updateMany({}, { $set: { lockedUntil: new Date(0), failures: [] } });
    expect((await login({ username: locked.username, password: PASSWORD })).status).toBe(200);
  });

  it('gives many guesses at once no more chances', async () => {
    const target = await app.agent(bank.clientId);
    const guesses = Array.from({ length: 30 }, () =>
      login({ username: target.username, password: 'Wrong-Pass-1' }),
    );
    await Promise.all(guesses);
    const answer = await login({ username: target.username, password: PASSWORD });
    expect(codeOf(answer)).toBe('ACCOUNT_LOCKED');
  });

  it.each([{}, { username: 'x' }, { password: 'x' }, { username: { $ne: 1 }, password: 'x' }])(
    'refuses the body %j',
    async (body) => {
      const answer = await login(body);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_ERROR']);
    },
  );
});

describe('refreshing', () => {
  it('exchanges a token once; the same device gets the same successor soon after', async () => {
    const { refreshToken } = await signIn();
    const first = await refresh(refreshToken);
    expect(first.status).toBe(200);
    const next = (first.body as SignedIn).refreshToken;
    expect(next).not.toBe(refreshToken);
    const twins = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(twins.map((twin) => (twin.body as SignedIn).refreshToken)).toEqual([next, next]);
    expect((await refresh(next)).status).toBe(200);
    expect((await me((first.body as SignedIn).accessToken)).status).toBe(200);
  });

  it('gives two tabs that ask at once one successor', async () => {
    const { refreshToken } = await signIn();
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(refreshToken)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(answers.map((answer) => (answer.body as SignedIn).refreshToken)).size).toBe(1);
  });

  it('ends the session when a used token comes from another device', async () => {
    const { refreshToken, accessToken } = await signIn();
    const next = ((await refresh(refreshToken)).body as SignedIn).refreshToken;
    const stolen = await refresh(refreshToken, 'thief');
    expect([stolen.status, codeOf(stolen)]).toEqual([401, 'REFRESH_TOKEN_REUSED']);
    expect(codeOf(await refresh(next))).toBe('REFRESH_TOKEN_INVALID');
    await app.until(
      () => me(accessToken),
      (answer) => answer.status === 401,
      1000,
    );
  });

  it('ends the session when any used token comes later, not only the last', async () => {
    const { refreshToken } = await signIn();
    const second = ((await refresh(refreshToken)).body as SignedIn).refreshToken;
    const third = ((await refresh(second)).body as SignedIn).refreshToken;
    await app.db
      .collection('refresh_tokens')
      .updateMany({ usedAt: { $ne: null } }, { $set: { usedAt: new Date(Date.now() - 11_000) } });
    expect(codeOf(await refresh(refreshToken))).toBe('REFRESH_TOKEN_REUSED');
    expect(codeOf(await refresh(third))).toBe('REFRESH_TOKEN_INVALID');
  });

  it('keeps no token that could be used', async () => {
    const { refreshToken, accessToken } = await signIn();
    for (const { name } of await app.db.listCollections().toArray()) {
      const stored = JSON.stringify(await app.db.collection(name).find().toArray());
      expect(stored).not.toContain(refreshToken);
      expect(stored).not.toContain(accessToken);
    }
    expect(app.rawLogs()).not.toContain(refreshToken);
  });

  it('refuses what is no token', async () => {
    expect(codeOf(await refresh('x'.repeat(43)))).toBe('REFRESH_TOKEN_INVALID');
  });
});

describe('ending sessions', () => {
  it('is in force on every node within a second, by sign-out or deactivation', async () => {
    const other = await app.secondNode();
    try {
      const { accessToken } = await signIn();
      expect((await me(accessToken, other)).status).toBe(200);
      expect((await app.http(accessToken).post('/api/auth/logout')).body).toMatchObject({
        success: true,
      });
      for (const node of [app, other]) {
        await app.until(
          () => me(accessToken, node),
          (answer) => answer.status === 401,
          1000,
        );
      }
      const gone = await app.agent(bank.clientId);
      expect((await me(gone.token, other)).status).toBe(200);
      await app.db.collection('agents').updateOne(
        { _id: gone.id as never },
        {
          $set: { isActive: false },
        },
      );
      await app.until(
        () => me(gone.token, other),
        (answer) => answer.status === 401,
        1000,
      );
    } finally {
      await other.stop();
    }
  }, 60_000);

  it('lists one’s own sessions and ends one of them, nobody else’s', async () => {
    const owner = await app.agent(bank.clientId, 'viewer');
    const { accessToken } = await signIn(owner);
    const answer = await app.http(owner.token).get('/api/auth/sessions');
    const { data, meta } = answer.body as {
      data: { id: string; isCurrent: boolean; userAgent: string }[];
      meta: { total: number };
    };
    expect(meta.total).toBe(2);
    expect(data.filter((session) => session.isCurrent)).toHaveLength(1);
    const { id } = data.find((session) => !session.isCurrent)!;
    const foreign = await app.http(agent.token).delete(`/api/auth/sessions/${id}`);
    expect([foreign.status, codeOf(foreign)]).toEqual([404, 'SESSION_NOT_FOUND']);
    expect((await app.http(owner.token).delete(`/api/auth/sessions/${id}`)).status).toBe(200);
    await app.until(
      () => me(accessToken),
      (seen) => seen.status === 401,
      1000,
    );
    expect((await me(owner.token)).status).toBe(200);
  });
});

describe('passwords', () => {
  const change = (token: string, currentPassword: string, newPassword: string) =>
    app.http(token).post('/api/auth/change-password').send({ currentPassword, newPassword });

  it('change only with the current one, and end the other sessions', async () => {
    const owner = await app.agent(bank.clientId);
    const { accessToken } = await signIn(owner);
    expect(codeOf(await change(owner.token, 'Wrong-Pass-1', 'Chennai2027y'))).toBe(
      'INVALID_CREDENTIALS',
    );
    expect(codeOf(await change(owner.token, PASSWORD, 'weak'))).toBe('VALIDATION_ERROR');
    expect(codeOf(await change(owner.token, PASSWORD, PASSWORD))).toBe('VALIDATION_ERROR');
    expect((await change(owner.token, PASSWORD, 'Chennai2027y')).status).toBe(200);
    await app.until(
      () => me(accessToken),
      (answer) => answer.status === 401,
      1000,
    );
    expect((await me(owner.token)).status).toBe(200);
    expect((await login({ username: owner.username, password: PASSWORD })).status).toBe(401);
    expect((await login({ username: owner.username, password: 'Chennai2027y' })).status).toBe(200);
  });

  it('must be changed first where that was said: every other route is closed', async () => {
    const fresh = await app.agent(bank.clientId, 'admin');
    await app.db.collection('agents').updateOne(
      { _id: fresh.id as never },
      {
        $set: { mustChangePassword: true },
      },
    );
    await app.until(
      () => me(fresh.token),
      (answer) => answer.status === 403,
      1000,
    );
    for (const path of ['/api/agents', '/api/teams', '/api/auth/sessions']) {
      const answer = await app.http(fresh.token).get(path);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'PASSWORD_CHANGE_REQUIRED']);
    }
    expect((await change(fresh.token, PASSWORD, 'Chennai2027y')).status).toBe(200);
    await app.until(
      () => me(fresh.token),
      (answer) => answer.status === 200,
      1000,
    );
  });
});

describe('the secret of tokens', () => {
  it('is exchanged while everybody stays signed in', async () => {
    const next = 'the secret that follows the one of the tests';
    // First the nodes learn of the new one, then they sign with it.
    const learnt = await app.secondNode({ JWT_ACCEPTED_SECRETS: next });
    const changed = await app.secondNode({ JWT_SECRET: next, JWT_ACCEPTED_SECRETS: SECRET });
    try {
      const before = (await signIn()).accessToken;
      const after = (
        await changed
          .http()
          .post('/api/auth/login')
          .send({ username: agent.username, password: PASSWORD })
      ).body as SignedIn;
      for (const [token, node, status] of [
        [before, changed, 200],
        [after.accessToken, learnt, 200],
        [after.accessToken, changed, 200],
        [after.accessToken, app, 401],
      ] as const) {
        expect((await me(token, node)).status).toBe(status);
      }
    } finally {
      await learnt.stop();
      await changed.stop();
    }
  });
});

describe('a token', () => {
  it.each(['', 'x', 'a.b.c'])('that is %j opens nothing', async (token) => {
    const answer = await me(token);
    expect([answer.status, codeOf(answer)]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('of another secret, or without a signature, opens nothing', async () => {
    const { accessToken } = await signIn();
    const [, payload] = accessToken.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    expect((await me(`${none}.${payload}.`)).status).toBe(401);
    expect((await me(`${accessToken.slice(0, -4)}AAAA`)).status).toBe(401);
  });
});
