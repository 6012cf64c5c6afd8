import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KEPT } from '../../src/modules/retention/retention.domain.js';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness, type TestTenant } from '../support/harness.js';

const DAY = 86_400_000;
const LOOPS = ['presence-status', 'reconcile-calls'];

interface JobView {
  readonly name: string;
  readonly scope: string;
  readonly did: string | null;
  readonly figures: Record<string, number>;
  readonly node: string | null;
}

describe('background work', () => {
  let app: AppHarness;
  let tenant: TestTenant;
  let logs: string;

  beforeAll(async () => {
    logs = await mkdtemp(join(tmpdir(), 'logs-'));
    app = await AppHarness.start({ LOG_DIR: logs });
    tenant = await app.tenant();
  });
  afterAll(async () => {
    await app.stop();
    await rm(logs, { recursive: true });
  });

  const list = async (token: string): Promise<JobView[]> =>
    (await app.http(token).get('/api/admin/jobs').expect(200)).body.data as JobView[];
  const ask = (token: string, name: string) => app.http(token).post(`/api/admin/jobs/${name}/run`);
  /** Its turn may have come by itself at the same time. */
  const run = async (token: string, name: string) => {
    const answer = await app.until(
      async () => await ask(token, name),
      ({ status }) => status !== 409,
    );
    expect(answer.status).toBe(202);
    return answer;
  };
  const put = (name: string, document: object) =>
    app.db.collection<object>(name).insertOne(document);
  const ago = (days: number): Date => new Date(Date.now() - days * DAY);

  it('is shown to admins, what serves all companies without what it did', async () => {
    const jobs = await app.until(
      () => list(tenant.admin.token),
      (all) => LOOPS.every((loop) => all.some(({ name }) => name === loop)),
    );
    expect(
      jobs
        .filter(({ scope }) => scope === 'tenant')
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      'anomalies',
      'capability-success',
      'daily-metrics',
      'forecasts',
      'online-hours',
      'performance-levels',
      'report-schedules',
      'retention',
      'sessions',
    ]);
    const loops = jobs.filter(({ scope }) => scope === 'deployment');
    expect(loops.map(({ name }) => name)).toEqual(expect.arrayContaining(LOOPS));
    for (const loop of loops) expect(loop).toMatchObject({ did: null, figures: {}, node: null });
    const agent = await app.agent(tenant.clientId);
    await app.http(agent.token).get('/api/admin/jobs').expect(403);
    await app.http().get('/api/admin/jobs').expect(401);
  });

  it('runs by hand for the company of the admin who asks, and for no other', async () => {
    const other = await app.tenant();
    const { body } = await run(tenant.admin.token, 'sessions');
    expect(body).toMatchObject({
      success: true,
      data: { name: 'sessions', scope: 'tenant', state: 'idle', outcome: 'done', error: null },
    });
    const mine = await app.db
      .collection('jobs')
      .findOne({ _id: `sessions:${tenant.clientId}` as never });
    expect(mine).toMatchObject({ clientId: tenant.clientId, outcome: 'done' });
    const line = await app.until(
      () =>
        Promise.resolve(
          app.logs().findLast(({ msg, job }) => msg === 'job done' && job === 'sessions'),
        ),
      (found) => found !== undefined,
    );
    expect(line).toMatchObject({ kind: 'performance', failed: 0 });
    const agent = await app.agent(tenant.clientId);
    await ask(agent.token, 'sessions').expect(403);
    const unknown = await ask(other.admin.token, 'no-such-job').expect(404);
    expect(unknown.body.error.code).toBe('JOB_NOT_FOUND');
    const shared = await ask(other.admin.token, 'presence-status').expect(403);
    expect(shared.body.error.code).toBe('JOB_NOT_YOURS');
  });

  it('is refused while it runs', async () => {
    const firm = await app.tenant();
    await run(firm.admin.token, 'retention');
    await app.db
      .collection('jobs')
      .updateOne({ _id: `retention:${firm.clientId}` as never }, { $set: { isRunning: true } });
    const { body } = await ask(firm.admin.token, 'retention').expect(409);
    expect(body.error.code).toBe('JOB_RUNNING');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => ask(firm.admin.token, 'performance-levels')),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(202);
    expect(statuses.filter((status) => status !== 202 && status !== 409)).toEqual([]);
  });

  it('ends idle sessions and removes old ones', async () => {
    const firm = await app.tenant();
    const agent = await app.agent(firm.clientId);
    const busy = await app.agent(firm.clientId);
    const sessions = app.db.collection('agent_sessions');
    const idleSince = new Date(Date.now() - 31 * 60_000);
    await sessions.updateOne({ agentId: agent.id }, { $set: { lastActivity: idleSince } });
    await put('agent_sessions', {
      _id: `old-${firm.clientId}`,
      clientId: firm.clientId,
      agentId: agent.id,
      ipAddress: '127.0.0.1',
      userAgent: 'test',
      startedAt: ago(92),
      lastActivity: ago(91),
      endedAt: ago(91),
      isActive: false,
    });
    await run(firm.admin.token, 'sessions');
    await app.until(
      () => app.http(agent.token).get('/api/auth/me'),
      ({ status }) => status === 401,
    );
    await app.http(busy.token).get('/api/auth/me').expect(200);
    expect(await sessions.countDocuments({ agentId: agent.id, endReason: 'idle' })).toBe(1);
    expect(
      await sessions.countDocuments({ clientId: firm.clientId, lastActivity: { $lt: ago(90) } }),
    ).toBe(0);
    const line = await app.db
      .collection('agent_activities')
      .findOne({ agentId: agent.id, type: 'logout' });
    expect(line).toMatchObject({ description: 'Session ended: idle' });
  });

  it('shows who has no session as offline where no heartbeats tell', async () => {
    const firm = await app.tenant({ features: { agentHeartbeat: false } });
    const agent = await app.agent(firm.clientId);
    await app
      .http(agent.token)
      .put(`/api/agents/${agent.id}/status`)
      .send({ status: 'online' })
      .expect(200);
    await run(firm.admin.token, 'sessions');
    const shown = async () =>
      (await app.http(firm.admin.token).get(`/api/agents/${agent.id}`)).body.onlineStatus as string;
    expect(await shown()).toBe('online');
    await app.http(agent.token).post('/api/auth/logout').expect(200);
    await run(firm.admin.token, 'sessions');
    expect(await shown()).toBe('offline');
  });

  it('keeps the online hours of today', async () => {
    const firm = await app.tenant();
    await app.db
      .collection('companies')
      .updateOne({ _id: firm.clientId as never }, { $set: { timezone: 'UTC' } });
    const agent = await app.agent(firm.clientId);
    // As much of the present day as there is, at most three hours of it.
    const now = Date.now();
    const midnight = Math.floor(now / DAY) * DAY;
    const hours = Math.min(3, (now - midnight) / 3_600_000);
    const line = (id: string, at: number, from: string, to: string) =>
      put('agent_activities', {
        _id: `${id}-${firm.clientId}`,
        clientId: firm.clientId,
        agentId: agent.id,
        type: 'status_change',
        description: `Status is ${to}`,
        timestamp: new Date(at),
        metadata: { from, to },
      });
    const end = midnight + hours * 3_600_000;
    await line('a', midnight - 60_000, 'offline', 'online');
    await line('b', end - 1, 'online', 'offline');
    await app.db
      .collection('agents')
      .updateOne({ _id: agent.id as never }, { $set: { lastSeen: new Date(end) } });
    await app.until(
      async () => {
        await run(firm.admin.token, 'online-hours');
        return await app.db.collection('agents').findOne({ _id: agent.id as never });
      },
      (found) => Math.abs((found?.['onlineHoursToday'] as number) - hours) < 0.02,
    );
  });

  it('deletes what is past its time, and nothing else', async () => {
    const firm = await app.tenant({ retentionDays: { webhooks: 10 } });
    const other = await app.tenant();
    const aged = async (clientId: string, days: number) => {
      for (const [index, { collection, by }] of KEPT.entries()) {
        await app.db.collection(collection).insertOne(
          {
            _id: `${clientId}-${days}-${index}` as never,
            clientId,
            ...Object.fromEntries(UNIQUE.map((field) => [field, `${clientId}-${days}`])),
            ...SHAPES[collection],
            [by]: ago(days),
          },
          { bypassDocumentValidation: true },
        );
      }
    };
    for (const days of [0.5, 15, 100, 200, 800, 2600]) await aged(firm.clientId, days);
    await aged(other.clientId, 0.5);
    const events = [100, 95, 91, 50].map((days, index) => ({
      _id: `${firm.clientId}-${index}` as never,
      clientId: firm.clientId,
      type: 'test',
      at: ago(days),
      seq: 1_000_000 + index,
      data: {},
    }));
    await app.db.collection('events').deleteMany({ clientId: firm.clientId });
    await app.db.collection('events').insertMany(events);
    const silent = await app.tenant();
    // What it has told until now gets its numbers first.
    await app.until(
      () =>
        app.db.collection('events').countDocuments({ clientId: silent.clientId, pending: true }),
      (count) => count === 0,
    );
    await app.db.collection('events').insertOne({
      _id: `${silent.clientId}-last` as never,
      clientId: silent.clientId,
      type: 'test',
      at: ago(400),
      seq: 1_000_000,
      data: {},
    });

    for (const { admin } of [firm, other, silent]) await run(admin.token, 'retention');

    const left = async (collection: string, clientId: string) =>
      (await app.db.collection(collection).find({ clientId }).toArray())
        .map(({ _id }) => String(_id))
        .filter((id) => id.startsWith(`${clientId}-`))
        .map((id) => Number(id.split('-')[1]))
        .sort((a, b) => a - b);
    expect(await left('provider_webhooks', firm.clientId)).toEqual([0.5]);
    expect(await left('idempotency_keys', firm.clientId)).toEqual([0.5]);
    expect(await left('routing_decisions', firm.clientId)).toEqual([0.5, 15, 100]);
    for (const name of ['agent_activities', 'call_logs', 'agent_metrics', 'ticket_turns']) {
      expect([name, await left(name, firm.clientId)]).toEqual([name, [0.5, 15, 100, 200]]);
    }
    expect(await left('settings_audit', firm.clientId)).toEqual([0.5, 15, 100, 200, 800]);
    for (const { collection } of KEPT) {
      expect([collection, await left(collection, other.clientId)]).toEqual([collection, [0.5]]);
    }
    const kept = await app.db
      .collection('events')
      .find({ clientId: firm.clientId, type: 'test' })
      .toArray();
    expect(kept.map(({ seq }) => seq as number)).toEqual([1_000_003]);
    // The last one stays, however old: the next number follows from it.
    expect(
      await app.db.collection('events').countDocuments({ clientId: silent.clientId, type: 'test' }),
    ).toBe(1);
  });

  it("writes what an agent does with calls into its history, after the call's own work", async () => {
    const centre = await CallCentre.open(app);
    const agent = await centre.readyAgent();
    await centre.connect('history-1');
    await centre.popup('history-1', agent, 'Answered');
    await centre.end('history-1', { DialCallStatus: 'completed', DialCallDuration: '40' });
    const typesOf = async () => {
      const { body } = await app.http(agent.token).get(`/api/agents/${agent.id}/activity`);
      return (body as { type: string }[])
        .map(({ type }) => type)
        .filter((type) => type.startsWith('call_'));
    };
    const lines = await app.until(typesOf, (types) => types.includes('call_completed'));
    expect(lines.toReversed()).toEqual(['call_offered', 'call_answered', 'call_completed']);

    await app.until(
      () => centre.presence(agent.id),
      (found) => found?.activeCalls === 0,
    );
    await centre.beat(agent);
    await centre.connect('history-2');
    await centre.connect('history-2', { DialCallStatus: 'no-answer' });
    const more = await app.until(typesOf, (types) => types.includes('call_missed'));
    expect(more.filter((type) => type === 'call_offered')).toHaveLength(2);
  });

  it('tells Prometheus of runs, activities, heartbeats and calculations', async () => {
    const agent = await app.agent(tenant.clientId);
    await app
      .http(agent.token)
      .post('/api/agent-heartbeat')
      .send({ agentId: agent.id, deviceConnected: true })
      .expect(200);
    await run(tenant.admin.token, 'performance-levels');
    const { text } = await app.http().get('/metrics').expect(200);
    expect(text).toMatch(
      /crosspoint_job_runs_total\{job="performance-levels",outcome="done"\} [1-9]/,
    );
    expect(text).toMatch(/crosspoint_agent_activities_total\{type="login"\} [1-9]/);
    expect(text).toMatch(/crosspoint_heartbeat_seconds_count [1-9]/);
    expect(text).toMatch(/crosspoint_performance_calculation_seconds_count\{what="levels"\} [1-9]/);
  });

  it('offers views that name the tenant', async () => {
    const firm = await app.tenant();
    const agent = await app.agent(firm.clientId);
    await app
      .http(agent.token)
      .post(`/api/agents/${agent.id}/activity`)
      .send({ type: 'ticket_resolved', metadata: { ticketId: 7, rating: 3 } })
      .expect(201);
    await run(firm.admin.token, 'performance-levels');
    const view = (name: string) =>
      app.db.collection(name).find({ clientId: firm.clientId }).toArray();
    expect(await view('real_time_metrics')).toEqual([
      expect.objectContaining({ agents: 2, offline: 2, ticketsResolvedToday: 1, waitingCalls: 0 }),
    ]);
    expect(await view('department_stats')).toEqual([
      expect.objectContaining({
        department: 'Support',
        agents: 2,
        customerSatisfaction: 3,
        avgResponseTime: null,
      }),
    ]);
    const days = await view('agent_daily_summary');
    expect(days).toHaveLength(2);
    expect(days).toContainEqual(
      expect.objectContaining({ agentId: agent.id, ticketsResolved: 1, customerSatisfaction: 3 }),
    );
  });

  it('leaves its lines in files by level too, with numbers masked', async () => {
    const names = await readdir(logs);
    const info = names.find((name) => /^info-\d{4}-\d{2}-\d{2}\.log$/.test(name));
    const text = await readFile(join(logs, info ?? ''), 'utf8');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(new Set(lines.map(({ level }) => level))).toEqual(new Set(['info']));
    const kinds = new Set(lines.map(({ kind }) => kind));
    for (const kind of ['agent_action', 'performance', 'security']) expect(kinds).toContain(kind);
    expect(text).not.toMatch(/\+91\d{10}/);
  });
});

/** What the indexes and the rules of each collection need beside the time. */
const SHAPES: Readonly<Record<string, Record<string, unknown>>> = {
  call_logs: { direction: 'inbound', status: 'completed', toFold: false, looks: 0 },
  agent_metrics: { part: 1 },
  ticket_turns: { number: 1, agentId: 1, endedAt: new Date(0) },
  scheduled_calls: { status: 'done' },
  campaign_leads: { status: 'done' },
  device_issues: { until: new Date(0) },
  callbacks: { endedAt: new Date(0) },
};

/** Fields that no two documents of a collection have alike. */
const UNIQUE = [
  'webhookId',
  'tokenHash',
  'originalCallLogId',
  'ticketId',
  'callLogId',
  'campaignId',
  'providerSid',
  'pair',
  'openNumber',
  'issue',
];
