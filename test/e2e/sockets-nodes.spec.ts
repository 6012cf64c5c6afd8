import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AppHarness, type TestAgent } from '../support/harness.js';
import { openSocket, type Kind, type OpenOptions, type TestSocket } from '../support/sockets.js';

jest.setTimeout(120_000);

const KINDS: readonly Kind[] = ['socket.io', 'websocket'];
const DAY_MS = 24 * 3600 * 1000;

const open = new Set<TestSocket>();
async function connect(
  node: AppHarness,
  kind: Kind,
  who: Pick<TestAgent, 'token'>,
  options: OpenOptions = {},
): Promise<TestSocket> {
  const socket = await openSocket(node.url, kind, { token: who.token, ...options });
  open.add(socket);
  return socket;
}
afterEach(() => {
  for (const socket of open) {
    socket.close();
    socket.mustBeWhole();
  }
  open.clear();
});

const setStatus = (node: AppHarness, who: TestAgent, status: string) =>
  node.http(who.token).put(`/api/agents/${who.id}/status`).send({ status }).expect(200);
const seqsOf = (...sockets: TestSocket[]): number[] =>
  sockets.flatMap(({ messages }) =>
    messages.filter(({ data }) => 'prev' in data).map(({ data }) => Number(data['seq'])),
  );

describe('two nodes', () => {
  let app: AppHarness;
  let other: AppHarness;
  beforeAll(async () => {
    app = await AppHarness.start();
    other = await app.secondNode();
  }, 120_000);
  afterAll(async () => {
    await other.stop();
    await app.stop();
  }, 60_000);

  it.each(KINDS)('an event raised on one reaches the %s sockets of both', async (kind) => {
    const { clientId, admin } = await app.tenant();
    const agent = await app.agent(clientId);
    const sockets = [await connect(app, kind, admin), await connect(other, kind, admin)];
    await setStatus(app, agent, 'online');
    await setStatus(other, agent, 'away');
    for (const socket of sockets) {
      await socket.heard('agent_status_change', ({ status }) => status === 'away');
    }
    const [here, there] = sockets.map((socket) => seqsOf(socket));
    expect(here).toEqual(there);
  });

  it.each(KINDS)('a sign-out on one closes the %s socket on the other', async (kind) => {
    const { clientId } = await app.tenant();
    const agent = await app.agent(clientId);
    const socket = await connect(other, kind, agent);
    await app.http(agent.token).post('/api/auth/logout').expect(200);
    await socket.isClosed();
    expect(socket.named('closing')).toMatchObject([{ reason: 'session_ended' }]);
  });

  it.each(KINDS)('%s: who comes back gets what it missed, in order and once', async (kind) => {
    const { clientId, admin } = await app.tenant();
    const agent = await app.agent(clientId);
    const first = await connect(app, kind, admin);
    await setStatus(app, agent, 'online');
    await first.heard('agent_online');
    first.cut();
    const lastSeq = first.lastSeq!;
    for (const status of ['away', 'busy', 'offline']) await setStatus(other, agent, status);
    const second = await connect(other, kind, admin, { lastSeq });
    expect(await second.heard('ready')).toMatchObject({
      seq: lastSeq,
      resumed: true,
      reload: false,
    });
    await second.heard('agent_offline');
    await setStatus(app, agent, 'online');
    await second.heard('agent_online');
    const missed = seqsOf(second);
    expect(missed).toEqual(missed.map((_, place) => lastSeq + 1 + place));
    expect(second.named('agent_status_change').map(({ status }) => status)).toEqual([
      'away',
      'busy',
      'offline',
      'online',
    ]);
  });

  it('what is missed is what the role may hear', async () => {
    const { clientId, admin } = await app.tenant();
    const agent = await app.agent(clientId);
    const lastSeq = (await connect(app, 'websocket', agent)).lastSeq!;
    await app.db.collection('events').insertOne({
      _id: randomBytes(12).toString('hex') as never,
      clientId,
      type: 'call.received',
      at: new Date(),
      callLogId: 'c',
      agentId: null,
      data: { status: 'received' },
      pending: true,
    });
    await setStatus(app, agent, 'online');
    const boss = await connect(other, 'websocket', admin, { lastSeq });
    const self = await connect(other, 'websocket', agent, { lastSeq });
    for (const socket of [boss, self]) await socket.heard('agent_online');
    expect([boss.named('call_update').length, self.named('call_update').length]).toEqual([1, 0]);
  });

  it('who was away for more than a day is told to read anew', async () => {
    const { clientId, admin } = await app.tenant();
    const agent = await app.agent(clientId);
    const lastSeq = (await connect(app, 'websocket', admin)).lastSeq!;
    await setStatus(app, agent, 'online');
    await app.until(
      () => app.db.collection('events').countDocuments({ clientId, pending: true }),
      (pending) => pending === 0,
    );
    const old = { $set: { at: new Date(Date.now() - DAY_MS - 60_000) } };
    await app.db.collection('events').updateOne({ clientId, seq: lastSeq + 1 }, old);
    for (const given of [lastSeq, 1_000_000]) {
      const back = await connect(other, 'websocket', admin, { lastSeq: given });
      const ready = await back.heard('ready');
      expect(ready).toMatchObject({ resumed: false, reload: true });
      expect(ready['seq']).toBeGreaterThan(lastSeq);
      expect(seqsOf(back)).toEqual([]);
    }
    const now = await connect(other, 'websocket', admin, { lastSeq: lastSeq + 1 });
    expect(await now.heard('ready')).toMatchObject({ resumed: true, reload: false });
  });

  it('between what was missed and what comes nothing is lost, however much happens', async () => {
    const { clientId, admin } = await app.tenant();
    const agents = await Promise.all(Array.from({ length: 4 }, () => app.agent(clientId)));
    const lastSeq = (await connect(app, 'websocket', admin)).lastSeq!;
    const busy = agents.map(async (agent, place) => {
      const node = place % 2 === 0 ? app : other;
      for (let turn = 0; turn < 12; turn += 1) {
        await setStatus(node, agent, turn % 2 === 0 ? 'away' : 'busy');
      }
    });
    const joining: TestSocket[] = [];
    for (let round = 0; round < 4; round += 1) {
      for (const kind of KINDS) {
        for (const node of [app, other])
          joining.push(await connect(node, kind, admin, { lastSeq }));
      }
    }
    await Promise.all(busy);
    await app.until(
      () => app.db.collection('events').countDocuments({ clientId, pending: true }),
      (pending) => pending === 0,
    );
    const newest = await app.db
      .collection<{ seq: number; type: string }>('events')
      .find({ clientId, seq: { $gt: lastSeq }, type: /^agent\./ })
      .sort({ seq: 1 })
      .toArray();
    const heard = newest.map(({ seq }) => seq);
    for (const socket of joining) {
      await app.until(
        () => Promise.resolve(socket.lastSeq),
        (seq) => seq === heard.at(-1),
      );
      expect(seqsOf(socket)).toEqual(heard);
    }
  });

  it('notes the socket of a session while it is open', async () => {
    const { clientId } = await app.tenant();
    const agent = await app.agent(clientId);
    const session = () => app.db.collection('agent_sessions').findOne({ agentId: agent.id });
    const socket = await connect(other, 'socket.io', agent);
    await app.until(session, (found) => typeof found?.['socketId'] === 'string');
    socket.close();
    const after = await app.until(session, (found) => found?.['socketId'] === undefined);
    expect(after?.['isActive']).toBe(true);
  });

  it('one that stops tells its sockets, and they go on at the other', async () => {
    const node = await app.secondNode();
    const { clientId, admin } = await app.tenant();
    const agent = await app.agent(clientId);
    const sockets = [
      await connect(node, 'socket.io', admin),
      await connect(node, 'websocket', admin),
    ];
    expect(await node.end('SIGTERM')).toBe(0);
    await setStatus(app, agent, 'online');
    for (const socket of sockets) {
      await socket.isClosed();
      expect(socket.named('closing')).toEqual([{ reason: 'shutting_down', reconnect: true }]);
      const next = await connect(other, 'websocket', admin, { lastSeq: socket.lastSeq! });
      await next.heard('agent_online');
    }
  });

  it.each(KINDS)('kill -9 of a node costs a %s client nothing', async (kind) => {
    const node = await app.secondNode();
    const { clientId, admin } = await app.tenant();
    const agent = await app.agent(clientId);
    const first = await connect(node, kind, admin);
    const heard: TestSocket[] = [first];
    let turn = 0;
    const floor = { isOver: false };
    const busy = (async () => {
      while (!floor.isOver) await setStatus(app, agent, (turn += 1) % 2 === 0 ? 'away' : 'busy');
    })();
    await first.heard('agent_status_change');
    await node.end('SIGKILL');
    await first.isClosed();
    heard.push(await connect(other, kind, admin, { lastSeq: first.lastSeq! }));
    floor.isOver = true;
    await busy;
    await setStatus(app, agent, 'offline');
    await heard.at(-1)!.heard('agent_offline');
    const events = await app.db
      .collection<{ seq: number }>('events')
      .find({ clientId, type: /^agent\./, agentId: agent.id })
      .sort({ seq: 1 })
      .toArray();
    expect(seqsOf(...heard)).toEqual(events.map(({ seq }) => seq));
    await node.stop();
  });
});

describe('an agent whose sockets close', () => {
  /** Fifteen seconds are one and a half. */
  const SPEED = 10;
  let app: AppHarness;
  let other: AppHarness;
  beforeAll(async () => {
    const now = Date.now();
    app = await AppHarness.start({
      CLOCK_SPEED: String(SPEED),
      CLOCK_ANCHOR: `${now}:${now}`,
      AGENT_HEARTBEAT_INTERVAL: '3600',
    });
    other = await app.secondNode();
  }, 120_000);
  afterAll(async () => {
    await other.stop();
    await app.stop();
  }, 60_000);

  const shown = async (agent: TestAgent): Promise<string> =>
    String(
      (await app.db.collection('agents').findOne({ _id: agent.id as never }))?.['onlineStatus'],
    );
  const books = (agent: TestAgent) =>
    app.db.collection('agent_sockets').findOne({ _id: agent.id as never });
  const present = async (socket: TestSocket, currentStatus = 'online') => {
    expect(await socket.ask('heartbeat', { deviceConnected: true, currentStatus })).toMatchObject({
      ok: true,
    });
  };

  it('is offline after the grace, not at once, and what it chose comes back with it', async () => {
    const { clientId, admin } = await app.tenant();
    const agent = await app.agent(clientId);
    const watching = await connect(other, 'websocket', admin);
    const sockets = [
      await connect(app, 'socket.io', agent),
      await connect(other, 'websocket', agent),
    ];
    await present(sockets[0]!, 'away');
    sockets[0]!.close();
    await app.until(
      () => books(agent),
      (found) => (found?.['sockets'] as unknown[] | undefined)?.length === 1,
    );
    expect(await books(agent)).toMatchObject({ offlineAt: null });
    sockets[1]!.close();
    const due = await app.until(
      () => books(agent),
      (found) => found?.['offlineAt'] instanceof Date,
    );
    const { closedAt, offlineAt } = due as unknown as Record<'closedAt' | 'offlineAt', Date>;
    expect(offlineAt.getTime() - closedAt.getTime()).toBe(15_000);
    await watching.heard('agent_offline', ({ agentId }) => agentId === agent.id);
    expect(await shown(agent)).toBe('offline');
    const back = await connect(app, 'websocket', agent);
    expect(await back.ask('heartbeat', { deviceConnected: true })).toMatchObject({
      ok: true,
      data: { status: 'away', onlineStatus: 'away' },
    });
    await app.until(
      () => shown(agent),
      (status) => status === 'away',
    );
  });

  it('stays when a socket or a heartbeat comes back in time, or it never had a socket', async () => {
    const { clientId } = await app.tenant();
    const [returning, beating, without] = [
      await app.agent(clientId),
      await app.agent(clientId),
      await app.agent(clientId),
    ];
    const beat = (agent: TestAgent) =>
      app
        .http(agent.token)
        .post('/api/agent-heartbeat')
        .send({ agentId: agent.id, deviceConnected: true, currentStatus: 'online' })
        .expect(200);
    await beat(without);
    for (const agent of [returning, beating]) {
      const socket = await connect(app, 'websocket', agent);
      await present(socket);
      socket.close();
      await app.until(
        () => books(agent),
        (found) => found?.['offlineAt'] instanceof Date,
      );
    }
    await connect(other, 'socket.io', returning);
    await beat(beating);
    await app.until(
      () => books(beating),
      (found) => found?.['offlineAt'] === null,
    );
    for (const agent of [returning, beating, without]) expect(await shown(agent)).toBe('online');
  });

  it('is offline too when the node that had them was killed', async () => {
    const node = await app.secondNode();
    const { clientId } = await app.tenant();
    const agent = await app.agent(clientId);
    await present(await connect(node, 'websocket', agent));
    await app.until(
      () => books(agent),
      (found) => (found?.['sockets'] as unknown[] | undefined)?.length === 1,
    );
    await node.end('SIGKILL');
    await app.until(
      () => shown(agent),
      (status) => status === 'offline',
      60_000,
    );
    expect(await books(agent)).toMatchObject({ sockets: [] });
    await node.stop();
  });

  it('hears that its token is over, and is closed', async () => {
    const short = await app.secondNode({ JWT_EXPIRY: '20s' });
    const { clientId } = await app.tenant();
    const agent = await app.agent(clientId);
    const token = await short.login(agent.username);
    const sockets = [
      await connect(short, 'socket.io', { token }),
      await connect(short, 'websocket', { token }),
    ];
    for (const socket of sockets) {
      await socket.isClosed();
      expect(socket.named('closing')).toEqual([{ reason: 'token_expired', reconnect: false }]);
    }
    await short.stop();
  });
});

it('sockets can have a port of their own, and none where the process is not for them', async () => {
  const app = await AppHarness.start({ CROSSPOINT_ROLES: 'api,worker' });
  try {
    const { admin } = await app.tenant();
    await expect(openSocket(app.url, 'websocket', { token: admin.token })).rejects.toThrow();
    const port = app.port + 1;
    const node = await app.secondNode({ WS_PORT: String(port), CROSSPOINT_ROLES: 'realtime' });
    for (const kind of KINDS) {
      const socket = await openSocket(`http://127.0.0.1:${port}`, kind, { token: admin.token });
      socket.close();
      await expect(openSocket(node.url, kind, { token: admin.token })).rejects.toThrow();
    }
    await node.stop();
  } finally {
    await app.stop();
  }
});
