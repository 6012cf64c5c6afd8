import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppHarness, type TestTenant } from '../support/harness.js';

const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
const [OLD, NEW, THIRD] = [key('k1'), key('k2'), key('k3')];

const email = (password: string) => ({
  type: 'email',
  name: 'Mail',
  config: { host: 'smtp.example.com', port: 587, security: 'starttls', from: 'a@example.com' },
  credentials: { username: 'mail-user-0001', password },
});

let app: AppHarness;
let tenants: TestTenant[];

const post = (tenant: TestTenant, path: string) => app.http(tenant.admin.token).post(path);
const put = (tenant: TestTenant, body: object) =>
  app.http(tenant.admin.token).put('/api/channels/email').send(body);
const get = (tenant: TestTenant) => app.http(tenant.admin.token).get('/api/channels/email');
const keys = async (command: string, env: Record<string, string>) => {
  const { code, stdout, stderr } = await app.program('keys', [command], env);
  return { code, output: stdout + stderr };
};

beforeAll(async () => {
  app = await AppHarness.start({ CREDENTIALS_KEYS: OLD });
  tenants = [];
  for (let index = 0; index < 6; index += 1) {
    const tenant = await app.tenant();
    await post(tenant, '/api/channels')
      .set('Idempotency-Key', `first-${index}`)
      .send(email(`first-password-${index}`))
      .expect(201);
    await post(tenant, '/api/webhooks')
      .send({ url: 'http://8.8.8.8/hooks', events: ['nothing.never'] })
      .expect(201);
    tenants.push(tenant);
  }
}, 60_000);
afterAll(() => app.stop());

/** The ids of the master keys that seal something. */
async function sealedWith(): Promise<Set<string>> {
  const channels = await app.db.collection('channels').find().toArray();
  const answers = await app.db.collection('idempotency_keys').find().toArray();
  const webhooks = await app.db.collection('webhook_endpoints').find().toArray();
  const found = JSON.stringify([channels, answers, webhooks]).matchAll(/"keyId":"(\w+)"/g);
  return new Set([...found].map(([, id = '']) => id));
}

describe('master keys', () => {
  it('are exchanged while channels are read and written, and nothing is torn', async () => {
    await app.end('SIGTERM');
    const both = { CREDENTIALS_KEYS: `${NEW},${OLD}` };
    await app.boot(both);
    expect((await keys('list', both)).output).toMatch(/^channels: k1 18$/m);

    const race = { isOver: false };
    const passwords = new Map<string, string>();
    const work = tenants.map(async (tenant, index) => {
      for (let turn = 0; !race.isOver; turn += 1) {
        const password = `password-${index}-${String(turn).padStart(4, '0')}`;
        await put(tenant, { credentials: { username: '••••0001', password } }).expect(200);
        passwords.set(tenant.clientId, password);
        const { body } = await get(tenant).expect(200);
        expect(body.data.credentials).toEqual({
          username: '••••0001',
          password: `••••${password.slice(-4)}`,
        });
        if (turn % 3 === 0) await post(tenant, '/api/channels/email/rotate-token').expect(200);
        await sleep(30);
      }
    });
    const first = await keys('rotate', both);
    const [again, meanwhile] = await Promise.all([keys('rotate', both), keys('rotate', both)]);
    race.isOver = true;
    await Promise.all(work);

    expect(first).toMatchObject({ code: 0, output: expect.stringMatching(/"left":0,"broken":0/) });
    expect(meanwhile.code).toBe(0);
    expect(again).toMatchObject({ code: 0, output: expect.stringMatching(/KEYS \{"resealed":0,/) });
    expect(await sealedWith()).toEqual(new Set(['k2']));
    expect(await keys('check', both)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/KEYS \{"broken":0\}/),
    });

    // The old key is not needed any more, and every secret is the one that was written last.
    await app.end('SIGTERM');
    await app.boot({ CREDENTIALS_KEYS: NEW });
    for (const tenant of tenants) {
      const { body } = await get(tenant).expect(200);
      const password = passwords.get(tenant.clientId) ?? '';
      expect(body.data.credentials.password).toBe(`••••${password.slice(-4)}`);
      expect(body.data.webhookToken).toMatch(/^[\w-]{43}$/);
    }
    const replay = await post(tenants[0]!, '/api/channels')
      .set('Idempotency-Key', 'first-0')
      .send(email('first-password-0'))
      .expect(201);
    expect(replay.headers['idempotency-replayed']).toBe('true');
  });

  it('that are gone are told by name, with what they sealed', async () => {
    const without = { CREDENTIALS_KEYS: THIRD };
    const [listed, checked, rotated] = [
      await keys('list', without),
      await keys('check', without),
      await keys('rotate', without),
    ];
    expect(listed).toMatchObject({ code: 0, output: expect.stringMatching(/^channels: k2 \d+$/m) });
    expect(checked.code).toBe(1);
    expect(checked.output).toMatch(
      /^channels \S+ credentials\.password\.sealed: .*CREDENTIALS_KEYS$/m,
    );
    expect(rotated).toMatchObject({
      code: 1,
      output: expect.stringMatching(/"resealed":0,"left":0,"broken":[1-9]/),
    });
    expect(await sealedWith()).toEqual(new Set(['k2']));
  });

  it('have no other commands', async () => {
    expect((await keys('steal', { CREDENTIALS_KEYS: NEW })).output).toMatch(/^Usage:/);
    expect((await keys('toString', { CREDENTIALS_KEYS: NEW })).code).toBe(1);
  });
});
