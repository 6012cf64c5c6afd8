import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { AppHarness, type TestAgent, type TestTenant } from '../support/harness.js';

let app: AppHarness;
beforeAll(async () => {
  app = await AppHarness.start();
}, 120_000);
afterAll(() => app.stop());

const ROUTE = '/api/v1/calls/scheduled';
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const TOMORROW = () => inMs(86_400_000);
const wanted = (agent: TestAgent, more: object = {}) => ({
  phoneNumber: '+919812345678',
  agentId: agent.id,
  scheduledFor: TOMORROW(),
  ...more,
});
const made = async (tenant: TestTenant, more: object = {}) => {
  const answer = await app.http(tenant.admin.token).post(ROUTE).send(wanted(tenant.admin, more));
  expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
  return dataOf(answer);
};
const dataOf = (answer: Response) => (answer.body as { data: Record<string, unknown> }).data;
const codeOf = (answer: Response) => [
  answer.status,
  (answer.body as { error?: { code: string } }).error?.code,
];
const callsOf = async (tenant: TestTenant) =>
  await app.db.collection('call_logs').find({ clientId: tenant.clientId }).toArray();

describe('a scheduled call', () => {
  it('is made, shown, changed and taken back', async () => {
    const tenant = await app.tenant();
    const http = app.http(tenant.admin.token);
    const schedule = await made(tenant, {
      timezone: 'Europe/Berlin',
      scheduledFor: '2030-01-31T10:00',
      recurring: { frequency: 'monthly', maxOccurrences: 3 },
    });
    expect(schedule).toMatchObject({
      scheduledFor: '2030-01-31T09:00:00.000Z',
      nextRunAt: '2030-01-31T09:00:00.000Z',
      status: 'pending',
      isPending: true,
      isRecurring: true,
      canCancel: true,
      occurrences: 0,
    });
    const id = String(schedule['id']);
    const changed = await http.put(`${ROUTE}/${id}`).send({ priority: 'high' });
    expect(dataOf(changed)).toMatchObject({ priority: 'high', version: 2 });
    const moved = await http.put(`${ROUTE}/${id}`).send({ scheduledFor: '2030-02-28T10:00' });
    expect(dataOf(moved)).toMatchObject({ nextRunAt: '2030-02-28T09:00:00.000Z' });
    const stale = await http.put(`${ROUTE}/${id}`).set('If-Match', '"1"').send({});
    expect(codeOf(stale)).toEqual([412, 'VERSION_CONFLICT']);

    const list = await http.get(ROUTE).query({ status: 'pending' });
    expect(list.body).toMatchObject({ success: true, count: 1, data: [{ id }] });
    const canceled = await http.delete(`${ROUTE}/${id}`);
    expect(dataOf(canceled)).toMatchObject({ status: 'canceled', canCancel: false });
    expect(codeOf(await http.delete(`${ROUTE}/${id}`))).toEqual([409, 'SCHEDULE_OVER']);
    expect(codeOf(await http.put(`${ROUTE}/${id}`).send({}))).toEqual([409, 'SCHEDULE_OVER']);
  });

  it('moves to the next opening of its own hours', async () => {
    const tenant = await app.tenant();
    const schedule = await made(tenant, {
      timezone: 'Asia/Kolkata',
      // A Saturday.
      scheduledFor: '2030-01-05T10:00',
      respectBusinessHours: true,
      businessHours: { start: '09:30', end: '18:00', daysOfWeek: [1, 2, 3, 4, 5] },
    });
    expect(schedule['nextRunAt']).toBe('2030-01-07T04:00:00.000Z');
  });

  it('is run once when it is due', async () => {
    const tenant = await app.tenant();
    const schedule = await made(tenant, { scheduledFor: inMs(1500), metadata: { lead: 7 } });
    const [call] = await app.until(
      () => callsOf(tenant),
      (calls) => calls.length > 0,
    );
    expect(call).toMatchObject({
      origin: 'scheduled',
      phoneNumber: '+919812345678',
      agentId: tenant.admin.id,
      metadata: { lead: 7, scheduleId: schedule['id'] },
    });
    const shown = await app.http(tenant.admin.token).get(`${ROUTE}/${String(schedule['id'])}`);
    expect(dataOf(shown)).toMatchObject({
      status: 'running',
      occurrences: 1,
      nextRunAt: null,
      callLogId: String(call?._id),
    });
    const over = await app
      .http(tenant.admin.token)
      .post(`/api/v1/calls/${String(call?._id)}/cancel`);
    expect(over.status).toBe(200);
    await app.until(
      () => app.http(tenant.admin.token).get(`${ROUTE}/${String(schedule['id'])}`),
      (answer) => dataOf(answer)['status'] === 'done',
    );
    expect(await callsOf(tenant)).toHaveLength(1);
  });

  it('is an agent’s own, or nobody’s', async () => {
    const tenant = await app.tenant();
    const [anna, viewer] = [
      await app.agent(tenant.clientId),
      await app.agent(tenant.clientId, 'viewer'),
    ];
    const foreign = await app.tenant();
    const own = await app.http(anna.token).post(ROUTE).send(wanted(anna));
    expect(own.status).toBe(201);
    const others = await made(tenant);
    const id = String(others['id']);
    const cases: readonly [Promise<Response>, number, string][] = [
      [app.http(anna.token).post(ROUTE).send(wanted(tenant.admin)), 403, 'FORBIDDEN'],
      [app.http(anna.token).get(`${ROUTE}/${id}`), 404, 'SCHEDULED_CALL_NOT_FOUND'],
      [app.http(anna.token).put(`${ROUTE}/${id}`).send({}), 404, 'SCHEDULED_CALL_NOT_FOUND'],
      [app.http(anna.token).delete(`${ROUTE}/${id}`), 404, 'SCHEDULED_CALL_NOT_FOUND'],
      [app.http(foreign.admin.token).get(`${ROUTE}/${id}`), 404, 'SCHEDULED_CALL_NOT_FOUND'],
      [app.http(viewer.token).get(ROUTE), 403, 'FORBIDDEN'],
      [app.http().get(ROUTE), 401, 'UNAUTHENTICATED'],
      [
        app.http(tenant.admin.token).post(ROUTE).send(wanted(foreign.admin)),
        404,
        'AGENT_NOT_FOUND',
      ],
    ].map(([answer, status, code]) => [
      answer as Promise<Response>,
      status as number,
      code as string,
    ]);
    for (const [answer, status, code] of cases) {
      expect(codeOf(await answer)).toEqual([status, code]);
    }
    const list = await app.http(anna.token).get(ROUTE);
    expect((list.body as { data: unknown[] }).data).toHaveLength(1);
  });

  it.each([
    [{ phoneNumber: '98123' }, 'INVALID_PHONE_NUMBER'],
    [{ phoneNumber: { $gt: '' } }, 'VALIDATION_ERROR'],
    [{ agentId: 1.5 }, 'VALIDATION_ERROR'],
    [{ scheduledFor: '2020-01-01T10:00:00Z' }, 'VALIDATION_ERROR'],
    [{ scheduledFor: 'tomorrow' }, 'VALIDATION_ERROR'],
    [{ scheduledFor: '2999-01-01T10:00:00Z' }, 'VALIDATION_ERROR'],
    [{ scheduledFor: 'x'.repeat(100_000) }, 'VALIDATION_ERROR'],
    [{ timezone: 'Mars/Olympus' }, 'VALIDATION_ERROR'],
    [{ timezone: '📞' }, 'VALIDATION_ERROR'],
    [{ recurring: { frequency: 'hourly' } }, 'VALIDATION_ERROR'],
    [{ recurring: { frequency: 'daily', interval: 0 } }, 'VALIDATION_ERROR'],
    [{ recurring: { frequency: 'daily', maxOccurrences: 0 } }, 'VALIDATION_ERROR'],
    [{ recurring: { frequency: 'daily', maxOccurrences: 1e9 } }, 'VALIDATION_ERROR'],
    [{ recurring: { frequency: 'daily', endDate: '2020-01-01' } }, 'VALIDATION_ERROR'],
    [{ recurring: { frequency: 'daily', endDate: '2030-02-30' } }, 'VALIDATION_ERROR'],
    [{ businessHours: { start: '18:00', end: '09:00', daysOfWeek: [1] } }, 'VALIDATION_ERROR'],
    [{ businessHours: { start: '09:00', end: '18:00', daysOfWeek: [8] } }, 'VALIDATION_ERROR'],
    [{ metadata: { a: { $where: '1' } } }, 'VALIDATION_ERROR'],
  ])('is refused with %j', async (more, code) => {
    const tenant = await app.tenant();
    const answer = await app.http(tenant.admin.token).post(ROUTE).send(wanted(tenant.admin, more));
    expect(codeOf(answer)).toEqual([400, code]);
    expect(
      await app.db.collection('scheduled_calls').countDocuments({ clientId: tenant.clientId }),
    ).toBe(0);
  });

  it('is one when the same request comes fifty times with its key', async () => {
    const tenant = await app.tenant();
    const body = wanted(tenant.admin);
    await Promise.all(
      Array.from({ length: 50 }, () =>
        app.http(tenant.admin.token).post(ROUTE).set('Idempotency-Key', 'one').send(body),
      ),
    );
    const stored = app.db.collection('scheduled_calls');
    expect(await stored.countDocuments({ clientId: tenant.clientId })).toBe(1);
  });
});

describe('schedules and a crash', () => {
  it('loses no run and makes none twice when a node is killed as they are due', async () => {
    const own = await AppHarness.start();
    try {
      const tenant = await own.tenant();
      const due = inMs(15_000);
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, count) =>
          own
            .http(tenant.admin.token)
            .post(ROUTE)
            .send(wanted(tenant.admin, { scheduledFor: due, metadata: { count } })),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
      const calls = () =>
        own.db.collection('call_logs').find({ clientId: tenant.clientId }).toArray();
      await own.until(calls, (found) => found.length >= 3);
      await own.end('SIGKILL');
      await own.boot();
      await own.until(calls, (found) => found.length >= 40, 60_000);
      const seen = await calls();
      expect(new Set(seen.map((call) => String(call['metadata'].scheduleId))).size).toBe(40);
      expect(seen).toHaveLength(40);
    } finally {
      await own.stop();
    }
  }, 120_000);

  it('runs what is less than an hour late once, and marks the rest as missed', async () => {
    const own = await AppHarness.start();
    try {
      const tenant = await own.tenant();
      const post = (body: object) =>
        own.http(tenant.admin.token).post(ROUTE).send(wanted(tenant.admin, body));
      const [early, late] = [
        await post({ scheduledFor: inMs(3_600_000) }),
        await post({ scheduledFor: inMs(7_200_000) }),
      ];
      await own.travelTo(inMs(3_600_000 + 5_400_000));
      const statusOf = async (answer: Response) => {
        const _id = dataOf(answer)['id'] as never;
        const found = await own.db.collection('scheduled_calls').findOne({ _id });
        return found?.['status'] as string;
      };
      await own.until(
        async () => [await statusOf(early), await statusOf(late)],
        ([first, second]) => first === 'missed' && second === 'running',
      );
      expect(
        await own.db.collection('call_logs').countDocuments({ clientId: tenant.clientId }),
      ).toBe(1);
    } finally {
      await own.stop();
    }
  }, 120_000);
});
