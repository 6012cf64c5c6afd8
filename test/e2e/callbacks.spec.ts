import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { AppHarness, type TestAgent } from '../support/harness.js';
import { ExotelSide, OutboundCentre } from '../support/outbound-centre.js';

let exotel: ExotelSide;
let app: AppHarness;
beforeAll(async () => {
  exotel = await ExotelSide.start({ speed: 10 });
  app = await AppHarness.start(exotel.env);
}, 60_000);
afterAll(async () => {
  await app.stop();
  await exotel.simulator.close();
});

/** Open on a day that is over. */
const CLOSED = { holidays: [{ date: '2020-01-01', windows: [{ start: '00:00', end: '24:00' }] }] };

interface CallbackData {
  readonly id: string;
  readonly state: string;
  readonly position: number | null;
  readonly attempts: number;
  readonly agentId: number | null;
  readonly placedCallLogId: string | null;
  readonly lastResult: string | null;
  readonly nextAttemptAt: string | null;
}

/** A company and the raw webhooks of its callers. */
class Line {
  private constructor(
    readonly centre: OutboundCentre,
    private readonly token: string,
  ) {}

  static async open(rules: Record<string, unknown> = {}): Promise<Line> {
    const centre = await OutboundCentre.open(app, exotel, { holdPieceSeconds: 600, ...rules });
    const rotated = await centre.admin.post('/api/channels/voice/rotate-token');
    const { webhookToken } = (rotated.body as { data: { webhookToken: string } }).data;
    return new Line(centre, webhookToken);
  }

  async get(path: string, from: string, sid: string, query: Record<string, string> = {}) {
    return await app
      .http()
      .get(`/webhooks/exotel/${this.token}/${path}`)
      .query({ CallSid: sid, CallFrom: from, CallTo: '08011112222', ...query });
  }

  wait(from: string, sid: string, query: Record<string, string> = {}) {
    return this.get('passthru', from, sid, { at: 'wait', as: 'select', ...query });
  }

  /** Waits in line, is offered to be called back, and presses the key. */
  async request(from: string): Promise<string> {
    const sid = `S${randomBytes(8).toString('hex')}`;
    expect((await this.wait(from, sid)).text).toBe('{"select":"wait"}');
    const prompt = await this.get('gather', from, sid);
    const { gather_prompt } = prompt.body as { gather_prompt: { text: string } };
    expect(gather_prompt.text).toContain(Array.from(from.slice(1)).join(' '));
    expect((await this.wait(from, sid, { digits: '"1"' })).text).toBe('{"select":"callback"}');
    return sid;
  }

  async readyAgent(): Promise<TestAgent> {
    const agent = await this.centre.readyAgent();
    const profile = { agentId: agent.id, sector: 'billing' };
    const made = await this.centre.admin.post('/api/sector-agents').send(profile);
    if (made.status !== 201) throw new Error(`profile: ${made.status} ${made.text}`);
    return agent;
  }

  async list(query: object = {}): Promise<CallbackData[]> {
    const answer = await this.centre.admin.get('/api/callbacks').query(query);
    return (answer.body as { data: CallbackData[] }).data;
  }

  async until(isSo: (callback: CallbackData) => boolean): Promise<CallbackData> {
    const [found] = await app.until(
      () => this.list(),
      ([callback]) => callback !== undefined && isSo(callback),
    );
    if (!found) throw new Error('there is none');
    return found;
  }
}

describe('a caller who would rather be called back', () => {
  it('keeps its place, and is dialled when an agent is free for it', async () => {
    const line = await Line.open();
    const customer = line.centre.customer();
    const sid = await line.request(customer);
    const call = await app.db
      .collection('call_logs')
      .findOne({ clientId: line.centre.clientId, providerSid: sid });
    expect(call).toMatchObject({ status: 'canceled', failureReason: 'callback_requested' });
    const waiting = await line.until(() => true);
    expect(waiting).toMatchObject({ state: 'waiting', position: 1, attempts: 0 });
    const place = await line.centre.admin.get('/api/queue');
    expect((place.body as { data: object[] }).data).toEqual([
      expect.objectContaining({ kind: 'callback', callLogId: String(call?._id), position: 1 }),
    ]);
    // A second press, and the webhook that was sent twice, change nothing.
    expect((await line.wait(customer, sid, { digits: '1' })).text).toBe('{"select":"callback"}');
    expect(await line.list()).toHaveLength(1);

    const anna = await line.readyAgent();
    const done = await line.until(({ state }) => state === 'done');
    expect(done).toMatchObject({ attempts: 1, agentId: anna.id, lastResult: 'talked' });
    expect(line.centre.dials(customer)).toBe(1);
    expect(await line.centre.activeCalls(anna.id)).toBe(0);
    const left = await app.db
      .collection('call_queue')
      .countDocuments({ clientId: line.centre.clientId });
    expect(left).toBe(0);
  });

  it('is to be called back once, in however many calls it asks for it', async () => {
    const line = await Line.open();
    const customer = line.centre.customer();
    // Two calls of one number, whose keys are pressed at the same moment.
    const sids = Array.from({ length: 2 }, () => `S${randomBytes(8).toString('hex')}`);
    for (const sid of sids) {
      await line.wait(customer, sid);
      await line.get('gather', customer, sid);
    }
    const answers = await Promise.all(sids.map((sid) => line.wait(customer, sid, { digits: '1' })));
    expect(answers.map(({ text }) => text)).toEqual(sids.map(() => '{"select":"callback"}'));
    const [promised] = await line.list();
    // And a third one later: the first promise and its place stay.
    await line.request(customer);
    expect(await line.list()).toEqual([expect.objectContaining({ id: promised!.id, position: 1 })]);
    const queue = await line.centre.admin.get('/api/queue');
    expect((queue.body as { data: object[] }).data).toHaveLength(1);

    const anna = await line.readyAgent();
    await line.until(({ state }) => state === 'done');
    expect(line.centre.dials(customer)).toBe(1);
    // Once it was called, it may ask again.
    await app.http(anna.token).put(`/api/agents/${anna.id}/status`).send({ status: 'away' });
    await line.request(customer);
    expect(await line.list({ state: 'waiting' })).toHaveLength(1);
  });

  it('is tried again by the company’s policy when nobody answers, then given up', async () => {
    const policy = { attempts: 1, firstDelaySeconds: 30, longestDelaySeconds: 60 };
    const line = await Line.open({ retry: { no_answer: policy } });
    const customer = line.centre.customer({ answersAfterSeconds: () => null });
    await line.request(customer);
    await line.readyAgent();
    const again = await line.until(({ nextAttemptAt }) => nextAttemptAt !== null);
    expect(again).toMatchObject({ state: 'waiting', attempts: 1, position: 1 });
    const over = await line.until(({ state }) => state === 'failed');
    expect(over).toMatchObject({ attempts: 2, lastResult: 'no_answer', position: null });
    expect(line.centre.dials(customer)).toBe(2);
  });

  it('is not dialled once it is cancelled', async () => {
    const line = await Line.open();
    const customer = line.centre.customer();
    await line.request(customer);
    const [{ id } = { id: '' }] = await line.list();
    const other = await Line.open();
    expect((await other.centre.admin.delete(`/api/callbacks/${id}`)).status).toBe(404);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => line.centre.admin.delete(`/api/callbacks/${id}`)),
    );
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(await line.list({ state: 'canceled' })).toHaveLength(1);
    const anna = await line.readyAgent();
    expect((await app.http(anna.token).get('/api/callbacks')).status).toBe(200);
    expect((await app.http(anna.token).delete(`/api/callbacks/${id}`)).status).toBe(403);
    expect((await line.centre.admin.delete(`/api/callbacks/unknown`)).status).toBe(404);
    expect((await line.centre.admin.get('/api/callbacks?state=lost')).status).toBe(400);
    const free = await app.db
      .collection('call_queue')
      .countDocuments({ clientId: line.centre.clientId });
    expect(free).toBe(0);
    expect(line.centre.dials(customer)).toBe(0);
  });

  it('is asked only where it can be called: not without a number, nor for keys of a menu', async () => {
    const line = await Line.open();
    const sid = `S${randomBytes(8).toString('hex')}`;
    // Typed into a menu, before anything was offered.
    expect((await line.wait(line.centre.customer(), sid, { digits: '1' })).text).toBe(
      '{"select":"wait"}',
    );
    const hidden = `S${randomBytes(8).toString('hex')}`;
    await line.wait('', hidden);
    const prompt = await line.get('gather', '', hidden);
    expect((prompt.body as { gather_prompt: { text: string } }).gather_prompt.text).not.toContain(
      'called back',
    );
    expect(await line.list()).toEqual([]);
  });

  it('may be one who called while the company was closed', async () => {
    const line = await Line.open({ closed: { message: 'Closed.', next: 'callback' } });
    const path = `/api/settings/company/${line.centre.clientId}`;
    const closing = await line.centre.admin.put(path).send({ businessHours: CLOSED });
    expect(closing.status).toBe(200);
    const customer = line.centre.customer();
    const sid = `S${randomBytes(8).toString('hex')}`;
    await app.until(
      () => line.wait(customer, sid),
      ({ text }) => text === '{"select":"callback"}',
    );
    await line.get('gather', customer, sid);
    expect((await line.wait(customer, sid, { digits: '1' })).text).toBe('{"select":"callback"}');
    expect(await line.until(() => true)).toMatchObject({ state: 'waiting' });
    await line.readyAgent();
    const { id } = await line.until(() => true);
    const why = await line.centre.admin.get(`/api/queue/${id}`);
    expect((why.body as { data: { why: object } }).data.why).toMatchObject({ reason: 'closed' });
    expect(line.centre.dials(customer)).toBe(0);
    await line.centre.admin.put(path).send({ businessHours: null });
    await line.until(({ state }) => state === 'done');
    expect(line.centre.dials(customer)).toBe(1);
  });
});
