import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { finishedCall, fold } from '../support/finished-calls.js';
import { AppHarness, type TestTenant } from '../support/harness.js';
import { chance, dayIn, midnight, openHours, seedQuarters } from '../support/quarters.js';

interface Quarter {
  at: string;
  day: string;
  expected: number;
  low80: number;
  high80: number;
}
interface Staff {
  agents: number;
  serviceLevel: number;
}

let app: AppHarness;
beforeAll(async () => {
  app = await AppHarness.start();
}, 60_000);
afterAll(() => app.stop());

const ask = async (tenant: TestTenant, path: string, query: object = {}) =>
  (await app.http(tenant.admin.token).get(`/api/predictions/${path}`).query(query).expect(200))
    .body as { data: never[]; count: number; statistics: Record<string, unknown> };

async function refreshed(tenant: TestTenant): Promise<void> {
  const admin = app.http(tenant.admin.token);
  // The daily run may be at work for this new company just now.
  const answer = await app.until(
    () => admin.post('/api/predictions/refresh'),
    ({ status }) => status !== 409,
  );
  expect(answer.status).toBe(202);
  await app.until(
    async () => (await admin.get('/api/admin/jobs').expect(200)).body.data as { name: string }[],
    (jobs) =>
      jobs.some((job) => job.name === 'forecasts' && 'state' in job && job.state === 'idle'),
  );
}

async function busyCompany(days = 42): Promise<TestTenant> {
  const tenant = await app.tenant();
  const quarters = openHours(-days, -1, 12, chance(1));
  await seedQuarters(app, tenant.clientId, quarters);
  const billing = quarters.map((one) => ({ ...one, abandoned: 0, sector: 'billing' }));
  await seedQuarters(app, tenant.clientId, billing);
  await refreshed(tenant);
  return tenant;
}

describe('volume', () => {
  it('is expected for 14 days by quarter of an hour, with bands', async () => {
    const tenant = await busyCompany();
    const { data, count, statistics } = await ask(tenant, 'volume');
    const quarters = data as Quarter[];
    expect(count).toBe(14 * 96);
    expect(statistics).toMatchObject({
      state: 'ready',
      sector: null,
      timezone: 'Asia/Kolkata',
      historyDays: 42,
    });
    expect(quarters[0]).toMatchObject({ at: midnight(0).toISOString(), day: dayIn(0) });
    expect(new Set(quarters.map(({ day }) => day)).size).toBe(14);
    const open = quarters.filter((_, place) => place % 96 >= 36 && place % 96 < 72);
    const mean = open.reduce((sum, { expected }) => sum + expected, 0) / open.length;
    expect(mean).toBeGreaterThan(11);
    expect(mean).toBeLessThan(13);
    for (const { low80, expected, high80 } of open) {
      expect(low80).toBeLessThan(expected);
      expect(high80).toBeGreaterThan(expected);
    }
    expect(quarters[0]?.expected).toBe(0);
    const one = await ask(tenant, 'volume', { from: dayIn(2), to: dayIn(2), sector: 'billing' });
    expect(one.count).toBe(96);
    expect(one.statistics['sector']).toBe('billing');
  });

  it('is learnt from calls as they are folded', async () => {
    const tenant = await app.tenant({ aggregationSeconds: 5 });
    const { clientId } = tenant;
    const calls = Array.from({ length: 28 * 6 }, (_, place) => {
      const day = midnight(-1 - Math.floor(place / 6)).getTime();
      // At 10:00, 10:05 … 10:25; one of six is given up after 40 seconds.
      const receivedAt = new Date(day + 36_000_000 + (place % 6) * 300_000);
      const isAbandoned = place % 6 === 0;
      return finishedCall(clientId, {
        receivedAt,
        ...(isAbandoned && {
          status: 'abandoned',
          failureReason: 'caller_hung_up',
          waitSeconds: 40,
          talkSeconds: null,
          wrapUpSeconds: null,
        }),
      });
    });
    await fold(app, clientId, calls);
    await refreshed(tenant);
    const { data, statistics } = await ask(tenant, 'volume', { from: dayIn(1), to: dayIn(1) });
    expect(statistics).toMatchObject({ state: 'ready', historyDays: 28 });
    const quarters = data as Quarter[];
    const around = quarters.map(({ expected }) => Math.round(expected * 10) / 10);
    expect(around.slice(39, 43)).toEqual([0, 3, 3, 0]);
    const staffing = await ask(tenant, 'staffing', { from: dayIn(1), to: dayIn(1) });
    // Five of six talk 100 seconds and need 30 more; they wait 10 each, the sixth 40: 90 in all.
    expect(staffing.statistics['handleSeconds']).toBeCloseTo(130, 6);
    expect(staffing.statistics['patienceSeconds']).toBeCloseTo(90, 6);
  });

  it('says nothing where there is too little to learn from', async () => {
    const fresh = await app.tenant();
    const before = await ask(fresh, 'volume');
    expect(before).toMatchObject({ data: [], count: 0 });
    expect(['not_made_yet', 'too_little_history']).toContain(before.statistics['state']);
    await seedQuarters(app, fresh.clientId, openHours(-10, -1, 8, chance(2)));
    await refreshed(fresh);
    const { data, statistics } = await ask(fresh, 'volume');
    expect(data).toEqual([]);
    expect(statistics).toMatchObject({ state: 'too_little_history', method: null });
  });

  it('does not change when it is made twice', async () => {
    const tenant = await busyCompany(28);
    const first = await ask(tenant, 'volume');
    await refreshed(tenant);
    const second = await ask(tenant, 'volume');
    expect(second.data).toEqual(first.data);
    const made = await app.db
      .collection('predictive_analytics')
      .countDocuments({ clientId: tenant.clientId, kind: 'volume' });
    expect(made).toBe(2);
  });
});

describe('staffing', () => {
  it('needs fewer agents where callers give up, and more for a better service', async () => {
    const tenant = await busyCompany();
    const usual = await ask(tenant, 'staffing', { from: dayIn(1), to: dayIn(1) });
    expect(usual.count).toBe(96);
    expect(usual.statistics).toMatchObject({ serviceLevel: 0.8, targetSeconds: 20 });
    // 150 of talk, 10 of hold, 20 of wrap-up.
    expect(usual.statistics['handleSeconds']).toBeCloseTo(180, 6);
    const better = await ask(tenant, 'staffing', {
      from: dayIn(1),
      to: dayIn(1),
      serviceLevel: 0.95,
      targetSeconds: 10,
    });
    const rows = usual.data as { erlangC: Staff; erlangA: Staff; erlangs: number }[];
    const noon = rows[48];
    expect(noon?.erlangC.serviceLevel).toBeGreaterThanOrEqual(0.8);
    expect(noon?.erlangA.serviceLevel).toBeGreaterThanOrEqual(0.8);
    expect(noon?.erlangA.agents).toBeLessThanOrEqual(noon?.erlangC.agents ?? 0);
    expect(noon?.erlangC.agents).toBeGreaterThan(noon?.erlangs ?? 0);
    const strict = (better.data as { erlangC: Staff }[])[48];
    expect(strict?.erlangC.agents).toBeGreaterThan(noon?.erlangC.agents ?? 0);
    expect(rows[0]?.erlangC.agents).toBe(0);
  });
});

describe('agents', () => {
  it('are expected to do as they did, the surer the more they did', async () => {
    const tenant = await app.tenant();
    const agent = await app.agent(tenant.clientId);
    const days = Array.from({ length: 20 }, (_, place) => {
      const seconds = [0, 1, 2].map((turn) => 120 + ((place * 3 + turn) % 5) * 10);
      return {
        _id: randomBytes(8).toString('hex'),
        clientId: tenant.clientId,
        interval: 'day',
        dimension: 'sector_agent',
        day: dayIn(-1 - place),
        start: null,
        key: null,
        agentId: agent.id,
        updatedAt: new Date(),
        offered: 3,
        answered: 3,
        successes: place < 15 ? 3 : 0,
        talkSeconds: seconds.reduce((sum, one) => sum + one - 20, 0),
        wrapUpSeconds: 60,
        handleSquares: seconds.reduce((sum, one) => sum + one ** 2, 0),
      };
    });
    await app.db.collection('performance_trends').insertMany(days as never);
    // As it was forecast twenty days ago, and is over: 150 s and three of four.
    const outlook = (expected: number, by: number) => ({
      expected,
      low95: expected - by,
      high95: expected + by,
    });
    await app.db.collection('predictive_analytics').insertOne({
      _id: `${tenant.clientId}:old` as never,
      clientId: tenant.clientId,
      kind: 'agents',
      sector: null,
      madeOn: dayIn(-20),
      lastDay: dayIn(-7),
      madeAt: new Date(),
      agents: [
        {
          agentId: agent.id,
          calls: 60,
          handleSeconds: outlook(150, 20),
          successRate: outlook(0.75, 0.3),
        },
      ],
    });
    await refreshed(tenant);
    const { data, count, statistics } = await ask(tenant, 'agent-performance');
    expect(count).toBe(1);
    // 42 calls of 5,910 s came, 27 of them well; 150 s each would be 6,300 s.
    expect(statistics).toMatchObject({
      accuracy: {
        madeOn: dayIn(-20),
        lastDay: dayIn(-7),
        agents: 1,
        handleSeconds: { coverage95: 1 },
        successRate: { coverage95: 1 },
      },
    });
    const { accuracy } = statistics as { accuracy: { handleSeconds: { wape: number } } };
    expect(accuracy.handleSeconds.wape).toBeCloseTo(390 / 5910, 9);
    const [one] = data as {
      agentId: number;
      calls: number;
      handleSeconds: { low95: number; expected: number; high95: number };
      successRate: { expected: number };
    }[];
    expect(one).toMatchObject({ agentId: agent.id, fullName: 'Test Person', calls: 60 });
    expect(one?.handleSeconds.expected).toBeCloseTo(140, 6);
    expect(one?.handleSeconds.low95).toBeLessThan(140);
    expect(one?.successRate.expected).toBeCloseTo(0.75, 6);
    const none = await ask(tenant, 'agent-performance', { agent: 999_999_999 });
    expect(none.data).toEqual([]);
  });
});

describe('accuracy', () => {
  it('is told of forecasts whose days are over', async () => {
    const tenant = await busyCompany();
    // As if it had been made three days ago.
    const made = await app.db
      .collection<{ _id: string; days: { date: string }[] }>('predictive_analytics')
      .findOne({ clientId: tenant.clientId, kind: 'volume', sector: null });
    if (!made) throw new Error('no forecast');
    await app.db.collection('predictive_analytics').insertOne({
      ...made,
      _id: `${made._id}:old` as never,
      madeOn: dayIn(-3),
      lastDay: dayIn(10),
      days: made.days.map((day, place) => ({ ...day, date: dayIn(place - 3) })),
    });
    await refreshed(tenant);
    const { data, statistics } = await ask(tenant, 'accuracy');
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ madeOn: dayIn(-3), scoredTo: dayIn(-1) });
    const { accuracy } = data[0] as never as { accuracy: Record<string, number> };
    expect(accuracy['n']).toBe(3 * 96);
    // Twelve calls a quarter by chance alone: nobody is right to more than some 23 %.
    expect(accuracy['wape']).toBeLessThan(0.3);
    expect(accuracy['noiseFloor']).toBeGreaterThan(0.2);
    expect(statistics).toMatchObject({ forecasts: 1, wape: accuracy['wape'] });
  });
});

describe('bad questions', () => {
  it('get a clear answer and change nothing', async () => {
    const tenant = await app.tenant();
    const viewer = await app.agent(tenant.clientId, 'viewer');
    const cs = await app.agent(tenant.clientId, 'cs');
    const admin = app.http(tenant.admin.token);
    for (const [path, query, field] of [
      ['volume', { from: '2026-02-30' }, 'from'],
      ['volume', { from: dayIn(3), to: dayIn(1) }, 'to'],
      ['volume', { from: '2026-01-01', to: '2027-12-31' }, 'to'],
      ['volume', { sector: 'nobody' }, 'sector'],
      ['volume', { 'from[$gt]': '' }, null],
      ['staffing', { serviceLevel: 2 }, 'serviceLevel'],
      ['staffing', { targetSeconds: '0' }, 'targetSeconds'],
      ['accuracy', { from: dayIn(0), to: dayIn(-1) }, 'to'],
      ['agent-performance', { agent: 'x' }, 'agent'],
    ] as const) {
      const { status, body } = await admin.get(`/api/predictions/${path}`).query(query);
      if (field === null) continue;
      expect([path, query, status, body.error?.code]).toEqual([
        path,
        query,
        400,
        'VALIDATION_ERROR',
      ]);
      expect(body.error.details[0].field).toBe(field);
    }
    await app.http(viewer.token).get('/api/predictions/volume').expect(200);
    await app.http(viewer.token).post('/api/predictions/refresh').expect(403);
    await app.http(cs.token).get('/api/predictions/volume').expect(403);
    await app.http().get('/api/predictions/volume').expect(401);
  });
});
