import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness } from '../support/harness.js';
import { ExotelSide, OutboundCentre } from '../support/outbound-centre.js';

let exotel: ExotelSide;
let app: AppHarness;

beforeAll(async () => {
  exotel = await ExotelSide.start({ speed: 10 });
  app = await AppHarness.start(exotel.env);
});
afterAll(async () => {
  await app.stop();
  await exotel.simulator.close();
});

interface Report {
  readonly total: number;
  readonly successful: number;
  readonly failed: number;
  readonly callLogIds: readonly string[];
  readonly errors: readonly { readonly index: number; readonly line: number; code: string }[];
  readonly batchId: string;
}
const reportOf = (answer: { body: unknown }): Report => (answer.body as { data: Report }).data;
const codeOf = (answer: { body: unknown }): string | undefined =>
  (answer.body as { error?: { code?: string } }).error?.code;

async function progress(centre: OutboundCentre, batchId: string) {
  const answer = await centre.admin.get(`/api/v1/calls/outbound/batches/${batchId}`);
  return (answer.body as { data: Record<string, unknown> }).data;
}

describe('many calls at once', () => {
  it('are accepted in one pass, each bad row told by its index, and dialled once each', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await centre.readyAgent();
    const [one, two, three] = [centre.customer(), centre.customer(), centre.customer()];
    await centre.admin.post('/api/v1/dnc').send({ phoneNumber: three });
    const answer = await centre.admin.post('/api/v1/calls/outbound/bulk').send({
      intervalMs: 0,
      calls: [
        { phoneNumber: one, agentId: anna.id, userId: 'u1' },
        { phoneNumber: '12', agentId: anna.id, userId: 'u1' },
        { phoneNumber: two, agentId: String(anna.id), userId: 'u1', priority: 'high' },
        { phoneNumber: three, agentId: anna.id, userId: 'u1' },
        { phoneNumber: one, agentId: 999_999_999, userId: 'u1' },
        null,
      ],
    });
    expect(answer.status).toBe(201);
    const report = reportOf(answer);
    expect(report).toMatchObject({ total: 6, successful: 2, failed: 4 });
    expect(report.errors.map(({ index, code }) => [index, code])).toEqual([
      [1, 'INVALID_PHONE_NUMBER'],
      [3, 'NUMBER_ON_DNC'],
      [4, 'AGENT_NOT_FOUND'],
      [5, 'VALIDATION_ERROR'],
    ]);
    const done = await app.until(
      () => progress(centre, report.batchId),
      (seen) => seen['done'] === 2,
    );
    expect(done).toMatchObject({ total: 2, waiting: 0, dialling: 0, failed: 0, expectedEnd: null });
    expect([one, two, three].map((number) => centre.dials(number))).toEqual([1, 1, 0]);
    const list = await centre.admin.get('/api/v1/calls').query({ batchId: report.batchId });
    expect((list.body as { count: number }).count).toBe(2);
    await app.until(
      () => app.db.collection('events').countDocuments({ ...centre.own, type: 'batch.done' }),
      (count) => count > 0,
    );
  });

  it('refuses none and more than a thousand', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const rows = (count: number) => ({ calls: Array.from({ length: count }, () => ({})) });
    for (const body of [rows(0), rows(1001), {}, { calls: 'all' }, { calls: { $gt: '' } }]) {
      const answer = await centre.admin.post('/api/v1/calls/outbound/bulk').send(body);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_ERROR']);
    }
  });

  it('wait for an agent who is not ready, and can be taken back', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await app.agent(centre.clientId);
    const [one, two] = [centre.customer(), centre.customer()];
    const answer = await centre.admin.post('/api/v1/calls/outbound/bulk').send({
      intervalMs: 0,
      calls: [one, two].map((phoneNumber) => ({ phoneNumber, agentId: anna.id, userId: 'u1' })),
    });
    const [first = '', second = ''] = reportOf(answer).callLogIds;
    expect(await centre.call(first)).toMatchObject({
      status: 'initiated',
      outboundStatus: 'queued',
    });
    const cancel = () => centre.admin.post(`/api/v1/calls/${first}/cancel`);
    const canceled = await cancel();
    expect(canceled.status).toBe(200);
    expect((canceled.body as { data: object }).data).toEqual({
      callLogId: first,
      status: 'canceled',
      message: 'Call cancelled successfully',
    });
    expect(codeOf(await cancel())).toBe('CALL_NOT_CANCELABLE');
    exotel.simulator.phone(anna.phone).set({ answersAfterSeconds: () => 1 });
    await app.http(anna.token).put(`/api/agents/${anna.id}/status`).send({ status: 'online' });
    await centre.beat(anna);
    expect(await centre.ended(second)).toMatchObject({ status: 'completed' });
    expect([centre.dials(one), centre.dials(two)]).toEqual([0, 1]);
  });

  it('end with the reason when their agent leaves the company', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await app.agent(centre.clientId);
    const calls = [{ phoneNumber: centre.customer(), agentId: anna.id, userId: 'u1' }];
    const report = reportOf(
      await centre.admin.post('/api/v1/calls/outbound/bulk').send({ intervalMs: 0, calls }),
    );
    expect((await centre.admin.delete(`/api/agents/${anna.id}`)).status).toBeLessThan(300);
    expect(await centre.ended(report.callLogIds[0] ?? '')).toMatchObject({
      status: 'failed',
      failureReason: 'agent_gone',
    });
  });

  it('wait for the next day where a number was called as often as allowed', async () => {
    const centre = await OutboundCentre.open(app, exotel, { callsPerNumberPerDay: 1 });
    const anna = await centre.readyAgent();
    const [often, other] = [centre.customer(), centre.customer()];
    const placed = await centre.place(anna.id, often);
    await centre.ended((placed.body as { data: { callLogId: string } }).data.callLogId);
    const call = { agentId: anna.id, userId: 'u1' };
    const report = reportOf(
      await centre.admin.post('/api/v1/calls/outbound/bulk').send({
        intervalMs: 0,
        calls: [
          { ...call, phoneNumber: often },
          { ...call, phoneNumber: other },
        ],
      }),
    );
    const [first = '', second = ''] = report.callLogIds;
    expect(await centre.ended(second)).toMatchObject({ status: 'completed' });
    expect(await centre.call(first)).toMatchObject({ outboundStatus: 'scheduled', endedAt: null });
    expect(centre.dials(often)).toBe(1);
    // Whoever asks for a call of now is not held back.
    expect((await centre.place(anna.id, often)).status).toBe(201);
  });

  it('come from a file, with the bad lines told by their number', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await centre.readyAgent();
    const one = centre.customer();
    const file = [
      'Phone Number,agent_id,userId,priority,campaignId',
      `${one.slice(3)},${anna.id},u1,high,spring`,
      `nonsense,${anna.id},u1,,`,
      `${one},${anna.id},"u1,low`,
    ].join('\n');
    const answer = await centre.admin
      .post('/api/v1/calls/outbound/import')
      .query({ intervalMs: 0 })
      .set('Content-Type', 'text/csv')
      .send(file);
    expect(answer.status).toBe(201);
    const report = reportOf(answer);
    expect(report).toMatchObject({ total: 3, successful: 1, failed: 2 });
    expect(report.errors.map(({ line, code }) => [line, code])).toEqual([
      [4, 'VALIDATION_ERROR'],
      [3, 'INVALID_PHONE_NUMBER'],
    ]);
    await app.until(
      () => progress(centre, report.batchId),
      (seen) => seen['done'] === 1,
    );
    const list = await centre.admin.get('/api/v1/calls').query({ campaignId: 'spring' });
    expect((list.body as { count: number }).count).toBe(1);
    const keyed = (csv: string) =>
      centre.admin
        .post('/api/v1/calls/outbound/import')
        .set('Content-Type', 'text/csv')
        .set('Idempotency-Key', 'one-file')
        .send(csv);
    const absent = await app.agent(centre.clientId);
    const small = `phoneNumber,agentId\n${one},${absent.id}`;
    const [first, again] = [await keyed(small), await keyed(small)];
    expect([first.status, reportOf(again).batchId]).toEqual([201, reportOf(first).batchId]);
    expect(await progress(centre, reportOf(first).batchId)).toMatchObject({ total: 1 });
    const reused = await keyed(`${small}\n${one},${absent.id}`);
    expect([reused.status, codeOf(reused)]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const other = await OutboundCentre.open(app, exotel);
    const hidden = await other.admin.get(`/api/v1/calls/outbound/batches/${report.batchId}`);
    expect([hidden.status, codeOf(hidden)]).toEqual([404, 'BATCH_NOT_FOUND']);
  });
});

describe('a file of calls that is none', () => {
  const HEAD = 'phoneNumber,agentId';
  const send = (admin: ReturnType<AppHarness['http']>, file: string | Buffer) =>
    admin.post('/api/v1/calls/outbound/import').set('Content-Type', 'text/csv').send(file);

  it.each([
    ['is empty', '', undefined],
    ['has no line but blank ones', '\n\n \n', undefined],
    ['lacks a column', 'phoneNumber\n+919812345678', 'agentId'],
    ['names a column twice', `${HEAD},Phone Number\n1,2,3`, 'phoneNumber'],
    ['opens a quote in its first line', `"${HEAD}\n+919812345678,1`, 'file'],
    ['is another table', 'colour;size\nred;1', 'phoneNumber'],
    ['is separated by semicolons', 'phoneNumber;agentId\n+919812345678;1', 'phoneNumber'],
    ['is no text', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x00]), undefined],
  ])('is refused as a whole: %s', async (_why, file, field) => {
    const { admin } = await app.tenant();
    const answer = await send(app.http(admin.token), file);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_ERROR']);
    const { details = [] } = (answer.body as { error: { details?: { field: string }[] } }).error;
    if (field !== undefined) expect(details.map((one) => one.field)).toContain(field);
  });

  it('loses only the lines that are broken', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await app.agent(centre.clientId);
    const good = () => `${centre.customer()},${anna.id}`;
    const file = [
      `\uFEFF${HEAD},note`,
      `${good()},"a, ""b""\r\nc"`,
      '',
      centre.customer(),
      `${centre.customer()},not a number`,
      `${good()},too,many,cells`,
      `=1+1,${anna.id}`,
      `${centre.customer()},${'9'.repeat(400)}`,
      good(),
      `${centre.customer()},"${anna.id}"x`,
    ].join('\r\n');
    const answer = await send(centre.admin, file);
    const report = reportOf(answer);
    expect([answer.status, report.successful, report.failed]).toEqual([201, 3, 6]);
    expect(new Set(report.errors.map(({ code }) => code))).toEqual(
      new Set(['VALIDATION_ERROR', 'INVALID_PHONE_NUMBER']),
    );
  });
});

describe('the list of numbers that are never called', () => {
  it('takes, shows and gives back numbers, and keeps every call from them', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await centre.readyAgent();
    const number = centre.customer();
    const add = () =>
      centre.admin.post('/api/v1/dnc').send({ phoneNumber: number, reason: 'asked <b>us</b>' });
    expect((await add()).status).toBe(201);
    expect((await add()).status).toBe(201);
    const list = await centre.admin.get('/api/v1/dnc');
    expect(list.body).toMatchObject({
      count: 1,
      data: [{ phoneNumber: number, reason: 'asked <b>us</b>', source: 'manual' }],
    });
    const refused = await centre.place(anna.id, number);
    expect([refused.status, codeOf(refused)]).toEqual([422, 'NUMBER_ON_DNC']);
    const remove = () => centre.admin.delete('/api/v1/dnc').query({ phoneNumber: number });
    expect((await remove()).status).toBe(200);
    expect(codeOf(await remove())).toBe('DNC_NUMBER_NOT_FOUND');
    expect((await centre.place(anna.id, number)).status).toBe(201);
    const bad = await centre.admin.post('/api/v1/dnc').send({ phoneNumber: '12' });
    expect([bad.status, codeOf(bad)]).toEqual([400, 'INVALID_PHONE_NUMBER']);
  });

  it('comes from a file, in every form that numbers are written in', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const answer = await centre.admin
      .post('/api/v1/dnc/import')
      .set('Content-Type', 'text/csv')
      .send('phoneNumber,reason\n09812345678,old\n+919812345678,again\nnobody,\n');
    expect((answer.body as { data: object }).data).toMatchObject({
      total: 3,
      added: 1,
      known: 1,
      failed: 1,
      errors: [{ line: 4, code: 'INVALID_PHONE_NUMBER' }],
    });
  });
});
