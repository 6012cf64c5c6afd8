import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { finishedCall, fold } from '../support/finished-calls.js';
import { AppHarness, type TestAgent, type TestTenant } from '../support/harness.js';

jest.setTimeout(60_000);

let app: AppHarness;
beforeAll(async () => {
  app = await AppHarness.start();
}, 60_000);
afterAll(() => app.stop());

const RULES = { aggregationSeconds: 1, agentCostPerHour: 360, currency: 'INR' };
/** A minute of a day in Kolkata, five and a half hours ahead. */
const at = (day: string, time: string): Date => new Date(`${day}T${time}:00+05:30`);
const get = (tenant: TestTenant, path: string, query: object = {}) =>
  app.http(tenant.admin.token).get(path).query(query);

interface Stage {
  readonly tenant: TestTenant;
  readonly anna: TestAgent;
  readonly ben: TestAgent;
  readonly ids: readonly string[];
}

/**
 * Two days, by hand. 14 January: Anna takes three calls after 10, 20 and 30 s (target 20), one caller
 * gives up after 40 s. 15 January: Ben takes two calls after 5 s, one of which his disposition calls no
 * success, and one call fails.
 */
async function stage(): Promise<Stage> {
  const tenant = await app.tenant(RULES);
  const { clientId } = tenant;
  const [anna, ben] = [await app.agent(clientId), await app.agent(clientId)];
  const first = (time: string, fields: object) =>
    finishedCall(clientId, { receivedAt: at('2026-01-14', time), ...fields });
  const second = (time: string, fields: object) =>
    finishedCall(clientId, { receivedAt: at('2026-01-15', time), ...fields });
  const sold = { name: 'sold', isSuccess: true, value: 500 };
  const lost = { name: 'lost', isSuccess: false, value: 0 };
  const unanswered = { talkSeconds: 0, wrapUpSeconds: 0, ringSeconds: null, agentId: null };
  const calls = [
    first('09:05', { agentId: anna.id, waitSeconds: 10, cost: 1.5 }),
    first('09:20', { agentId: anna.id, waitSeconds: 20 }),
    first('10:50', { agentId: anna.id, waitSeconds: 30 }),
    first('10:55', { ...unanswered, status: 'abandoned', waitSeconds: 40 }),
    second('09:10', { agentId: ben.id, waitSeconds: 5, disposition: sold }),
    second('09:40', { agentId: ben.id, waitSeconds: 5, disposition: lost, channelId: 'ch2' }),
    second('09:50', { ...unanswered, status: 'failed', waitSeconds: 1, sector: null }),
  ];
  await fold(app, clientId, calls);
  return { tenant, anna, ben, ids: calls.map((call) => call._id) };
}

let shown: Stage;
beforeAll(async () => {
  shown = await stage();
}, 60_000);
const DAYS = { from: '2026-01-14', to: '2026-01-15' };

describe('figures over time', () => {
  it('are there by 15 minutes, hour and day, beside the days before', async () => {
    const path = '/api/analytics/performance/trends';
    const quarters = await get(shown.tenant, path, { ...DAYS, interval: '15min' }).expect(200);
    expect(
      quarters.body.data.map(({ start, offered }: { start: string; offered: number }) => [
        start,
        offered,
      ]),
    ).toEqual([
      [at('2026-01-14', '09:00').toISOString(), 1],
      [at('2026-01-14', '09:15').toISOString(), 1],
      [at('2026-01-14', '10:45').toISOString(), 2],
      [at('2026-01-15', '09:00').toISOString(), 1],
      [at('2026-01-15', '09:30').toISOString(), 1],
      [at('2026-01-15', '09:45').toISOString(), 1],
    ]);
    const hours = await get(shown.tenant, path, { ...DAYS, interval: 'hour' }).expect(200);
    expect(hours.body.count).toBe(3);
    const one = { from: '2026-01-15', to: '2026-01-15' };
    const { body } = await get(shown.tenant, path, one).expect(200);
    // 14 January: 2 of 3 answered in time and one left late, 2 ÷ 4; the next day 2 ÷ 2.
    expect(body.statistics).toMatchObject({
      ...one,
      timezone: 'Asia/Kolkata',
      totals: { offered: 3, answered: 2, serviceLevel: 1, asa: 5, successRate: 0.5 },
      previous: {
        from: '2026-01-14',
        to: '2026-01-14',
        totals: { offered: 4, answered: 3, serviceLevel: 0.5, asa: 20, waitAbandoned: 40 },
      },
      change: { offered: -0.25, serviceLevel: 1, asa: -0.75 },
      spread: { offered: { n: 1, mean: 3, median: 3, p90: 3 } },
    });
    expect(body.data).toEqual([{ day: '2026-01-15', start: null, ...body.statistics.totals }]);
  });

  it('say how calls ended', async () => {
    const { body } = await get(shown.tenant, '/api/analytics/calls/completion', DAYS).expect(200);
    expect(body.data).toEqual([
      { outcome: 'completed', calls: 5, share: 5 / 7 },
      { outcome: 'abandoned', calls: 1, share: 1 / 7 },
      { outcome: 'no_answer', calls: 0, share: 0 },
      { outcome: 'busy', calls: 0, share: 0 },
      { outcome: 'failed', calls: 1, share: 1 / 7 },
      { outcome: 'canceled', calls: 0, share: 0 },
    ]);
    expect(body.statistics).toMatchObject({ offered: 7, answered: 5, completionRate: 5 / 7 });
    const timeline = await get(shown.tenant, '/api/analytics/calls/timeline', {
      ...DAYS,
      interval: 'hour',
    }).expect(200);
    expect(timeline.body.data[1]).toMatchObject({
      day: '2026-01-14',
      start: at('2026-01-14', '10:00').toISOString(),
      offered: 2,
      outcomes: { completed: 1, abandoned: 1 },
    });
    expect(timeline.body.statistics.busiest.offered).toBe(3);
  });

  it('can be of one channel, sector or agent, or of an agent in one of them', async () => {
    const path = '/api/analytics/performance/summary';
    const answered = async (query: object) =>
      (await get(shown.tenant, path, { ...DAYS, ...query }).expect(200)).body.data.totals.answered;
    expect(await answered({ channel: 'ch2' })).toBe(1);
    expect(await answered({ sector: 'billing' })).toBe(5);
    expect(await answered({ agent: shown.anna.id })).toBe(3);
    expect(await answered({ agent: shown.ben.id, channel: 'ch1' })).toBe(1);
    expect(await answered({ agent: shown.ben.id, sector: 'elsewhere' })).toBe(0);
  });
});

describe('agents', () => {
  it('are ranked when they had calls enough', async () => {
    const path = '/api/analytics/performance/top-performers';
    const none = await get(shown.tenant, path, DAYS).expect(200);
    expect(none.body).toMatchObject({
      data: [],
      count: 0,
      statistics: { ranked: 0, spread: { n: 0, mean: null, p90: null } },
    });
    const { body } = await get(shown.tenant, path, { ...DAYS, minimumCalls: 1 }).expect(200);
    expect(body.data).toMatchObject([
      { rank: 1, agentId: shown.anna.id, value: 1, fullName: 'Test Person' },
      { rank: 2, agentId: shown.ben.id, value: 0.5 },
    ]);
    const quick = await get(shown.tenant, path, { ...DAYS, minimumCalls: 1, by: 'asa' });
    expect(quick.body.data[0]).toMatchObject({ agentId: shown.ben.id, value: 5 });
  });

  it('are shown in detail', async () => {
    const path = `/api/analytics/performance/agent/${shown.ben.id}/detailed`;
    const { body } = await get(shown.tenant, path, DAYS).expect(200);
    expect(body.data).toMatchObject({
      agentId: shown.ben.id,
      totals: { answered: 2, aht: 130 },
      presence: { days: 0, occupancy: null, utilization: null },
      days: [{ day: '2026-01-15', answered: 2 }],
      sectors: [{ sector: 'billing', answered: 2 }],
      channels: [{ answered: 1 }, { answered: 1 }],
      previous: { from: '2026-01-12', to: '2026-01-13', totals: { answered: 0, asa: null } },
      change: { answered: null },
    });
    const stranger = await app.tenant();
    await get(stranger, path).expect(404);
    await get(shown.tenant, '/api/analytics/performance/agent/x/detailed').expect(400);
  });

  it('of routing are measured by sector, with the mean of all as a prior', async () => {
    const tenant = await app.tenant(RULES);
    const agents = [await app.agent(tenant.clientId), await app.agent(tenant.clientId)];
    for (const { id } of agents) {
      await app
        .http(tenant.admin.token)
        .post('/api/sector-agents')
        .send({ agentId: id, sector: 'billing' })
        .expect(201);
    }
    // One succeeds in all of ten calls, the other in none of ten: the mean is a half, and with
    // twenty calls of it (10 + 10) ÷ 30 and (0 + 10) ÷ 30. All take 130 s.
    const calls = agents.flatMap(({ id }, place) =>
      Array.from({ length: 10 }, () =>
        finishedCall(tenant.clientId, { agentId: id, disposition: { isSuccess: place === 0 } }),
      ),
    );
    await fold(app, tenant.clientId, calls);
    const { data } = await app.until(
      async () => (await get(tenant, '/api/sector-agents')).body,
      (body) => body.data.every((one: { successRate: unknown }) => one.successRate !== null),
    );
    expect(
      data.map(({ successRate, avgHandleTime, version }: Record<string, number>) => [
        successRate,
        avgHandleTime,
        version,
      ]),
    ).toEqual([
      [0.6667, 130, 1],
      [0.3333, 130, 1],
    ]);
  });
});

describe('kept summaries', () => {
  it('have the days of agents and of their departments', async () => {
    const { clientId } = shown.tenant;
    const departments = await app.until(
      async () =>
        await app.db
          .collection('department_day_summaries')
          .find({ clientId })
          .sort({ day: 1 })
          .toArray(),
      (found) => found.length === 2,
    );
    expect(departments).toMatchObject([
      { department: 'Support', day: '2026-01-14', agents: 1, answered: 3, asa: 20 },
      { department: 'Support', day: '2026-01-15', agents: 1, answered: 2, asa: 5 },
    ]);
    const agent = await app.db
      .collection('agent_day_summaries')
      .findOne({ clientId, agentId: shown.anna.id });
    expect(agent).toMatchObject({
      day: '2026-01-14',
      fullName: 'Test Person',
      department: 'Support',
      answered: 3,
      versions: { serviceLevel: 1 },
    });
  });
});

describe('money', () => {
  it('is what calls cost and brought', async () => {
    // Five calls of 130 s at 0.1 a second: 65. One price of 1.5. One sale of 500 and one of nothing.
    const { body } = await get(shown.tenant, '/api/analytics/revenue/summary', DAYS).expect(200);
    expect(body.data).toMatchObject({
      currency: 'INR',
      otherCurrencies: [],
      totals: {
        calls: 7,
        handledSeconds: 650,
        callCost: 1.5,
        agentCost: 65,
        cost: 66.5,
        revenue: 500,
        costPerCall: 66.5 / 7,
      },
      days: [
        { day: '2026-01-14', revenue: null, roi: null },
        { day: '2026-01-15', revenue: 500 },
      ],
    });
    expect(body.data.totals.roi).toBeCloseTo((500 - 66.5) / 66.5);
    const costs = await get(shown.tenant, '/api/analytics/revenue/costs', DAYS).expect(200);
    expect(costs.body).toMatchObject({
      count: 3,
      data: [
        { subject: shown.anna.id, name: 'Test Person', cost: 40.5 },
        { subject: shown.ben.id, cost: 26 },
        { subject: null, cost: null },
      ],
      statistics: { totals: { cost: 66.5 } },
    });
    const perCall = await get(shown.tenant, '/api/analytics/revenue/costs', {
      ...DAYS,
      by: 'call',
      limit: 3,
    }).expect(200);
    expect(perCall.body).toMatchObject({ count: 7, meta: { totalPages: 3 } });
    expect(perCall.body.data[2]).toMatchObject({ callLogId: shown.ids[4], revenue: 500, cost: 13 });
    const roi = await get(shown.tenant, '/api/analytics/revenue/roi', DAYS).expect(200);
    expect(roi.body.data).toMatchObject([
      { subject: 'ch1', revenue: 500 },
      { subject: 'ch2', revenue: 0, roi: -1 },
    ]);
  });

  it('is unknown where nothing is known', async () => {
    const tenant = await app.tenant();
    const { body } = await get(tenant, '/api/analytics/revenue/summary').expect(200);
    expect(body.data).toMatchObject({
      totals: { calls: 0, callCost: null, agentCost: null, cost: null, revenue: null, roi: null },
      days: [],
    });
  });
});

describe('the dashboard', () => {
  it('shows all at a glance, and nothing of a new company', async () => {
    const tenant = await app.tenant();
    const { body } = await get(tenant, '/api/analytics/dashboard').expect(200);
    expect(body.data).toMatchObject({
      live: { callsWaiting: 0, agents: { total: 1 } },
      today: { offered: 0, serviceLevel: null },
      days: [],
      topPerformers: [],
      anomalies: [],
      quality: { scored: 0, quality: null },
      satisfaction: { csat: null, nps: null },
      money: { currency: 'INR', cost: null },
    });
    const again = await get(tenant, '/api/analytics/dashboard').expect(200);
    expect(again.body.data.live).toBeDefined();
    const health = await get(tenant, '/api/metrics/health').expect(200);
    const hits = health.body.data.caches.find(
      ({ cache }: { cache: string }) => cache === 'analytics_dashboard',
    );
    expect(hits.hits).toBeGreaterThanOrEqual(1);
    expect(hits.hitRate).toBeGreaterThan(0);
  });
});

describe('the floor', () => {
  it('is told agent by agent and line by line', async () => {
    const list = await get(shown.tenant, '/api/metrics/agents/status').expect(200);
    expect(list.body).toMatchObject({
      count: 3,
      statistics: { total: 3, byStatus: { offline: 3 } },
    });
    expect(list.body.data[0]).toMatchObject({ onlineStatus: 'offline', fullName: 'Test Person' });
    const online = await get(shown.tenant, '/api/metrics/agents/status', { status: 'online' });
    expect(online.body).toMatchObject({ data: [], count: 0 });
    const one = await get(shown.tenant, `/api/metrics/agents/${shown.anna.id}/status`).expect(200);
    expect(one.body.data).toMatchObject({ agentId: shown.anna.id, readiness: { isReady: false } });
    const stranger = await app.tenant();
    await get(stranger, `/api/metrics/agents/${shown.anna.id}/status`).expect(404);
    const queue = await get(shown.tenant, '/api/metrics/queue/status').expect(200);
    expect(queue.body.data).toMatchObject({
      waiting: 0,
      longestWaitSeconds: 0,
      lines: [],
      last30Minutes: { offered: 0, serviceLevel: null, asa: null },
    });
  });

  it('equals a recount of the calls, whatever becomes of them', async () => {
    const tenant = await app.tenant(RULES);
    const { clientId } = tenant;
    const now = Date.now();
    const calls = Array.from({ length: 40 }, (_, index) =>
      finishedCall(clientId, {
        receivedAt: new Date(now - index * 60_000),
        status: (['completed', 'abandoned', 'failed', 'connected'] as const)[index % 4],
        endedAt: index % 4 === 3 ? null : new Date(now),
        waitSeconds: index,
        toFold: index % 4 !== 3,
      }),
    );
    const collection = app.db.collection('call_logs');
    await collection.insertMany(calls as never);
    await collection.updateMany(
      { clientId, status: 'failed' },
      { $set: { status: 'completed', waitSeconds: 3 } },
    );
    const day = (date: Date) =>
      new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format(date);
    const all = await collection.find({ clientId }).toArray();
    const ended = all.filter(
      (call) => call['status'] !== 'connected' && day(call['receivedAt']) === day(new Date(now)),
    );
    const answered = ended.filter((call) => call['status'] === 'completed');
    const live = await app.until(
      async () => (await get(tenant, '/api/metrics/live')).body.data,
      (data) => data.inTalk === 10 && data.today.answered === answered.length,
      10_000,
    );
    const late = ended.filter((call) => call['status'] === 'abandoned' && call['waitSeconds'] > 20);
    const inTime = answered.filter((call) => call['waitSeconds'] <= 20);
    expect(live.today).toMatchObject({ offered: ended.length, answered: answered.length });
    expect(live.serviceLevel.today).toBeCloseTo(inTime.length / (answered.length + late.length));
  });
});

describe('who looks at figures', () => {
  it('is noted', async () => {
    const tenant = await app.tenant();
    await get(tenant, '/api/analytics/performance/summary', DAYS).expect(200);
    const noted = await app.until(
      async () =>
        await app.db.collection('analytics_audit_log').findOne({ clientId: tenant.clientId }),
      (entry) => entry !== null,
    );
    expect(noted).toMatchObject({
      action: 'looked',
      what: 'performance.summary',
      agentId: tenant.admin.id,
      filters: 'from=2026-01-14&to=2026-01-15',
    });
  });
});

describe('bad questions', () => {
  it.each([
    ['/api/analytics/performance/trends', { interval: 'week' }],
    [
      '/api/analytics/performance/trends',
      { from: '2026-01-01', to: '2026-02-15', interval: '15min' },
    ],
    [
      '/api/analytics/performance/trends',
      { from: '2025-01-01', to: '2026-02-15', interval: 'day' },
    ],
    ['/api/analytics/performance/trends', { from: '2026-01-02', to: '2026-01-01' }],
    ['/api/analytics/performance/trends', { agent: 1, sector: 'billing', interval: 'hour' }],
    ['/api/analytics/performance/summary', { sector: 'billing', channel: 'ch1' }],
    ['/api/analytics/performance/summary', { agent: 'anna' }],
    ['/api/analytics/performance/top-performers', { by: 'beauty' }],
    ['/api/analytics/performance/top-performers', { minimumCalls: 0 }],
    ['/api/analytics/calls/completion', { from: '2026-02-30' }],
    ['/api/analytics/calls/timeline', { interval: ['hour', 'day'] }],
    ['/api/analytics/calls/quality', { agent: '{"$gt":""}' }],
    ['/api/analytics/revenue/costs', { by: 'mood' }],
    ['/api/analytics/revenue/costs', { by: 'call', campaign: 'x' }],
    ['/api/metrics/agents/status', { status: 'asleep' }],
  ])('%s %j is refused', async (path, query) => {
    const { body } = await get(shown.tenant, path, query).expect(400);
    expect(body.error.code).toBe('VALIDATION_ERROR');
    expect(body.error.details.length).toBeGreaterThan(0);
  });

  it('of days to come or of nobody find nothing', async () => {
    const { body } = await get(shown.tenant, '/api/analytics/performance/trends', {
      from: '2030-01-01',
      to: '2030-01-31',
      sector: 'none of ours',
    }).expect(200);
    expect(body).toMatchObject({
      data: [],
      count: 0,
      statistics: { totals: { offered: 0, asa: null }, change: { offered: null } },
    });
  });
});
