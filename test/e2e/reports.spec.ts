import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { AppHarness, type TestTenant } from '../support/harness.js';
import { chance, dayIn, midnight, openHours, seedQuarters } from '../support/quarters.js';
import { FakeSmtp } from '../support/smtp.js';

interface Report {
  id: string;
  state: string;
  progress: number;
  rows: number;
  bytes: number;
  mail: { recipients: number; waiting: number; givenUp: number; lastError: string | null } | null;
}
type Body = Record<string, unknown>;

let app: AppHarness;
let smtp: FakeSmtp;
beforeAll(async () => {
  smtp = await FakeSmtp.start();
  smtp.refuses = (recipient) => (recipient.includes('nobody@') ? 550 : null);
  app = await AppHarness.start({ SMTP_URL: smtp.url });
}, 60_000);
afterAll(async () => {
  await app.stop();
  smtp.stop();
});

const http = (tenant: TestTenant) => app.http(tenant.admin.token);
const read = async (tenant: TestTenant, id: string): Promise<Report> =>
  (await http(tenant).get(`/api/reports/${id}`).expect(200)).body.data as Report;

async function ordered(tenant: TestTenant, body: Body): Promise<string> {
  const answer = await http(tenant).post('/api/reports').send(body);
  expect([body, answer.status]).toEqual([body, 202]);
  return (answer.body as { data: Report }).data.id;
}
async function made(tenant: TestTenant, body: Body): Promise<Report> {
  const id = await ordered(tenant, body);
  return await app.until(
    () => read(tenant, id),
    ({ state }) => state !== 'queued' && state !== 'running',
  );
}
const file = async (tenant: TestTenant, id: string) =>
  await http(tenant)
    .get(`/api/reports/${id}/download`)
    .buffer(true)
    .parse((stream, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => done(null, Buffer.concat(pieces)));
    });

/** So many folded calls of yesterday. */
async function withCalls(tenant: TestTenant, count: number, sector = 'billing'): Promise<void> {
  const parts = Array.from({ length: count }, (_, place) => {
    const callLogId = randomBytes(8).toString('hex');
    return {
      _id: `${callLogId}:1`,
      clientId: tenant.clientId,
      callLogId,
      part: 1,
      day: dayIn(-1),
      receivedAt: new Date(midnight(-1).getTime() + 36_000_000 + place * 10),
      agentId: tenant.admin.id,
      agentKind: 'human',
      teamId: null,
      sector,
      channel: 'voice',
      outcome: 'completed',
      success: true,
      waitSeconds: 5,
      talkSeconds: 60,
      holdSeconds: 0,
      wrapUpSeconds: 10,
      cost: null,
    };
  });
  for (let from = 0; from < parts.length; from += 10_000) {
    await app.db
      .collection('agent_metrics')
      .insertMany(parts.slice(from, from + 10_000) as never, { bypassDocumentValidation: true });
  }
}

/** Sums of a day, as the aggregation leaves them. */
async function withDay(tenant: TestTenant, day: string, dimension: string, key: string | null) {
  await app.db.collection('performance_trends').insertOne(
    {
      _id: `${tenant.clientId}:${dimension}:${key ?? ''}:${day}` as never,
      clientId: tenant.clientId,
      interval: 'day',
      dimension,
      key,
      agentId: null,
      day,
      updatedAt: new Date(0),
      offered: 100,
      answered: 90,
      answeredInTarget: 80,
      abandoned: 10,
      abandonedAfterTarget: 10,
      otherEnds: 0,
      successes: 90,
      waitAnsweredSeconds: 900,
      ringSeconds: 0,
      talkSeconds: 9000,
      holdSeconds: 0,
      wrapUpSeconds: 900,
      missedOffers: 0,
    },
    { bypassDocumentValidation: true },
  );
}

describe('a report', () => {
  it('comes as JSON, CSV and XLSX with the same rows', async () => {
    const tenant = await app.tenant();
    await withDay(tenant, dayIn(-1), 'tenant', null);
    const asked = { type: 'summary', metrics: ['offered', 'serviceLevel', 'aht'] };
    const json = await made(tenant, { ...asked, format: 'json' });
    expect(json).toMatchObject({ state: 'ready', progress: 100, rows: 1, mail: null });
    const whole = JSON.parse(String((await file(tenant, json.id)).body)) as { rows: Body[] };
    expect(whole.rows).toEqual([{ day: dayIn(-1), offered: 100, serviceLevel: 0.8, aht: 110 }]);
    const csv = await made(tenant, { ...asked, format: 'csv' });
    const text = await file(tenant, csv.id);
    expect(text.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(text.headers['content-disposition']).toContain('Figures-by-day-');
    const lines = String(text.body).split('\r\n');
    expect(lines[1]).toBe(`${dayIn(-1)},100,0.8,110`);
    const xlsx = await made(tenant, { ...asked, format: 'xlsx' });
    const sheet = unzipSync((await file(tenant, xlsx.id)).body as Buffer)[
      'xl/worksheets/sheet1.xml'
    ];
    expect(strFromU8(sheet ?? new Uint8Array())).toContain('<v>0.8</v>');
  });

  it('comes as a PDF with charts, for every type that has one', async () => {
    const tenant = await app.tenant();
    await withDay(tenant, dayIn(-1), 'tenant', null);
    await withDay(tenant, dayIn(-1), 'sector', 'billing');
    await seedQuarters(app, tenant.clientId, openHours(-7, -1, 4, chance(1)));
    for (const type of ['summary', 'agents', 'sectors', 'forecast']) {
      const report = await made(tenant, { type, format: 'pdf', title: 'Woche – \u{1F600} नमस्ते' });
      expect([type, report.state]).toEqual([type, 'ready']);
      const { body } = await file(tenant, report.id);
      expect(String((body as Buffer).subarray(0, 5))).toBe('%PDF-');
      expect(String(body)).toContain('%%EOF');
    }
  });

  it('of nothing has a head and no rows', async () => {
    const tenant = await app.tenant();
    for (const type of ['summary', 'agents', 'sectors', 'calls', 'forecast']) {
      const report = await made(tenant, { type, format: 'csv' });
      expect([type, report.state, report.rows]).toEqual([type, 'ready', 0]);
      expect(String((await file(tenant, report.id)).body).split('\r\n')).toHaveLength(2);
    }
  });

  it('never holds a formula', async () => {
    const tenant = await app.tenant();
    await withCalls(tenant, 3, '=HYPERLINK("http://evil.example","x")');
    const { id } = await made(tenant, { type: 'calls', format: 'csv' });
    const text = String((await file(tenant, id)).body);
    expect(text).toContain(`"'=HYPERLINK(""http`);
    expect(text).not.toMatch(/(^|,)"?=/m);
  });

  it('of many rows comes whole, and tells how far it is', async () => {
    const tenant = await app.tenant();
    await withCalls(tenant, 20_000);
    const report = await made(tenant, { type: 'calls', format: 'xlsx' });
    expect(report).toMatchObject({ state: 'ready', rows: 20_000, progress: 100 });
    const { body, headers } = await file(tenant, report.id);
    expect((body as Buffer).length).toBe(report.bytes);
    expect(Number(headers['content-length'])).toBe(report.bytes);
    const told = await app.db
      .collection('events')
      .find({ clientId: tenant.clientId, type: /^report/ })
      .sort({ _id: 1 })
      .toArray();
    expect(told[0]?.['type']).toBe('report.queued');
    expect(told.at(-1)).toMatchObject({ type: 'report.ready', data: { rows: 20_000 } });
  }, 120_000);

  it('is made again when the node that had it is gone', async () => {
    const tenant = await app.tenant();
    await withCalls(tenant, 10);
    const { id } = await made(tenant, { type: 'calls', format: 'json' });
    const reports = app.db.collection<{ _id: string }>('reports');
    await reports.updateOne(
      { _id: id },
      { $set: { state: 'running', heldUntil: new Date(Date.now() - 1000) } },
    );
    const again = await app.until(
      () => read(tenant, id),
      ({ state }) => state === 'ready',
    );
    expect(again.rows).toBe(10);
    const pieces = app.db.collection('report_files');
    expect(await pieces.distinct('attempt', { reportId: id })).toEqual([2]);
    expect(String((await file(tenant, id)).body)).toContain('"rows":[');
  });
});

describe('cancelling', () => {
  it('ends a report in the middle and leaves nothing of it', async () => {
    const tenant = await app.tenant();
    await withCalls(tenant, 50_000);
    const id = await ordered(tenant, { type: 'calls', format: 'xlsx' });
    await app.until(
      () => read(tenant, id),
      ({ state, rows }) => state === 'ready' || rows > 0,
    );
    const { body } = await http(tenant).delete(`/api/reports/${id}`).expect(200);
    expect(body.data.state).toBe('cancelled');
    await http(tenant).delete(`/api/reports/${id}`).expect(200);
    await app.until(
      () => app.db.collection('report_files').countDocuments({ reportId: id }),
      (pieces) => pieces === 0,
    );
    expect((await read(tenant, id)).state).toBe('cancelled');
    const { status } = await file(tenant, id);
    expect(status).toBe(409);
    const cancelled = { clientId: tenant.clientId, type: 'report.cancelled' };
    expect(await app.db.collection('events').countDocuments(cancelled)).toBe(1);
  }, 120_000);
});

describe('by e-mail', () => {
  it('goes out with its file, and tells when the mail server refuses', async () => {
    const tenant = await app.tenant();
    const boss = `boss-${randomBytes(4).toString('hex')}@bank.example`;
    const report = await made(tenant, {
      type: 'summary',
      format: 'csv',
      title: 'Week in figures',
      recipients: [boss, 'nobody@bank.example'],
    });
    const letters = await app.until(
      () => Promise.resolve(smtp.messages.filter((message) => message.includes(boss))),
      (found) => found.length === 1,
    );
    expect(letters[0]).toContain('Week in figures');
    expect(letters[0]).toContain('filename=Week-in-figures-');
    const { mail } = await app.until(
      () => read(tenant, report.id),
      ({ mail: state }) => state?.givenUp === 1 && state.waiting === 0,
    );
    expect(mail).toMatchObject({ recipients: 2, lastError: '550' });
  });

  it('comes again by a schedule, once for each time', async () => {
    const tenant = await app.tenant();
    const schedule = {
      type: 'summary',
      format: 'csv',
      span: 'yesterday',
      frequency: 'daily',
      time: '06:00',
      recipients: ['boss@bank.example'],
    };
    const answer = await http(tenant).post('/api/reports/schedules').send(schedule).expect(201);
    const { id, nextDueAt } = answer.body.data as { id: string; nextDueAt: string };
    // 06:00 in Kolkata.
    expect(nextDueAt).toMatch(/T00:30:00\.000Z$/);
    await app.db
      .collection<{ _id: string }>('report_schedules')
      .updateOne({ _id: id }, { $set: { nextDueAt: new Date(Date.now() - 86_400_000) } });
    await app.until(
      () => http(tenant).post('/api/admin/jobs/report-schedules/run'),
      ({ status }) => status === 202,
    );
    const ready = await app.until(
      async () =>
        (await http(tenant).get('/api/reports').query({ state: 'ready' }).expect(200)).body as {
          data: Body[];
        },
      ({ data }) => data.length > 0,
    );
    expect(ready.data).toHaveLength(1);
    expect(ready.data[0]).toMatchObject({ scheduleId: id, from: dayIn(-1), to: dayIn(-1) });
    const listed = (await http(tenant).get('/api/reports/schedules').expect(200)).body.data as {
      lastReportId: string;
      nextDueAt: string;
    }[];
    expect(listed).toHaveLength(1);
    expect(listed[0]?.lastReportId).toBe(ready.data[0]?.['id']);
    expect(Date.parse(listed[0]?.nextDueAt ?? '')).toBeGreaterThan(Date.now());
    await http(tenant).delete(`/api/reports/schedules/${id}`).expect(200);
    await http(tenant).delete(`/api/reports/schedules/${id}`).expect(404);
  });
});

describe('who may, and what is refused', () => {
  it('is for admins of the company, each export noted', async () => {
    const [ours, theirs] = [await app.tenant(), await app.tenant()];
    const report = await made(theirs, { type: 'summary', format: 'json' });
    await file(theirs, report.id);
    for (const path of [`/api/reports/${report.id}`, `/api/reports/${report.id}/download`]) {
      const stranger = await http(ours).get(path);
      expect([stranger.status, stranger.body.error.code]).toEqual([404, 'REPORT_NOT_FOUND']);
    }
    await http(ours).delete(`/api/reports/${report.id}`).expect(404);
    for (const role of ['viewer', 'cs'] as const) {
      const agent = await app.agent(theirs.clientId, role);
      const as = app.http(agent.token);
      await as.get('/api/reports').expect(403);
      await as.post('/api/reports').send({ type: 'summary', format: 'json' }).expect(403);
    }
    await app.http().get('/api/reports').expect(401);
    const noted = await app.db
      .collection('analytics_audit_log')
      .find({ clientId: theirs.clientId, action: 'exported' })
      .sort({ _id: 1 })
      .toArray();
    expect(noted.map(({ what, agentId }) => [what, agentId] as unknown[])).toEqual([
      ['report', theirs.admin.id],
      ['report.download', theirs.admin.id],
    ]);
  });

  it('answers bad requests clearly and changes nothing', async () => {
    const tenant = await app.tenant();
    const asked = { type: 'summary', format: 'csv' };
    for (const [body, field] of [
      [{ format: 'csv' }, 'type'],
      [{ ...asked, type: 'gossip' }, 'type'],
      [{ ...asked, format: 'docx' }, 'format'],
      [{ ...asked, type: { $gt: '' } }, 'type'],
      [{ ...asked, metrics: ['luck'] }, 'metrics'],
      [{ ...asked, metrics: [] }, 'metrics'],
      [{ ...asked, from: dayIn(0), to: dayIn(-3) }, 'to'],
      [{ ...asked, from: '2024-01-01', to: '2025-12-31' }, 'to'],
      [{ ...asked, from: '2026-02-30' }, 'from'],
      [{ ...asked, sector: 'nobody' }, 'sector'],
      [{ ...asked, recipients: ['not an address'] }, 'recipients'],
      [{ ...asked, title: '<b>bold</b>' }, 'title'],
      [{ ...asked, title: 'x'.repeat(10_000) }, 'title'],
      [{ type: 'calls', format: 'pdf' }, 'format'],
      [{ ...asked, more: 1 }, 'more'],
    ] as const) {
      const answer = await http(tenant).post('/api/reports').send(body);
      expect([body, answer.status, answer.body.error?.code]).toEqual([
        body,
        400,
        'VALIDATION_ERROR',
      ]);
      expect([body, answer.body.error.details[0].field]).toEqual([body, field]);
    }
    await http(tenant)
      .post('/api/reports')
      .send({ ...asked, agent: 999_999_999 })
      .expect(404);
    for (const body of [
      { ...asked, span: 'yesterday', frequency: 'weekly', time: '08:00' },
      { ...asked, span: 'yesterday', frequency: 'daily', time: '25:00' },
      { ...asked, span: 'next_14_days', frequency: 'daily', time: '08:00' },
    ]) {
      await http(tenant).post('/api/reports/schedules').send(body).expect(400);
    }
    const reports = app.db.collection('reports');
    expect(await reports.countDocuments({ clientId: tenant.clientId })).toBe(0);
  });

  it('makes one report of fifty requests with the same key', async () => {
    const tenant = await app.tenant();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        http(tenant)
          .post('/api/reports')
          .set('Idempotency-Key', 'one-report')
          .send({ type: 'agents', format: 'csv' }),
      ),
    );
    for (const { status } of answers) expect([202, 409, 429]).toContain(status);
    const reports = app.db.collection('reports');
    expect(await reports.countDocuments({ clientId: tenant.clientId })).toBe(1);
  });
});
