import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness, CRON_SECRET, type TestAgent, type TestTenant } from '../support/harness.js';

/** A heartbeat is too old after three of these. */
const INTERVAL_SECONDS = 1;

interface State {
  readonly agentId: number;
  readonly status: string;
  readonly onlineStatus: string;
  readonly reason: string | null;
  readonly deviceConnected: boolean;
  readonly isStale: boolean;
  readonly readiness: {
    readonly score: number;
    readonly isReady: boolean;
    readonly failed: string;
  };
}

describe('heartbeats and presence', () => {
  let app: AppHarness;
  let tenant: TestTenant;

  beforeAll(async () => {
    app = await AppHarness.start({ AGENT_HEARTBEAT_INTERVAL: String(INTERVAL_SECONDS) });
    tenant = await app.tenant();
  });
  afterAll(() => app.stop());

  const beat = (who: TestAgent, body: Record<string, unknown> = {}) =>
    app
      .http(who.token)
      .post('/api/agent-heartbeat')
      .send({ agentId: who.id, deviceConnected: true, ...body });
  const stateOf = async (who: TestAgent): Promise<State> =>
    (await app.http(who.token).get('/api/agent-heartbeat').expect(200)).body.data as State;
  const shownOf = async (who: TestAgent): Promise<string> =>
    (await app.http(tenant.admin.token).get(`/api/agents/${who.id}`).expect(200)).body
      .onlineStatus as string;
  /** Stays there while it waits, however slow the machine. */
  const beatAndShow = async (who: TestAgent): Promise<string> => {
    await beat(who).expect(200);
    return shownOf(who);
  };
  const eventsOf = (who: TestAgent) =>
    app.db
      .collection('events')
      .find({ clientId: tenant.clientId, type: 'agent.status_changed', agentId: who.id })
      .sort({ at: 1 })
      .toArray();
  const setPresence = (who: TestAgent, change: Record<string, unknown>) =>
    app.db.collection('agent_presence').updateOne({ _id: who.id as never }, { $set: change });

  it('answers what the server thinks of the agent, and when to send the next', async () => {
    const agent = await app.agent(tenant.clientId);
    const { body } = await beat(agent, { currentStatus: 'available' }).expect(200);
    expect(body).toMatchObject({
      success: true,
      data: {
        agentId: agent.id,
        interval: INTERVAL_SECONDS,
        intervalMs: INTERVAL_SECONDS * 1000,
        status: 'online',
        onlineStatus: 'online',
        activeCalls: 0,
        wrapUpUntil: null,
        readiness: {
          score: 100,
          isReady: true,
          checks: { status: 20, heartbeat: 20, device: 20, capacity: 20, offers: 20 },
        },
      },
    });
    expect(Date.parse(body.data.serverTime as string)).not.toBeNaN();
  });

  it('takes the id as a number or its decimal string, and refuses what makes no sense', async () => {
    const agent = await app.agent(tenant.clientId);
    await beat(agent, {
      agentId: String(agent.id),
      device: { type: 'softphone', version: 4 },
    }).expect(200);
    const bad = {
      agentId: 'me',
      deviceConnected: 'yes',
      currentStatus: 'asleep',
      device: { a: {} },
    };
    const { body } = await beat(agent, { ...bad, more: 1 }).expect(400);
    expect(body.error.code).toBe('VALIDATION_ERROR');
    expect((body.error.details as { field: string }[]).map(({ field }) => field).sort()).toEqual([
      'agentId',
      'currentStatus',
      'device',
      'deviceConnected',
      'more',
    ]);
  });

  it("is the agent's own, or an admin's", async () => {
    const agent = await app.agent(tenant.clientId);
    const other = await app.agent(tenant.clientId);
    const viewer = await app.agent(tenant.clientId, 'viewer');
    const stranger = (await app.tenant()).admin;
    await beat(other, { agentId: agent.id }).expect(403);
    await beat(viewer).expect(403);
    await beat(tenant.admin, { agentId: agent.id }).expect(200);
    const { body } = await beat(stranger, { agentId: agent.id }).expect(404);
    expect(body.error.code).toBe('AGENT_NOT_FOUND');
  });

  it('is answered a hundred times at once, and takes the time from nobody', async () => {
    const agent = await app.agent(tenant.clientId);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => beat(agent, { currentStatus: 'available' })),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    // On a slow machine it may be gone in between: but nothing is told twice.
    const told = (await eventsOf(agent)).map(({ data }) => (data as { status: string }).status);
    expect(told[0]).toBe('online');
    expect(told.filter((status, place) => status === told[place - 1])).toEqual([]);
    await beat(agent, { timestamp: '2099-01-01T00:00:00Z' }).expect(400);
  });

  it('writes a choice once, with its event and its line in the log', async () => {
    const agent = await app.agent(tenant.clientId);
    await beat(agent, { currentStatus: 'available' }).expect(200);
    await beat(agent, { currentStatus: 'online' }).expect(200);
    await beat(agent).expect(200);
    expect((await eventsOf(agent)).map(({ data }) => data as unknown)).toEqual([
      { agentId: agent.id, status: 'online', chosen: 'online', reason: null },
    ]);
    const lines = await app.db
      .collection('agent_activities')
      .find({ agentId: agent.id, type: 'status_change' })
      .toArray();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ metadata: { from: 'offline', to: 'online' } });
  });

  it('sets a status with a reason, for oneself or as an admin', async () => {
    const agent = await app.agent(tenant.clientId);
    const other = await app.agent(tenant.clientId);
    const put = (who: TestAgent, id: number, body: Record<string, unknown>) =>
      app.http(who.token).put(`/api/agents/${id}/status`).send(body);
    await beat(agent).expect(200);
    const { body } = await put(agent, agent.id, { status: 'away', reason: 'Lunch' }).expect(200);
    expect(body).toEqual({
      agentId: agent.id,
      status: 'away',
      onlineStatus: 'away',
      reason: 'Lunch',
      since: expect.any(String) as unknown,
    });
    expect(await shownOf(agent)).toBe('away');
    const back = await put(tenant.admin, agent.id, { status: 'available' }).expect(200);
    expect(back.body).toMatchObject({ status: 'online', onlineStatus: 'online', reason: null });
    await put(other, agent.id, { status: 'away' }).expect(403);
    await put(agent, agent.id, { status: 'asleep' }).expect(400);
    const { body: missing } = await put(tenant.admin, 99_999_999, { status: 'away' }).expect(404);
    expect(missing.error.code).toBe('AGENT_NOT_FOUND');
  });

  it('is online by its own word, but not ready before a heartbeat tells of a device', async () => {
    const agent = await app.agent(tenant.clientId);
    const { body } = await app
      .http(agent.token)
      .put(`/api/agents/${agent.id}/status`)
      .send({ status: 'online' });
    expect(body).toMatchObject({ status: 'online', onlineStatus: 'online' });
    expect((await stateOf(agent)).readiness).toMatchObject({ isReady: false, failed: 'device' });
  });

  it('is not ready once its last session has ended, however lately it gave a sign of life', async () => {
    const agent = await app.agent(tenant.clientId);
    const other = await app.login(agent.username);
    await beat(agent, { currentStatus: 'available' }).expect(200);
    const isReady = async () => {
      const all = await app.http(tenant.admin.token).get('/api/agent-heartbeat').expect(200);
      const { agents } = all.body.data as { agents: (State & { agentId: number })[] };
      return agents.find(({ agentId }) => agentId === agent.id)?.readiness.isReady;
    };
    await app.http(other).post('/api/auth/logout').expect(200);
    expect(await isReady()).toBe(true);
    await app.http(agent.token).post('/api/auth/logout').expect(200);
    expect(await isReady()).toBe(false);
    await app.until(
      () => shownOf(agent),
      (shown) => shown === 'offline',
    );
  });

  it('shows an agent offline whose heartbeats stop, and as it chose when they come back', async () => {
    const agent = await app.agent(tenant.clientId);
    await beat(agent, { currentStatus: 'available' }).expect(200);
    const gone = await app.until(
      () => stateOf(agent),
      (state) => state.isStale && !state.deviceConnected,
    );
    expect(gone).toMatchObject({ status: 'online', onlineStatus: 'offline' });
    await app.until(
      () => shownOf(agent),
      (shown) => shown === 'offline',
    );
    await app.until(
      () => beatAndShow(agent),
      (shown) => shown === 'online',
    );
    const told = (await eventsOf(agent)).map(({ data }) => (data as { status: string }).status);
    expect(told).toEqual(['online', 'offline', 'online']);
  });

  it('shows an agent busy while it holds calls, without its doing', async () => {
    const agent = await app.agent(tenant.clientId);
    await beat(agent, { currentStatus: 'available' }).expect(200);
    // Again and again: that it holds nothing of the kind is put right meanwhile.
    await app.until(
      async () => {
        await setPresence(agent, { activeCalls: 1 });
        return await beatAndShow(agent);
      },
      (shown) => shown === 'busy',
    );
    await beat(agent).expect(200);
    await setPresence(agent, { activeCalls: 0 });
    await app.until(
      () => beatAndShow(agent),
      (shown) => shown === 'online',
    );
  });

  it('brings back by itself whom the system set away, once the device comes back', async () => {
    const agent = await app.agent(tenant.clientId);
    await beat(agent, { currentStatus: 'available' }).expect(200);
    await setPresence(agent, {
      chosen: 'away',
      chosenBySystem: true,
      chosenReason: 'missed offers',
      chosenAt: new Date(),
    });
    const still = await beat(agent, { currentStatus: 'available' }).expect(200);
    expect(still.body.data).toMatchObject({ status: 'away', reason: 'missed offers' });
    const without = await beat(agent, { deviceConnected: false }).expect(200);
    expect(without.body.data).toMatchObject({ status: 'away' });
    const again = await beat(agent).expect(200);
    expect(again.body.data).toMatchObject({ status: 'online', reason: null });
    await app.until(
      () => beatAndShow(agent),
      (shown) => shown === 'online',
    );
  });

  it('leaves away who chose it', async () => {
    const agent = await app.agent(tenant.clientId);
    await beat(agent, { currentStatus: 'away' }).expect(200);
    await beat(agent, { deviceConnected: false }).expect(200);
    const { body } = await beat(agent).expect(200);
    expect(body.data).toMatchObject({ status: 'away', onlineStatus: 'away' });
  });

  it('gives admins every agent of their company with statistics', async () => {
    const own = await app.tenant();
    const [ready, alone, silent] = [
      await app.agent(own.clientId),
      await app.agent(own.clientId),
      await app.agent(own.clientId),
    ];
    await beat(silent, { currentStatus: 'available' }).expect(200);
    await app.until(
      () => stateOf(silent),
      (state) => state.isStale,
    );
    await beat(ready, { currentStatus: 'available' }).expect(200);
    await beat(alone, { currentStatus: 'available', deviceConnected: false }).expect(200);
    const { body } = await app.http(own.admin.token).get('/api/agent-heartbeat').expect(200);
    expect(body.data.statistics).toMatchObject({
      total: 4,
      ready: 1,
      notReady: 0,
      disconnected: 1,
      stale: 1,
      offline: 1,
    });
    expect(body.data.statistics.availabilityAccuracy).toBeGreaterThanOrEqual(0.75);
    expect((body.data.agents as State[]).map(({ agentId }) => agentId)).toEqual([
      own.admin.id,
      ready.id,
      alone.id,
      silent.id,
    ]);
  });

  it('cleans up for who knows the secret', async () => {
    const route = '/api/cron/heartbeat-cleanup';
    expect((await app.http().get(route).expect(401)).body.error.code).toBe('UNAUTHENTICATED');
    await app.http(`${CRON_SECRET}x`).get(route).expect(401);
    await app.http(tenant.admin.token).get(route).expect(401);
    const { body } = await app.http(CRON_SECRET).get(route).expect(200);
    expect(body).toEqual({ success: true, data: { marked: expect.any(Number) as unknown } });
  });

  it('counts agents for Prometheus', async () => {
    const { text } = await app.http().get('/metrics').expect(200);
    expect(text).toMatch(/crosspoint_agents\{status="online"\} \d+/);
    expect(text).toMatch(/crosspoint_availability_accuracy [\d.]+/);
  });
});
