import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CallCentre } from '../support/call-centre.js';
import { Example } from '../support/example.js';
import { AppHarness, PASSWORD, type TestAgent } from '../support/harness.js';
import { openSocket } from '../support/sockets.js';
import { Twin } from '../support/twin.js';

let app: AppHarness;
beforeAll(async () => {
  app = await AppHarness.start();
}, 60_000);
afterAll(() => app.stop());

const sid = (): string => `S${randomBytes(8).toString('hex')}`;
const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error: { code: string } }).error.code;
const say = (who: TestAgent, offerId: string, word: 'accept' | 'reject') =>
  app.http(who.token).post(`/api/offers/${offerId}/${word}`);

interface Offer {
  readonly id: string;
  readonly agentId: number;
  readonly state: string;
  readonly decision?: string;
}
const offersOf = async (centre: CallCentre, call: string): Promise<Offer[]> =>
  ((await centre.call(call))?.['offers'] ?? []) as Offer[];

/** A call that is offered to a company's one ready agent. */
async function offered(
  centre: CallCentre,
  agent: TestAgent,
): Promise<{ call: string; offer: Offer }> {
  const call = sid();
  await app.until(
    async () => CallCentre.dialled(await centre.connect(call)),
    (number) => number === agent.phone,
  );
  const [offer] = await offersOf(centre, call);
  return { call, offer: offer! };
}

it('is taken by the agent app of the examples', async () => {
  const centre = await CallCentre.open(app);
  const anna = await app.agent(centre.clientId);
  await centre.admin.post('/api/sector-agents').send({ agentId: anna.id, sector: 'billing' });
  const desk = Example.start('agent-app', {
    url: app.url,
    user: anna.username,
    password: PASSWORD,
  });
  try {
    await desk.says(/is online/);
    const { call, offer } = await offered(centre, anna);
    await desk.says(new RegExp(`accepted ${offer.id} .*"ok":true`));
    expect(await offersOf(centre, call)).toMatchObject([{ id: offer.id, decision: 'accepted' }]);
  } finally {
    expect(await desk.stop('SIGINT')).toBe(0);
  }
});

describe('an offer', () => {
  it('is accepted by its agent, as often as it likes; the phone still decides', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    const { call, offer } = await offered(centre, anna);
    for (let times = 0; times < 2; times += 1) {
      const answer = await say(anna, offer.id, 'accept').expect(200);
      expect(answer.body).toMatchObject({
        success: true,
        data: { offerId: offer.id, agentId: anna.id, state: 'offered', decision: 'accepted' },
      });
    }
    expect(await centre.call(call)).toMatchObject({ status: 'offered' });
    await centre.popup(call, anna, 'Answered');
    expect(await centre.call(call)).toMatchObject({ status: 'connected', agentId: anna.id });
    await say(anna, offer.id, 'accept').expect(200);
    expect(codeOf(await say(anna, offer.id, 'reject').expect(409))).toBe('OFFER_EXPIRED');
  });

  it('that is rejected keeps its place until Exotel asks; then the call goes to another', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent({ priority: 9 });
    const { call, offer } = await offered(centre, anna);
    const ben = await centre.readyAgent({ priority: 1 });
    await say(anna, offer.id, 'reject').expect(200);
    expect(await centre.presence(anna.id)).toMatchObject({ activeCalls: 1 });
    await app.until(
      async () => CallCentre.dialled(await centre.connect(call)),
      (number) => number === ben.phone,
    );
    expect(await centre.presence(anna.id)).toMatchObject({ activeCalls: 0, missedInRow: 0 });
    expect(await offersOf(centre, call)).toMatchObject([
      { agentId: anna.id, state: 'rejected' },
      { agentId: ben.id, state: 'offered' },
    ]);
    expect(codeOf(await say(anna, offer.id, 'accept').expect(409))).toBe('OFFER_EXPIRED');
    // The one who said no is ready, and is not asked again.
    const next = await centre.connect(call, {
      DialCallStatus: 'no-answer',
      DialWhomNumber: ben.phone,
    });
    expect(CallCentre.dialled(next)).toBeNull();
  });

  it('is nobody else’s, but an admin may speak for its agent', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    const { offer } = await offered(centre, anna);
    const stranger = await app.tenant();
    const colleague = await app.agent(centre.clientId);
    const viewer = await app.agent(centre.clientId, 'viewer');
    for (const who of [stranger.admin, colleague]) {
      expect(codeOf(await say(who, offer.id, 'accept').expect(404))).toBe('OFFER_NOT_FOUND');
    }
    expect(codeOf(await say(viewer, offer.id, 'accept').expect(403))).toBe('FORBIDDEN');
    await app.http().post(`/api/offers/${offer.id}/accept`).expect(401);
    await say(centre.tenant.admin, offer.id, 'reject').expect(200);
  });

  it.each(['nothing', '%00', '{"$gt":""}', '😀', 'x'.repeat(400)])(
    'that is called %s is not there',
    async (id) => {
      const { admin } = await app.tenant();
      const answer = await say(admin, encodeURIComponent(id), 'accept');
      expect([answer.status, codeOf(answer)]).toEqual([404, 'OFFER_NOT_FOUND']);
    },
  );

  it('is decided once when fifty say it at once', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    const { call, offer } = await offered(centre, anna);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => say(anna, offer.id, 'reject')),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const events = await app.db
      .collection('events')
      .countDocuments({ clientId: centre.clientId, type: 'call.offer_rejected' });
    expect(events).toBe(1);
    expect(await offersOf(centre, call)).toMatchObject([{ decision: 'rejected' }]);
  });

  it('is heard and answered over the socket', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    const colleague = await app.agent(centre.clientId);
    const sockets = await Promise.all(
      [anna, colleague, centre.tenant.admin].map((who) =>
        openSocket(app.url, 'socket.io', { token: who.token }),
      ),
    );
    const [own, other, boss] = sockets;
    const { call, offer } = await offered(centre, anna);
    const heard = await own!.heard('call_offered');
    expect(heard).toMatchObject({ offerId: offer.id, agentId: anna.id, sector: 'billing' });
    expect(await own!.ask('accept_call', { offerId: offer.id })).toMatchObject({
      ok: true,
      data: { decision: 'accepted' },
    });
    expect(await other!.ask('accept_call', { offerId: offer.id })).toMatchObject({
      ok: false,
      error: { code: 'OFFER_NOT_FOUND' },
    });
    await centre.popup(call, anna, 'Ringing');
    await centre.popup(call, anna, 'Answered');
    await centre.end(call, { 'Legs[1][OnCallDuration]': '5' });
    for (const socket of [own!, boss!]) {
      expect(await socket.heard('call_ended')).toMatchObject({
        status: 'completed',
        talkSeconds: 5,
      });
      expect(socket.named('call_update').map(({ change }) => change)).toEqual(
        expect.arrayContaining(['offer_accepted', 'ringing', 'answered']),
      );
    }
    expect(other!.messages.map(({ event }) => event)).not.toContain('call_ended');
    for (const socket of sockets) socket.close();
  });
});

describe('the server', () => {
  it('decides as the simulated floor does, for the same history', async () => {
    const twin = await Twin.open(app, 20261121);
    await twin.play(100);
    const { server, floor } = await twin.winners();
    expect(server).toEqual(floor);
    expect(Object.keys(floor).length).toBeGreaterThan(12);
  }, 240_000);
});
