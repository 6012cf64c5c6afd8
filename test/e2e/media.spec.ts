import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { CallCentre } from '../support/call-centre.js';
import { BotServer, ExotelStream, SOUND } from '../support/exotel-stream.js';
import { AppHarness, type TestAgent } from '../support/harness.js';

let app: AppHarness;
const bots: BotServer[] = [];

beforeAll(async () => {
  app = await AppHarness.start({ OUTGOING_ALLOW_PRIVATE: '127.0.0.0/8' });
}, 120_000);
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.stop()));
});
afterAll(async () => app.stop());

const sid = () => `S${randomBytes(8).toString('hex')}`;

interface Scene {
  readonly centre: CallCentre;
  readonly server: BotServer;
  readonly bot: TestAgent;
}

/** A company whose calls a bot takes. */
async function withBot(streamUrl?: string): Promise<Scene> {
  const server = await BotServer.start();
  bots.push(server);
  const centre = await CallCentre.open(app);
  const change = { kind: 'bot', streamUrl: streamUrl ?? server.url, maxConcurrentCalls: 10 };
  const bot = await centre.readyAgent({ priority: 9, change });
  return { centre, server, bot };
}

/** Where to open the stream: asked until the bot has the call. */
async function addressOf(centre: CallCentre, call: string): Promise<string> {
  const answer = await app.until(
    () => centre.get('stream', { CallSid: call, CallFrom: '09812345678', CallTo: '08011112222' }),
    ({ body }) => typeof (body as { url?: string }).url === 'string',
  );
  const { url } = answer.body as { url: string };
  const { pathname, search } = new URL(url);
  expect(pathname).toMatch(/^\/media\/[\w-]{43}$/);
  return `ws://127.0.0.1:${app.port}${pathname}${search}`;
}

/** A caller and a bot who hear each other. */
async function talk({ centre, server }: Scene) {
  const call = sid();
  const caller = await ExotelStream.open(await addressOf(centre, call));
  caller.start(call);
  const bot = await server.call();
  await bot.until(() => bot.of('start').length === 1);
  return { call, caller, bot };
}

const statusOf = async (centre: CallCentre, call: string) =>
  (await centre.call(call))?.['status'] as string;

const selected = async (centre: CallCentre, call: string): Promise<string> => {
  const answer = await centre.wait(call, { as: 'select' });
  return (JSON.parse(answer.text) as { select: string }).select;
};

describe('a call that a bot takes', () => {
  it('is led to the bot by the flow, and talked both ways', async () => {
    const scene = await withBot();
    const { call, caller, bot } = await talk(scene);
    const record = await scene.centre.call(call);
    expect(record).toMatchObject({ status: 'connected', agentId: scene.bot.id });
    expect(bot.of('start')[0]).toMatchObject({
      start: { call_sid: call, custom_parameters: { k: 'v', callLogId: String(record?._id) } },
    });

    for (let count = 0; count < 20; count += 1) caller.sound();
    caller.digit('5');
    await bot.until(() => bot.of('dtmf').length === 1);
    expect(bot.of('media')).toHaveLength(20);
    expect(bot.of('media')[0]).toMatchObject({ media: { payload: SOUND } });

    bot.say({ event: 'media', stream_sid: 'S1', media: { payload: SOUND } });
    bot.say({ event: 'mark', stream_sid: 'S1', mark: { name: 'hello' } });
    bot.say({ event: 'clear', stream_sid: 'S1' });
    await caller.until(() => caller.of('clear').length === 1);
    expect(caller.frames.map(({ event }) => event)).toEqual(['media', 'mark', 'clear']);
    caller.say({ event: 'mark', stream_sid: 'S1', mark: { name: 'hello' } });
    await bot.until(() => bot.of('mark').length === 1);

    caller.hangUp();
    await app.until(
      () => statusOf(scene.centre, call),
      (status) => status === 'completed',
    );
    await bot.until(() => bot.closedWith !== null);
    expect(bot.of('stop')).toHaveLength(1);
    expect((await scene.centre.presence(scene.bot.id))?.activeCalls).toBe(0);
    const stream = await app.until(
      () => app.db.collection('media_streams').findOne({ providerSid: call }),
      (found) => found?.['endedAt'] instanceof Date,
    );
    expect(stream).toMatchObject({ end: 'hung_up', figures: { callerFrames: 20, botFrames: 1 } });
  });

  it('is offered the stream by the Switch-Case, and nobody by the Connect applet', async () => {
    const { centre } = await withBot();
    const call = sid();
    await app.until(
      () => selected(centre, call),
      (select) => select === 'bot',
    );
    const answer = await centre.connect(call);
    expect(CallCentre.dialled(answer)).toBeNull();
    expect((await centre.wait(call)).status).toBe(200);
    await addressOf(centre, call);
    expect(await centre.call(call)).toMatchObject({ status: 'offered', offerCount: 1 });
  });

  it('says done to the flow when the bot said good-bye', async () => {
    const scene = await withBot();
    const { call, caller, bot } = await talk(scene);
    bot.socket.close(1000);
    await caller.until(() => caller.closedWith === 1000);
    expect(await selected(scene.centre, call)).toBe('done');
    expect((await scene.centre.presence(scene.bot.id))?.activeCalls).toBe(0);
  });
});

describe('a bot that hands over', () => {
  it('gives its caller to a person, who is dialled by the next question', async () => {
    const scene = await withBot();
    const { call, caller, bot } = await talk(scene);
    const anna = await scene.centre.readyAgent({ priority: 1 });
    bot.say({ event: 'handover', stream_sid: 'S1', handover: { reason: 'wants a person' } });
    await caller.until(() => caller.closedWith === 1000);
    expect(await selected(scene.centre, call)).toBe('agent');
    expect(CallCentre.dialled(await scene.centre.connect(call))).toBe(anna.phone);
    const record = await scene.centre.call(call);
    const events = await scene.centre.admin.get(`/api/v1/calls/${String(record?._id)}/events`);
    const types = (events.body as { data: { type: string }[] }).data.map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['call.answered', 'call.handed_over']));
  });

  it('leaves its caller in the line of the sector that it names, and never gets it back', async () => {
    const scene = await withBot();
    const { call, caller, bot } = await talk(scene);
    bot.say({ event: 'handover', stream_sid: 'S1', handover: { sector: 'loans', priority: 8 } });
    await caller.until(() => caller.closedWith === 1000);
    expect(await scene.centre.call(call)).toMatchObject({
      status: 'queued',
      sector: 'loans',
      priority: 8,
    });
    expect(await selected(scene.centre, call)).toBe('wait');
  });

  it('does so too when it breaks off in the middle of the talk', async () => {
    const scene = await withBot();
    const { call, caller, bot } = await talk(scene);
    bot.socket.terminate();
    await caller.until(() => caller.closedWith !== null);
    expect(await statusOf(scene.centre, call)).toBe('queued');
    expect((await scene.centre.presence(scene.bot.id))?.activeCalls).toBe(0);
  });

  it('is taken for broken off when the flow asks again', async () => {
    const scene = await withBot();
    const { call, caller } = await talk(scene);
    caller.socket.terminate();
    expect(await selected(scene.centre, call)).toBe('wait');
    expect(await statusOf(scene.centre, call)).toBe('queued');
  });
});

describe('the address of a stream', () => {
  const refusedWith = async (url: string): Promise<number | undefined> => {
    const socket = new WebSocket(url);
    const [, answer] = (await once(socket, 'unexpected-response')) as [
      unknown,
      { statusCode?: number },
    ];
    return answer.statusCode;
  };

  it('opens nothing when it is unknown, or used', async () => {
    const scene = await withBot();
    const call = sid();
    const url = await addressOf(scene.centre, call);
    expect(await refusedWith(`${url.slice(0, -2)}xx`)).toBe(404);
    expect(await refusedWith(`ws://127.0.0.1:${app.port}/media/`)).toBe(404);
    const caller = await ExotelStream.open(url);
    caller.start(call);
    const bot = await scene.server.call();
    await bot.until(() => bot.of('start').length === 1);
    expect(await refusedWith(url)).toBe(404);
    expect(app.rawLogs()).not.toContain(url.slice(-43));
  });

  it('serves one of two who come with it at once', async () => {
    const scene = await withBot();
    const call = sid();
    const url = await addressOf(scene.centre, call);
    const both = await Promise.all([ExotelStream.open(url), ExotelStream.open(url)]);
    for (const stream of both) stream.start(call);
    await app.until(
      () => Promise.resolve(both.filter(({ closedWith }) => closedWith === 4404).length),
      (closed) => closed === 1,
    );
    expect(await statusOf(scene.centre, call)).toMatch(/offered|connected/);
  });

  it('is for one call only', async () => {
    const scene = await withBot();
    const caller = await ExotelStream.open(await addressOf(scene.centre, sid()));
    caller.start(sid());
    await caller.until(() => caller.closedWith === 4404);
  });
});

describe('a bot that cannot be reached', () => {
  it.each([
    ['its server is not there', 'ws://127.0.0.1:1/voice'],
    ['its address is a private one', 'ws://10.0.0.1/voice'],
    ['it names the machine itself', 'ws://[::1]:80/voice'],
  ])('leaves its caller to others: %s', async (_why, streamUrl) => {
    const scene = await withBot(streamUrl);
    const anna = await scene.centre.readyAgent({ priority: 1 });
    const call = sid();
    const caller = await ExotelStream.open(await addressOf(scene.centre, call));
    caller.start(call);
    await caller.until(() => caller.closedWith !== null);
    expect(await selected(scene.centre, call)).toBe('agent');
    expect(CallCentre.dialled(await scene.centre.connect(call))).toBe(anna.phone);
  });

  it('is refused as no stream address', async () => {
    const { centre, bot } = await withBot();
    for (const streamUrl of ['http://bots.example', 'wss://u:p@bots.example', 'x', { $gt: '' }]) {
      const answer = await centre.admin.put(`/api/agents/${bot.id}`).send({ streamUrl });
      expect([answer.status, streamUrl]).toEqual([400, streamUrl]);
    }
    const own = await app.http(bot.token).put(`/api/agents/${bot.id}`).send({ streamUrl: null });
    expect(own.status).toBe(403);
  });
});

describe('memory', () => {
  it('is bounded when a bot does not read: live sound is dropped', async () => {
    const scene = await withBot();
    const { call, caller, bot } = await talk(scene);
    bot.socket.pause();
    const large = Buffer.alloc(24_000, 1).toString('base64');
    for (let count = 0; count < 1500; count += 1) caller.sound(large);
    caller.digit('1');
    caller.hangUp();
    const stream = await app.until(
      () => app.db.collection('media_streams').findOne({ providerSid: call }),
      (found) => found?.['endedAt'] instanceof Date,
    );
    const figures = stream?.['figures'] as { callerFrames: number; droppedFrames: number };
    expect(figures.callerFrames).toBe(1500);
    expect(figures.droppedFrames).toBeGreaterThan(500);
    bot.socket.resume();
  });

  it('holds a bot back that speaks faster than Exotel reads, and loses none of it', async () => {
    const scene = await withBot();
    const { caller, bot } = await talk(scene);
    caller.socket.pause();
    const large = Buffer.alloc(60_000, 1).toString('base64');
    for (let count = 0; count < 400; count += 1) {
      bot.say({ event: 'media', stream_sid: 'S1', media: { payload: large } });
    }
    await app.until(
      () => Promise.resolve(bot.socket.bufferedAmount),
      (waiting) => waiting > 1_000_000,
    );
    caller.socket.resume();
    await caller.until(() => caller.of('media').length === 400);
  });
});

describe('a node that stops', () => {
  it('leaves the callers of its bots to the others', async () => {
    const node = await AppHarness.start({ OUTGOING_ALLOW_PRIVATE: '127.0.0.0/8' });
    const first = app;
    app = node;
    try {
      const scene = await withBot();
      const { call } = await talk(scene);
      expect(await node.end('SIGTERM')).toBe(0);
      const record = await node.db.collection('call_logs').findOne({ providerSid: call });
      expect(record).toMatchObject({ status: 'queued' });
    } finally {
      app = first;
      await node.stop();
    }
  }, 120_000);
});
