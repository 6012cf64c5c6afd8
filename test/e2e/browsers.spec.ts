import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness, type TestTenant } from '../support/harness.js';

const DESK = 'https://desk.bank.example';

type Headers = Record<string, string>;

let app: AppHarness;
let bank: TestTenant;

const outcome = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { error: { code: string } }).error.code,
];
const createTeam = (headers: Headers) =>
  app
    .http(bank.admin.token)
    .post('/api/teams')
    .set(headers)
    .send({ name: `Team ${Object.values(headers).join(' ')}`, sector: 'billing' });

beforeAll(async () => {
  app = await AppHarness.start({ CORS_ORIGINS: DESK, MAX_CONCURRENT_REQUESTS: '3' });
  bank = await app.tenant();
});
afterAll(() => app.stop());

describe('a browser', () => {
  it('changes something only from a page of ours; a program from anywhere', async () => {
    const good: readonly Headers[] = [
      {},
      { Origin: DESK, 'Sec-Fetch-Site': 'cross-site' },
      { Origin: app.url, 'Sec-Fetch-Site': 'same-origin' },
    ];
    for (const headers of good) {
      expect((await createTeam(headers)).status).toBe(201);
    }
    const bad: readonly Headers[] = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ];
    for (const headers of bad) {
      expect(outcome(await createTeam(headers))).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
    }
    const names = await app.db.collection('teams').distinct('name', { clientId: bank.clientId });
    expect(names).toHaveLength(3);
  });

  it('reads from any page, but only a page of ours is let to see the answer', async () => {
    const read = (Origin: string) =>
      app.http(bank.admin.token).get('/api/teams').set({ Origin, 'Sec-Fetch-Site': 'cross-site' });
    const ours = await read(DESK);
    expect(ours.headers['access-control-allow-origin']).toBe(DESK);
    expect(ours.headers['access-control-expose-headers']).toContain('X-Request-Id');
    const foreign = await read('https://evil.example');
    expect(foreign.status).toBe(200);
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each(['PUT', 'DELETE', 'POST'])('may ask whether it may %s', async (method) => {
    const preflight = (Origin: string) =>
      app.http().options('/api/teams/x').set({
        Origin,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'authorization,content-type,idempotency-key',
      });
    const { status, headers } = await preflight(DESK);
    expect(status).toBe(204);
    expect(headers['access-control-allow-origin']).toBe(DESK);
    expect(headers['access-control-allow-methods']).toContain(method);
    expect(headers['access-control-allow-headers']).toContain('idempotency-key');
    const foreign = await preflight('https://evil.example');
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('gets headers that keep pages from being framed, sniffed or read as another type', async () => {
    const { headers } = await app.http().get('/health/live');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'strict-transport-security': expect.stringContaining('max-age='),
      'content-security-policy': expect.stringContaining("default-src 'self'"),
      'referrer-policy': 'no-referrer',
    });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['server']).toBeUndefined();
  });

  it('keeps nothing that it was answered, good or bad', async () => {
    for (const token of [bank.admin.token, undefined]) {
      const { headers } = await app.http(token).get('/api/teams');
      expect(headers['cache-control']).toBe('no-store');
    }
  });
});

describe('a version', () => {
  it('is the current one unless it is named; an unknown one is refused with those that are', async () => {
    for (const headers of [{}, { 'Accept-Version': 'v1' }]) {
      const answer = await app.http().get('/health/live').set(headers);
      expect(answer.status).toBe(200);
      expect(answer.headers['deprecation']).toBeUndefined();
    }
    for (const version of ['v2', 'constructor', '1']) {
      const answer = await app.http().get('/api/teams').set('Accept-Version', version);
      expect(outcome(answer)).toEqual([400, 'UNSUPPORTED_VERSION']);
      expect(answer.body).toMatchObject({ error: { details: [{ message: 'supported: v1' }] } });
    }
  });
});

describe('more requests at once than the server takes', () => {
  /** A request whose body never comes to its end. */
  async function unfinished() {
    const request = httpRequest(`${app.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': '1000' },
    });
    request.on('error', () => undefined);
    request.flushHeaders();
    request.write('{');
    await once(request, 'socket');
    return request;
  }

  it('are told to come again, probes and webhooks are not, and it ends with those who leave', async () => {
    const open = await Promise.all([unfinished(), unfinished(), unfinished()]);
    const me = () => app.http(bank.admin.token).get('/api/auth/me');
    const refused = await app.until(me, ({ status }) => status === 503);
    expect(outcome(refused)).toEqual([503, 'OVERLOADED']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await app.http().get('/health/live')).status).toBe(200);
    expect((await app.http().get('/webhooks/exotel/none/connect')).status).not.toBe(503);
    open.forEach((request) => request.destroy());
    await app.until(me, ({ status }) => status === 200);
  });

  it('are counted right after many clients have gone away in the middle', async () => {
    for (let round = 0; round < 5; round += 1) {
      const open = await Promise.all([unfinished(), unfinished(), unfinished()]);
      open.forEach((request) => request.destroy());
    }
    await app.until(
      () => Promise.all([1, 2, 3].map(() => app.http(bank.admin.token).get('/api/auth/me'))),
      (answers) => answers.every(({ status }) => status === 200),
    );
  });
});
