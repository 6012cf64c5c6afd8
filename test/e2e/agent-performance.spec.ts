import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness, type TestAgent, type TestTenant } from '../support/harness.js';

/** Days in Mumbai begin at 18:30 UTC. */
const MORNING = '2027-03-26T04:30:00Z';

interface Day {
  readonly date: string;
  readonly messagesHandled: number;
  readonly ticketsResolved: number;
  readonly onlineHours: number;
  readonly isFinal: boolean;
}

describe('what agents did, day by day', () => {
  let app: AppHarness;
  let tenant: TestTenant;

  beforeAll(async () => {
    app = await AppHarness.start({ CLOCK_ANCHOR: AppHarness.clockAt(MORNING) });
    tenant = await app.tenant({ messageSla: { seconds: 300 } });
  });
  afterAll(() => app.stop());

  const report = (who: TestAgent, id: number, body: Record<string, unknown>) =>
    app.http(who.token).post(`/api/agents/${id}/activity`).send(body);
  const agentOf = async (id: number) =>
    (await app.db.collection('agents').findOne({ _id: id as never })) ??
    ({} as Record<string, unknown>);

  it('counts what a help desk reports, from the assignment to the resolution', async () => {
    const agent = await app.agent(tenant.clientId);
    const { body } = await report(agent, agent.id, {
      type: 'ticket_assigned',
      metadata: { ticketId: 'T-1' },
    }).expect(201);
    expect(body).toEqual({
      id: expect.any(String) as unknown,
      agentId: agent.id,
      type: 'ticket_assigned',
      description: 'Got a ticket',
      timestamp: expect.stringMatching(/^2027-03-26T/) as unknown,
      metadata: { ticketId: 'T-1' },
    });
    expect(await agentOf(agent.id)).toMatchObject({ currentTickets: 1, avgResponseTime: 5 });
    await report(agent, agent.id, {
      type: 'message_sent',
      description: 'Hello 👋 <b>there</b>',
      metadata: { ticketId: 'T-1' },
    }).expect(201);
    await report(agent, agent.id, { type: 'message_sent' }).expect(201);
    await report(agent, agent.id, {
      type: 'ticket_resolved',
      metadata: { ticketId: 'T-1', rating: 4 },
    }).expect(201);
    const after = await agentOf(agent.id);
    expect(after).toMatchObject({
      currentTickets: 0,
      totalTicketsHandled: 1,
      ticketsResolvedToday: 1,
      messagesHandledToday: 2,
      customerSatisfaction: 4,
    });
    expect(after['avgResponseTime']).toBeLessThan(1);
    const lines = await app.http(agent.token).get(`/api/agents/${agent.id}/activity`).expect(200);
    expect(lines.body).toHaveLength(5);
    expect(lines.body[0]).toMatchObject({ type: 'ticket_resolved' });
    expect(lines.body[2]).toMatchObject({ description: 'Hello 👋 <b>there</b>' });
    expect(lines.body[4]).toMatchObject({ type: 'login' });
  });

  it('counts a state that is reported twice once, whoever reports at the same time', async () => {
    const agent = await app.agent(tenant.clientId);
    const all = (body: Record<string, unknown>) =>
      Promise.all(Array.from({ length: 50 }, () => report(tenant.admin, agent.id, body)));
    const metadata = { ticketId: 'T-race' };
    const assigned = await all({ type: 'ticket_assigned', metadata });
    expect(new Set(assigned.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await agentOf(agent.id)).toMatchObject({ currentTickets: 1 });
    const resolved = await all({ type: 'ticket_resolved', metadata: { ...metadata, rating: 2 } });
    expect(new Set(resolved.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await agentOf(agent.id)).toMatchObject({
      currentTickets: 0,
      totalTicketsHandled: 1,
      ticketsResolvedToday: 1,
      customerSatisfaction: 2,
    });
  });

  it('answers a repeat with the same Idempotency-Key as the first time', async () => {
    const agent = await app.agent(tenant.clientId);
    const send = (body: object) =>
      app
        .http(agent.token)
        .post(`/api/agents/${agent.id}/activity`)
        .set('Idempotency-Key', 'one')
        .send(body);
    const first = await send({ type: 'message_sent' }).expect(201);
    const again = await send({ type: 'message_sent' }).expect(201);
    expect(again.body).toEqual(first.body);
    expect(await agentOf(agent.id)).toMatchObject({ messagesHandledToday: 1 });
    await send({ type: 'ticket_assigned' }).expect(422);
  });

  it('tells of it with an event', async () => {
    const agent = await app.agent(tenant.clientId);
    await report(agent, agent.id, { type: 'message_sent' }).expect(201);
    const event = await app.db.collection('events').findOne({
      clientId: tenant.clientId,
      type: 'agent.activity',
      agentId: agent.id,
    });
    expect(event?.['data']).toMatchObject({
      activity: { agentId: agent.id, type: 'message_sent' },
      figures: { messagesHandledToday: 1 },
    });
  });

  it('refuses what makes no sense', async () => {
    const agent = await app.agent(tenant.clientId);
    const bad: Record<string, unknown>[] = [
      {},
      { type: 'coffee' },
      { type: 'login' },
      { type: 'status_change', metadata: { to: 'online' } },
      { type: { $gt: '' } },
      { type: 'message_sent', description: '' },
      { type: 'message_sent', description: 'x'.repeat(1001) },
      { type: 'message_sent', metadata: 'T-1' },
      { type: 'message_sent', metadata: ['T-1'] },
      { type: 'message_sent', metadata: { ticketId: { $ne: null } } },
      { type: 'message_sent', metadata: { ticketId: '' } },
      { type: 'message_sent', metadata: { ticketId: 'x'.repeat(129) } },
      { type: 'message_sent', metadata: { note: 'x'.repeat(501) } },
      { type: 'message_sent', metadata: { $where: 'sleep(1000)' } },
      { type: 'message_sent', metadata: { 'a.b': 1 } },
      { type: 'ticket_resolved', metadata: { ticketId: 1, rating: 6 } },
      { type: 'ticket_resolved', metadata: { ticketId: 1, rating: '5' } },
      { type: 'message_sent', agentId: agent.id },
      {
        type: 'message_sent',
        metadata: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`k${index}`, 1])),
      },
    ];
    for (const body of bad) {
      const answer = await report(agent, agent.id, body);
      expect([body, answer.status, answer.body.error?.code]).toEqual([
        body,
        400,
        'VALIDATION_ERROR',
      ]);
    }
    expect(await app.db.collection('agent_activities').countDocuments({ agentId: agent.id })).toBe(
      1,
    );
  });

  it("is the agent's own to report, or an admin's; all of the company may read it", async () => {
    const agent = await app.agent(tenant.clientId);
    const other = await app.agent(tenant.clientId);
    const viewer = await app.agent(tenant.clientId, 'viewer');
    const stranger = (await app.tenant()).admin;
    const body = { type: 'message_sent' };
    await report(other, agent.id, body).expect(403);
    await report(viewer, agent.id, body).expect(403);
    await report(viewer, viewer.id, body).expect(403);
    await report(tenant.admin, agent.id, body).expect(201);
    const unknown = await report(tenant.admin, 99_999_999, body).expect(404);
    const foreign = await report(stranger, agent.id, body).expect(404);
    expect(foreign.body.error.code).toBe(unknown.body.error.code);
    for (const path of ['activity', 'performance']) {
      const read = (token?: string) => app.http(token).get(`/api/agents/${agent.id}/${path}`);
      await read().expect(401);
      await read(viewer.token).expect(200);
      await read(other.token).expect(200);
      await read(stranger.token).expect(404);
    }
  });

  it('refuses periods that are no days, turned round or too long', async () => {
    const get = (query: string) =>
      app.http(tenant.admin.token).get(`/api/agents/${tenant.admin.id}/${query}`);
    await get('performance?from=2027-02-30').expect(400);
    await get('performance?from=2027-03-02&to=2027-03-01').expect(400);
    await get('performance?from=2027-01-01&to=2027-03-31').expect(200);
    await get('performance?from=2026-12-31&to=2027-03-31').expect(400);
    await get('performance?from[$gt]=x').expect(200);
    await get('activity?days=0').expect(400);
    await get('activity?days=91').expect(400);
    await get('activity?days=90').expect(200);
  });

  it('makes the rows of each day in the zone of the company, also of days that were missed', async () => {
    const firm = await app.tenant({ messageSla: { seconds: 300 } });
    const berlin = await app.tenant();
    await app.db
      .collection('companies')
      .updateOne({ _id: berlin.clientId as never }, { $set: { timezone: 'Europe/Berlin' } });
    const agent = await app.agent(firm.clientId);
    const beat = (token: string) =>
      app
        .http(token)
        .post('/api/agent-heartbeat')
        .send({ agentId: agent.id, deviceConnected: true, currentStatus: 'online' })
        .expect(200);
    await beat(agent.token);
    await report(agent, agent.id, { type: 'ticket_assigned', metadata: { ticketId: 1 } });
    await report(agent, agent.id, { type: 'ticket_assigned', metadata: { ticketId: 2 } });
    await report(agent, agent.id, { type: 'message_sent', metadata: { ticketId: 1 } });
    await report(agent, agent.id, {
      type: 'ticket_resolved',
      metadata: { ticketId: 1, rating: 5 },
    });
    // Two hours later it still works; its app was silent meanwhile, as nobody could hear it.
    await app.travelTo('2027-03-26T06:30:00Z');
    const later = await app.login(agent.username);
    await beat(later);

    // Three days later, two minutes into the day of Mumbai.
    await app.travelTo('2027-03-28T18:32:00Z');
    const admin = await app.login(firm.admin.username);
    const rows = await app.until(
      async () => {
        const { body } = await app.http(admin).get(`/api/agents/${agent.id}/performance`);
        // The day before may have a row too: the company was there already.
        return (body as Day[]).filter(({ date }) => date >= '2027-03-26');
      },
      (days) => days.filter((day) => day.isFinal).length === 3,
    );
    expect(rows.slice(0, 3)).toEqual([
      {
        agentId: agent.id,
        date: '2027-03-26',
        messagesHandled: 1,
        ticketsResolved: 1,
        // The silence does not count, the time around each sign of life hardly does.
        onlineHours: expect.closeTo(0, 1) as unknown,
        avgResponseTime: expect.closeTo(0, 1) as unknown,
        customerSatisfaction: 5,
        // The other ticket was not answered within the target.
        slaCompliance: 50,
        isFinal: true,
      },
      expect.objectContaining({ date: '2027-03-27', messagesHandled: 0, slaCompliance: null }),
      expect.objectContaining({ date: '2027-03-28', onlineHours: 0, customerSatisfaction: null }),
    ]);
    const level = await app.until(
      () => agentOf(agent.id),
      (found) => found['performanceLevel'] === 'low',
    );
    expect(level).toMatchObject({
      ticketsResolvedToday: 0,
      messagesHandledToday: 0,
      onlineHoursToday: 0,
      totalTicketsHandled: 1,
      currentTickets: 1,
      customerSatisfaction: 5,
    });
    // In Berlin it is the 28th until 22:00 UTC, a day of 23 hours.
    const german = await app.until(
      () => stored(berlin.clientId),
      (found) => found.some(({ date }) => String(date) === '2027-03-27'),
    );
    const days = german.map(({ date }) => String(date)).filter((date) => date >= '2027-03-26');
    expect(days).toEqual(['2027-03-26', '2027-03-27']);

    const before = await stored(firm.clientId);
    const run = await app.http(admin).post('/api/admin/jobs/daily-metrics/run').expect(202);
    expect(run.body.data).toMatchObject({ outcome: 'done', figures: { days: 1, rows: 2 } });
    expect(await stored(firm.clientId)).toEqual(before);
  });

  async function stored(clientId: string) {
    return await app.db
      .collection('agent_performance_metrics')
      .find({ clientId, isFinal: true })
      .sort({ _id: 1 })
      .toArray();
  }
});
