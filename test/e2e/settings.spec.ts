import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
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
