import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness, type TestAgent } from '../support/harness.js';

let app: AppHarness;
beforeAll(async () => {
  app = await AppHarness.start();
}, 60_000);
afterAll(() => app.stop());

const sid = (): string => `S${randomBytes(8).toString('hex')}`;
const dialled = (answer: Parameters<typeof CallCentre.dialled>[0]) => CallCentre.dialled(answer);
const dataOf = (answer: { body: unknown }) =>
  (answer.body as { data: Record<string, unknown> }).data;

const preview = async (centre: CallCentre, need: object = {}) =>
  dataOf(await centre.admin.post('/api/routing/preview').send({ sector: 'billing', ...need }));

/** Waits until the index knows the agent as one who may be offered a call. */
async function isOpen(centre: CallCentre, agent: TestAgent, isIt = true, need: object = {}) {
  return await app.until(
    () => preview(centre, need),
    (seen) =>
      (seen['candidates'] as { agentId: number; fallenTo: string | null }[]).some(
        ({ agentId, fallenTo }) => agentId === agent.id && (fallenTo === null) === isIt,
      ),
  );
}

async function offeredTo(centre: CallCentre, agent: TestAgent, query = {}): Promise<string> {
  const call = sid();
  expect(dialled(await centre.connect(call, query))).toBe(agent.phone);
  return call;
}

const talked = async (centre: CallCentre, call: string) => {
  await centre.end(call, { 'Legs[1][OnCallDuration]': '30' });
};

const pathOf = async (centre: CallCentre, call: string) => {
  const id = String((await centre.call(call))?._id);
  const why = await centre.admin.get(`/api/routing/decisions/${id}`);
  return (why.body as { data: { path: string; winner: number | null }[] }).data.at(-1);
};

describe('capabilities', () => {
  it('are insisted on at the company’s level, which relaxes with time', async () => {
    const centre = await CallCentre.open(app, {
      rules: { capabilityLevels: { required: 4, relaxSeconds: 3600 } },
    });
    const anna = await centre.readyAgent({ capabilities: ['hindi'] });
    await isOpen(centre, anna);
    const asked = { capabilities: ['hindi'] };
    expect(await preview(centre, asked)).toMatchObject({
      path: 'queued',
      winner: null,
      capabilityLevel: 4,
      fallen: { capability: 1 },
    });
    expect(await preview(centre, { ...asked, waitedSeconds: 3600 })).toMatchObject({
      path: 'sector',
      winner: anna.id,
      capabilityLevel: 3,
    });
    const call = sid();
    await centre.wait(call, { capabilities: 'hindi' });
    const id = String((await centre.call(call))?._id);
    const why = dataOf(await centre.admin.get(`/api/queue/${id}`))['why'];
    expect(why).toMatchObject({ reason: 'capability_missing', capabilityLevel: 4 });
    await centre.admin
      .put('/api/settings/business-rules')
      .send({ capabilityLevels: { required: 3 } });
    await app.until(
      () => centre.wait(call, { capabilities: 'hindi' }),
      (answer) => answer.status === 200,
    );
  });

  it('weigh by measured success where the company wants it', async () => {
    const centre = await CallCentre.open(app, { rules: { capabilityScoring: 'dynamic' } });
    const [anna, ben] = [
      await centre.readyAgent({ capabilities: ['hindi'] }),
      await centre.readyAgent({ capabilities: ['hindi'] }),
    ];
    for (const [agent, rate] of [
      [anna, 0.2],
      [ben, 0.9],
    ] as const) {
      await app.db
        .collection<{ _id: string; [field: string]: unknown }>('capability_success')
        .insertOne({
          _id: `success-${agent.id}`,
          clientId: centre.clientId,
          agentId: agent.id,
          rates: [{ name: 'hindi', rate, calls: 50 }],
          measuredAt: new Date(),
        });
    }
    const ranked = async () =>
      (
        (await preview(centre, { capabilities: ['hindi'] }))['candidates'] as {
          agentId: number;
          terms: { capability: number };
        }[]
      ).map(({ agentId, terms }) => [agentId, terms.capability]);
    await app.until(ranked, (seen) =>
      isDeepStrictEqual(seen, [
        [ben.id, 4.5],
        [anna.id, 1],
      ]),
    );
  });
});

describe('who is preferred', () => {
  it('is a customer’s last agent, if the company wants it and that agent is ready', async () => {
    const centre = await CallCentre.open(app, { rules: { lastAgent: { isPreferred: true } } });
    const anna = await centre.readyAgent({ priority: 0 });
    await isOpen(centre, anna);
    const first = await offeredTo(centre, anna);
    await centre.popup(first, anna, 'Answered');
    await talked(centre, first);
    const ben = await centre.readyAgent({ priority: 10 });
    await isOpen(centre, ben);
    await isOpen(centre, anna);
    const seen = await preview(centre, { phoneNumber: '+919812345678' });
    expect(seen).toMatchObject({ path: 'last_agent', winner: anna.id });
    const again = await offeredTo(centre, anna);
    expect(await pathOf(centre, again)).toMatchObject({ path: 'last_agent', winner: anna.id });
    // Another customer goes to the best; the same one, too, while its agent is taken.
    await offeredTo(centre, ben, { CallFrom: '09800000001' });
  });

  it('is the fallback agent when nobody fits', async () => {
    const centre = await CallCentre.open(app);
    const boss = await centre.readyAgent({ sector: 'management' });
    await isOpen(centre, boss, true, { sector: 'management' });
    await centre.admin.put('/api/settings/business-rules').send({ fallbackAgentId: boss.id });
    await app.until(
      () => preview(centre),
      (seen) => seen['winner'] === boss.id,
    );
    const call = await offeredTo(centre, boss);
    expect(await pathOf(centre, call)).toMatchObject({ path: 'fallback_agent', winner: boss.id });
  });
});

describe('capacity', () => {
  it('of several calls is used in full and never exceeded, whoever asks', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    await centre.admin.put(`/api/agents/${anna.id}`).send({ maxConcurrentCalls: 3 });
    await isOpen(centre, anna);
    const node = await app.secondNode();
    try {
      const calls = Array.from({ length: 40 }, sid);
      await Promise.all(
        calls.map((call, place) =>
          (place % 2 ? app : node)
            .http()
            .get(`/webhooks/exotel/${centre.token}/passthru`)
            .query({ CallSid: call, CallFrom: '09812345678', at: 'wait' }),
        ),
      );
      const presence = await app.until(
        () => centre.presence(anna.id),
        (seen) => seen?.activeCalls === 3,
      );
      expect(presence).toMatchObject({ activeCalls: 3 });
    } finally {
      await node.stop();
    }
  });

  it('that is lowered holds at once on every node: what is held stays, nothing is added', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    await centre.admin.put(`/api/agents/${anna.id}`).send({ maxConcurrentCalls: 5 });
    await isOpen(centre, anna);
    const held = [await offeredTo(centre, anna), await offeredTo(centre, anna)];
    // The answer has come: no reservation, of any node, may go above it now.
    await centre.admin.put(`/api/agents/${anna.id}`).send({ maxConcurrentCalls: 1 });
    const more = Array.from({ length: 20 }, sid);
    await Promise.all(more.map((call) => centre.wait(call)));
    expect((await centre.presence(anna.id))?.activeCalls).toBe(2);
    for (const call of held) await centre.end(call, { CallType: 'client-hangup' });
    await app.until(
      () => centre.presence(anna.id),
      (seen) => seen?.activeCalls === 1,
    );
  });

  it('of an agent that is deleted in a call is none: the call goes on, and is its last', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    await isOpen(centre, anna);
    const call = await offeredTo(centre, anna);
    await centre.popup(call, anna, 'Answered');
    expect((await centre.admin.delete(`/api/agents/${anna.id}`)).status).toBeLessThan(300);
    await Promise.all(Array.from({ length: 5 }, () => centre.wait(sid())));
    expect(await centre.call(call)).toMatchObject({ status: 'connected', agentId: anna.id });
    await talked(centre, call);
    expect(await centre.call(call)).toMatchObject({ status: 'completed' });
    expect((await centre.presence(anna.id))?.activeCalls).toBe(0);
  });
});

describe('an agent who does not pick up', () => {
  it('is left alone by that call for a while, and set away after the second, and told', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    await isOpen(centre, anna);
    for (let missed = 1; missed <= 2; missed += 1) {
      const call = await offeredTo(centre, anna);
      const next = await centre.connect(call, {
        DialCallStatus: 'no-answer',
        DialWhomNumber: anna.phone,
      });
      // Nobody else is there, and the same pair is not tried again at once.
      expect(dialled(next)).toBeNull();
      await centre.end(call, { CallType: 'client-hangup' });
      if (missed === 1) await isOpen(centre, anna);
    }
    const state = await app.http(anna.token).get('/api/agent-heartbeat');
    expect(dataOf(state)).toMatchObject({ status: 'away', reason: 'missed offers' });
    const told = await app.db
      .collection('events')
      .find({ clientId: centre.clientId, type: 'agent.status_changed', agentId: anna.id })
      .toArray();
    expect(told.some((event) => event['data'].reason === 'missed offers')).toBe(true);
    // A device that was gone and comes back brings it back.
    await centre.beat(anna, false);
    await centre.beat(anna, true);
    await isOpen(centre, anna);
  });
});

describe('a feature', () => {
  const withFeatures = (features: Record<string, boolean>) =>
    CallCentre.open(app, { rules: { features } });
  const fallen = async (centre: CallCentre) => (await preview(centre))['fallen'];

  it('agentHeartbeat: who is silent is out, or not', async () => {
    for (const agentHeartbeat of [true, false]) {
      const centre = await withFeatures({ agentHeartbeat });
      const anna = await centre.readyAgent();
      await isOpen(centre, anna);
      const long = new Date(Date.now() - 3_600_000);
      await app.db
        .collection<{ _id: number }>('agent_presence')
        .updateOne({ _id: anna.id }, { $set: { lastHeartbeat: long }, $inc: { version: 1 } });
      await isOpen(centre, anna, !agentHeartbeat);
    }
  });

  it('deviceConnectivity: who has no device is out, or not', async () => {
    for (const deviceConnectivity of [true, false]) {
      const centre = await withFeatures({ deviceConnectivity });
      const anna = await centre.readyAgent();
      await isOpen(centre, anna);
      await centre.beat(anna, false);
      await isOpen(centre, anna, !deviceConnectivity);
    }
  });

  it('enhancedDiscovery: readiness decides, or the status alone; the decision says which', async () => {
    for (const enhancedDiscovery of [true, false]) {
      const centre = await withFeatures({ enhancedDiscovery });
      const anna = await centre.readyAgent();
      await isOpen(centre, anna);
      await centre.beat(anna, false);
      const seen = await isOpen(centre, anna, !enhancedDiscovery);
      expect(seen['discovery']).toBe(enhancedDiscovery ? 'enhanced' : 'status');
    }
  });

  it('discoveryFallback: nobody passes, and the best by status gets it, marked so, or it waits', async () => {
    for (const discoveryFallback of [true, false]) {
      const centre = await withFeatures({ discoveryFallback });
      const anna = await centre.readyAgent();
      await isOpen(centre, anna);
      await centre.beat(anna, false);
      await app.until(
        () => fallen(centre),
        (seen) => !discoveryFallback === ((seen as { device?: number }).device === 1),
      );
      const call = sid();
      const answer = await centre.connect(call);
      expect(dialled(answer)).toBe(discoveryFallback ? anna.phone : null);
      expect((await pathOf(centre, call))?.path).toBe(
        discoveryFallback ? 'status_fallback' : 'queued',
      );
    }
  });

  it('inboundCallDebug: the whole decision is in the log, or a line of it', async () => {
    for (const inboundCallDebug of [true, false]) {
      const centre = await withFeatures({ inboundCallDebug });
      const call = sid();
      await centre.wait(call);
      const id = String((await centre.call(call))?._id);
      const line = app
        .logs()
        .find(
          (one) =>
            one['msg'] === 'routing decision' &&
            (one['callLogId'] ?? (one['decision'] as { callLogId?: string })?.callLogId) === id,
        );
      expect(line?.['decision'] !== undefined).toBe(inboundCallDebug);
    }
  });

  it('has its default from the environment', async () => {
    const plain = await AppHarness.start({ FEATURE_DEVICE_CONNECTIVITY: 'false' });
    try {
      const centre = await CallCentre.open(plain);
      const rules = dataOf(await centre.admin.get('/api/settings/business-rules'));
      expect(rules['features']).toMatchObject({ deviceConnectivity: false, agentHeartbeat: true });
    } finally {
      await plain.stop();
    }
  });
});

describe('routing explained', () => {
  it('shows in a preview everybody and what keeps each out, and takes nobody', async () => {
    const centre = await CallCentre.open(app);
    const [anna, ben] = [await centre.readyAgent({ priority: 9 }), await centre.readyAgent()];
    await isOpen(centre, ben);
    await centre.beat(ben, false);
    await isOpen(centre, ben, false);
    const seen = await preview(centre);
    expect(seen).toMatchObject({ path: 'sector', winner: anna.id, candidateCount: 1 });
    expect(seen['candidates']).toEqual([
      expect.objectContaining({ agentId: anna.id, fallenTo: null, readiness: 100 }),
      expect.objectContaining({ agentId: ben.id, fallenTo: 'device' }),
    ]);
    expect((await centre.presence(anna.id))?.activeCalls).toBe(0);
    const decisions = await centre.admin.get('/api/routing/decisions');
    expect((decisions.body as { data: unknown[] }).data).toEqual([]);
  });

  it('refuses what makes no sense', async () => {
    const centre = await CallCentre.open(app);
    const ask = async (body: object) =>
      (await centre.admin.post('/api/routing/preview').send(body)).status;
    expect(await ask({})).toBe(400);
    expect(await ask({ sector: { $gt: '' } })).toBe(400);
    expect(await ask({ sector: 'billing', capabilities: 'hindi' })).toBe(400);
    expect(await ask({ sector: 'billing', priority: 11 })).toBe(400);
    expect(await ask({ teamId: 'nobody-knows-it' })).toBe(404);
    expect(await ask({ sector: '🙂 nobody is here' })).toBe(200);
    const team = await centre.admin.post('/api/teams').send({ name: 'Loans', sector: 'loans' });
    expect(await ask({ teamId: dataOf(team)['id'], phoneNumber: 'no number' })).toBe(200);
  });

  it('says whether routing is well, and lists decisions by what they were about', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    await isOpen(centre, anna);
    await offeredTo(centre, anna);
    await centre.wait(sid(), { sector: 'loans' });
    const health = await app.until(
      async () => dataOf(await centre.admin.get('/api/routing/health')),
      (seen) => (seen['staleSectors'] as string[]).length === 0,
    );
    expect(health).toMatchObject({
      isLive: true,
      ready: 0,
      sectors: [{ sector: 'billing', candidates: 1, ready: 0, isStale: false }],
    });
    expect(health['lastDecisions']).toHaveLength(2);
    const by = async (query: object) =>
      ((await centre.admin.get('/api/routing/decisions').query(query)).body as { count: number })
        .count;
    expect(await by({ sector: 'loans' })).toBe(1);
    expect(await by({ agentId: anna.id })).toBe(1);
    expect(await by({ path: 'queued' })).toBe(1);
    expect(await by({ teamId: 'none' })).toBe(0);
  });

  it('recommends nothing while the record is thin, and says how thin', async () => {
    const centre = await CallCentre.open(app);
    const answer = await centre.admin
      .post('/api/routing/recommendations')
      .send({ call: { sector: 'billing', capabilities: ['hindi'] } });
    expect(answer.status).toBe(200);
    expect(dataOf(answer)).toMatchObject({
      isThin: true,
      calls: 0,
      changes: [],
      agents: [],
      check: { calls: 0, holds: false },
    });
  });

  it('recommends what a clear record says, from calls as they are stored', async () => {
    const centre = await CallCentre.open(app);
    const [anna, ben] = [await centre.readyAgent(), await centre.readyAgent()];
    const calls = Array.from({ length: 1500 }, (_, place) => {
      const agent = place % 2 ? anna : ben;
      // Who talks with everybody and seldom brings it to a good end has no more success for it.
      const isSuccess = place % 2 ? place % 20 !== 1 : place % 4 === 0;
      const disposition = agent === ben ? { ...TOLD, isSuccess, by: ben.id } : null;
      const at = new Date(Date.now() - (1 + (place % 25)) * 86_400_000 - (place % 7) * 3_600_000);
      const call = record(
        centre,
        `${centre.clientId}-${place}`,
        agent,
        isSuccess || !!disposition,
        at,
      );
      return { ...call, disposition };
    });
    await app.db.collection<{ _id: string }>('call_logs').insertMany(calls);
    const answer = dataOf(
      await centre.admin.post('/api/routing/recommendations').send({ call: { sector: 'billing' } }),
    );
    expect(answer).toMatchObject({ isThin: false, calls: 1500, check: { holds: true } });
    expect(answer['changes']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'priority', agentId: anna.id, current: 5 }),
      ]),
    );
    const agents = answer['agents'] as { agentId: number; lift: number }[];
    expect(agents.map(({ agentId }) => agentId)).toEqual([anna.id, ben.id]);
    expect(agents[0]?.lift).toBeGreaterThan(0);
  });
});

const TOLD = { name: 'Asked', note: null, value: 0, at: new Date(0) };

/** An ended call as it is stored. */
function record(
  { clientId }: CallCentre,
  _id: string,
  agent: TestAgent,
  isTalk: boolean,
  at: Date,
) {
  const offer = {
    id: `o-${_id}`,
    number: 1,
    agentId: agent.id,
    dialNumber: agent.phone,
    state: isTalk ? 'answered' : 'missed',
    reservedAt: at,
    offeredAt: at,
    ringUntil: at,
    answeredAt: isTalk ? at : null,
    endedAt: at,
  };
  return {
    _id,
    clientId,
    direction: 'inbound',
    status: isTalk ? 'completed' : 'no_answer',
    channelId: 'c',
    providerSid: `sid-${_id}`,
    from: '',
    to: '',
    sector: 'billing',
    teamId: null,
    ledBy: 'default',
    capabilities: [],
    priority: 5,
    agentId: agent.id,
    offers: [offer],
    offerCount: 1,
    receivedAt: at,
    endedAt: at,
    lastNewsAt: at,
    talkSeconds: isTalk ? 60 : 0,
    confirmed: true,
    looks: 0,
    toFold: false,
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
}
