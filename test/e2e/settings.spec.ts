import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness, type TestTenant } from '../support/harness.js';

type Fields = Record<string, unknown>;
interface Entry {
  readonly actor: Fields;
  readonly ip: string;
  readonly at: string;
  readonly section: string;
  readonly changes: readonly { field: string; before: unknown; after: unknown }[];
}

const RULES = '/api/settings/business-rules';
const DISPOSITIONS = '/api/settings/dispositions';
const AUDIT = '/api/settings/audit';

let app: AppHarness;
/** A second process of the same program on the same database. */
let twin: AppHarness;

beforeAll(async () => {
  const JWT_SECRET = randomBytes(32).toString('hex');
  app = await AppHarness.start({ JWT_SECRET });
  const server = process.env['MONGODB_URI']!;
  const MONGODB_URI = server.replace(/\/[^/?]*(\?|$)/, `/${app.db.databaseName}$1`);
  twin = await AppHarness.start({ JWT_SECRET, MONGODB_URI });
}, 60_000);
afterAll(async () => {
  await twin.stop();
  await app.stop();
});

const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error: { code: string } }).error.code;
const dataOf = (answer: { body: unknown }) => (answer.body as { data: Fields }).data;
const detailsOf = (answer: { body: unknown }) =>
  Object.fromEntries(
    (
      (answer.body as { error: { details?: { field: string; message: string }[] } }).error
        .details ?? []
    ).map(({ field, message }) => [field, message]),
  );
const companyOf = ({ clientId }: TestTenant) => `/api/settings/company/${clientId}`;
const get = (tenant: TestTenant, path: string, node = app) =>
  node.http(tenant.admin.token).get(path);
const put = (tenant: TestTenant, path: string, body: unknown, node = app) =>
  node
    .http(tenant.admin.token)
    .put(path)
    .send(body as object);
const historyOf = async (tenant: TestTenant, query = '') =>
  ((await get(tenant, `${AUDIT}${query}`).expect(200)).body as { data: Entry[] }).data;

describe('a company', () => {
  it('is read, and changed field by field', async () => {
    const tenant = await app.tenant();
    const path = companyOf(tenant);
    const before = await get(tenant, path).expect(200);
    expect(before.headers['etag']).toBe('"1"');
    expect(dataOf(before)).toMatchObject({
      clientId: tenant.clientId,
      timezone: 'Asia/Kolkata',
      sectors: ['billing'],
      businessHours: null,
      contact: { email: null, phone: null, website: null, address: null },
      branding: { logoUrl: null, primaryColor: null, secondaryColor: null },
      version: 1,
    });
    const hours = { monday: [{ start: '09:00', end: '18:00' }] };
    const changed = await put(tenant, path, {
      name: 'Bank of 🏦 O’Neil',
      timezone: 'Europe/London',
      businessHours: hours,
      contact: { email: 'help@bank.example' },
    }).expect(200);
    expect(changed.headers['etag']).toBe('"2"');
    const again = await put(tenant, path, { contact: { phone: '+91 80 4710 0001' } }).expect(200);
    expect(dataOf(again)).toMatchObject({
      name: 'Bank of 🏦 O’Neil',
      timezone: 'Europe/London',
      businessHours: { ...hours, tuesday: [], holidays: [] },
      contact: { email: 'help@bank.example', phone: '+91 80 4710 0001' },
      version: 3,
    });
    expect(dataOf(await get(tenant, path))).toEqual(dataOf(again));
    const gone = await put(tenant, path, { contact: { email: null }, businessHours: null });
    expect(dataOf(gone)).toMatchObject({ businessHours: null, contact: { email: null } });
  });

  it('may be sent back as it was read', async () => {
    const tenant = await app.tenant();
    const path = companyOf(tenant);
    const read = dataOf(await get(tenant, path));
    const sent = await put(tenant, path, { ...read, locale: 'de-DE' }).expect(200);
    expect(dataOf(sent)).toMatchObject({ locale: 'de-DE', version: 2 });
    const late = await put(tenant, path, { ...read, locale: 'fr-FR' });
    expect([late.status, codeOf(late)]).toEqual([412, 'VERSION_CONFLICT']);
  });

  it('tells everything that is wrong at once, and changes nothing', async () => {
    const tenant = await app.tenant();
    const answer = await put(tenant, companyOf(tenant), {
      name: '<b>x</b>',
      timezone: 'Mars/Olympus',
      locale: 'no locale',
      sectors: ['a', 'A'],
      branding: { primaryColor: 'blue', logoUrl: 'javascript:alert(1)' },
      nonsense: 1,
    });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_ERROR']);
    expect(detailsOf(answer)).toEqual({
      name: 'must not contain HTML tags',
      timezone: 'must be an IANA time zone such as Asia/Kolkata',
      locale: 'must be a locale such as en-IN',
      sectors: 'must not name one twice',
      'branding.primaryColor': 'must be a color such as #0b5fff',
      'branding.logoUrl': 'must be the address of a picture, with http:// or https://',
      nonsense: 'is not known',
    });
    const hours = await put(tenant, companyOf(tenant), {
      businessHours: {
        monday: [
          { start: '09:00', end: '13:00' },
          { start: '12:00', end: '18:00' },
        ],
        friday: [{ start: '22:00', end: '06:00' }],
        holidays: [{ date: '2026-12-25' }, { date: '2026-12-25' }],
      },
    });
    expect(detailsOf(hours)).toEqual({
      'businessHours.monday.1': 'overlaps 09:00–13:00',
      'businessHours.friday.0.end': expect.stringContaining('past midnight is two windows'),
      'businessHours.holidays.1.date': 'is named twice',
    });
    expect(dataOf(await get(tenant, companyOf(tenant)))).toMatchObject({ version: 1 });
    expect(await historyOf(tenant)).toEqual([]);
  });

  it.each([
    ['a list', []],
    ['an operator', { timezone: { $gt: '' } }],
    ['a huge text', { name: 'x'.repeat(100_000) }],
    ['no name', { name: null }],
    ['hours without a window', { businessHours: {} }],
    ['an odd time', { businessHours: { monday: [{ start: '9:00', end: '18:00' }] } }],
    ['no real day', { businessHours: { holidays: [{ date: '2026-02-30', windows: [] }] } }],
    ['no version', { version: 'x' }],
  ])('is not made of %s', async (_, body) => {
    const tenant = await app.tenant();
    const answer = await put(tenant, companyOf(tenant), body);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_ERROR']);
  });

  it('of another tenant is refused', async () => {
    const [one, other] = [await app.tenant(), await app.tenant()];
    for (const answer of [
      await get(one, companyOf(other)),
      await get(one, '/api/settings/company/nobody'),
      await put(one, companyOf(other), { name: 'Mine' }),
      await put(one, companyOf(one), { clientId: other.clientId }),
    ]) {
      expect([answer.status, codeOf(answer)]).toEqual([403, 'TENANT_MISMATCH']);
    }
  });
});

describe('business rules', () => {
  it('are the defaults, until some are changed; null goes back', async () => {
    const tenant = await app.tenant();
    const before = dataOf(await get(tenant, RULES).expect(200));
    expect(before).toMatchObject({
      weights: { successRate: 40, priority: 25, load: 20, handleTime: 15, capability: 5 },
      fallbackAgentId: null,
      serviceLevel: { share: 0.8, seconds: 20 },
      bulkPauseMs: 1000,
      callsPerNumberPerDay: 5,
      callingWindow: { start: '09:00', end: '21:00' },
      retry: { no_answer: { attempts: 3, firstDelaySeconds: 300, longestDelaySeconds: 14_400 } },
    });
    const changed = await put(tenant, RULES, {
      weights: { load: 30 },
      fallbackAgentId: String(tenant.admin.id),
      retry: { busy: { attempts: 1 } },
    }).expect(200);
    expect(dataOf(changed)).toMatchObject({
      weights: { successRate: 40, load: 30 },
      fallbackAgentId: tenant.admin.id,
      retry: { busy: { attempts: 1, firstDelaySeconds: 300 }, no_answer: { attempts: 3 } },
      version: 2,
    });
    const back = await put(tenant, RULES, { weights: null, fallbackAgentId: null, retry: null });
    expect({ ...dataOf(back), version: 0, updatedAt: 0 }).toEqual({
      ...before,
      version: 0,
      updatedAt: 0,
    });
  });

  it('are checked as a whole and refused as a whole', async () => {
    const [tenant, other] = [await app.tenant(), await app.tenant()];
    const answer = await put(tenant, RULES, {
      weights: { load: -1 },
      wrapUpSeconds: 1.5,
      serviceLevel: { share: 80 },
      currency: 'XQQ',
      retentionDays: { calls: 731 },
      overflow: { to: 'moon' },
      offerSeconds: '20',
      surprise: true,
    });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_ERROR']);
    expect(detailsOf(answer)).toEqual({
      'weights.load': 'must be a number from 0 to 1000',
      wrapUpSeconds: 'must be a whole number from 0 to 3600',
      'serviceLevel.share': 'must be a number from 0.01 to 1',
      currency: 'must be a currency of ISO 4217 such as INR',
      'retentionDays.calls': 'must be a whole number from 1 to 730',
      'overflow.to': 'must be to a team, a sector, a number, voicemail or hang_up',
      offerSeconds: 'must be a whole number from 5 to 60',
      surprise: 'is not known',
    });
    const together = await put(tenant, RULES, {
      weights: { successRate: 0, priority: 0, load: 0, handleTime: 0, capability: 0 },
      callingWindow: { start: '21:00', end: '09:00' },
      performanceLevels: { medium: { slaCompliance: 95 } },
      closed: { next: 'overflow' },
    });
    expect(Object.keys(detailsOf(together)).sort()).toEqual([
      'callingWindow.end',
      'closed.next',
      'performanceLevels.high.slaCompliance',
      'weights',
    ]);
    const team = await app
      .http(other.admin.token)
      .post('/api/teams')
      .send({ name: 'Theirs', sector: 'x' });
    const strangers = await put(tenant, RULES, {
      fallbackAgentId: other.admin.id,
      overflow: { to: 'team', teamId: dataOf(team)['id'] },
    });
    expect(detailsOf(strangers)).toEqual({
      fallbackAgentId: 'is not an agent of the company',
      'overflow.teamId': 'is not a team of the company',
    });
    expect(dataOf(await get(tenant, RULES))).toMatchObject({ version: 1 });
  });

  it('are read and changed by admins only', async () => {
    const tenant = await app.tenant();
    for (const role of ['cs', 'viewer'] as const) {
      const { token } = await app.agent(tenant.clientId, role);
      for (const path of [RULES, DISPOSITIONS, AUDIT, companyOf(tenant), '/api/settings/sectors']) {
        expect((await app.http(token).get(path)).status).toBe(403);
      }
      expect((await app.http(token).put(RULES).send({ wrapUpSeconds: 1 })).status).toBe(403);
    }
    expect((await app.http().get(RULES)).status).toBe(401);
  });

  it('that two admins change at once: with If-Match one is told, without the last one wins whole', async () => {
    const tenant = await app.tenant();
    const second = await app.agent(tenant.clientId, 'admin');
    const setOf = (value: number) => ({
      wrapUpSeconds: value,
      weights: { load: value, priority: value },
      offerSeconds: value,
    });
    const both = (round: number, version: string | null) =>
      Promise.all(
        [tenant.admin, second].map((admin, index) => {
          const request = [app, twin][index]!.http(admin.token).put(RULES);
          if (version) void request.set('If-Match', version);
          return request.send(setOf(10 + 2 * round + index));
        }),
      );
    for (let round = 0; round < 5; round += 1) {
      const version = Number(dataOf(await get(tenant, RULES))['version']);
      const guarded = await both(2 * round, `"${version}"`);
      expect(guarded.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 412]);
      const free = await both(2 * round + 1, null);
      expect(free.map(({ status }) => status)).toEqual([200, 200]);
      const rules = dataOf(await get(tenant, RULES));
      expect(rules).toMatchObject(setOf(rules['offerSeconds'] as number));
      expect(rules['version']).toBe(version + 3);
    }
  });

  it('take the same change fifty times at once as one', async () => {
    const tenant = await app.tenant();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        put(tenant, RULES, { wrapUpSeconds: 17 }, index % 2 ? app : twin),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(dataOf(await get(tenant, RULES))).toMatchObject({ wrapUpSeconds: 17, version: 2 });
    expect(await historyOf(tenant)).toHaveLength(1);
  });
});

describe('dispositions', () => {
  it('are a list of their own, and a part of the rules', async () => {
    const tenant = await app.tenant();
    expect((await get(tenant, DISPOSITIONS)).body).toEqual({ success: true, data: [], count: 0 });
    const list = [
      { name: 'sold', isSuccess: true, value: 2500 },
      { name: 'call again', isSuccess: false, value: 0 },
    ];
    const changed = await put(tenant, DISPOSITIONS, { dispositions: list }).expect(200);
    expect(changed.body).toEqual({ success: true, data: list, count: 2 });
    expect(dataOf(await get(tenant, RULES))).toMatchObject({ dispositions: list, version: 2 });
    const bare = await put(tenant, DISPOSITIONS, [list[0]]).set('If-Match', '"2"').expect(200);
    expect(dataOf(bare)).toEqual([list[0]]);
    expect((await put(tenant, DISPOSITIONS, []).set('If-Match', '"2"')).status).toBe(412);
    const twice = await put(tenant, DISPOSITIONS, [list[0], { ...list[0], name: 'SOLD' }]);
    expect(detailsOf(twice)).toEqual({ dispositions: 'must not name one twice' });
    const wrong = await put(tenant, DISPOSITIONS, { dispositions: 'x', more: 1 });
    expect(Object.keys(detailsOf(wrong))).toContain('more');
  });
});

describe('sectors in use', () => {
  it('are those of the company, of profiles and of teams, each once', async () => {
    const tenant = await app.tenant();
    const { admin } = tenant;
    const [one, two] = [await app.agent(tenant.clientId), await app.agent(tenant.clientId)];
    const profiles = [
      { agentId: one.id, sector: 'loans', successRate: 0.8 },
      { agentId: two.id, sector: 'loans', successRate: 0.6 },
      { agentId: two.id, sector: 'cards', isActive: false, successRate: 0.1 },
    ];
    for (const profile of profiles) {
      await app.http(admin.token).post('/api/sector-agents').send(profile).expect(201);
    }
    const team = { name: 'Night', sector: 'night' };
    const { body } = await app.http(admin.token).post('/api/teams').send(team).expect(201);
    const answer = await get(tenant, '/api/settings/sectors').expect(200);
    const nobody = { agentCount: 0, agentIds: [], teams: [], successRate: null };
    expect(answer.body).toEqual({
      success: true,
      count: 4,
      data: [
        { sector: 'billing', isListed: true, ...nobody },
        { sector: 'cards', isListed: false, ...nobody },
        {
          sector: 'loans',
          isListed: false,
          agentCount: 2,
          agentIds: [one.id, two.id],
          teams: [],
          successRate: 0.7,
        },
        {
          sector: 'night',
          isListed: false,
          ...nobody,
          teams: [{ id: body.data.id, name: 'Night', isActive: true }],
        },
      ],
    });
  });
});

describe('the record of changes', () => {
  it('has who, when, from where, before and after, for every setting there is', async () => {
    const tenant = await app.tenant();
    const { admin } = tenant;
    const from = Date.now();
    const changes: [string, Fields][] = [
      ...Object.entries(COMPANY_CHANGES).map(([field, value]): [string, Fields] => [
        companyOf(tenant),
        nested(field, value),
      ]),
      ...Object.entries(RULE_CHANGES).map(([field, value]): [string, Fields] => [
        RULES,
        nested(field, value),
      ]),
    ];
    const before = {
      ...dataOf(await get(tenant, companyOf(tenant))),
      ...dataOf(await get(tenant, RULES)),
    };
    for (const [path, body] of changes) await put(tenant, path, body).expect(200);
    const entries = (await historyOf(tenant, '?limit=100')).toReversed();
    const recorded = Object.fromEntries(
      entries.map((entry) => [entry.changes[0]!.field, entry.changes]),
    );
    for (const [field, after] of Object.entries({ ...COMPANY_CHANGES, ...RULE_CHANGES })) {
      expect(recorded[field]).toEqual([{ field, before: valueAt(before, field), after }]);
    }
    expect(entries).toHaveLength(changes.length);
    for (const { actor, ip, at } of entries) {
      expect(actor).toEqual({ agentId: admin.id });
      expect(ip).toMatch(/127\.0\.0\.1$/);
      expect(Math.abs(Date.parse(at) - from)).toBeLessThan(600_000);
    }
    const leaves = [...leavesOf(dataOf(await get(tenant, RULES)))];
    const changed = Object.keys(RULE_CHANGES);
    expect(leaves.filter((leaf) => !READ_ONLY.includes(leaf)).sort()).toEqual(changed.sort());
  });

  it('comes newest first, in pages, by section, actor and time', async () => {
    const tenant = await app.tenant();
    const second = await app.agent(tenant.clientId, 'admin');
    await put(tenant, RULES, { wrapUpSeconds: 1 }).expect(200);
    await put(tenant, companyOf(tenant), { name: 'B', timezone: 'UTC' }).expect(200);
    await app.http(second.token).put(RULES).send({ wrapUpSeconds: 2 }).expect(200);
    await put(tenant, DISPOSITIONS, [{ name: 'x', isSuccess: true, value: 1 }]).expect(200);
    await put(tenant, RULES, { wrapUpSeconds: 2 }).expect(200);
    const sections = async (query: string) =>
      (await historyOf(tenant, query)).map(({ section }) => section);
    const all = ['dispositions', 'business_rules', 'company', 'business_rules'];
    expect(await sections('')).toEqual(all);
    expect(await sections('?section=business_rules')).toHaveLength(2);
    expect(await sections(`?actor=${second.id}`)).toEqual(['business_rules']);
    expect(await sections('?actor=key-1')).toEqual([]);
    const today = new Date().toISOString().slice(0, 10);
    expect(await sections(`?from=${today}&to=${today}`)).toEqual(all);
    expect(await sections('?to=2020-01-01')).toEqual([]);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect(await sections(`?from=${later}`)).toEqual([]);
    const page = await get(tenant, `${AUDIT}?page=2&limit=3`);
    expect(page.body).toMatchObject({
      count: 4,
      meta: { total: 4, page: 2, limit: 3, totalPages: 2 },
      data: [{ section: 'business_rules', target: null }],
    });
    for (const query of ['?from=yesterday', '?from=2026-02-01&to=2026-01-01', '?page=0']) {
      expect(codeOf(await get(tenant, `${AUDIT}${query}`))).toBe('VALIDATION_ERROR');
    }
    const stranger = await app.tenant();
    expect(await historyOf(stranger)).toEqual([]);
  });

  it('names the key where a program made the change', async () => {
    const tenant = await app.tenant();
    const made = await app
      .http(tenant.admin.token)
      .post('/api/api-keys')
      .send({ name: 'CRM', scopes: ['settings:write'] })
      .expect(201);
    const { id, key } = dataOf(made) as { id: string; key: string };
    await app.http(key).put(RULES).send({ wrapUpSeconds: 9 }).expect(200);
    expect(await historyOf(tenant, `?actor=${id}`)).toMatchObject([{ actor: { apiKeyId: id } }]);
    expect((await app.http(key).get(RULES)).status).toBe(403);
  });

  it('is told as events too', async () => {
    const tenant = await app.tenant();
    await put(tenant, RULES, { weights: { load: 1 } }).expect(200);
    await put(tenant, companyOf(tenant), { name: 'B' }).expect(200);
    await put(tenant, DISPOSITIONS, [{ name: 'x', isSuccess: true, value: 1 }]).expect(200);
    const events = await app.db
      .collection('events')
      .find({ clientId: tenant.clientId, type: /^settings/ })
      .sort({ _id: 1 })
      .toArray();
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      ['settings.rules_changed', { version: 2, fields: ['weights.load'] }],
      ['settings.company_changed', { version: 2, fields: ['name'] }],
      ['settings.dispositions_changed', { version: 3, fields: ['dispositions'] }],
    ]);
  });
});

describe('a change is in force', () => {
  const targetOn = async (node: AppHarness, tenant: TestTenant) => {
    const { body } = await node.http(tenant.admin.token).get('/api/metrics/live').expect(200);
    return (body as { data: { serviceLevel: { target: { share: number; seconds: number } } } }).data
      .serviceLevel.target;
  };

  it('on the other node too, and never by half', async () => {
    const tenant = await app.tenant();
    expect(await targetOn(twin, tenant)).toEqual({ share: 0.8, seconds: 20 });
    const reading = { goesOn: true };
    const reader = (async () => {
      const seen = new Set<string>();
      while (reading.goesOn) {
        const { share, seconds } = await targetOn(twin, tenant);
        seen.add(`${Math.round(share * 100)}/${seconds}`);
      }
      return [...seen];
    })();
    for (let value = 31; value <= 50; value += 1) {
      const serviceLevel = { share: value / 100, seconds: value };
      await put(tenant, RULES, { serviceLevel }).expect(200);
    }
    await app.until(
      () => targetOn(twin, tenant),
      ({ seconds }) => seconds === 50,
    );
    reading.goesOn = false;
    const halves = (await reader).filter((pair) => pair !== '80/20' && !/^(\d+)\/\1$/.test(pair));
    expect(halves).toEqual([]);
  });

  it('for calls that another node answers: ring time and hours', async () => {
    const centre = await CallCentre.open(app);
    const { tenant, token } = centre;
    const anna = await centre.readyAgent();
    const ringSecondsOnTwin = async () => {
      const CallSid = `S${randomBytes(8).toString('hex')}`;
      const call = { CallSid, CallFrom: '09812345678', CallTo: '08011112222' };
      const hook = `/webhooks/exotel/${token}`;
      const answer = await twin.http().get(`${hook}/connect`).query(call);
      await twin
        .http()
        .get(`${hook}/passthru`)
        .query({ ...call, CallType: 'client-hangup' });
      return (answer.body as { max_ringing_duration?: number }).max_ringing_duration;
    };
    await app.until(ringSecondsOnTwin, (seconds) => seconds === 20);
    await put(tenant, RULES, { offerSeconds: 33 }).expect(200);
    await app.until(ringSecondsOnTwin, (seconds) => seconds === 33);
    await put(tenant, companyOf(tenant), { businessHours: CLOSED }).expect(200);
    await app.until(ringSecondsOnTwin, (seconds) => seconds === undefined);
    await put(tenant, companyOf(tenant), { businessHours: null }).expect(200);
    await app.until(ringSecondsOnTwin, (seconds) => seconds === 33);
    expect((await centre.presence(anna.id))?.activeCalls).toBe(0);
  });
});

describe('a change of a team', () => {
  it('is followed by the routing of the other node', async () => {
    const centre = await CallCentre.open(app);
    const boss = app.http(centre.tenant.admin.token);
    const [anna, ben] = [
      await centre.readyAgent({ sector: 'cards' }),
      await centre.readyAgent({ sector: 'cards' }),
    ];
    const made = await boss.post('/api/teams').send({ name: 'Cards', sector: 'cards' }).expect(201);
    const team = String(dataOf(made)['id']);
    const agents = `/api/teams/${team}/agents`;
    const dialledByTwin = async () => {
      const CallSid = `S${randomBytes(8).toString('hex')}`;
      const call = { CallSid, CallFrom: '09812345678', CallTo: '08011112222', team };
      const hook = `/webhooks/exotel/${centre.token}`;
      const answer = await twin.http().get(`${hook}/connect`).query(call);
      await twin
        .http()
        .get(`${hook}/passthru`)
        .query({ ...call, CallType: 'client-hangup' });
      return CallCentre.dialled(answer);
    };
    const assigned = await boss.post(agents).send({ agentId: anna.id }).expect(201);
    await app.until(dialledByTwin, (number) => number === anna.phone);
    await boss.delete(`${agents}/${String(dataOf(assigned)['id'])}`).expect(200);
    await boss.post(agents).send({ agentId: ben.id }).expect(201);
    await app.until(dialledByTwin, (number) => number === ben.phone);
    await boss.put(`/api/teams/${team}`).send({ isActive: false }).expect(200);
    await app.until(dialledByTwin, (number) => number === null);
    await boss.put(`/api/teams/${team}`).send({ isActive: true }).expect(200);
    await app.until(dialledByTwin, (number) => number === ben.phone);
  });
});

describe('outside the business hours', () => {
  const aSid = () => `S${randomBytes(8).toString('hex')}`;

  it('a call is turned away with the company’s message, and counts in no figure', async () => {
    const centre = await CallCentre.open(app, { rules: { aggregationSeconds: 5 } });
    await centre.readyAgent();
    await put(centre.tenant, companyOf(centre.tenant), { businessHours: CLOSED }).expect(200);
    const sid = aSid();
    expect((await centre.wait(sid, { as: 'select' })).text).toBe('{"select":"closed"}');
    expect((await centre.wait(sid)).status).toBe(302);
    expect((await centre.get('hold', { CallSid: sid })).text).toContain('We are closed now');
    expect(CallCentre.dialled(await centre.connect(sid))).toBeNull();
    await centre.end(sid, { CallType: 'client-hangup' });
    expect(await centre.call(sid)).toMatchObject({ status: 'canceled', failureReason: 'closed' });
    const { body } = await centre.admin.get('/api/metrics/live').expect(200);
    expect(body.data).toMatchObject({ today: { offered: 0, abandoned: 0 } });
  });

  it('a call is led to voicemail or a call back, by rule', async () => {
    const centre = await CallCentre.open(app);
    await put(centre.tenant, companyOf(centre.tenant), { businessHours: CLOSED }).expect(200);
    for (const next of ['voicemail', 'callback'] as const) {
      await put(centre.tenant, RULES, { closed: { next, message: 'Nobody is here.' } }).expect(200);
      const sid = aSid();
      expect((await centre.wait(sid, { as: 'select' })).text).toBe(`{"select":"${next}"}`);
      expect((await centre.get('hold', { CallSid: sid })).text).toBe('Nobody is here.');
    }
  });

  it('a call goes to the overflow’s sector, by rule', async () => {
    const centre = await CallCentre.open(app);
    const night = await centre.readyAgent({ sector: 'night' });
    await put(centre.tenant, RULES, {
      overflow: { to: 'sector', sector: 'night' },
      closed: { next: 'overflow' },
    }).expect(200);
    await put(centre.tenant, companyOf(centre.tenant), { businessHours: CLOSED }).expect(200);
    await app.until(
      async () => CallCentre.dialled(await centre.connect(aSid(), { sector: 'billing' })),
      (number) => number === night.phone,
    );
  });
});

describe('the documents', () => {
  it('tell of every rule what it means, its range and its default, and of every refusal', async () => {
    const document = (await app.http().get('/docs-json').expect(200)).body as {
      paths: Record<string, Record<string, Documented>>;
    };
    const { requestBody, responses } = document.paths[RULES]!['put']!;
    const { schema, examples } = requestBody.content['application/json'];
    expect(Object.keys(examples!)).not.toHaveLength(0);
    const silent: string[] = [];
    const look = (node: Node, path: string) => {
      const isSet = node.properties !== undefined;
      if (path && (!node.description || (!isSet && !('default' in node)))) silent.push(path);
      expect(node.required).toBeUndefined();
      for (const [key, inner] of Object.entries(node.properties ?? {}))
        look(inner, `${path}.${key}`);
    };
    look(schema, '');
    expect(silent).toEqual([]);
    const { wrapUpSeconds } = schema.properties!;
    expect(wrapUpSeconds).toMatchObject({
      type: 'integer',
      minimum: 0,
      maximum: 3600,
      default: 30,
    });
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '404', '412', '500', '503']),
    );
  });
});

interface Node {
  readonly description?: string;
  readonly required?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
}
interface Documented {
  readonly requestBody: {
    readonly content: {
      readonly 'application/json': { readonly schema: Node; readonly examples?: object };
    };
  };
  readonly responses: Fields;
}

/** Open on one day long ago only. */
const CLOSED = { holidays: [{ date: '2020-01-01', windows: [{ start: '00:00', end: '24:00' }] }] };

/** Another value for every setting. */
const COMPANY_CHANGES: Fields = {
  name: 'Another Bank',
  timezone: 'Europe/London',
  locale: 'de-DE',
  sectors: ['loans'],
  'contact.email': 'help@bank.example',
  'contact.phone': '+91 80 4710 0001',
  'contact.website': 'https://bank.example',
  'contact.address': 'MG Road',
  'branding.logoUrl': 'https://bank.example/logo.svg',
  'branding.primaryColor': '#0b5fff',
  'branding.secondaryColor': '#000000',
};
const RULE_CHANGES: Fields = {
  anomalyFalseAlarmRate: 0.01,
  'weights.successRate': 1,
  'weights.priority': 2,
  'weights.load': 3,
  'weights.handleTime': 4,
  'weights.capability': 6,
  capabilityScoring: 'dynamic',
  'capabilityLevels.required': 2,
  'capabilityLevels.relaxSeconds': 60,
  'lastAgent.isPreferred': true,
  'lastAgent.withinDays': 7,
  'serviceLevel.share': 0.9,
  'serviceLevel.seconds': 30,
  'messageSla.seconds': 60,
  'performanceLevels.high.slaCompliance': 95,
  'performanceLevels.high.customerSatisfaction': 4.5,
  'performanceLevels.medium.slaCompliance': 80,
  'performanceLevels.medium.customerSatisfaction': 3.5,
  wrapUpSeconds: 5,
  offerSeconds: 25,
  longestWaitSeconds: 600,
  'overflow.to': 'hang_up',
  holdPieceSeconds: 10,
  ageingSeconds: 30,
  'closed.message': 'Call again.',
  'closed.next': 'voicemail',
  blockedNumbers: ['+919811111111'],
  ...Object.fromEntries(
    ['no_answer', 'busy', 'voicemail', 'network_error', 'rate_limited', 'api_unavailable'].flatMap(
      (reason) => [
        [`retry.${reason}.attempts`, 1],
        [`retry.${reason}.firstDelaySeconds`, 60],
        [`retry.${reason}.longestDelaySeconds`, 3600],
      ],
    ),
  ),
  dispositions: [{ name: 'sold', isSuccess: true, value: 1 }],
  'callingWindow.start': '10:00',
  'callingWindow.end': '20:00',
  'callingWindow.daysOfWeek': [1, 2, 3],
  'concurrentCalls.outbound': 20,
  'concurrentCalls.perCampaign': 15,
  bulkPauseMs: 500,
  callsPerNumberPerDay: 7,
  agentCostPerHour: 250,
  currency: 'EUR',
  aggregationSeconds: 30,
  heartbeatSeconds: 20,
  'retentionDays.webhooks': 30,
  'retentionDays.events': 31,
  'retentionDays.decisions': 32,
  'retentionDays.activities': 33,
  'retentionDays.calls': 34,
  'retentionDays.sessions': 35,
  'retentionDays.audit': 36,
  'features.agentHeartbeat': false,
  'features.deviceConnectivity': false,
  'features.enhancedDiscovery': false,
  'features.discoveryFallback': true,
  'features.queueHolding': false,
  'features.inboundCallDebug': true,
};
/** Beside the rules; and the one rule whose other value must be an agent has a test of its own. */
const READ_ONLY = ['version', 'updatedAt', 'fallbackAgentId'];

function nested(path: string, value: unknown): Fields {
  const [first = '', ...rest] = path.split('.');
  return { [first]: rest.length === 0 ? value : nested(rest.join('.'), value) };
}

function valueAt(fields: Fields, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Fields)[key], fields);
}

function* leavesOf(fields: Fields, path = ''): Generator<string> {
  for (const [key, value] of Object.entries(fields)) {
    const isSet = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isSet) yield* leavesOf(value as Fields, `${path}${key}.`);
    else yield `${path}${key}`;
  }
}
