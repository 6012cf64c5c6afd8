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
const dataOf = (answer: { body: unknown }) =>
  (answer.body as { data: Record<string, unknown> }).data;
const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error?: { code?: string } }).error?.code;
/** As long as a call may wait at the least (10 s), in this company two seconds of the past. */
const SHORT = { longestWaitSeconds: 10, holdPieceSeconds: 5 };

async function idOf(centre: CallCentre, call: string): Promise<string> {
  return String((await centre.call(call))?._id);
}

/** Lets a call have waited for a while already. */
async function hasWaited(centre: CallCentre, call: string, seconds: number): Promise<void> {
  const id = await idOf(centre, call);
  const ago = new Date(Date.now() - seconds * 1000);
  await app.db
    .collection<{ _id: string }>('call_logs')
    .updateOne({ _id: id }, { $set: { queuedAt: ago, receivedAt: ago } });
  await app.db
    .collection<{ _id: string }>('call_queue')
    .updateOne({ _id: id }, { $set: { waitsSince: ago, arrivedAt: ago } });
}

async function team(centre: CallCentre, sector = 'billing'): Promise<string> {
  const made = await centre.admin
    .post('/api/teams')
    .send({ name: `Team ${randomBytes(3).toString('hex')}`, sector });
  return String(dataOf(made)['id']);
}

const ended = async (centre: CallCentre, call: string) =>
  app.until(
    () => centre.call(call),
    (record) => record?.['endedAt'] !== null,
  );

describe('why a call still waits', () => {
  it('is said in a word, in words and in numbers', async () => {
    const centre = await CallCentre.open(app);
    const call = sid();
    await centre.wait(call);
    const nobody = await centre.admin.get(`/api/queue/${await idOf(centre, call)}`);
    expect(nobody.status).toBe(200);
    expect(dataOf(nobody)).toMatchObject({
      kind: 'call',
      state: 'waiting',
      position: 1,
      why: { reason: 'nobody_assigned', ready: 0 },
      expectedWait: { p50Seconds: null, error: { promises: 0, coverageOfP90: null } },
    });

    await centre.readyAgent({ sector: 'mortgages' });
    const metrics = (await app.http().get('/metrics').expect(200)).text;
    expect(metrics).toMatch(/crosspoint_calls_waiting\{sector="billing"\} [1-9]/);
    expect(metrics).toContain('crosspoint_sector_ready_agents{sector="mortgages"} 1');

    const anna = await centre.readyAgent();
    await app.until(
      () => centre.call(call),
      (record) => record?.['status'] === 'offered',
    );
    const kept = await centre.admin.get(`/api/queue/${await idOf(centre, call)}`);
    expect(dataOf(kept)).toMatchObject({ state: 'reserved', why: { reason: 'agent_reserved' } });

    const second = sid();
    await centre.wait(second);
    const behind = await centre.admin.get(`/api/queue/${await idOf(centre, second)}`);
    expect(dataOf(behind)).toMatchObject({
      position: 2,
      why: { reason: 'nobody_ready', fallen: { capacity: 1 } },
      expectedWait: { agents: 1 },
    });
    expect((await centre.presence(anna.id))?.activeCalls).toBe(1);
  });

  it('is no business of another company, of strangers, or of who has other calls', async () => {
    const [centre, other] = [await CallCentre.open(app), await CallCentre.open(app)];
    const call = sid();
    await centre.wait(call);
    const path = `/api/queue/${await idOf(centre, call)}`;
    expect((await other.admin.get(path)).status).toBe(404);
    expect((await other.admin.put(path).send({ priority: 1 })).status).toBe(404);
    expect((await other.admin.delete(path)).status).toBe(404);
    expect((await app.http().get(path)).status).toBe(401);
    const ben = await centre.readyAgent({ sector: 'loans' });
    expect((await app.http(ben.token).get(path)).status).toBe(404);
    expect((await app.http(ben.token).put(path).send({ priority: 1 })).status).toBe(403);
    expect((await centre.call(call))?.['status']).toBe('queued');
  });
});

describe('a waiting call that a supervisor moves', () => {
  it('waits for another team, and gets its agent', async () => {
    const centre = await CallCentre.open(app);
    const teamId = await team(centre, 'loans');
    const anna = await centre.readyAgent({ sector: 'loans' });
    await centre.admin.post(`/api/teams/${teamId}/agents`).send({ agentId: anna.id, priority: 5 });
    const call = sid();
    await centre.wait(call);
    const moved = await centre.admin
      .put(`/api/queue/${await idOf(centre, call)}`)
      .send({ teamId, priority: 9 });
    expect(moved.status).toBe(200);
    await app.until(
      () => centre.wait(call),
      (answer) => answer.status === 200,
    );
    expect(dialled(await centre.connect(call))).toBe(anna.phone);
    expect(await centre.call(call)).toMatchObject({ teamId, sector: null, priority: 9 });
    const events = await centre.admin.get(`/api/v1/calls/${await idOf(centre, call)}/events`);
    const types = (events.body as { data: { type: string }[] }).data.map((event) => event.type);
    expect(types).toContain('call.moved');
  });

  it('comes before others of less priority', async () => {
    const centre = await CallCentre.open(app);
    const [first, second] = [sid(), sid()];
    await centre.wait(first);
    await centre.wait(second);
    await centre.admin.put(`/api/queue/${await idOf(centre, second)}`).send({ priority: 10 });
    const line = await centre.admin.get('/api/queue');
    const entries = (line.body as { data: { callLogId: string }[] }).data;
    expect(entries.map((entry) => entry.callLogId)).toEqual([
      await idOf(centre, second),
      await idOf(centre, first),
    ]);
  });

  it('stays where it is for bad input, and while it is being offered', async () => {
    const centre = await CallCentre.open(app);
    const call = sid();
    await centre.wait(call);
    const path = `/api/queue/${await idOf(centre, call)}`;
    for (const body of [
      { priority: 11 },
      { priority: '5' },
      { priority: null },
      { teamId: { $gt: '' } },
      { sector: 'loans' },
    ]) {
      expect((await centre.admin.put(path).send(body)).status).toBe(400);
    }
    const unknown = await centre.admin.put(path).send({ teamId: 'nobody-knows-it' });
    expect([unknown.status, codeOf(unknown)]).toEqual([404, 'TEAM_NOT_FOUND']);
    await centre.readyAgent();
    await app.until(
      () => centre.call(call),
      (record) => record?.['status'] === 'offered',
    );
    const offered = await centre.admin.put(path).send({ priority: 1 });
    expect([offered.status, codeOf(offered)]).toEqual([409, 'CALL_BEING_OFFERED']);
    expect((await centre.admin.delete(path)).status).toBe(409);
  });

  it('is over when it is taken out, once, however often that is asked', async () => {
    const centre = await CallCentre.open(app);
    const call = sid();
    await centre.wait(call);
    const path = `/api/queue/${await idOf(centre, call)}`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => (await centre.admin.delete(path)).status),
    );
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
    expect(await centre.call(call)).toMatchObject({
      status: 'canceled',
      failureReason: 'removed_from_line',
    });
    const answer = await centre.wait(call, { as: 'select' });
    expect(answer.text).toBe('{"select":"closed"}');
    expect((await centre.get('hold', { CallSid: call })).text).toContain('call again');
  });
});

describe('a call that waited as long as it may', () => {
  it('goes to the overflow’s sector, in its old place, and is not led on again', async () => {
    const centre = await CallCentre.open(app, {
      rules: { ...SHORT, overflow: { to: 'sector', sector: 'night' } },
    });
    const call = sid();
    await centre.wait(call);
    await hasWaited(centre, call, 11);
    const led = await app.until(
      () => centre.call(call),
      (record) => record?.['sector'] === 'night',
    );
    expect(led).toMatchObject({ status: 'queued', ledBy: 'address' });
    await centre.wait(call, { sector: 'billing' });
    expect((await centre.call(call))?.['sector']).toBe('night');
    const anna = await centre.readyAgent({ sector: 'night' });
    await app.until(
      () => centre.wait(call),
      (answer) => answer.status === 200,
    );
    expect(dialled(await centre.connect(call))).toBe(anna.phone);
  });

  it('goes to voicemail, and so does one that waited at the overflow too', async () => {
    const centre = await CallCentre.open(app, {
      rules: { ...SHORT, overflow: { to: 'voicemail' } },
    });
    const call = sid();
    await centre.wait(call);
    await hasWaited(centre, call, 11);
    expect(await ended(centre, call)).toMatchObject({
      status: 'no_answer',
      failureReason: 'overflow_voicemail',
    });
    expect((await centre.wait(call, { as: 'select' })).text).toBe('{"select":"voicemail"}');
    expect((await centre.get('hold', { CallSid: call })).text).toContain('leave a message');
    const left = await app.db
      .collection('call_queue')
      .countDocuments({ clientId: centre.clientId });
    expect(left).toBe(0);
  });

  it('goes to a number outside, and is answered or not there', async () => {
    const outside = '+918047100001';
    const centre = await CallCentre.open(app, {
      rules: { ...SHORT, overflow: { to: 'number', phoneNumber: outside } },
    });
    for (const isAnswered of [true, false]) {
      const call = sid();
      await centre.wait(call);
      await hasWaited(centre, call, 11);
      await app.until(
        () => centre.wait(call),
        (answer) => answer.status === 200,
      );
      expect(dialled(await centre.connect(call))).toBe(outside);
      const after = await centre.connect(call, {
        DialCallStatus: isAnswered ? 'completed' : 'no-answer',
        DialWhomNumber: outside,
        DialCallDuration: '30',
      });
      expect(dialled(after)).toBeNull();
      await centre.end(
        call,
        isAnswered
          ? { 'Legs[1][OnCallDuration]': '25' }
          : { CallType: 'incomplete', DialCallStatus: 'no-answer' },
      );
      expect(await centre.call(call)).toMatchObject(
        isAnswered ? { status: 'completed', talkSeconds: 25 } : { status: 'no_answer' },
      );
    }
  });

  it('ends where the company wants it so, by the rule in force when the time is up', async () => {
    const centre = await CallCentre.open(app, { rules: { longestWaitSeconds: 3600 } });
    const call = sid();
    await centre.wait(call);
    await hasWaited(centre, call, 60);
    await centre.admin
      .put('/api/settings/business-rules')
      .send({ longestWaitSeconds: 30, overflow: { to: 'hang_up' } });
    expect(await ended(centre, call)).toMatchObject({ failureReason: 'overflow_hung_up' });
  });
});

describe('where no call may wait', () => {
  it('a call that nobody can take is over, or goes to the overflow’s agents', async () => {
    const noWaiting = { features: { queueHolding: false } };
    const centre = await CallCentre.open(app, {
      rules: { ...noWaiting, overflow: { to: 'sector', sector: 'night' } },
    });
    const first = sid();
    await centre.wait(first);
    expect(await centre.call(first)).toMatchObject({
      status: 'no_answer',
      failureReason: 'nobody_ready',
    });
    const anna = await centre.readyAgent({ sector: 'night' });
    await app.until(
      async () => dialled(await centre.connect(sid())),
      (number) => number === anna.phone,
    );
    const voicemail = await CallCentre.open(app, { rules: noWaiting });
    const second = sid();
    await voicemail.wait(second);
    expect(await voicemail.call(second)).toMatchObject({ failureReason: 'overflow_voicemail' });
  });
});

describe('what a waiting caller is told', () => {
  it('is learnt from the waits that were held, with how right it was', async () => {
    const centre = await CallCentre.open(app);
    await centre.readyAgent();
    const now = Date.now();
    const held = Array.from({ length: 40 }, (_, place) => {
      const queuedAt = new Date(now - 3_600_000 + place * 1000);
      return {
        _id: `held-${centre.clientId}-${place}`,
        clientId: centre.clientId,
        direction: 'inbound',
        status: 'completed',
        channelId: 'c',
        providerSid: `held-${place}`,
        sector: 'billing',
        teamId: null,
        from: '',
        to: '',
        ledBy: 'default',
        capabilities: [],
        priority: 5,
        offers: [],
        offerCount: 1,
        receivedAt: queuedAt,
        queuedAt,
        answeredAt: new Date(queuedAt.getTime() + (place + 1) * 1000),
        endedAt: queuedAt,
        lastNewsAt: queuedAt,
        talkSeconds: 80,
        wrapUpSeconds: 20,
        expectedWait: {
          position: 1,
          agents: 1,
          handleSeconds: 100,
          p50Seconds: 20,
          p90Seconds: 36,
        },
        confirmed: true,
        looks: 0,
        toFold: false,
        version: 1,
        createdAt: queuedAt,
        updatedAt: queuedAt,
      };
    });
    await app.db.collection<{ _id: string }>('call_logs').insertMany(held);
    const [taken, call] = [sid(), sid()];
    await centre.connect(taken);
    await centre.wait(call);
    const path = `/api/queue/${await idOf(centre, call)}`;
    const told = await app.until(
      async () => dataOf(await centre.admin.get(path)),
      (data) => (data['expectedWait'] as { p50Seconds: number | null }).p50Seconds !== null,
    );
    expect(told['expectedWait']).toEqual({
      p50Seconds: 20,
      p90Seconds: 36,
      agents: 1,
      handleSeconds: 100,
      error: { promises: 40, coverageOfP90: 0.9, meanErrorSeconds: 10 },
    });
    expect((await centre.get('hold', { CallSid: call })).text).toContain('about 1 minute');
  });
});
