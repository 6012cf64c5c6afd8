import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { CallCentre } from '../support/call-centre.js';
import { finishedCall, fold } from '../support/finished-calls.js';
import { AppHarness, type TestAgent, type TestTenant } from '../support/harness.js';

jest.setTimeout(60_000);

let app: AppHarness;
beforeAll(async () => {
  app = await AppHarness.start();
}, 60_000);
afterAll(() => app.stop());

const QUALITY = '/api/analytics/calls/quality';
const SATISFACTION = '/api/analytics/satisfaction';
const SCORECARDS = '/api/analytics/scorecards';
const DAYS = { from: '2026-01-14', to: '2026-01-14' };
const CAME = new Date('2026-01-14T06:00:00Z');
const as = (tenant: TestTenant) => app.http(tenant.admin.token);

/** A company with so many answered calls of one agent. */
async function stage(count: number) {
  const tenant = await app.tenant({ aggregationSeconds: 1 });
  const agent = await app.agent(tenant.clientId);
  const calls = Array.from({ length: count }, () =>
    finishedCall(tenant.clientId, { agentId: agent.id, receivedAt: CAME }),
  );
  await fold(app, tenant.clientId, calls);
  return { tenant, agent, ids: calls.map((call) => call._id) };
}

/** A company with one answered call, which need not be in its figures. */
async function oneCall() {
  const tenant = await app.tenant();
  const call = finishedCall(tenant.clientId, { agentId: tenant.admin.id, receivedAt: CAME });
  await app.db.collection<{ _id: string }>('call_logs').insertOne(call);
  return { tenant, callLogId: call._id };
}

const scores = (...given: readonly (number | null)[]) =>
  ['Greeting', 'Understanding', 'Solution', 'Compliance', 'Closing'].map((name, place) => ({
    name,
    score: given[place] ?? null,
  }));

async function isFolded(
  tenant: TestTenant,
  agent: TestAgent,
  expected: Record<string, number>,
): Promise<void> {
  await app.until(
    async () =>
      (
        await as(tenant)
          .get('/api/analytics/performance/summary')
          .query({ ...DAYS, agent: agent.id })
      ).body.data.totals,
    (totals) => Object.entries(expected).every(([name, value]) => totals[name] === value),
  );
}

describe('scorecards', () => {
  it('are versions: the usual ones, those that a company sets, and earlier ones', async () => {
    const tenant = await app.tenant();
    const usual = await as(tenant).get(SCORECARDS).expect(200);
    expect(usual.headers['etag']).toBe('"0"');
    expect(usual.body.data).toMatchObject({ version: 0, scorecards: [{ name: 'Standard' }] });
    const sales = {
      name: 'Sales',
      items: [{ name: 'Offer', weight: 2.5, isCritical: false }],
    };
    const put = (body: object, etag?: string) => {
      const request = as(tenant).put(SCORECARDS).send(body);
      return etag === undefined ? request : request.set('If-Match', etag);
    };
    const made = await put({ scorecards: [sales] }, '"0"').expect(200);
    expect(made.body.data).toEqual({ version: 1, scorecards: [sales] });
    await put({ scorecards: [sales] }, '"0"').expect(412);
    await put({ scorecards: [{ ...sales, name: 'Help' }] }).expect(200);
    const present = await as(tenant).get(SCORECARDS).expect(200);
    expect(present.body.data).toMatchObject({ version: 2, scorecards: [{ name: 'Help' }] });
    const earlier = await as(tenant).get(SCORECARDS).query({ version: 1 }).expect(200);
    expect(earlier.body.data.scorecards).toEqual([sales]);
    const never = await as(tenant).get(SCORECARDS).query({ version: 9 }).expect(404);
    expect(never.body.error.code).toBe('SCORECARD_NOT_FOUND');
    // Of fifty at once, each is a version or is told that another came first.
    const all = await Promise.all(Array.from({ length: 50 }, () => put({ scorecards: [sales] })));
    const statuses = all.map(({ status }) => status);
    expect(statuses.every((status) => status === 200 || status === 412)).toBe(true);
    const versions = all
      .filter(({ status }) => status === 200)
      .map(({ body }) => body.data.version);
    expect(new Set(versions).size).toBe(versions.length);
  });

  it.each([
    [{}],
    [{ scorecards: [] }],
    [{ scorecards: [{ name: 'A', items: [] }] }],
    [{ scorecards: [{ name: 'A', items: [{ name: 'x', weight: 0, isCritical: false }] }] }],
    [{ scorecards: [{ name: '<b>A</b>', items: [{ name: 'x', weight: 1, isCritical: false }] }] }],
    [
      {
        scorecards: [
          {
            name: 'A',
            items: [
              { name: 'x', weight: 1, isCritical: false },
              { name: 'X', weight: 1, isCritical: true },
            ],
          },
        ],
      },
    ],
    [{ scorecards: { $gt: '' } }],
  ])('%j are refused', async (body) => {
    const tenant = await app.tenant();
    const answer = await as(tenant).put(SCORECARDS).send(body).expect(400);
    expect(answer.body.error.code).toBe('VALIDATION_ERROR');
  });
});

describe('quality', () => {
  it('is scored once for a call, and shows in all figures', async () => {
    const { tenant, agent, ids } = await stage(3);
    const post = (callLogId: unknown, items: unknown, more: object = {}) =>
      as(tenant)
        .post(QUALITY)
        .send({ callLogId, items, ...more });
    // (1·5 + 2·4 + 3·3 + 3·5 + 1·2) ÷ 10 = 39 ÷ 10.
    const made = await post(ids[0], scores(5, 4, 3, 5, 2), { comment: '🙂 good' }).expect(201);
    expect(made.body.data).toMatchObject({
      callLogId: ids[0],
      agentId: agent.id,
      day: '2026-01-14',
      score: 3.9,
      criticalFailures: [],
      scorecardVersion: 0,
      scoredBy: tenant.admin.id,
      comment: '🙂 good',
    });
    const again = await post(ids[0], scores(1, 1, 1, 1, 1)).expect(409);
    expect(again.body.error.code).toBe('QUALITY_SCORE_EXISTS');
    const failed = await post(ids[1], scores(5, 5, 5, 0, null)).expect(201);
    expect(failed.body.data).toMatchObject({ score: 0, criticalFailures: ['Compliance'] });

    const list = await as(tenant).get(QUALITY).query(DAYS).expect(200);
    expect(list.body).toMatchObject({
      count: 2,
      statistics: { score: { n: 2, mean: 1.95, median: 1.95 } },
    });
    const summary = await as(tenant).get(`${QUALITY}/summary`).query(DAYS).expect(200);
    expect(summary.body.data).toMatchObject({
      totals: { scored: 2, quality: 1.95, criticalFailureRate: 0.5 },
      agents: [{ agentId: agent.id, scored: 2 }],
      scorecards: [{ scorecard: 'Standard', quality: 1.95 }],
      previous: { totals: { scored: 0, quality: null } },
    });
    expect(summary.body.data.items).toContainEqual({
      scorecard: 'Standard',
      item: 'Compliance',
      n: 2,
      mean: 2.5,
    });
    await isFolded(tenant, agent, { quality: 1.95 });
  });

  it('is scored for no call of another company, that goes on or that nobody took', async () => {
    const { tenant, ids } = await stage(1);
    const other = await app.tenant();
    const post = (who: TestTenant, callLogId: unknown) =>
      as(who)
        .post(QUALITY)
        .send({ callLogId, items: scores(1, 1, 1, 1, 1) });
    const foreign = await post(other, ids[0]).expect(404);
    const unknown = await post(other, 'no-such-call').expect(404);
    expect([foreign, unknown].map(({ body }) => body.error.code)).toEqual([
      'CALL_NOT_FOUND',
      'CALL_NOT_FOUND',
    ]);
    const lost = finishedCall(tenant.clientId, { status: 'abandoned', receivedAt: CAME });
    await fold(app, tenant.clientId, [lost]);
    const refused = await post(tenant, lost._id).expect(409);
    expect(refused.body.error.code).toBe('CALL_NOT_ANSWERED');
    const all = await Promise.all(Array.from({ length: 50 }, () => post(tenant, ids[0])));
    const codes = all.map(({ status }) => status);
    expect(codes.filter((status) => status === 201)).toHaveLength(1);
    expect(codes.filter((status) => status === 409)).toHaveLength(49);
  });

  it.each([
    [{ items: scores(6, 1, 1, 1, 1) }],
    [{ items: scores(-1, 1, 1, 1, 1) }],
    [{ items: scores(1.234, 1, 1, 1, 1) }],
    [{ items: scores(1, 1, 1, 1, 1).slice(1) }],
    [{ items: scores() }],
    [{ items: [{ name: 'Smile', score: 1 }] }],
    [{ items: 'good' }],
    [{ items: scores(1, 1, 1, 1, 1), comment: 'x'.repeat(2001) }],
    [{ items: scores(1, 1, 1, 1, 1), callLogId: { $gt: '' } }],
    [{ items: scores(1, 1, 1, 1, 1), score: 5 }],
  ])('%j is refused', async (body) => {
    const { tenant, callLogId } = await oneCall();
    const answer = await as(tenant)
      .post(QUALITY)
      .send({ callLogId, ...body })
      .expect(400);
    expect(answer.body.error.code).toBe('VALIDATION_ERROR');
    expect((await as(tenant).get(QUALITY).query(DAYS)).body.count).toBe(0);
  });

  it('by a scorecard that is not there is 404', async () => {
    const { tenant, ids } = await stage(1);
    const body = { callLogId: ids[0], scorecard: 'Secret', items: scores(1, 1, 1, 1, 1) };
    const answer = await as(tenant).post(QUALITY).send(body).expect(404);
    expect(answer.body.error.code).toBe('SCORECARD_NOT_FOUND');
  });
});

describe('satisfaction', () => {
  it('is entered once for a call, and shows in all figures', async () => {
    const { tenant, agent, ids } = await stage(5);
    const post = (callLogId: unknown, said: object) =>
      as(tenant)
        .post(SATISFACTION)
        .send({ callLogId, ...said });
    // 5, 4, 2 and 4 stars: three of four satisfied. 10, 9, 3: (2 − 1) ÷ 3.
    await post(ids[0], { csat: 5, nps: 10, comment: 'thank you\u0000' }).expect(201);
    await post(ids[1], { csat: 4, nps: 9 }).expect(201);
    await post(ids[2], { csat: 2, nps: 3 }).expect(201);
    await post(ids[3], { csat: 4 }).expect(201);
    const again = await post(ids[3], { nps: 1 }).expect(409);
    expect(again.body.error.code).toBe('SATISFACTION_EXISTS');

    const list = await as(tenant).get(SATISFACTION).query(DAYS).expect(200);
    expect(list.body).toMatchObject({
      count: 4,
      statistics: { csat: { n: 4, mean: 3.75, median: 4 }, nps: { n: 3, median: 9 } },
    });
    expect(list.body.data[0]).toMatchObject({ source: 'api', enteredBy: tenant.admin.id });
    const summary = await as(tenant).get(`${SATISFACTION}/summary`).query(DAYS).expect(200);
    expect(summary.body.data).toMatchObject({
      totals: { csatAnswers: 4, csat: 0.75, csatMean: 3.75, npsAnswers: 3 },
      agents: [{ agentId: agent.id, csat: 0.75 }],
      channels: [{ channelId: 'ch1', csat: 0.75 }],
      previous: { totals: { csatAnswers: 0, csat: null, nps: null } },
    });
    expect(summary.body.data.totals.nps).toBeCloseTo(100 / 3);
    const trends = await as(tenant).get(`${SATISFACTION}/trends`).query(DAYS).expect(200);
    expect(trends.body.data).toMatchObject([{ day: '2026-01-14', csat: 0.75 }]);
    await isFolded(tenant, agent, { csat: 0.75 });
    const recount = await app.program('recount', ['--client', tenant.clientId]);
    expect(recount.stdout).toContain('"differences":0');
  });

  it.each([
    [{}],
    [{ csat: null, nps: null }],
    [{ csat: 0 }],
    [{ csat: 6 }],
    [{ csat: 4.5 }],
    [{ csat: '5' }],
    [{ nps: 11 }],
    [{ nps: -1 }],
    [{ csat: { $gt: 0 } }],
    [{ csat: 5, source: 'keypad' }],
  ])('%j is refused', async (said) => {
    const { tenant, callLogId } = await oneCall();
    const body = { callLogId, ...said };
    const answer = await as(tenant).post(SATISFACTION).send(body).expect(400);
    expect(answer.body.error.code).toBe('VALIDATION_ERROR');
  });

  it('takes an Idempotency-Key, and is for admins to enter', async () => {
    const { tenant, ids } = await stage(1);
    const post = () =>
      as(tenant)
        .post(SATISFACTION)
        .set('Idempotency-Key', 'once')
        .send({ callLogId: ids[0], csat: 3 })
        .expect(201);
    const [first, second] = [await post(), await post()];
    expect(second.body).toEqual(first.body);
    const viewer = await app.agent(tenant.clientId, 'viewer');
    const cs = await app.agent(tenant.clientId);
    await app
      .http(viewer.token)
      .post(SATISFACTION)
      .send({ callLogId: ids[0], csat: 3 })
      .expect(403);
    await app.http(viewer.token).get(SATISFACTION).expect(200);
    await app.http(cs.token).get(SATISFACTION).expect(403);
    await app.http().get(SATISFACTION).expect(401);
  });
});

describe('the keypad at the end of a call', () => {
  it('says what the caller thinks of it, the first key on each scale', async () => {
    const centre = await CallCentre.open(app, { rules: { aggregationSeconds: 1 } });
    const agent = await centre.readyAgent();
    const sid = `S${randomBytes(8).toString('hex')}`;
    await app.until(
      async () => CallCentre.dialled(await centre.connect(sid)),
      (number) => number === agent.phone,
    );
    await centre.popup(sid, agent, 'Answered');
    const asked = await centre.get('gather', { CallSid: sid, ask: 'csat' });
    expect(asked.body).toMatchObject({ max_input_digits: 1 });
    expect(asked.body.gather_prompt.text).toContain('satisfied');
    const rate = (ask: string, digits: string) =>
      centre.wait(sid, { at: 'rating', ask, digits: `"${digits}"` });
    for (const [ask, digits] of [
      ['csat', '7'],
      ['csat', '4'],
      ['csat', '1'],
      ['nps', '10'],
      ['nps', '0'],
    ] as const) {
      expect((await rate(ask, digits)).status).toBe(200);
    }
    await centre.end(sid, { 'Legs[1][OnCallDuration]': '60' });
    const list = await centre.admin.get(SATISFACTION).expect(200);
    expect(list.body).toMatchObject({
      count: 1,
      data: [{ agentId: agent.id, csat: 4, nps: 10, source: 'keypad', enteredBy: null }],
    });
    const { totals } = await app.until(
      async () => (await centre.admin.get('/api/analytics/performance/summary')).body.data,
      (data) => data.totals.answered === 1,
    );
    expect(totals).toMatchObject({ csat: 1, nps: 100 });
  });

  it('says nothing of a call that nobody answered', async () => {
    const centre = await CallCentre.open(app);
    const sid = `S${randomBytes(8).toString('hex')}`;
    await centre.wait(sid);
    const answer = await centre.wait(sid, { at: 'rating', ask: 'csat', digits: '"5"' });
    expect(answer.status).toBe(200);
    const list = await centre.admin.get(SATISFACTION).expect(200);
    expect(list.body.count).toBe(0);
  });
});
