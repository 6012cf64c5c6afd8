import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { CallCentre } from '../support/call-centre.js';
import { Example } from '../support/example.js';
import { AppHarness, freePort, type TestTenant } from '../support/harness.js';
import { Receiver, signedBy, type Message } from '../../dev/receiver.js';

const ALLOW = '127.0.0.0/8';

interface Webhook {
  readonly id: string;
  readonly secret: string;
  readonly version: number;
}
interface Delivery {
  readonly id: string;
  readonly eventType: string;
  readonly state: string;
  readonly failures: number;
  readonly callLogId: string | null;
  readonly attempts: readonly { readonly status: number | null; readonly error: string | null }[];
}

let app: AppHarness;
const receivers: Receiver[] = [];

beforeAll(async () => {
  app = await AppHarness.start({ OUTGOING_ALLOW_PRIVATE: ALLOW });
}, 60_000);
afterAll(() => app.stop());
afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});

async function aReceiver(): Promise<Receiver> {
  const receiver = await Receiver.start();
  receivers.push(receiver);
  return receiver;
}

const http = ({ admin }: TestTenant, harness = app) => harness.http(admin.token);

async function register(
  tenant: TestTenant,
  url: string,
  events: readonly string[] = ['*'],
  harness = app,
): Promise<Webhook> {
  const { body } = await http(tenant, harness)
    .post('/api/webhooks')
    .send({ url, events })
    .expect(201);
  return (body as { data: Webhook }).data;
}

async function deliveries(
  tenant: TestTenant,
  { id }: Webhook,
  query: object = {},
  harness = app,
): Promise<Delivery[]> {
  const { body } = await http(tenant, harness)
    .get(`/api/webhooks/${id}/deliveries`)
    .query({ limit: 100, ...query })
    .expect(200);
  return (body as { data: Delivery[] }).data;
}

async function aTeam(tenant: TestTenant, harness = app): Promise<string> {
  const name = `Team ${randomBytes(4).toString('hex')}`;
  await http(tenant, harness).post('/api/teams').send({ name, sector: 'billing' }).expect(201);
  return name;
}

const teamName = ({ data }: Message): string => (data as { team: { name: string } }).team.name;
const sid = (): string => `S${randomBytes(8).toString('hex')}`;

/** A call from the first question to its end; its id. */
async function aCall(centre: CallCentre): Promise<string> {
  const call = sid();
  await centre.connect(call);
  await centre.end(call, { CallType: 'client-hangup' });
  return String((await centre.call(call))?._id);
}

describe('an event', () => {
  it('is sent to whoever wants it, signed, with its number', async () => {
    const [tenant, stranger] = [await app.tenant(), await app.tenant()];
    const [all, calls, others] = [await aReceiver(), await aReceiver(), await aReceiver()];
    const webhook = await register(tenant, all.url);
    await register(tenant, calls.url, ['call.*', 'agent.updated']);
    await register(stranger, others.url);
    const name = await aTeam(tenant);
    await app.until(
      () => Promise.resolve(all.ofType('team.created')),
      (heard) => heard.length === 1,
    );
    const heard = all.heard.find(({ message }) => message.type === 'team.created');
    expect(heard?.message).toEqual({
      id: expect.any(String),
      type: 'team.created',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      seq: expect.any(Number),
      clientId: tenant.clientId,
      callLogId: null,
      agentId: null,
      data: expect.objectContaining({ team: expect.objectContaining({ name }) }),
    });
    expect(heard?.headers).toMatchObject({
      'webhook-id': heard?.message.id,
      'content-type': 'application/json',
    });
    const skew = Number(heard?.headers['webhook-timestamp']) * 1000 - Date.now();
    expect(Math.abs(skew)).toBeLessThan(300_000);
    expect(signedBy(heard!, [webhook.secret])).toEqual([webhook.secret]);
    expect(signedBy({ ...heard!, body: `${heard!.body} ` }, [webhook.secret])).toEqual([]);

    const [delivery] = await app.until(
      () => deliveries(tenant, webhook, { state: 'delivered' }),
      (found) => found.some(({ eventType }) => eventType === 'team.created'),
    );
    expect(delivery).toMatchObject({ failures: 0, attempts: [{ status: 200, error: null }] });
    expect(calls.heard).toEqual([]);
    expect(others.ofType('team.created')).toEqual([]);
  });

  it('is believed by the receiver of the examples, and by no other secret', async () => {
    const tenant = await app.tenant();
    const [port, doubted] = [await freePort(), await freePort()];
    const webhook = await register(tenant, `http://127.0.0.1:${port}/`, ['team.*']);
    const other = await register(tenant, `http://127.0.0.1:${doubted}/`, ['team.*']);
    const receivers = [
      Example.start('webhook-receiver', { port, secret: webhook.secret }),
      Example.start('webhook-receiver', { port: doubted, secret: webhook.secret }),
    ];
    try {
      await Promise.all(receivers.map((one) => one.says(/hears on/)));
      const name = await aTeam(tenant);
      await receivers[0]?.says(new RegExp(`team.created .*${name}`));
      await app.until(
        () => deliveries(tenant, other),
        ([first]) => first?.attempts[0]?.status === 401,
      );
    } finally {
      await Promise.all(receivers.map((one) => one.stop('SIGTERM')));
    }
  });

  it('of before the registration is not sent', async () => {
    const tenant = await app.tenant();
    await aTeam(tenant);
    await app.until(
      () =>
        app.db.collection('events').countDocuments({ clientId: tenant.clientId, pending: true }),
      (open) => open === 0,
    );
    const receiver = await aReceiver();
    await register(tenant, receiver.url, ['team.*']);
    const later = await aTeam(tenant);
    await app.until(
      () => Promise.resolve(receiver.heard),
      (heard) => heard.length > 0,
    );
    expect(receiver.heard.map(({ message }) => teamName(message))).toEqual([later]);
  });

  it('of a call comes in its order, however often the receiver fails; other calls go on', async () => {
    const centre = await CallCentre.open(app);
    const receiver = await aReceiver();
    const webhook = await register(centre.tenant, receiver.url, ['call.*']);
    const refused = new Map<string, number>();
    let poisoned = '';
    receiver.answer = ({ message }, response) => {
      const times = refused.get(message.id) ?? 0;
      refused.set(message.id, times + 1);
      poisoned ||= String(message.callLogId);
      const isRefused = message.callLogId === poisoned && message.type === 'call.received';
      response.writeHead(isRefused && times < 1 ? 500 : 204).end();
    };
    const first = await aCall(centre);
    await app.until(
      () => Promise.resolve(poisoned),
      (id) => id === first,
    );
    const second = await aCall(centre);
    const typesOf = (id: string) => receiver.ofCall(id).map(({ type }) => type);
    await app.until(
      () => Promise.resolve(typesOf(second)),
      (types) => types.includes('call.ended'),
    );
    // The first call's other events wait for the one that failed.
    expect(new Set(typesOf(first))).toEqual(new Set(['call.received']));
    await app.until(
      () => Promise.resolve(typesOf(first)),
      (types) => types.includes('call.ended'),
    );
    for (const id of [first, second]) {
      const numbers = receiver.ofCall(id).map(({ seq }) => seq);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    expect(typesOf(first).filter((type) => type === 'call.received')).toHaveLength(2);
    const rows = await deliveries(centre.tenant, webhook);
    const retried = rows.find(
      ({ callLogId, eventType }) => callLogId === first && eventType === 'call.received',
    );
    expect(retried).toMatchObject({
      failures: 1,
      attempts: [
        { status: 500, error: 'answered 500' },
        { status: 204, error: null },
      ],
    });
  });

  it('is not held up by somebody else’s slow receiver', async () => {
    const tenant = await app.tenant();
    const [slow, quick] = [await aReceiver(), await aReceiver()];
    const kept: ServerResponse[] = [];
    slow.answer = (_heard, response) => void kept.push(response);
    await register(tenant, slow.url, ['team.*']);
    await register(tenant, quick.url, ['team.*']);
    for (let index = 0; index < 12; index += 1) await aTeam(tenant);
    await app.until(
      () => Promise.resolve(quick.heard.length),
      (count) => count === 12,
    );
    // It has what it is working on, and no more.
    expect(slow.heard.length).toBeLessThanOrEqual(5);
    slow.answer = (_heard, response) => response.end();
    kept.forEach((response) => response.end());
    await app.until(
      () => Promise.resolve(new Set(slow.heard.map(({ message }) => message.id)).size),
      (count) => count === 12,
    );
  });

  it('is sent again when the server dies while it is on its way, and those after it follow', async () => {
    const harness = await AppHarness.start({ OUTGOING_ALLOW_PRIVATE: ALLOW });
    try {
      const centre = await CallCentre.open(harness);
      const receiver = await aReceiver();
      const webhook = await register(centre.tenant, receiver.url, ['call.*'], harness);
      // It hears and never answers.
      receiver.answer = () => undefined;
      const call = await aCall(centre);
      await harness.until(
        () => Promise.resolve(receiver.ofCall(call)),
        (heard) => heard.length === 1,
      );
      await harness.end('SIGKILL');
      receiver.answer = (_heard, response) => response.end();
      await harness.boot();
      await harness.until(
        () => Promise.resolve(receiver.ofCall(call).map(({ type }) => type)),
        (types) => types.includes('call.ended'),
      );
      const heard = receiver.ofCall(call);
      expect(heard[1]?.id).toBe(heard[0]?.id);
      const unique = [...new Map(heard.map((message) => [message.id, message.seq])).values()];
      expect(unique).toEqual([...unique].sort((a, b) => a - b));
      const stored = await harness.db
        .collection('events')
        .countDocuments({ clientId: centre.clientId, callLogId: call });
      expect(unique).toHaveLength(stored);
      await harness.until(
        () => deliveries(centre.tenant, webhook, {}, harness),
        (rows) => rows.length > 0 && rows.every(({ state }) => state === 'delivered'),
      );
    } finally {
      await harness.stop();
    }
  });

  it('is sent by one of two nodes, and by the other when that one dies', async () => {
    const env = { OUTGOING_ALLOW_PRIVATE: ALLOW, JWT_SECRET: randomBytes(32).toString('hex') };
    const one = await AppHarness.start(env);
    const uri = (process.env['MONGODB_URI'] ?? '').replace(
      /\/[^/?]*(\?|$)/,
      `/${one.db.databaseName}$1`,
    );
    const two = await AppHarness.start({ ...env, MONGODB_URI: uri });
    try {
      const centre = await CallCentre.open(one);
      const receiver = await aReceiver();
      const webhook = await register(centre.tenant, receiver.url, ['call.*'], one);
      const calls = new Set<string>();
      for (let index = 0; index < 5; index += 1) calls.add(await aCall(centre));
      const stored = () =>
        one.db.collection('events').countDocuments({
          clientId: centre.clientId,
          type: { $regex: '^call\\.' },
        });
      // A node that hangs for a while may be taken for dead: then a message comes twice.
      const heardIds = () => new Set(receiver.heard.map(({ message }) => message.id));
      const expected = await stored();
      await one.until(
        () => Promise.resolve(heardIds().size),
        (size) => size === expected,
      );
      for (let index = 0; index < 5; index += 1) calls.add(await aCall(centre));
      await one.end('SIGKILL');
      const all = await stored();
      await one.until(
        () => Promise.resolve(heardIds().size),
        (size) => size === all,
      );
      for (const call of calls) {
        const firstHeard = [
          ...new Map(receiver.ofCall(call).map(({ id, seq }) => [id, seq])).values(),
        ];
        expect(firstHeard).toEqual([...firstHeard].sort((a, b) => a - b));
      }
      await two.until(
        () => deliveries(centre.tenant, webhook, {}, two),
        (rows) => rows.length === all && rows.every(({ state }) => state === 'delivered'),
      );
    } finally {
      await two.stop();
      await one.stop();
    }
  });

  it('is parked after three days, and sent again by hand', async () => {
    const harness = await AppHarness.start({
      OUTGOING_ALLOW_PRIVATE: ALLOW,
      CLOCK_SPEED: '10000',
      CLOCK_ANCHOR: `${Date.now()}:${Date.now()}`,
      JWT_EXPIRY: '3650d',
      REFRESH_TOKEN_EXPIRY: '3650d',
    });
    try {
      const tenant = await harness.tenant();
      const receiver = await aReceiver();
      receiver.answer = (_heard, response) => response.writeHead(503).end();
      const webhook = await register(tenant, receiver.url, ['team.*'], harness);
      await aTeam(tenant, harness);
      const [parked] = await harness.until(
        () => deliveries(tenant, webhook, { state: 'parked' }, harness),
        (rows) => rows.length === 1,
        120_000,
      );
      expect(parked!.failures).toBeGreaterThan(10);
      const row = await harness.db
        .collection('webhook_deliveries')
        .findOne({ clientId: tenant.clientId });
      const { createdAt, parkedAt } = row as unknown as { createdAt: Date; parkedAt: Date };
      const days = (parkedAt.getTime() - createdAt.getTime()) / 86_400_000;
      expect(days).toBeGreaterThanOrEqual(3);
      expect(new Set(receiver.heard.map(({ message }) => message.id)).size).toBe(1);

      receiver.answer = (_heard, response) => response.end();
      const path = `/api/webhooks/${webhook.id}/deliveries/${parked!.id}/replay`;
      const { body } = await http(tenant, harness).post(path).expect(200);
      expect(body.data).toMatchObject({ state: 'pending', failures: 0 });
      await harness.until(
        () => deliveries(tenant, webhook, { state: 'delivered' }, harness),
        (rows) => rows.length === 1,
      );
    } finally {
      await harness.stop();
    }
  }, 200_000);
});

describe('a receiver', () => {
  it('that is gone is switched off; switched on again it hears of what comes then', async () => {
    const tenant = await app.tenant();
    const receiver = await aReceiver();
    receiver.answer = (_heard, response) => response.writeHead(410).end();
    const webhook = await register(tenant, receiver.url, ['team.*']);
    await aTeam(tenant);
    const list = async () => {
      const { body } = await http(tenant).get('/api/webhooks').expect(200);
      return (body as { data: Record<string, unknown>[] }).data[0];
    };
    const off = await app.until(list, (seen) => seen?.['isActive'] === false);
    expect(off).toMatchObject({ disabledReason: 'gone' });
    expect(await deliveries(tenant, webhook)).toMatchObject([{ state: 'parked', failures: 1 }]);
    const parked = (await deliveries(tenant, webhook))[0]!;
    const replay = (delivery: string) =>
      http(tenant).post(`/api/webhooks/${webhook.id}/deliveries/${delivery}/replay`);
    expect((await replay(parked.id).expect(409)).body.error.code).toBe('WEBHOOK_DISABLED');
    await aTeam(tenant);
    await app.until(
      () =>
        app.db.collection('events').countDocuments({ clientId: tenant.clientId, pending: true }),
      (open) => open === 0,
    );

    receiver.answer = (_heard, response) => response.end();
    await http(tenant).put(`/api/webhooks/${webhook.id}`).send({ isActive: true }).expect(200);
    const later = await aTeam(tenant);
    await app.until(
      () => Promise.resolve(receiver.heard.length),
      (count) => count === 2,
    );
    expect(teamName(receiver.heard[1]!.message)).toBe(later);
    await replay(parked.id).expect(200);
    await app.until(
      () => Promise.resolve(receiver.heard.map(({ message }) => message.id)),
      (ids) => ids.length === 3 && ids[2] === ids[0],
    );
    const types = await app.db.collection('events').distinct('type', { clientId: tenant.clientId });
    expect(types).toContain('webhook.disabled');
  });

  it('is led nowhere by a redirect', async () => {
    const tenant = await app.tenant();
    const [first, second] = [await aReceiver(), await aReceiver()];
    first.answer = (_heard, response) => response.writeHead(307, { location: second.url }).end();
    const webhook = await register(tenant, first.url, ['team.*']);
    await aTeam(tenant);
    await app.until(
      () => deliveries(tenant, webhook),
      ([row]) => row?.failures === 1,
    );
    expect(second.heard).toEqual([]);
  });

  it('hears both signatures while a secret is exchanged', async () => {
    const tenant = await app.tenant();
    const receiver = await aReceiver();
    const { id, secret: old } = await register(tenant, receiver.url, ['team.*']);
    const rotate = async () =>
      (await http(tenant).post(`/api/webhooks/${id}/rotate-secret`).expect(200)).body.data as {
        secret: string;
        oldSecretUntil: string;
      };
    const { secret: fresh, oldSecretUntil } = await rotate();
    expect(fresh).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Date.parse(oldSecretUntil)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    await aTeam(tenant);
    await app.until(
      () => Promise.resolve(receiver.heard.length),
      (count) => count === 1,
    );
    expect(signedBy(receiver.heard[0]!, [old, fresh])).toEqual([old, fresh]);

    await app.db
      .collection('webhook_endpoints')
      .updateOne({ clientId: tenant.clientId }, { $set: { 'secrets.0.expiresAt': new Date() } });
    await aTeam(tenant);
    await app.until(
      () => Promise.resolve(receiver.heard.length),
      (count) => count === 2,
    );
    expect(signedBy(receiver.heard[1]!, [old, fresh])).toEqual([fresh]);
    const dump = await app.dump();
    for (const secret of [old, fresh]) {
      expect(dump).not.toContain(secret);
      expect(dump).not.toContain(secret.slice(6));
      expect(app.rawLogs()).not.toContain(secret);
    }
  });

  it('is changed, listed and removed, each change with its record', async () => {
    const tenant = await app.tenant();
    const receiver = await aReceiver();
    const webhook = await register(tenant, receiver.url);
    const put = (body: object) => http(tenant).put(`/api/webhooks/${webhook.id}`).send(body);
    const { body } = await put({ events: ['team.*'], description: 'CRM' })
      .set('If-Match', '"1"')
      .expect(200);
    expect(body.data).toMatchObject({
      url: receiver.url,
      events: ['team.*'],
      description: 'CRM',
      version: 2,
      secretMask: `whsec_••••${webhook.secret.slice(-4)}`,
    });
    expect(body.data).not.toHaveProperty('secret');
    await put({ events: ['call.*'] })
      .set('If-Match', '"1"')
      .expect(412);
    const list = await http(tenant).get('/api/webhooks').expect(200);
    expect(list.body).toMatchObject({ count: 1, data: [{ id: webhook.id, isActive: true }] });
    expect(list.text).not.toContain(webhook.secret);
    await aTeam(tenant);
    await app.until(
      () => deliveries(tenant, webhook),
      (rows) => rows.length === 1,
    );
    await http(tenant).delete(`/api/webhooks/${webhook.id}`).expect(200);
    await http(tenant).get(`/api/webhooks/${webhook.id}/deliveries`).expect(404);
    await app.until(
      () => app.db.collection('webhook_deliveries').countDocuments({ clientId: tenant.clientId }),
      (count) => count === 0,
    );
    const entries = await app.db
      .collection('settings_audit')
      .find({ clientId: tenant.clientId, section: 'webhooks' })
      .toArray();
    expect(entries).toHaveLength(3);
    expect(JSON.stringify(entries)).not.toContain(webhook.secret);
  });

  it.each([
    ['url', /private, local or reserved/, { url: 'http://10.0.0.1/' }],
    ['url', /private, local or reserved/, { url: 'http://169.254.169.254/latest' }],
    ['url', /private, local or reserved/, { url: 'http://[::1]/' }],
    ['url', /private, local or reserved/, { url: 'http://[fd00:ec2::254]/' }],
    ['url', /private, local or reserved/, { url: 'http://0xa9fea9fe/' }],
    ['url', /port 22 of 8\.8\.8\.8 may not be called/, { url: 'http://8.8.8.8:22/' }],
    ['url', /must not hold a user name/, { url: 'http://user:pass@8.8.8.8/' }],
    ['url', /must begin with/, { url: 'ftp://8.8.8.8/' }],
    ['url', /cannot be found/, { url: 'http://nowhere.invalid/' }],
    ['url', /no complete web address/, { url: 'nonsense-nonsense' }],
    ['url', /shorter than/, { url: 'x'.repeat(3000) }],
    ['url', /must be|shorter|longer/, { url: { $gt: '' } }],
    ['events', /must be like/, { url: 'http://8.8.8.8/', events: ['Call Ended'] }],
    ['events', /at least 1/, { url: 'http://8.8.8.8/', events: [] }],
    ['events', /must be like/, { url: 'http://8.8.8.8/', events: [{ $ne: 1 }] }],
    ['secret', /should not exist/, { url: 'http://8.8.8.8/', secret: 'mine' }],
  ])('is not registered with a bad %s: %s', async (field, words, body) => {
    const tenant = await app.tenant();
    const answer = await http(tenant).post('/api/webhooks').send(body).expect(400);
    expect(answer.body.error.code).toBe('VALIDATION_ERROR');
    const details = answer.body.error.details as { field: string; message: string }[];
    expect(details.find((detail) => detail.field === field)?.message).toMatch(words);
    const { body: list } = await http(tenant).get('/api/webhooks').expect(200);
    expect(list.count).toBe(0);
  });

  it('is registered once by the same request, and fifty times at most', async () => {
    const tenant = await app.tenant();
    const receiver = await aReceiver();
    const post = (key: string) =>
      http(tenant).post('/api/webhooks').set('Idempotency-Key', key).send({ url: receiver.url });
    const first = await post('k').expect(201);
    const again = await post('k').expect(201);
    expect(again.body).toEqual(first.body);
    const endpoints = app.db.collection<{ _id: string }>('webhook_endpoints');
    const { _id, ...made } = (await endpoints.findOne({ clientId: tenant.clientId }))!;
    await endpoints.insertMany(
      Array.from({ length: 48 }, (_, index) => ({ ...made, _id: `${_id}-${index}` })),
    );
    await post('the last one').expect(201);
    expect((await post('one too many').expect(409)).body.error.code).toBe('WEBHOOK_LIMIT_REACHED');
  });

  it('is the business of the company’s own admins', async () => {
    const [one, other] = [await app.tenant(), await app.tenant()];
    const receiver = await aReceiver();
    const webhook = await register(one, receiver.url, ['team.*']);
    await aTeam(one);
    const [row] = await app.until(
      () => deliveries(one, webhook),
      (rows) => rows.length === 1,
    );
    const base = `/api/webhooks/${webhook.id}`;
    const requests = (token?: string) => {
      const agent = () => app.http(token);
      return [
        agent().put(base).send({ description: 'stolen' }),
        agent().post(`${base}/rotate-secret`),
        agent().get(`${base}/deliveries`),
        agent().post(`${base}/deliveries/${row!.id}/replay`),
        agent().delete(base),
      ];
    };
    const statuses = async (token?: string) => {
      const answers = [];
      for (const request of requests(token)) answers.push((await request).status);
      return answers;
    };
    expect(await statuses(other.admin.token)).toEqual([404, 404, 404, 404, 404]);
    expect(await statuses()).toEqual([401, 401, 401, 401, 401]);
    for (const role of ['cs', 'viewer'] as const) {
      const agent = await app.agent(one.clientId, role);
      expect(await statuses(agent.token)).toEqual([403, 403, 403, 403, 403]);
      await app.http(agent.token).get('/api/webhooks').expect(403);
    }
    const strange = `/api/webhooks/${webhook.id}/deliveries/unknown/replay`;
    expect((await http(one).post(strange).expect(404)).body.error.code).toBe('DELIVERY_NOT_FOUND');
    const { body } = await http(one).get('/api/webhooks').expect(200);
    expect(body.data).toMatchObject([{ description: null, version: 1 }]);
  });
});
