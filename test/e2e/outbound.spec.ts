import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Crosspoint, CrosspointError } from '../../clients/typescript/index.js';
import { Example } from '../support/example.js';
import { BotServer } from '../support/exotel-stream.js';
import { AppHarness } from '../support/harness.js';
import { ExotelSide, OutboundCentre } from '../support/outbound-centre.js';

let exotel: ExotelSide;
let app: AppHarness;

beforeAll(async () => {
  exotel = await ExotelSide.start({ speed: 10 });
  app = await AppHarness.start({ ...exotel.env, OUTGOING_ALLOW_PRIVATE: '127.0.0.0/8' });
});
afterAll(async () => {
  await app.stop();
  await exotel.simulator.close();
});

const codeOf = (answer: { body: unknown }): string | undefined =>
  (answer.body as { error?: { code?: string } }).error?.code;
const idOf = (answer: { body: unknown }): string =>
  (answer.body as { data: { callLogId: string } }).data.callLogId;

describe('a CRM', () => {
  it('places a call at a click, by the example and with a key of its own', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await centre.readyAgent();
    const admin = new Crosspoint({ baseUrl: app.url, token: centre.tenant.admin.token });
    const made = await admin.createApiKey({
      body: { name: 'The CRM', scopes: ['calls:read', 'calls:write'] },
    });
    const number = centre.customer();
    const click = Example.start('click-to-call', {
      url: app.url,
      key: made.data.key,
      agent: anna.id,
      number,
    });
    await click.says(/call [\w-]+\n(\w+\n)*completed\n/);
    expect(await click.ended()).toBe(0);
    expect(centre.dials(number)).toBe(1);
    const { data, meta } = await admin.listCalls({ query: { agentId: anna.id } });
    expect(meta.total).toBe(1);
    expect(data).toMatchObject([{ status: 'completed', metadata: {} }]);
  });

  it('is told by its client why a call was not placed', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const absent = await app.agent(centre.clientId);
    const admin = new Crosspoint({ baseUrl: app.url, token: () => centre.tenant.admin.token });
    const body = { agentId: absent.id, phoneNumber: centre.customer(), userId: 'u1' };
    const refused = admin.placeCall({ body });
    await expect(refused).rejects.toThrow(CrosspointError);
    await expect(refused).rejects.toMatchObject({
      status: 409,
      code: 'AGENT_NOT_READY',
      requestId: expect.any(String),
    });
    const nobody = new Crosspoint({ baseUrl: app.url });
    await expect(nobody.getMe()).rejects.toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });
});

describe('a call placed now', () => {
  it('rings the agent and then the customer, is told live, and frees the agent', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await centre.readyAgent();
    const number = centre.customer();
    const answer = await centre.place(anna.id, number, { metadata: { campaignId: 'spring' } });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      success: true,
      data: {
        callLogId: expect.any(String),
        status: 'initiated',
        message: 'Outbound call initiated successfully',
      },
    });
    const call = await centre.ended(idOf(answer));
    expect(call).toMatchObject({
      direction: 'outbound',
      status: 'completed',
      outboundStatus: 'connected',
      phoneNumber: number,
      agentId: anna.id,
      priority: 'medium',
      failureReason: null,
      metadata: { campaignId: 'spring' },
      providerSid: expect.any(String),
    });
    expect(centre.dials(number)).toBe(1);
    expect(await centre.activeCalls(anna.id)).toBe(0);
    const events = await centre.admin.get(`/api/v1/calls/${idOf(answer)}/events`);
    const types = (events.body as { data: { type: string }[] }).data.map(({ type }) => type);
    expect(types).toEqual([
      'call.initiated',
      'call.dialing',
      'call.ringing',
      'call.answered',
      'call.ended',
    ]);
    const stats = await centre.admin.get('/api/v1/calls/outbound/stats');
    expect(stats.body).toEqual({
      success: true,
      data: {
        activeCalls: 0,
        maxConcurrentCalls: 10,
        utilization: 0,
        circuitBreaker: 'closed',
        rateLimiter: { currentJobs: 0, queuedJobs: 0 },
      },
    });
  });

  it('refuses an agent who is not ready, unknown, or of another company', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const other = await OutboundCentre.open(app, exotel);
    const number = centre.customer();
    const absent = await app.agent(centre.clientId);
    expect(codeOf(await centre.place(absent.id, number))).toBe('AGENT_NOT_READY');
    const stranger = await other.readyAgent();
    for (const id of [stranger.id, 999_999_999]) {
      const answer = await centre.place(id, number);
      expect([answer.status, codeOf(answer)]).toEqual([404, 'AGENT_NOT_FOUND']);
    }
    const post = (asked: object) =>
      app
        .http(absent.token)
        .post('/api/v1/calls/outbound')
        .send({ userId: 'u1', ...asked });
    const forAnother = await post({ phoneNumber: number, agentId: stranger.id });
    expect([forAnother.status, codeOf(forAnother)]).toEqual([403, 'FORBIDDEN']);
    const metadata = { batchId: 'b1' };
    const own = await post({ phoneNumber: number, agentId: absent.id, metadata });
    expect([own.status, codeOf(own)]).toEqual([400, 'VALIDATION_ERROR']);
    expect(centre.dials(number)).toBe(0);
  });

  it('gives one agent one call when fifty are asked for at once', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await centre.readyAgent();
    const number = centre.customer({ talkSeconds: () => 600 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => centre.place(anna.id, number)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
    await app.until(
      () => Promise.resolve(centre.dials(number)),
      (dials) => dials === 1,
    );
    expect(await centre.activeCalls(anna.id)).toBe(1);
  });

  it('cannot be taken back while Exotel dials it, nor when it is over', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await centre.readyAgent();
    const callLogId = idOf(await centre.place(anna.id, centre.customer({ talkSeconds: () => 20 })));
    const cancel = async () => {
      const answer = await centre.admin.post(`/api/v1/calls/${callLogId}/cancel`);
      return [answer.status, codeOf(answer)];
    };
    expect(await cancel()).toEqual([409, 'PROVIDER_CANNOT_HANG_UP']);
    expect(await centre.ended(callLogId)).toMatchObject({ status: 'completed' });
    expect(await cancel()).toEqual([409, 'CALL_NOT_CANCELABLE']);
    expect(await cancel()).toEqual([409, 'CALL_NOT_CANCELABLE']);
  });

  it('is placed once for one Idempotency-Key', async () => {
    const centre = await OutboundCentre.open(app, exotel);
    const anna = await centre.readyAgent();
    const body = { phoneNumber: centre.customer(), agentId: anna.id, userId: 'u1' };
    const send = () =>
      centre.admin.post('/api/v1/calls/outbound').set('Idempotency-Key', 'k1').send(body);
    const first = await send();
    const second = await send();
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(idOf(second)).toBe(idOf(first));
    await centre.ended(idOf(first));
    expect(centre.dials(body.phoneNumber)).toBe(1);
  });
});

describe('a call for a bot', () => {
  async function withBot(streamUrl?: string) {
    const server = await BotServer.start();
    const centre = await OutboundCentre.open(app, exotel);
    const bot = await centre.readyAgent();
    const made = await centre.admin
      .put(`/api/agents/${bot.id}`)
      .send({ kind: 'bot', streamUrl: streamUrl ?? server.url });
    expect(made.status).toBe(200);
    return { server, centre, bot };
  }

  it('rings the customer first, and is bridged to the stream of the bot', async () => {
    const { server, centre, bot } = await withBot();
    const number = centre.customer({ talkSeconds: () => 20 });
    const callLogId = idOf(await centre.place(bot.id, number));
    const heard = await server.call();
    await heard.until(() => heard.of('start').length === 1);
    expect(await centre.call(callLogId)).toMatchObject({ status: 'connected', agentId: bot.id });
    expect(heard.of('start')[0]).toMatchObject({
      start: { custom_parameters: { callLogId, agentId: String(bot.id) } },
    });
    expect(await centre.ended(callLogId)).toMatchObject({
      status: 'completed',
      outboundStatus: 'connected',
      failureReason: null,
    });
    const dialled = exotel.simulator.calls().filter(({ from }) => from === number);
    expect(dialled).toHaveLength(1);
    expect(dialled[0]?.attempts).toMatchObject([{ number, result: 'completed' }]);
    expect(await centre.activeCalls(bot.id)).toBe(0);
    await server.stop();
  });

  it('is over when the bot hangs up', async () => {
    const { server, centre, bot } = await withBot();
    const callLogId = idOf(
      await centre.place(bot.id, centre.customer({ talkSeconds: () => 3000 })),
    );
    const heard = await server.call();
    await heard.until(() => heard.of('start').length === 1);
    heard.socket.close(1000);
    expect(await centre.ended(callLogId)).toMatchObject({ status: 'completed' });
    await server.stop();
  });

  it('is hung up when it is taken back', async () => {
    const { server, centre, bot } = await withBot();
    const number = centre.customer({ talkSeconds: () => 3000 });
    const callLogId = idOf(await centre.place(bot.id, number));
    const heard = await server.call();
    await heard.until(() => heard.of('start').length === 1);
    const answer = await centre.admin.post(`/api/v1/calls/${callLogId}/cancel`);
    expect([answer.status, codeOf(answer)]).toEqual([200, undefined]);
    expect(await centre.ended(callLogId)).toMatchObject({ status: 'completed' });
    await heard.until(() => heard.closedWith !== null);
    await server.stop();
  });

  it('says that nobody picked up, as any other call does', async () => {
    const { server, centre, bot } = await withBot();
    const number = centre.customer({ answersAfterSeconds: () => null });
    const callLogId = idOf(await centre.place(bot.id, number));
    expect(await centre.ended(callLogId)).toMatchObject({ failureReason: 'no_answer' });
    expect(server.calls).toHaveLength(0);
    await server.stop();
  });

  it('fails with the reason when the bot cannot be reached', async () => {
    const { server, centre, bot } = await withBot('ws://127.0.0.1:1/voice');
    const callLogId = idOf(await centre.place(bot.id, centre.customer()));
    expect(await centre.ended(callLogId)).toMatchObject({
      status: 'failed',
      failureReason: 'agent_failed',
    });
    expect(await centre.activeCalls(bot.id)).toBe(0);
    await server.stop();
  });
});
