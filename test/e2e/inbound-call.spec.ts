import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness } from '../support/harness.js';

let app: AppHarness;
beforeAll(async () => {
  app = await AppHarness.start();
}, 60_000);
afterAll(() => app.stop());

const sid = (): string => `S${randomBytes(8).toString('hex')}`;
const dialled = (answer: Parameters<typeof CallCentre.dialled>[0]) => CallCentre.dialled(answer);

/** Asks until the index of ready agents has heard of the agent. */
async function connectTo(centre: CallCentre, call: string, phone: string): Promise<void> {
  await app.until(
    async () => dialled(await centre.connect(call)),
    (number) => number === phone,
  );
}

describe('an incoming call', () => {
  it('is given to a ready agent, talked and counted', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    const call = sid();
    await connectTo(centre, call, anna.phone);
    expect((await centre.presence(anna.id))?.activeCalls).toBe(1);

    await centre.popup(call, anna, 'Ringing');
    expect(await centre.call(call)).toMatchObject({ status: 'ringing' });
    await centre.popup(call, anna, 'Answered');
    expect(await centre.call(call)).toMatchObject({ status: 'connected', agentId: anna.id });

    const again = await centre.connect(call, {
      DialCallStatus: 'completed',
      DialWhomNumber: `0${anna.phone.slice(3)}`,
      DialCallDuration: '65',
    });
    expect(dialled(again)).toBeNull();
    expect((await centre.presence(anna.id))?.activeCalls).toBe(0);

    const end = await centre.end(call, { 'Legs[1][OnCallDuration]': '60' });
    expect(end.status).toBe(200);
    const record = await centre.call(call);
    expect(record).toMatchObject({ status: 'completed', agentId: anna.id, confirmed: false });

    const answer = await centre.admin.get(`/api/v1/calls/${String(record?._id)}`);
    expect(answer.body).toMatchObject({
      success: true,
      data: { providerSid: call, status: 'completed', phoneNumber: '+919812345678' },
    });
    const stranger = await app.agent(centre.clientId);
    const seenBy = async ({ token }: { token: string }, path: string) =>
      (await app.http(token).get(`/api/v1/calls${path}`)).status;
    const path = `/${String(record?._id)}`;
    expect([await seenBy(anna, path), await seenBy(stranger, path)]).toEqual([200, 404]);
    expect(await seenBy(anna, '?phoneNumber=nobody')).toBe(400);
    const events = await centre.admin.get(`/api/v1/calls/${String(record?._id)}/events`);
    const types = (events.body as { data: { type: string }[] }).data.map((event) => event.type);
    expect(types).toEqual(
      expect.arrayContaining(['call.received', 'call.offered', 'call.answered', 'call.ended']),
    );
    const why = await centre.admin.get(`/api/routing/decisions/${String(record?._id)}`);
    const decisions = (why.body as { data: { winner: number; path: string }[] }).data;
    expect(decisions.at(-1)).toMatchObject({ winner: anna.id, path: 'sector' });
  });

  it('waits when nobody is ready, and gets the agent who becomes free', async () => {
    const centre = await CallCentre.open(app);
    const call = sid();
    expect((await centre.wait(call)).status).toBe(302);
    expect(await centre.call(call)).toMatchObject({ status: 'queued' });
    const hold = await centre.get('hold', { CallSid: call });
    expect(hold.headers['content-type']).toBe('text/plain');
    expect(hold.text).toContain('next in line');

    const anna = await centre.readyAgent();
    await app.until(
      () => centre.call(call),
      (record) => record?.['status'] === 'offered',
    );
    expect((await centre.presence(anna.id))?.activeCalls).toBe(1);
    expect((await centre.wait(call)).status).toBe(200);
    expect(dialled(await centre.connect(call))).toBe(anna.phone);
  });

  it('goes to the next agent when a phone is not answered', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent({ priority: 9 });
    const ben = await centre.readyAgent({ priority: 1 });
    const call = sid();
    await connectTo(centre, call, anna.phone);
    const next = await centre.connect(call, {
      DialCallStatus: 'no-answer',
      DialWhomNumber: anna.phone,
    });
    expect(dialled(next)).toBe(ben.phone);
    expect(await centre.presence(anna.id)).toMatchObject({ activeCalls: 0, missedInRow: 1 });
  });

  it('is one call and one offer when fifty webhooks of it come at once', async () => {
    const centre = await CallCentre.open(app);
    const agents = [await centre.readyAgent(), await centre.readyAgent()];
    const call = sid();
    const answers = await Promise.all(Array.from({ length: 50 }, () => centre.connect(call)));
    const numbers = new Set(answers.map(dialled).filter((number) => number !== null));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect(numbers.size).toBeLessThanOrEqual(1);
    const held = await Promise.all(agents.map((agent) => centre.presence(agent.id)));
    expect(held.reduce((sum, state) => sum + (state?.activeCalls ?? 0), 0)).toBeLessThanOrEqual(1);
    // Who was answered "nobody" in time is recorded a moment later.
    await app.until(
      () => app.db.collection('call_logs').countDocuments({ providerSid: call }),
      (records) => records === 1,
    );
  });

  it('never gives one agent two calls when fifty callers come at once', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    await connectTo(centre, sid(), anna.phone);
    const calls = Array.from({ length: 50 }, sid);
    await Promise.all(calls.map((call) => centre.wait(call)));
    // A slow answer is given before its call is in line.
    const places = app.db.collection('call_queue');
    await app.until(
      () => places.countDocuments({ clientId: centre.clientId, state: 'waiting' }),
      (waiting) => waiting === 50,
    );
    expect((await centre.presence(anna.id))?.activeCalls).toBe(1);
  });

  it('is abandoned when the caller hangs up while a phone rings', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    const call = sid();
    await connectTo(centre, call, anna.phone);
    await centre.end(call, { CallType: 'client-hangup', DialCallStatus: 'canceled' });
    expect(await centre.call(call)).toMatchObject({
      status: 'abandoned',
      failureReason: 'caller_hung_up',
    });
    expect((await centre.presence(anna.id))?.activeCalls).toBe(0);
  });

  it('of a blocked number is turned away, and nobody’s phone rings', async () => {
    const centre = await CallCentre.open(app, { rules: { blockedNumbers: ['+919812345678'] } });
    await centre.readyAgent();
    const call = sid();
    expect(CallCentre.dialled(await centre.connect(call))).toBeNull();
    const asked = await centre.wait(call, { as: 'select' });
    expect(asked.text).toBe('{"select":"closed"}');
    expect(await centre.call(call)).toMatchObject({
      status: 'canceled',
      failureReason: 'blocked',
      offers: [],
    });
    const withheld = await centre.connect(sid(), { CallFrom: '' });
    expect(CallCentre.dialled(withheld)).not.toBeNull();
  });

  it('takes the place in line of its priority', async () => {
    const centre = await CallCentre.open(app);
    const [ordinary, preferred] = [sid(), sid()];
    await centre.wait(ordinary);
    await centre.wait(preferred, { priority: '10' });
    const line = await centre.admin.get('/api/queue');
    const entries = (line.body as { data: { position: number; priority: number }[] }).data;
    expect(entries.map((entry) => entry.priority)).toEqual([10, 5]);
  });
});

describe('a call that says more than once what it asks for', () => {
  it('is led by the better word, also while it waits', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent({ sector: 'loans' });
    const call = sid();
    expect((await centre.wait(call)).status).toBe(302);
    expect(await centre.call(call)).toMatchObject({ sector: 'billing', ledBy: 'default' });
    await centre.wait(call, { sector: 'loans' });
    await app.until(
      () => centre.wait(call),
      (answer) => answer.status === 200,
    );
    expect(dialled(await centre.connect(call, { sector: 'cards' }))).toBe(anna.phone);
    expect(await centre.call(call)).toMatchObject({ sector: 'loans', ledBy: 'address' });
  });

  it('goes where the channel leads when it names a team that is not there', async () => {
    const centre = await CallCentre.open(app);
    const other = await CallCentre.open(app);
    const made = await other.admin.post('/api/teams').send({ name: 'Theirs', sector: 'billing' });
    const theirs = (made.body as { data: { id: string } }).data.id;
    for (const team of ['nobody-knows-it', theirs]) {
      const call = sid();
      await centre.wait(call, { team });
      await app.until(
        () => centre.call(call),
        (record) => record?.teamId === null && record.sector === 'billing',
      );
    }
  });
});

describe('webhooks', () => {
  it('are refused with a wrong token as if nothing were there', async () => {
    const answer = await app.http().get('/webhooks/exotel/wrong-token/connect');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ success: false, error: { code: 'NOT_FOUND' } });
  });

  it('ask for what a waiting caller hears, and may look at its headers alone', async () => {
    const centre = await CallCentre.open(app);
    const call = sid();
    await centre.wait(call);
    const heard = await centre.get('hold', { CallSid: call });
    const head = await app
      .http()
      .head(`/webhooks/exotel/${centre.token}/hold`)
      .query({ CallSid: call });
    expect([heard.status, head.status]).toEqual([200, 200]);
    expect([heard.headers['content-type'], head.headers['content-type']]).toEqual([
      'text/plain',
      'text/plain',
    ]);
  });

  it('of any odd kind are stored, answered and logged with their reason', async () => {
    const centre = await CallCentre.open(app);
    const huge = 'x'.repeat(60_000);
    const odd: Record<string, string>[] = [
      {},
      { CallSid: '' },
      { CallSid: huge },
      { CallSid: sid(), DialCallStatus: 'exploded', CallFrom: '🙂', priority: '1e9' },
      { CallSid: sid(), 'Legs[0][Status]': '{"$gt":""}', CallTo: 'null' },
    ];
    for (const query of odd) {
      expect((await centre.get('connect', query)).body).toMatchObject({
        destination: { numbers: [] },
      });
    }
    const twice = await app
      .http()
      .get(`/webhooks/exotel/${centre.token}/connect?CallSid=a&CallSid=b`);
    expect(twice.status).toBe(200);
    const stored = await app.db
      .collection('provider_webhooks')
      .find({ clientId: centre.clientId })
      .toArray();
    expect(stored).toHaveLength(odd.length + 1);
    expect(stored.filter((webhook) => webhook['problems'].length > 0).length).toBeGreaterThan(3);
    expect(app.logs().some((line) => line['msg'] === 'odd webhook')).toBe(true);
  });

  it.each(['json', 'urlencoded', 'multipart'])('of a status come as %s', async (encoding) => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    const call = sid();
    await connectTo(centre, call, anna.phone);
    const fields = { CallSid: call, EventType: 'terminal', Status: 'completed' };
    const request = app.http().post(`/webhooks/exotel/${centre.token}/status`);
    const answer =
      encoding === 'json'
        ? await request.send({ ...fields, Legs: [{}, { OnCallDuration: 41 }] })
        : encoding === 'urlencoded'
          ? await request.type('form').send({ ...fields, 'Legs[1][OnCallDuration]': '41' })
          : await request.field(fields).field('Legs[1][OnCallDuration]', '41');
    expect(answer.status).toBe(200);
    expect(await centre.call(call)).toMatchObject({ status: 'completed', talkSeconds: 41 });
  });

  it.each([
    ['broken JSON', 'application/json', '{"CallSid":'],
    ['no JSON at all', 'application/json', ''],
    ['a list', 'application/json', '[1,2]'],
    ['a type that nobody knows', 'application/x-other; v=1', 'hello'],
    ['a type that is none', ';;;', 'hello'],
    ['broken multipart', 'multipart/form-data; boundary=X', '--X\r\nContent-Disposition: form'],
    ['multipart without a boundary', 'multipart/form-data', 'a'],
    ['two megabytes', 'application/json', `{"CallSid":"a","x":"${'x'.repeat(2_000_000)}"}`],
  ])('of a status are taken whatever is in them: %s', async (_what, type, body) => {
    const centre = await CallCentre.open(app);
    for (const path of ['status', 'popup']) {
      const answer = await fetch(`${app.url}/webhooks/exotel/${centre.token}/${path}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      expect(answer.status).toBe(200);
    }
    const stored = await app.db
      .collection('provider_webhooks')
      .find({ clientId: centre.clientId })
      .toArray();
    expect(stored).toHaveLength(2);
    expect(stored.every((webhook) => webhook['problems'].length > 0)).toBe(true);
  });

  it('with a field twice say so, and count its first value', async () => {
    const centre = await CallCentre.open(app);
    const [first, second] = [sid(), sid()];
    await app
      .http()
      .post(`/webhooks/exotel/${centre.token}/status`)
      .type('form')
      .send(`CallSid=${first}&CallSid=${second}&Status=busy`);
    expect(await centre.call(first)).toMatchObject({ status: 'busy' });
    expect(await centre.call(second)).toBeNull();
    const webhook = await app.db.collection('provider_webhooks').findOne({ callSid: first });
    expect(webhook?.['problems']).toEqual([expect.stringContaining('more than once: CallSid')]);
  });

  it('change nothing twice and nothing back', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    const call = sid();
    await connectTo(centre, call, anna.phone);
    await centre.popup(call, anna, 'Answered');
    await centre.end(call, { 'Legs[1][OnCallDuration]': '5' });
    const record = await centre.call(call);
    await Promise.all([
      centre.end(call, { CallType: 'client-hangup' }),
      centre.popup(call, anna, 'Ringing'),
      centre.popup(call, anna, 'Answered'),
      centre.connect(call, { DialCallStatus: 'no-answer', DialWhomNumber: anna.phone }),
    ]);
    expect(await centre.call(call)).toEqual(record);
  });
});
