import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CallCentre } from '../support/call-centre.js';
import { finishedCall } from '../support/finished-calls.js';
import { AppHarness, type TestAgent } from '../support/harness.js';

jest.setTimeout(60_000);

let app: AppHarness;
beforeAll(async () => {
  app = await AppHarness.start();
}, 60_000);
afterAll(() => app.stop());

const sid = (): string => `S${randomBytes(8).toString('hex')}`;
const today = (): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format(new Date());

/** A call that an agent takes and talks on for a minute. */
async function talk(centre: CallCentre, agent: TestAgent): Promise<void> {
  const call = sid();
  await app.until(
    async () => CallCentre.dialled(await centre.connect(call)),
    (number) => number === agent.phone,
  );
  await centre.popup(call, agent, 'Answered');
  await centre.connect(call, {
    DialCallStatus: 'completed',
    DialWhomNumber: `0${agent.phone.slice(3)}`,
    DialCallDuration: '60',
  });
  await centre.end(call, { 'Legs[1][OnCallDuration]': '60' });
}

/** A call whose caller hangs up in line. */
async function giveUp(centre: CallCentre): Promise<void> {
  const call = sid();
  await centre.wait(call);
  await centre.end(call, { CallType: 'client-hangup' });
}

async function folded(centre: CallCentre, offered: number) {
  return await app.until(
    async () => {
      const answer = await centre.admin.get('/api/analytics/performance/summary');
      expect(answer.status).toBe(200);
      return (answer.body as { data: { totals: { offered: number }; days: unknown[] } }).data;
    },
    (data) => data.totals.offered === offered,
  );
}

/** The recount program, on the database of the server. */
async function recount(clientId: string) {
  const { PATH, MONGODB_URI = '', REDIS_URL } = process.env;
  const database = MONGODB_URI.replace(/\/[^/?]*(\?|$)/, `/${app.db.databaseName}$1`);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['dist/src/recount.js', '--client', clientId],
    { env: { PATH, REDIS_URL, MONGODB_URI: database } },
  );
  const last = stdout.trim().split('\n').at(-1) ?? '';
  expect(last).toMatch(/^RECOUNT \{/);
  return JSON.parse(last.slice('RECOUNT '.length)) as Record<string, number>;
}

describe('figures', () => {
  it('follow the calls, by tenant, agent and sector, and a recount agrees', async () => {
    const centre = await CallCentre.open(app, { rules: { aggregationSeconds: 1 } });
    const anna = await centre.readyAgent();
    await talk(centre, anna);
    await talk(centre, anna);
    await centre.status(anna, 'away');
    await giveUp(centre);

    const summary = await folded(centre, 3);
    const calls = await app.db
      .collection('call_logs')
      .find({ clientId: centre.clientId, status: 'completed' })
      .toArray();
    const talked = calls.reduce((sum, call) => sum + Number(call['talkSeconds']), 0);
    const figures = {
      offered: 3,
      answered: 2,
      abandoned: 1,
      serviceLevel: 1,
      abandonRate: 1 / 3,
      talkSeconds: talked,
      aht: talked / 2,
      missedOffers: 0,
    };
    expect(summary.totals).toMatchObject(figures);
    expect(summary.days).toEqual([{ day: today(), ...summary.totals }]);

    const agents = await centre.admin.get('/api/analytics/performance/agents').expect(200);
    expect(agents.body).toMatchObject({
      success: true,
      count: 1,
      meta: { page: 1, total: 1 },
      data: [{ agentId: anna.id, fullName: 'Test Person', kind: 'human', answered: 2, offered: 2 }],
      statistics: { to: today(), totals: { answered: 2 } },
    });
    const sectors = await centre.admin.get('/api/analytics/performance/sectors').expect(200);
    expect(sectors.body).toMatchObject({
      count: 1,
      data: [{ sector: 'billing', ...figures, days: [{ day: today(), offered: 3 }] }],
      statistics: { totals: figures },
    });
    const own = await centre.admin
      .get('/api/analytics/performance/summary')
      .query({ agent: anna.id, sector: 'billing' })
      .expect(200);
    expect(own.body.data.totals).toMatchObject({ offered: 2, answered: 2 });

    const result = await recount(centre.clientId);
    expect(result).toMatchObject({ tenants: 1, calls: 3, pending: 0, differences: 0 });
    const lines = app.logs().map((line) => line['msg']);
    expect(lines).toContain('Performance Aggregator started');
    expect(lines).toContain('figures folded');
  });

  it('survive a server that is killed while it folds', async () => {
    const centre = await CallCentre.open(app, { rules: { aggregationSeconds: 1 } });
    // A transaction that the killed server had open holds its documents until MongoDB ends it.
    for (let calls = 0; calls < 20; calls += 1) await giveUp(centre);
    await app.end('SIGKILL');
    await app.boot();
    await folded(centre, 20);
    expect(await recount(centre.clientId)).toMatchObject({ calls: 20, differences: 0 });
  });

  it('are folded on by another node when the one that folds them dies', async () => {
    const { clientId } = await app.tenant({ aggregationSeconds: 1 });
    const lease = { _id: 'tick:aggregate-figures' as never };
    const first = await app.until(
      () => app.db.collection('leases').findOne(lease),
      (held) => held !== null && (held['expiresAt'] as Date) > new Date(),
    );
    const other = await app.secondNode();
    try {
      const calls = Array.from({ length: 3000 }, (_, place) =>
        finishedCall(clientId, {
          agentId: 1 + (place % 20),
          sector: place % 3 === 0 ? 'loans' : 'billing',
          receivedAt: new Date(Date.now() - place * 1000),
        }),
      );
      await app.db.collection('call_logs').insertMany(calls as never);
      const left = () => app.db.collection('call_logs').countDocuments({ clientId, toFold: true });
      await app.until(left, (count) => count < calls.length);
      await app.end('SIGKILL');
      expect(await left()).toBeGreaterThan(0);
      await other.until(left, (count) => count === 0);
      const then = await app.db.collection('leases').findOne(lease);
      expect(then?.['holder']).not.toBe(first?.['holder']);
      expect(await recount(clientId)).toMatchObject({ calls: 3000, pending: 0, differences: 0 });
    } finally {
      await other.stop();
      await app.boot();
    }
  });

  it('of a team are there from the first day, and of no other company', async () => {
    const { admin } = await app.tenant();
    const stranger = await app.tenant();
    const made = await app
      .http(admin.token)
      .post('/api/teams')
      .send({ name: 'Loans', sector: 'billing' })
      .expect(201);
    const path = `/api/teams/${String(made.body.data.id)}/performance`;
    const { body } = await app
      .http(admin.token)
      .get(path)
      .query({ from: '2026-01-01', to: '2026-01-31' })
      .expect(200);
    expect(body).toMatchObject({
      success: true,
      data: {
        from: '2026-01-01',
        to: '2026-01-31',
        timezone: 'Asia/Kolkata',
        totals: { offered: 0, serviceLevel: null, asa: null, aht: null, abandonRate: null },
        days: [],
      },
    });
    const foreign = await app.http(stranger.admin.token).get(path).expect(404);
    expect(foreign.body.error.code).toBe('TEAM_NOT_FOUND');
  });

  it('are for admins and viewers; periods that make no sense are refused', async () => {
    const { admin, clientId } = await app.tenant();
    const [cs, viewer] = [await app.agent(clientId), await app.agent(clientId, 'viewer')];
    const path = '/api/analytics/performance/summary';
    await app.http().get(path).expect(401);
    await app.http(cs.token).get(path).expect(403);
    await app.http(viewer.token).get(path).expect(200);
    for (const query of [
      { from: '2026-02-30' },
      { from: 'yesterday' },
      { from: '2026-01-02', to: '2026-01-01' },
      { from: '2024-01-01', to: '2026-01-01' },
      { sector: 'billing', team: 't1' },
    ]) {
      const { body } = await app.http(admin.token).get(path).query(query).expect(400);
      expect(body.error.code).toBe('VALIDATION_ERROR');
      expect(body.error.details).toHaveLength(1);
    }
  });
});

describe('live figures', () => {
  it('show who waits, who is there and how today goes within seconds', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    await talk(centre, anna);
    await centre.status(anna, 'away');
    await giveUp(centre);
    await centre.wait(sid());
    const live = await app.until(
      async () => (await centre.admin.get('/api/metrics/live').expect(200)).body.data,
      (data) => data.callsWaiting === 1 && data.today.offered === 2,
      5000,
    );
    expect(live).toMatchObject({
      callsWaiting: 1,
      inTalk: 0,
      ringing: 0,
      agents: { total: 2, away: 1, ready: 0 },
      serviceLevel: { target: { share: 0.8, seconds: 20 }, today: 1, last30Minutes: 1 },
      today: { day: today(), offered: 2, answered: 1, abandoned: 1 },
    });
    expect(Date.now() - Date.parse(live.asOf)).toBeLessThan(5000);
  });

  it('tell how the aggregation goes', async () => {
    const { admin, clientId } = await app.tenant({ aggregationSeconds: 1 });
    const { body } = await app.http(admin.token).get('/api/metrics/health').expect(200);
    expect(body.data).toMatchObject({
      aggregator: { lagSeconds: 0, lastError: null, lastRecount: null },
      eventStream: { state: 'up' },
      database: { state: 'up' },
      redis: { state: 'up' },
    });
    await recount(clientId);
    const health = await app.until(
      async () => (await app.http(admin.token).get('/api/metrics/health')).body.data.aggregator,
      (aggregator) => aggregator.lastRun !== null && aggregator.lastRecount !== null,
    );
    expect(health.lastRecount).toMatchObject({ calls: 0, pending: 0, differences: 0 });
  });
});
