import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness, type TestTenant } from '../support/harness.js';
import {
  chance,
  dayIn,
  midnight,
  openHours,
  seedQuarters,
  type SeededQuarter,
} from '../support/quarters.js';

interface Anomaly {
  id: string;
  sector: string | null;
  metric: string;
  kind: string;
  direction: string;
  state: string;
  since: string;
  until: string;
  actual: number;
  expected: number;
  deviation: number;
  version: number;
}
const QUARTER = 900_000;

let app: AppHarness;
beforeAll(async () => {
  app = await AppHarness.start();
}, 60_000);
afterAll(() => app.stop());

async function run(tenant: TestTenant, job: string): Promise<void> {
  const admin = app.http(tenant.admin.token);
  const began = Date.now();
  await app.until(
    () => admin.post(`/api/admin/jobs/${job}/run`),
    ({ status }) => status === 202,
  );
  await app.until(
    async () =>
      (await admin.get('/api/admin/jobs').expect(200)).body.data as {
        name: string;
        state: string;
        lastEndedAt: string | null;
      }[],
    (jobs) =>
      jobs.some(
        ({ name, state, lastEndedAt }) =>
          name === job && state === 'idle' && Date.parse(lastEndedAt ?? '') >= began - 1000,
      ),
  );
}

/** The forecast that was made on the morning of a day, of forty days before it. */
async function expected(
  tenant: TestTenant,
  day: number,
  callsAQuarter = 15,
  sector: string | null = null,
): Promise<void> {
  const parts = (open: number) => Array.from({ length: 96 }, () => open);
  const deviation = Math.sqrt(callsAQuarter + (0.05 * callsAQuarter) ** 2);
  const forecasts = app.db.collection('predictive_analytics');
  const { clientId } = tenant;
  await forecasts.deleteMany({ clientId, kind: 'volume', sector, madeOn: dayIn(day) });
  await forecasts.insertOne({
    _id: `${tenant.clientId}:${sector}:${day}` as never,
    clientId: tenant.clientId,
    kind: 'volume',
    sector,
    madeOn: dayIn(day),
    lastDay: dayIn(day + 13),
    madeAt: midnight(day),
    timezone: 'Asia/Kolkata',
    historyDays: 40,
    method: 'weekday_profile',
    tried: [],
    naiveError: 4,
    handleSeconds: 180,
    patienceSeconds: 100,
    days: Array.from({ length: 14 }, (_, ahead) => ({
      date: dayIn(day + ahead),
      expected: parts(callsAQuarter),
      low80: parts(callsAQuarter - 1.281552 * deviation),
      high80: parts(callsAQuarter + 1.281552 * deviation),
      low95: parts(callsAQuarter - 2 * deviation),
      high95: parts(callsAQuarter + 2 * deviation),
    })),
    accuracy: null,
    scoredTo: null,
  });
}

const list = async (tenant: TestTenant, query: object = {}) =>
  (await app.http(tenant.admin.token).get('/api/analytics/anomalies').query(query).expect(200))
    .body as { data: Anomaly[]; count: number; statistics: Record<string, unknown> };

const HOUR = 4 * QUARTER;
const ALL_DAY = [0, 96] as const;

/** A company whose jobs have run once. */
async function settled(): Promise<TestTenant> {
  const tenant = await app.tenant({ anomalyFalseAlarmRate: 0.00001 });
  for (const name of ['anomalies', 'forecasts']) {
    await app.until(
      () => app.db.collection('jobs').findOne({ clientId: tenant.clientId, name }),
      (job) => job?.['lastEndedAt'] instanceof Date,
    );
  }
  return tenant;
}

/** The beginning of one of the last hours. */
function floodHour(): number {
  const sinceMidnight = Date.now() - 4 * HOUR - midnight(-1).getTime();
  return midnight(-1).getTime() + Math.floor(sinceMidnight / HOUR) * HOUR;
}

/** Thirty quiet days of calls round the clock; one hour brings so many times the calls. */
function quarters(hour: number, times: number, seed: number): SeededQuarter[] {
  return openHours(-30, 0, 15, chance(seed), ALL_DAY)
    .filter(({ start }) => start.getTime() <= Date.now())
    .map((one) => {
      const isFlood = one.start.getTime() >= hour && one.start.getTime() < hour + HOUR;
      return isFlood ? { ...one, offered: one.offered * times } : one;
    });
}

/** As if the job had never been here. */
async function neverLooked({ clientId }: TestTenant): Promise<void> {
  await app.db
    .collection('jobs')
    .updateOne({ clientId, name: 'anomalies' }, { $set: { cursor: null } });
}

/** One of the last hours brings three times the calls. */
async function flooded(): Promise<{ readonly tenant: TestTenant; readonly hour: Date }> {
  const tenant = await settled();
  const hour = floodHour();
  await seedQuarters(app, tenant.clientId, quarters(hour, 3, 4));
  for (const day of [0, -1, -3]) await expected(tenant, day);
  await neverLooked(tenant);
  return { tenant, hour: new Date(hour) };
}

describe('a flood of calls', () => {
  it('is raised once, told as an event, acknowledged and resolved', async () => {
    const { tenant, hour } = await flooded();
    await run(tenant, 'anomalies');
    await run(tenant, 'anomalies');
    const { data, statistics } = await list(tenant, { from: dayIn(-2) });
    const volume = data.filter(({ metric, kind }) => metric === 'volume' && kind === 'spike');
    const flood = volume.find(({ direction }) => direction === 'above');
    if (!flood) throw new Error(`no flood in ${JSON.stringify(data)}`);
    expect(flood).toMatchObject({ since: hour.toISOString(), state: 'resolved', expected: 60 });
    expect(flood.deviation).toBeGreaterThan(1);
    expect(volume.filter(({ direction }) => direction === 'above')).toHaveLength(1);
    expect(statistics).toMatchObject({ timezone: 'Asia/Kolkata' });
    const events = await app.db.collection('events').countDocuments({
      clientId: tenant.clientId,
      type: 'anomaly.detected',
      'data.anomaly.id': flood.id,
    });
    expect(events).toBe(1);
  });

  it('is told as that of its sector, where there are several', async () => {
    const tenant = await settled();
    const { clientId } = tenant;
    await app.db
      .collection('companies')
      .updateOne({ _id: clientId as never }, { $set: { sectors: ['billing', 'cards'] } });
    const hour = floodHour();
    const billing = quarters(hour, 3, 4);
    const cards = quarters(hour, 1, 5);
    const both = new Map(cards.map((one) => [one.start.getTime(), one]));
    await seedQuarters(app, clientId, [
      ...billing.map((one) => ({ ...one, sector: 'billing' })),
      ...cards.map((one) => ({ ...one, sector: 'cards' })),
      ...billing.map((one) => {
        const other = both.get(one.start.getTime());
        return { ...one, offered: one.offered + (other?.offered ?? 0) };
      }),
    ]);
    for (const day of [0, -1, -3]) {
      await expected(tenant, day, 30);
      for (const sector of ['billing', 'cards']) await expected(tenant, day, 15, sector);
    }
    const above = await app.until(
      async () => {
        // The first look may come before the server has heard of the second sector.
        await neverLooked(tenant);
        await run(tenant, 'anomalies');
        const { data } = await list(tenant, { from: dayIn(-2), metric: 'volume' });
        return data.filter(({ direction, kind }) => direction === 'above' && kind === 'spike');
      },
      (found) => found.length >= 2,
    );
    expect(above).toHaveLength(2);
    expect(new Set(above.map(({ sector }) => sector))).toEqual(new Set(['billing', null]));
    const ofBilling = await list(tenant, { from: dayIn(-2), sector: 'billing' });
    expect(ofBilling.data).toContainEqual(above.find(({ sector }) => sector === 'billing'));
    expect(ofBilling.data.every(({ sector }) => sector === 'billing')).toBe(true);
  });

  it('cannot be raised again by hand once it is resolved', async () => {
    const tenant = await app.tenant();
    const id = await plant(tenant);
    const admin = app.http(tenant.admin.token);
    const url = `/api/analytics/anomalies/${id}`;
    const note = 'The line was down';
    const seen = await admin.put(url).send({ state: 'acknowledged', note }).expect(200);
    expect(seen.body.data).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: tenant.admin.id,
      note,
      version: 2,
    });
    // Said twice, it changes nothing.
    const again = await admin.put(url).send({ state: 'acknowledged' }).expect(200);
    expect(again.body.data.version).toBe(2);
    await admin.put(url).set('If-Match', '"1"').send({ state: 'resolved' }).expect(412);
    const done = await admin.put(url).set('If-Match', '"2"').send({ state: 'resolved' });
    expect(done.body.data).toMatchObject({ state: 'resolved', resolvedBy: tenant.admin.id });
    const back = await admin.put(url).send({ state: 'acknowledged' });
    expect([back.status, back.body.error.code]).toEqual([409, 'ANOMALY_RESOLVED']);
    const types = (
      await app.db
        .collection('events')
        .find({ clientId: tenant.clientId, type: /^anomaly/ })
        .sort({ _id: 1 })
        .toArray()
    ).map(({ type }) => type as string);
    expect(types).toEqual(['anomaly.acknowledged', 'anomaly.resolved']);
  });

  it('is acknowledged once when fifty do it at once', async () => {
    const tenant = await app.tenant();
    const id = await plant(tenant);
    const admin = app.http(tenant.admin.token);
    const url = `/api/analytics/anomalies/${id}`;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => admin.put(url).send({ state: 'acknowledged' })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const events = { clientId: tenant.clientId, type: 'anomaly.acknowledged' };
    expect(await app.db.collection('events').countDocuments(events)).toBe(1);
  });
});

async function plant(tenant: TestTenant): Promise<string> {
  const _id = `${tenant.clientId}-planted`;
  const at = midnight(-1);
  await app.db.collection('anomaly_detection').insertOne({
    _id: _id as never,
    clientId: tenant.clientId,
    metric: 'volume',
    kind: 'spike',
    direction: 'above',
    state: 'open',
    since: at,
    until: new Date(Date.now()),
    actual: 100,
    expected: 50,
    p: 0.00001,
    detectedAt: at,
    acknowledgedAt: null,
    acknowledgedBy: null,
    resolvedAt: null,
    resolvedBy: null,
    note: null,
    version: 1,
  });
  return _id;
}

describe('anomalies of others, and bad requests', () => {
  it('are not shown and not changed', async () => {
    const [ours, theirs] = [await app.tenant(), await app.tenant()];
    const id = await plant(theirs);
    const viewer = await app.agent(theirs.clientId, 'viewer');
    const cs = await app.agent(theirs.clientId, 'cs');
    const url = `/api/analytics/anomalies/${id}`;
    expect((await list(ours)).data).toEqual([]);
    const shown = async ({ admin }: TestTenant) =>
      (await app.http(admin.token).get('/api/analytics/dashboard').expect(200)).body.data as {
        anomalies: Anomaly[];
      };
    expect((await shown(ours)).anomalies).toEqual([]);
    expect((await shown(theirs)).anomalies).toMatchObject([{ id, state: 'open', sector: null }]);
    expect((await list(theirs)).statistics).toMatchObject({ open: 1, resolved: 0 });
    const stranger = await app.http(ours.admin.token).put(url).send({ state: 'resolved' });
    expect([stranger.status, stranger.body.error.code]).toEqual([404, 'ANOMALY_NOT_FOUND']);
    await app.http(viewer.token).put(url).send({ state: 'resolved' }).expect(403);
    await app.http(viewer.token).get('/api/analytics/anomalies').expect(200);
    await app.http(cs.token).get('/api/analytics/anomalies').expect(403);
    await app.http().get('/api/analytics/anomalies').expect(401);
    const admin = app.http(theirs.admin.token);
    for (const body of [
      {},
      { state: 'open' },
      { state: { $gt: '' } },
      { state: 'resolved', note: 'x'.repeat(1001) },
      { state: 'resolved', more: 1 },
    ]) {
      const { status } = await admin.put(url).send(body);
      expect([body, status]).toEqual([body, 400]);
    }
    for (const query of [
      { state: 'gone' },
      { metric: 'luck' },
      { from: dayIn(0), to: dayIn(-1) },
    ]) {
      await admin.get('/api/analytics/anomalies').query(query).expect(400);
    }
    expect((await list(theirs, { state: 'open', metric: 'volume' })).count).toBe(1);
  });
});
