import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness, type TestAgent, type TestTenant } from '../support/harness.js';

const PUBLIC_URL = 'https://calls.example.com';
const API_KEY = 'key-0123456789abcdef';
const API_TOKEN = 'token-fedcba9876543210';

const aChannel = (config: Record<string, unknown> = {}) => ({
  type: 'voice',
  name: 'Bank hotline',
  config: {
    numbers: [{ number: '080 4710 0000', sector: 'billing' }],
    default: { sector: 'billing' },
    exotel: { accountSid: 'acme1', subdomain: 'api.in.exotel.com' },
    ...config,
  },
  credentials: { apiKey: API_KEY, apiToken: API_TOKEN },
});

describe('channels', () => {
  let app: AppHarness;

  beforeAll(async () => {
    app = await AppHarness.start({ PUBLIC_URL });
  });
  afterAll(() => app.stop());

  async function aTeam({ admin }: TestTenant): Promise<string> {
    const { body } = await app
      .http(admin.token)
      .post('/api/teams')
      .send({ name: `Team ${admin.id}`, sector: 'billing' })
      .expect(201);
    return (body as { data: { id: string } }).data.id;
  }

  const post = (who: TestAgent, body: object) =>
    app.http(who.token).post('/api/channels').send(body);
  const put = (who: TestAgent, body: object) =>
    app.http(who.token).put('/api/channels/voice').send(body);
  /** What Exotel is answered at a token: 200 for a good one. */
  const statusAt = async (token: string): Promise<number> =>
    (await app.http().post(`/webhooks/exotel/${token}/status`).send({ CallSid: 'none' })).status;

  it('connects a voice channel and shows its secrets to nobody', async () => {
    const tenant = await app.tenant();
    const { body } = await post(tenant.admin, aChannel()).expect(201);
    expect(body.data).toMatchObject({
      type: 'voice',
      isActive: true,
      version: 1,
      config: {
        numbers: [{ number: '+918047100000', sector: 'billing' }],
        digits: [],
        default: { sector: 'billing' },
      },
      credentials: { apiKey: '••••cdef', apiToken: '••••3210' },
      oldTokenUntil: null,
    });
    const { webhookToken, webhookBaseUrl } = body.data as Record<string, string>;
    expect(webhookToken).toMatch(/^[\w-]{43}$/);
    expect(webhookBaseUrl).toBe(`${PUBLIC_URL}/webhooks/exotel/${webhookToken}`);

    const one = await app.http(tenant.admin.token).get('/api/channels/voice').expect(200);
    expect(one.body.data).toEqual(body.data);
    const list = await app.http(tenant.admin.token).get('/api/channels').expect(200);
    expect(list.body).toMatchObject({ success: true, count: 1 });
    expect(list.text).not.toContain(webhookToken!);

    const stored = await app.db.collection('channels').findOne({ clientId: tenant.clientId });
    const events = await app.db.collection('events').find({ clientId: tenant.clientId }).toArray();
    for (const secret of [API_KEY, API_TOKEN, webhookToken!]) {
      expect(JSON.stringify({ stored, events })).not.toContain(secret);
      expect(app.rawLogs()).not.toContain(secret);
    }
  });

  it('has one channel of a type for each company', async () => {
    const [one, other] = [await app.tenant(), await app.tenant()];
    const answers = await Promise.all([
      post(one.admin, aChannel()),
      post(one.admin, aChannel()),
      post(one.admin, aChannel()),
    ]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.error.code).toBe('CHANNEL_EXISTS');
    await app.http(other.admin.token).get('/api/channels/voice').expect(404);
    await post(other.admin, aChannel()).expect(201);
  });

  it('answers a repeated request as the first time', async () => {
    const { admin } = await app.tenant();
    const first = await post(admin, aChannel()).set('Idempotency-Key', 'k1').expect(201);
    const second = await post(admin, aChannel()).set('Idempotency-Key', 'k1').expect(201);
    expect(second.body).toEqual(first.body);
  });

  it('refuses types that it does not know, whatever else is sent', async () => {
    const { admin } = await app.tenant();
    for (const answer of [
      await post(admin, { type: 'fax' }),
      await post(admin, { ...aChannel(), type: 'constructor' }),
      await app.http(admin.token).get('/api/channels/fax'),
      await app.http(admin.token).put('/api/channels/fax/status').send({ isActive: true }),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.body.error.code).toBe('CHANNEL_TYPE_UNKNOWN');
    }
  });

  it('tells every field that is wrong', async () => {
    const { admin } = await app.tenant();
    const fieldsOf = async (body: object): Promise<string[]> => {
      const answer = await post(admin, body).expect(400);
      expect(answer.body.error.code).toBe('VALIDATION_ERROR');
      return (answer.body.error.details as { field: string }[]).map(({ field }) => field);
    };
    const { credentials, ...without } = aChannel();
    expect(await fieldsOf(without)).toEqual(['credentials']);
    expect(
      await fieldsOf({ ...without, credentials: { ...credentials, apiKey: '••••cdef' } }),
    ).toEqual(['credentials.apiKey']);
    expect(await fieldsOf({ ...aChannel(), name: '<b>Line</b>' })).toEqual(['name']);
    expect(
      await fieldsOf(aChannel({ exotel: { accountSid: 'a/b', subdomain: 'evil.example' } })),
    ).toEqual(['config.exotel.accountSid', 'config.exotel.subdomain']);
    expect(
      await fieldsOf(
        aChannel({
          numbers: [{ number: 'nonsense', sector: 'a' }, { number: '+918047100000' }],
          default: { team: 't', sector: 's' },
        }),
      ),
    ).toEqual(['config.numbers.0.number', 'config.numbers.1', 'config.default']);
  });

  it("leads only to the company's own teams", async () => {
    const [own, foreign] = [await app.tenant(), await app.tenant()];
    const [team, stranger] = [await aTeam(own), await aTeam(foreign)];
    const { body } = await post(own.admin, aChannel({ default: { team: stranger } })).expect(400);
    expect(body.error.details).toEqual([
      { field: 'config.default.team', message: 'is not a team of the company' },
    ]);
    await post(own.admin, aChannel({ default: { team } })).expect(201);
  });

  it('changes what is sent and keeps a credential that comes back masked', async () => {
    const { admin, clientId } = await app.tenant();
    await post(admin, aChannel()).expect(201);
    const sealedOf = async () =>
      (await app.db.collection('channels').findOne({ clientId }))?.['credentials'] as {
        apiKey: unknown;
        apiToken: unknown;
      };
    const before = await sealedOf();
    const { body } = await put(admin, {
      name: 'Renamed',
      credentials: { apiKey: '••••cdef', apiToken: 'another-token-7777' },
    })
      .set('If-Match', '"1"')
      .expect(200);
    expect(body.data).toMatchObject({
      name: 'Renamed',
      version: 2,
      config: { default: { sector: 'billing' } },
      credentials: { apiKey: '••••cdef', apiToken: '••••7777' },
    });
    const after = await sealedOf();
    expect(after.apiKey).toEqual(before.apiKey);
    expect(after.apiToken).not.toEqual(before.apiToken);

    const stale = await put(admin, { name: 'Late' }).set('If-Match', '"1"').expect(412);
    expect(stale.body.error.code).toBe('VERSION_CONFLICT');
    await put(admin, { credentials: { apiKey: '••••zzzz' } }).expect(400);
  });

  it('turns off and on', async () => {
    const { admin } = await app.tenant();
    await post(admin, aChannel()).expect(201);
    const turn = (isActive: unknown) =>
      app.http(admin.token).put('/api/channels/voice/status').send({ isActive });
    expect((await turn(false).expect(200)).body.data.isActive).toBe(false);
    expect((await turn(true).expect(200)).body.data.isActive).toBe(true);
    await turn('maybe').expect(400);
  });

  it('rotates the token; the old one works on until its end', async () => {
    const { admin, clientId } = await app.tenant();
    const before = await post(admin, aChannel()).expect(201);
    const oldToken = before.body.data.webhookToken as string;
    expect(await statusAt(oldToken)).toBe(200);
    const { body } = await app
      .http(admin.token)
      .post('/api/channels/voice/rotate-token')
      .expect(200);
    const newToken = body.data.webhookToken as string;
    expect(newToken).not.toBe(oldToken);
    const lasts = Date.parse(body.data.oldTokenUntil as string) - Date.now();
    expect(Math.abs(lasts - 24 * 3600 * 1000)).toBeLessThan(10_000);
    expect([await statusAt(oldToken), await statusAt(newToken)]).toEqual([200, 200]);

    await app.db
      .collection('channels')
      .updateOne({ clientId }, { $set: { 'tokens.0.expiresAt': new Date() } });
    await app.until(
      () => statusAt(oldToken),
      (status) => status === 404,
      2000,
    );
    expect(await statusAt(newToken)).toBe(200);
    expect(await statusAt('x'.repeat(43))).toBe(404);
    const types = await app.db.collection('events').distinct('type', { clientId });
    expect(types).toEqual(expect.arrayContaining(['channel.created', 'channel.token_rotated']));
  });

  it('says what to enter at Exotel', async () => {
    const { admin } = await app.tenant();
    await app.http(admin.token).get('/api/channels/voice/setup').expect(404);
    const created = await post(admin, aChannel()).expect(201);
    const base = created.body.data.webhookBaseUrl as string;
    const { body } = await app.http(admin.token).get('/api/channels/voice/setup').expect(200);
    const steps = body.data.steps as { kind: string; url: string }[];
    expect(Object.fromEntries(steps.map(({ kind, url }) => [kind, url]))).toEqual({
      wait: `${base}/passthru?at=wait`,
      hold: `${base}/hold`,
      gather: `${base}/gather`,
      connect: `${base}/connect`,
      popup: `${base}/popup`,
      end: `${base}/passthru`,
      status: `${base}/status`,
    });
  });

  it('is for admins only', async () => {
    const { clientId } = await app.tenant();
    for (const role of ['cs', 'viewer'] as const) {
      const agent = await app.agent(clientId, role);
      await app.http(agent.token).get('/api/channels').expect(403);
      await post(agent, aChannel()).expect(403);
    }
    await app.http().get('/api/channels').expect(401);
  });
});
