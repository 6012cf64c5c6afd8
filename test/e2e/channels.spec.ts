import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallCentre } from '../support/call-centre.js';
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

const EXOTEL = { accountSid: 'acme1', subdomain: 'api.exotel.com' };
/** A good channel of each type, with its secrets. */
const OTHERS = {
  sms: {
    type: 'sms',
    name: 'Texts',
    config: { exotel: EXOTEL, sender: 'ACMEBK', dltEntityId: '1101234560000012345' },
    credentials: { apiKey: 'sms-key-00001111', apiToken: 'sms-token-00002222' },
  },
  whatsapp: {
    type: 'whatsapp',
    name: 'WhatsApp',
    config: { exotel: EXOTEL, number: '080 4710 0001' },
    credentials: { apiKey: 'wa-key-000033333', apiToken: 'wa-token-00004444' },
  },
  email: {
    type: 'email',
    name: 'Mail',
    config: { host: 'SMTP.example.com.', port: 587, security: 'starttls', from: 'a@example.com' },
    credentials: { username: 'mail-user-5555', password: 'mail-password-6666' },
  },
  webchat: {
    type: 'webchat',
    name: 'Chat',
    config: { origins: ['https://www.example.com/', 'https://WWW.example.com'] },
  },
};

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
      stream: `${base}/stream`,
      connect: `${base}/connect`,
      popup: `${base}/popup`,
      end: `${base}/passthru`,
      status: `${base}/status`,
    });
  });

  it('tells when Exotel called each address last', async () => {
    const centre = await CallCentre.open(app);
    const stepsOf = async () => {
      const { body } = await centre.admin.get('/api/channels/voice/setup').expect(200);
      const steps = body.data.steps as { kind: string; lastSeenAt: string | null }[];
      return Object.fromEntries(steps.map(({ kind, lastSeenAt }) => [kind, lastSeenAt]));
    };
    const never = {
      wait: null,
      hold: null,
      gather: null,
      connect: null,
      popup: null,
      stream: null,
    };
    expect(await stepsOf()).toEqual({ ...never, end: null, status: null });
    await centre.wait('S-seen');
    await centre.get('hold', { CallSid: 'S-seen' });
    const seen = await stepsOf();
    expect(seen).toMatchObject({ wait: expect.any(String), hold: expect.any(String), end: null });
    await centre.end('S-seen');
    expect(await stepsOf()).toMatchObject({ wait: seen['wait'], end: expect.any(String) });
  });

  it.each(Object.values(OTHERS))('connects a channel of type $type', async (channel) => {
    const { admin } = await app.tenant();
    const { body } = await post(admin, channel).expect(201);
    const stored = {
      sms: { exotel: EXOTEL, sender: 'ACMEBK', dltEntityId: '1101234560000012345' },
      whatsapp: { exotel: EXOTEL, number: '+918047100001' },
      email: { ...OTHERS.email.config, host: 'smtp.example.com' },
      webchat: { origins: ['https://www.example.com'], greeting: null, default: null },
    }[channel.type];
    const credentials: Record<string, string> = 'credentials' in channel ? channel.credentials : {};
    const masks = Object.entries(credentials).map(([name, secret]) => [
      name,
      `••••${secret.slice(-4)}`,
    ]);
    expect(body.data).toMatchObject({
      type: channel.type,
      config: stored,
      credentials: Object.fromEntries(masks),
      webhookBaseUrl: null,
    });
    // A token that is no telephone channel's opens nothing.
    expect(await statusAt(body.data.webhookToken as string)).toBe(404);
    const path = `/api/channels/${channel.type}`;
    const one = await app.http(admin.token).get(path).expect(200);
    expect(one.body.data).toEqual(body.data);
    expect(one.headers['etag']).toBe('"1"');
    const changed = await app
      .http(admin.token)
      .put(path)
      .send({ name: 'Other', config: channel.config, credentials: Object.fromEntries(masks) })
      .expect(200);
    expect(changed.body.data).toMatchObject({
      name: 'Other',
      version: 2,
      config: stored,
      credentials: Object.fromEntries(masks),
    });
    await app.http(admin.token).delete(path).expect(200);
    await app.http(admin.token).get(path).expect(404);
  });

  it.each([
    ['sms', { config: { exotel: EXOTEL, sender: '!!' } }, ['config.sender']],
    ['sms', { config: { exotel: EXOTEL, sender: 'x y z' } }, ['config.sender']],
    ['sms', { credentials: { apiKey: 'k'.repeat(9) } }, ['credentials.apiToken']],
    ['sms', { credentials: null }, ['credentials']],
    ['sms', { credentials: { apiKey: { $gt: '' }, apiToken: 't' } }, ['credentials.apiKey']],
    ['whatsapp', { config: { exotel: EXOTEL, number: 'hello' } }, ['config.number']],
    ['whatsapp', { config: { number: '+918047100001' } }, ['config.exotel']],
    ['email', { config: { ...OTHERS.email.config, host: 'http://x/' } }, ['config.host']],
    ['email', { config: { ...OTHERS.email.config, port: 70_000 } }, ['config.port']],
    ['email', { config: { ...OTHERS.email.config, security: 'maybe' } }, ['config.security']],
    ['email', { config: { ...OTHERS.email.config, from: 'nobody' } }, ['config.from']],
    ['email', { config: { ...OTHERS.email.config, sender: 'x' } }, ['config.sender']],
    ['email', { credentials: { apiKey: 'k', apiToken: 't' } }, ['credentials.apiKey']],
    ['webchat', { config: { origins: [] } }, ['config.origins']],
    ['webchat', { config: { origins: ['https://a.example/path'] } }, ['config.origins.0']],
    ['webchat', { config: { origins: ['https://u:p@a.example'] } }, ['config.origins.0']],
    ['webchat', { config: { origins: ['javascript:alert(1)'] } }, ['config.origins.0']],
    ['webchat', { credentials: { secret: 's' } }, ['credentials.secret']],
    ['webchat', { name: 'x'.repeat(101) }, ['name']],
    ['webchat', { extra: 1 }, ['extra']],
  ] as const)('refuses a channel of type %s with %j', async (type, change, fields) => {
    const { admin } = await app.tenant();
    const answer = await post(admin, { ...OTHERS[type], ...change }).expect(400);
    expect(answer.body.error.code).toBe('VALIDATION_ERROR');
    const named = (answer.body.error.details as { field: string }[]).map(({ field }) => field);
    expect(named).toEqual(expect.arrayContaining([...fields]));
    await app.http(admin.token).get(`/api/channels/${type}`).expect(404);
  });

  it.each([[{ type: { $gt: '' } }], [[]], [{}], [{ type: 7 }]])(
    'refuses a body that names no type: %j',
    async (body) => {
      const { admin } = await app.tenant();
      const answer = await post(admin, body).expect(400);
      expect(answer.body.error.code).toBe('VALIDATION_ERROR');
    },
  );

  it('keeps what it was given exactly as it came', async () => {
    const { admin } = await app.tenant();
    const name = 'Línea 🏦 \u0000\u202e';
    const channel = { ...OTHERS.webchat, name };
    const { body } = await post(admin, channel).expect(201);
    expect(body.data.name).toBe(name);
  });

  it('lets one of fifty change what all have read', async () => {
    const { admin } = await app.tenant();
    await post(admin, aChannel()).expect(201);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        put(admin, { name: `Name ${index}` }).set('If-Match', '"1"'),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(49);
  });

  it('writes down who changed what, never a secret', async () => {
    const { admin, clientId } = await app.tenant();
    await post(admin, aChannel()).expect(201);
    // The same last four letters: the mask does not tell them apart, the record does.
    await put(admin, { name: 'Renamed', credentials: { apiKey: 'another-key-of-cdef' } });
    await app.http(admin.token).delete('/api/channels/voice').expect(200);
    const entries = await app.db
      .collection('settings_audit')
      .find({ clientId })
      .sort({ _id: 1 })
      .toArray();
    expect(entries).toHaveLength(3);
    expect(entries[1]).toMatchObject({
      actor: { agentId: admin.id },
      section: 'channels',
      target: 'voice',
      changes: [
        { field: 'credentials.apiKey', before: '••••', after: '••••' },
        { field: 'name', before: 'Bank hotline', after: 'Renamed' },
      ],
    });
    const events = await app.db.collection('events').find({ clientId }).toArray();
    expect(events.map(({ type }) => type as string)).toEqual(
      expect.arrayContaining(['channel.created', 'channel.updated', 'channel.deleted']),
    );
    const text = JSON.stringify({ entries, events });
    for (const secret of [API_KEY, API_TOKEN, 'another-key-of-cdef']) {
      expect(text).not.toContain(secret);
    }
  });

  it('is not deleted while a call is live, unless by force; then the call ends and its agent is free', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    await centre.connect('S-live');
    expect((await centre.presence(anna.id))?.activeCalls).toBe(1);
    const remove = (query: object) => centre.admin.delete('/api/channels/voice').query(query);
    const refused = await remove({}).expect(409);
    expect(refused.body.error.code).toBe('CHANNEL_IN_USE');
    await remove({ force: 'maybe' }).expect(400);
    const other = await app.tenant();
    await app.http(other.admin.token).delete('/api/channels/voice').expect(404);
    await remove({ force: 'true' }).set('If-Match', '"9"').expect(412);
    await remove({ force: 'true' }).set('If-Match', '"1"').expect(200);
    expect(await statusAt(centre.token)).toBe(404);
    const call = await app.until(
      () => centre.call('S-live'),
      (found) => found?.['status'] === 'failed',
    );
    expect(call).toMatchObject({ failureReason: 'channel_deleted' });
    expect((await centre.presence(anna.id))?.activeCalls).toBe(0);
    await post(centre.tenant.admin, aChannel()).expect(201);
  });

  it('stores no secret that could be read in a dump', async () => {
    const { admin } = await app.tenant();
    const tokens: string[] = [];
    for (const channel of [aChannel(), ...Object.values(OTHERS)]) {
      const { body } = await post(admin, channel)
        .set('Idempotency-Key', `dump-${channel.type}`)
        .expect(201);
      tokens.push(body.data.webhookToken as string);
      const path = `/api/channels/${channel.type}/rotate-token`;
      const rotated = await app.http(admin.token).post(path).expect(200);
      tokens.push(rotated.body.data.webhookToken as string);
    }
    const secrets = [aChannel(), OTHERS.sms, OTHERS.whatsapp, OTHERS.email].flatMap((channel) =>
      Object.values<string>(channel.credentials),
    );
    const dump = await app.dump();
    expect(dump).toContain('Bank hotline');
    for (const secret of [...secrets, ...tokens]) {
      expect(dump).not.toContain(secret);
      expect(dump).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4));
      expect(dump).not.toContain(Buffer.from(secret).toString('hex'));
      expect(app.rawLogs()).not.toContain(secret);
    }
  });

  it('is in the documents, each type with its own settings', async () => {
    const { body } = await app.http().get('/docs-json').expect(200);
    const { schema, examples } = body.paths['/api/channels'].post.requestBody.content[
      'application/json'
    ] as { schema: { oneOf: { $ref: string }[]; discriminator: object }; examples: object };
    expect(schema.discriminator).toMatchObject({
      propertyName: 'type',
      mapping: { email: '#/components/schemas/NewEmailChannelDto' },
    });
    expect(schema.oneOf).toHaveLength(5);
    expect(Object.keys(examples)).toEqual(['voice', 'sms', 'whatsapp', 'email', 'webchat']);
    const { schemas } = body.components as { schemas: Record<string, { properties: object }> };
    expect(schemas['NewEmailChannelDto']?.properties).toMatchObject({
      type: { enum: ['email'] },
      config: { $ref: '#/components/schemas/EmailConfigDto' },
    });
    expect(schemas['ChangedEmailCredentialsDto']?.properties).toHaveProperty('password');
    expect(schemas['SmsChannelDto']?.properties).toHaveProperty('credentials.properties.apiKey');
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
