import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness, PASSWORD, type TestAgent, type TestTenant } from '../support/harness.js';
import {
  openSocket,
  Refused,
  type Kind,
  type OpenOptions,
  type TestSocket,
} from '../support/sockets.js';

jest.setTimeout(120_000);

const ANOMALY = {
  id: 'a1',
  sector: null,
  metric: 'volume',
  kind: 'spike',
  direction: 'above',
  state: 'open',
  since: '2026-01-14T06:00:00.000Z',
  until: '2026-01-14T07:00:00.000Z',
  actual: 90,
  expected: 40,
  p: 0.0001,
};
const REPORT = {
  reportId: 'r1',
  type: 'summary',
  format: 'pdf',
  title: 'Week',
  state: 'running',
  progress: 50,
  rows: 1,
};

const KINDS: readonly Kind[] = ['socket.io', 'websocket'];

let app: AppHarness;
let bank: TestTenant;
const open = new Set<TestSocket>();

beforeAll(async () => {
  app = await AppHarness.start({ CORS_ORIGINS: 'https://desk.example' });
  bank = await app.tenant();
}, 60_000);
afterEach(() => {
  for (const socket of open) {
    socket.close();
    socket.mustBeWhole();
  }
  open.clear();
});
afterAll(() => app.stop(), 60_000);

async function connect(
  kind: Kind,
  who: Pick<TestAgent, 'token'>,
  options: OpenOptions = {},
): Promise<TestSocket> {
  const socket = await openSocket(app.url, kind, { token: who.token, ...options });
  open.add(socket);
  return socket;
}
const setStatus = (who: TestAgent, status: string) =>
  app.http(who.token).put(`/api/agents/${who.id}/status`).send({ status }).expect(200);
const change = (who: TestAgent, $set: Record<string, unknown>) =>
  app.db.collection('agents').updateOne({ _id: who.id as never }, { $set });
/** Stores an event as another part of the program would. */
const happen = (clientId: string, type: string, data: object, agentId: number | null = null) =>
  app.db.collection('events').insertOne({
    _id: randomBytes(12).toString('hex') as never,
    clientId,
    type,
    at: new Date(),
    callLogId: type.startsWith('call.') ? 'a-call' : null,
    agentId,
    data,
    pending: true,
  });
const numbered = (socket: TestSocket) => socket.messages.filter(({ data }) => 'prev' in data);

describe.each(KINDS)('over %s', (kind) => {
  describe('a handshake', () => {
    it.each([
      ['without a token', {}],
      ['with a bad token', { token: 'a.b.c' }],
      ['with an object for a token', { token: { $gt: '' } as never }],
    ])('%s is refused', async (_name, options) => {
      await expect(openSocket(app.url, kind, options)).rejects.toThrow(
        new Refused('UNAUTHENTICATED'),
      );
    });

    it('takes the token from the header too', async () => {
      const headers = { authorization: `Bearer ${bank.admin.token}` };
      const socket = await openSocket(app.url, kind, { headers });
      open.add(socket);
      expect(await socket.heard('ready')).toMatchObject({
        agentId: bank.admin.id,
        clientId: bank.clientId,
        role: 'admin',
        resumed: false,
        reload: false,
      });
    });

    it('of an ended session is refused', async () => {
      const agent = await app.agent(bank.clientId);
      await app.http(agent.token).post('/api/auth/logout').expect(200);
      await expect(connect(kind, agent)).rejects.toThrow(new Refused('UNAUTHENTICATED'));
    });

    it('before a password that must be changed is refused', async () => {
      const agent = await app.agent(bank.clientId);
      await change(agent, { mustChangePassword: true });
      await expect(connect(kind, agent)).rejects.toThrow(new Refused('PASSWORD_CHANGE_REQUIRED'));
    });

    it('from a page of another origin is refused, from an allowed one it is not', async () => {
      const { admin } = bank;
      await expect(
        connect(kind, admin, { headers: { origin: 'https://evil.example' } }),
      ).rejects.toThrow();
      for (const origin of ['https://desk.example', app.url]) {
        await expect(connect(kind, admin, { headers: { origin } })).resolves.toBeDefined();
      }
    });

    it.each([-1, 1.5, Number.NaN])('with %p for lastSeq is refused', async (lastSeq) => {
      const given = { lastSeq: (Number.isNaN(lastSeq) ? 'x' : lastSeq) as number };
      await expect(connect(kind, bank.admin, given)).rejects.toThrow(
        new Refused('VALIDATION_ERROR'),
      );
    });

    it('of the twenty-first socket of an agent is refused', async () => {
      const agent = await app.agent(bank.clientId);
      for (let count = 0; count < 20; count += 1) await connect(kind, agent);
      await expect(connect(kind, agent)).rejects.toThrow(new Refused('RATE_LIMITED'));
    });
  });

  describe('events', () => {
    it('reach the company in order and once, and no other company', async () => {
      const agent = await app.agent(bank.clientId);
      const other = await app.tenant();
      const watching = await connect(kind, await app.agent(bank.clientId, 'viewer'));
      const foreign = await connect(kind, other.admin);
      await setStatus(agent, 'online');
      await setStatus(agent, 'away');
      await setStatus(agent, 'offline');
      await watching.heard('agent_offline');
      const own = (event: string) =>
        watching.named(event).filter(({ agentId }) => agentId === agent.id);
      expect(own('agent_status_change').map(({ status }) => status)).toEqual([
        'online',
        'away',
        'offline',
      ]);
      expect([own('agent_online').length, own('agent_offline').length]).toEqual([1, 1]);
      expect(numbered(foreign)).toEqual([]);
    });

    it('of an agent are the agent itself', async () => {
      const watching = await connect(kind, await app.agent(bank.clientId));
      const username = `new_${randomBytes(6).toString('hex')}`;
      const made = await app
        .http(bank.admin.token)
        .post('/api/agents')
        .send({
          username,
          email: `${username}@example.com`,
          fullName: 'Nina New',
          role: 'cs',
          department: 'Support',
          password: PASSWORD,
        })
        .expect(201);
      const heard = await watching.heard('agent_created', (data) => data['username'] === username);
      expect(heard).toMatchObject(made.body as object);
      expect(JSON.stringify(heard)).not.toMatch(/passwordHash|usernameKey/);
    });

    it('reach those whose business they are', async () => {
      const { clientId, admin } = await app.tenant();
      const cs = await app.agent(clientId);
      const colleague = await app.agent(clientId);
      const viewer = await app.agent(clientId, 'viewer');
      const [ofAdmin, ofCs, ofColleague, ofViewer] = await Promise.all(
        [admin, cs, colleague, viewer].map((who) => connect(kind, who)),
      );
      await happen(clientId, 'anomaly.detected', { anomaly: ANOMALY });
      await happen(clientId, 'batch.progress', { startedBy: cs.id, done: 1, total: 2 });
      await happen(clientId, 'report.progress', { ...REPORT, createdBy: admin.id });
      await happen(clientId, 'call.answered', { status: 'connected' }, cs.id);
      await happen(clientId, 'agent.activity', { type: 'message_sent' }, cs.id);
      await happen(clientId, 'performance.updated', { metric: 'onlineHours', value: 3 }, cs.id);
      await happen(clientId, 'team.updated', { team: { name: 'x' } });
      await happen(clientId, 'agent.deleted', {}, 999_999);
      const sockets = [ofAdmin!, ofCs!, ofColleague!, ofViewer!];
      await Promise.all(sockets.map((socket) => socket.heard('agent_deleted')));
      const all = ['agent_activity', 'performance_update', 'agent_deleted'];
      expect(sockets.map((socket) => numbered(socket).map(({ event }) => event))).toEqual([
        ['anomaly_detected', 'report_progress', 'call_update', ...all],
        ['batch_progress', 'call_update', ...all],
        all,
        ['anomaly_detected', ...all],
      ]);
    });

    it('are read again over HTTP as the socket heard them', async () => {
      const { clientId, admin } = await app.tenant();
      const cs = await app.agent(clientId);
      const viewer = await app.agent(clientId, 'viewer');
      const who = [admin, cs, viewer];
      const sockets = await Promise.all(who.map((one) => connect(kind, one)));
      for (const status of ['online', 'away', 'busy']) await setStatus(cs, status);
      await happen(clientId, 'call.answered', { status: 'connected' }, cs.id);
      await happen(clientId, 'agent.deleted', {}, 999_999);
      await Promise.all(sockets.map((socket) => socket.heard('agent_deleted')));
      for (const [place, socket] of sockets.entries()) {
        const read: unknown[] = [];
        let after = Number((await socket.heard('ready'))['seq']);
        for (let hasMore = true; hasMore;) {
          const { body } = await app
            .http(who[place]!.token)
            .get('/api/events')
            .query({ after, limit: 2 })
            .expect(200);
          const { success, data, count, meta } = body as {
            success: boolean;
            data: unknown[];
            count: number;
            meta: { nextSeq: number; hasMore: boolean; limit: number };
          };
          expect([success, count, meta.limit]).toEqual([true, data.length, 2]);
          read.push(...data);
          ({ nextSeq: after, hasMore } = meta);
        }
        expect(read).toEqual(numbered(socket));
      }
      await app.http().get('/api/events').expect(401);
      const bad = await app.http(admin.token).get('/api/events').query({ after: 'x' });
      expect(bad.status).toBe(400);
    });
  });

  describe('rooms', () => {
    it('are those of the role, and no more', async () => {
      const agent = await app.agent(bank.clientId);
      const socket = await connect(kind, agent);
      expect((await socket.heard('ready'))['rooms']).toEqual([
        'agents:all',
        'agents:department:Support',
        `agent:${agent.id}`,
      ]);
      for (const room of ['agents:admin', `agent:${bank.admin.id}`, 'agents:department:Sales']) {
        expect(await socket.ask('subscribe', { room })).toMatchObject({
          ok: false,
          error: { code: 'FORBIDDEN' },
        });
      }
      for (const room of ['person:1', '', 'x', 'agent:x', 'agents:department:', '../agents:all']) {
        expect(await socket.ask('subscribe', { room })).toMatchObject({
          ok: false,
          error: { code: 'VALIDATION_ERROR' },
        });
      }
    });

    it('of another company do not exist', async () => {
      const foreigner = await app.tenant();
      const socket = await connect(kind, bank.admin);
      for (const id of [foreigner.admin.id, 999_999_999]) {
        expect(await socket.ask('subscribe', { room: `agent:${id}` })).toMatchObject({
          ok: false,
          error: { code: 'AGENT_NOT_FOUND' },
        });
      }
    });

    it('can be left, to hear of one department or one agent alone', async () => {
      const { clientId, admin } = await app.tenant();
      const support = await app.agent(clientId);
      const sales = await app.agent(clientId);
      await change(sales, { department: 'Sales' });
      const socket = await connect(kind, admin);
      const left = await socket.ask('unsubscribe', {
        rooms: ['agents:all', 'agents:admin', 'agents:department:Support'],
      });
      expect(left).toMatchObject({ ok: true, data: { rooms: [`agent:${admin.id}`] } });
      expect(await socket.ask('subscribe', 'agents:department:Sales')).toMatchObject({ ok: true });
      await setStatus(support, 'online');
      await setStatus(sales, 'online');
      await socket.heard('agent_online', ({ agentId }) => agentId === sales.id);
      expect(numbered(socket).filter(({ data }) => data['agentId'] === support.id)).toEqual([]);
    });

    it('follow a change of role and of department', async () => {
      const { clientId } = await app.tenant();
      const agent = await app.agent(clientId);
      const socket = await connect(kind, agent);
      await change(agent, { role: 'admin', department: 'Sales' });
      await app.until(
        async () => await socket.ask('subscribe', 'agents:admin'),
        ({ ok }) => ok,
      );
      expect((await socket.ask('subscribe', 'agents:all')).data).toMatchObject({
        rooms: expect.arrayContaining(['agents:department:Sales', 'agents:admin']),
      });
      await change(agent, { role: 'cs' });
      await app.until(
        async () => (await socket.ask('subscribe', 'agents:all')).data as { rooms: string[] },
        ({ rooms }) => !rooms.includes('agents:admin'),
      );
      await happen(clientId, 'call.received', { status: 'received' });
      await happen(clientId, 'agent.deleted', {}, agent.id);
      await socket.heard('agent_deleted');
      expect(socket.named('call_update')).toEqual([]);
    });
  });

  describe('messages', () => {
    it('a heartbeat and a status do what their routes do', async () => {
      const agent = await app.agent(bank.clientId);
      const socket = await connect(kind, agent);
      const beat = await socket.ask('heartbeat', {
        deviceConnected: true,
        currentStatus: 'available',
        device: { type: 'softphone' },
      });
      expect(beat).toMatchObject({
        ok: true,
        data: { agentId: agent.id, interval: 30, onlineStatus: 'online', readiness: {} },
      });
      const chosen = await socket.ask('status', { status: 'away', reason: 'Lunch' });
      expect(chosen).toMatchObject({
        ok: true,
        data: { agentId: agent.id, status: 'away', onlineStatus: 'away', reason: 'Lunch' },
      });
      const { body } = await app.http(agent.token).get('/api/agent-heartbeat').expect(200);
      expect(body).toMatchObject({ data: { status: 'away', deviceConnected: true } });
    });

    it('are for oneself; an admin may speak for others of its company', async () => {
      const { clientId, admin } = await app.tenant();
      const agent = await app.agent(clientId);
      const colleague = await app.agent(clientId);
      const viewer = await app.agent(clientId, 'viewer');
      const ask = async (who: TestAgent, agentId: unknown) => {
        const socket = await connect(kind, who);
        return await socket.ask('status', { agentId, status: 'away' });
      };
      expect(await ask(colleague, agent.id)).toMatchObject({ error: { code: 'FORBIDDEN' } });
      expect(await ask(viewer, viewer.id)).toMatchObject({ error: { code: 'FORBIDDEN' } });
      expect(await ask(admin, String(agent.id))).toMatchObject({ ok: true });
      expect(await ask(admin, bank.admin.id)).toMatchObject({ error: { code: 'AGENT_NOT_FOUND' } });
    });

    it.each([
      ['heartbeat', {}],
      ['heartbeat', { deviceConnected: 'yes' }],
      ['heartbeat', { deviceConnected: true, device: { a: { $gt: '' } } }],
      ['heartbeat', { deviceConnected: true, more: 1 }],
      ['status', { status: 'asleep' }],
      ['status', { status: { $gt: '' } }],
      ['status', null],
      ['accept_call', { offerId: { $gt: '' } }],
      ['reject_call', [1]],
      ['subscribe', { rooms: [] }],
      ['subscribe', 7],
    ])('%s with %j is not valid', async (event, data) => {
      const socket = await connect(kind, await app.agent(bank.clientId));
      const answer = await socket.ask(event, data);
      expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_ERROR' } });
      expect(answer.error).toHaveProperty('details');
    });

    it('of no known name are answered', async () => {
      const socket = await connect(kind, bank.admin);
      for (const event of ['constructor', '__proto__', 'ready', 'x'.repeat(90), '😀']) {
        expect(await socket.ask(event, {})).toMatchObject({
          ok: false,
          error: { code: 'NOT_FOUND' },
        });
      }
    });

    it('of more than 64 kB close the socket, and no other', async () => {
      const [big, other] = [await connect(kind, bank.admin), await connect(kind, bank.admin)];
      void big.ask('status', { status: 'x'.repeat(65 * 1024) }).catch(() => undefined);
      await big.isClosed();
      expect(await other.ask('subscribe', 'agents:all')).toMatchObject({ ok: true });
    });
  });

  describe('a socket is closed, and told why,', () => {
    it('when its session ends: signed out, ended elsewhere, a new password, deactivated', async () => {
      const ends: [string, (who: TestAgent, other: string) => Promise<unknown>][] = [
        ['logout', (who) => app.http(who.token).post('/api/auth/logout').expect(200)],
        [
          'new password',
          (_who, other) =>
            app
              .http(other)
              .post('/api/auth/change-password')
              .send({ currentPassword: PASSWORD, newPassword: 'Chennai2027y' })
              .expect(200),
        ],
        ['deactivated', (who) => change(who, { isActive: false })],
      ];
      for (const [, end] of ends) {
        const agent = await app.agent(bank.clientId);
        const socket = await connect(kind, agent);
        await end(agent, await app.login(agent.username));
        const reason = await socket.isClosed();
        expect(socket.named('closing')).toEqual([{ reason: 'session_ended', reconnect: false }]);
        expect(reason).toBe(kind === 'websocket' ? '4401 session_ended' : 'io server disconnect');
      }
    });

    it('when its agent must change its password', async () => {
      const agent = await app.agent(bank.clientId);
      const socket = await connect(kind, agent);
      await change(agent, { mustChangePassword: true });
      await socket.isClosed();
      expect(socket.named('closing')).toMatchObject([{ reason: 'password_change_required' }]);
    });
  });

  it('gauges say who waits and how the floor is: at first, and when it changes', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    await centre.status(anna, 'away');
    const elsewhere = await app.agent(centre.clientId);
    const [boss, agent, other] = await Promise.all(
      [centre.tenant.admin, anna, elsewhere].map((who) => connect(kind, who)),
    );
    for (const socket of [boss!, agent!, other!]) {
      expect(await socket.heard('queue_update')).toMatchObject({ waiting: 0, lines: [] });
      expect(await socket.heard('metrics_update')).toMatchObject({ callsWaiting: 0 });
    }
    await centre.wait(`S${randomBytes(8).toString('hex')}`);
    for (const socket of [boss!, agent!]) {
      const heard = await socket.heard('queue_update', ({ waiting }) => waiting === 1);
      expect(heard).toMatchObject({ lines: [{ sector: 'billing', teamId: null, waiting: 1 }] });
      expect(heard).not.toHaveProperty('seq');
    }
    await other!.heard('metrics_update', ({ callsWaiting }) => callsWaiting === 1);
    expect(other!.named('queue_update').map(({ waiting }) => waiting)).toEqual([0]);
  });
});

it('socket.io works over polling alone', async () => {
  const agent = await app.agent(bank.clientId);
  const socket = await connect('socket.io', agent, { transports: ['polling'] });
  await setStatus(agent, 'online');
  await socket.heard('agent_online', ({ agentId }) => agentId === agent.id);
});

describe('plain frames', () => {
  async function raw(): Promise<{ socket: WebSocket; frames: Record<string, unknown>[] }> {
    const { token } = await app.agent(bank.clientId);
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/ws/?token=${token}`);
    const frames: Record<string, unknown>[] = [];
    socket.on('message', (data: Buffer) => {
      frames.push(JSON.parse(data.toString()) as Record<string, unknown>);
    });
    await app.until(
      () => Promise.resolve(frames.length),
      (count) => count > 0,
    );
    return { socket, frames };
  }

  it.each(['{', 'null', '[]', '7', '{"event":7}', '"heartbeat"', ''])(
    'that say %j are answered',
    async (text) => {
      const { socket, frames } = await raw();
      socket.send(text);
      const ack = await app.until(
        () => Promise.resolve(frames.find(({ event }) => event === 'ack')),
        (found) => found !== undefined,
      );
      expect(ack).toMatchObject({
        id: null,
        data: { event: null, ok: false, error: { code: 'VALIDATION_ERROR' } },
      });
      socket.close();
    },
  );

  it('of bytes are answered too', async () => {
    const { socket, frames } = await raw();
    socket.send(randomBytes(1000));
    await app.until(
      () => Promise.resolve(frames.filter(({ event }) => event === 'ack')),
      (acks) => acks.length === 1,
    );
    socket.close();
  });

  it('are answered with their id, and without one', async () => {
    const { socket, frames } = await raw();
    socket.send(JSON.stringify({ event: 'subscribe', data: 'agents:all', id: 'a-1' }));
    socket.send(JSON.stringify({ event: 'subscribe', data: 'agents:all' }));
    const acks = await app.until(
      () => Promise.resolve(frames.filter(({ event }) => event === 'ack')),
      (found) => found.length === 2,
    );
    expect(acks).toMatchObject([
      { id: 'a-1', data: { event: 'subscribe', ok: true } },
      { id: null, data: { event: 'subscribe', ok: true } },
    ]);
    socket.close();
  });

  it('are refused by HTTP where the handshake is not good', async () => {
    const answer = await new Promise<{ status: number; type: string }>((resolve, reject) => {
      const socket = new WebSocket(`${app.url.replace('http', 'ws')}/ws`);
      socket.on('unexpected-response', (_request, { statusCode, headers }) =>
        resolve({ status: statusCode ?? 0, type: String(headers['content-type']) }),
      );
      socket.on('error', reject);
    });
    expect(answer).toEqual({ status: 401, type: 'application/json' });
  });

  it('are at /ws alone', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const socket = new WebSocket(`${app.url.replace('http', 'ws')}/elsewhere`);
      socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
      socket.on('error', reject);
    });
    expect(status).toBe(404);
  });
});

it('one that does not read is closed when too much waits for it; others hear all', async () => {
  const { clientId, admin } = await app.tenant();
  const reading = await connect('websocket', admin);
  const stuck = await app.agent(clientId);
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/ws?token=${stuck.token}`);
  let isClosed = false;
  socket.on('close', () => (isClosed = true));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('message', resolve));
  socket.pause();
  const text = 'x'.repeat(50_000);
  const count = 400;
  for (let made = 0; made < count; made += 1) {
    await happen(clientId, 'agent.activity', { type: 'message_sent', description: text }, stuck.id);
  }
  await happen(clientId, 'agent.deleted', {}, stuck.id);
  await reading.heard('agent_deleted');
  expect(reading.named('agent_activity')).toHaveLength(count);
  await app.until(
    async () => await (await fetch(`${app.url}/metrics`)).text(),
    (metrics) => /sockets_closed_total\{reason="too_slow"\} 1/.test(metrics),
  );
  socket.resume();
  await app.until(() => Promise.resolve(isClosed), Boolean);
});

it('tells Prometheus how many are open and what was sent', async () => {
  const metrics = async () => await (await fetch(`${app.url}/metrics`)).text();
  await connect('websocket', bank.admin);
  await app.until(metrics, (text) =>
    /crosspoint_sockets_open\{transport="websocket"\} [1-9]/.test(text),
  );
  expect(await metrics()).toMatch(/crosspoint_socket_events_total\{event="ready"\} \d+/);
});

describe('a flood of messages', () => {
  let strict: AppHarness;
  beforeAll(async () => {
    strict = await app.secondNode({ RATE_LIMIT_SCALE: '1' });
  }, 60_000);
  afterAll(() => strict.stop());

  it.each(KINDS)(
    'over %s is refused, then ends its socket; others do not feel it',
    async (kind) => {
      const { admin } = await app.tenant();
      const dial = async () => await openSocket(strict.url, kind, { token: admin.token });
      const [flooding, other] = [await dial(), await dial()];
      const answers = await Promise.all(
        Array.from({ length: 150 }, () => flooding.ask('subscribe', 'agents:all')),
      );
      const refused = answers.filter(({ error }) => error?.code === 'RATE_LIMITED');
      expect(refused).toHaveLength(50);
      for (let more = 0; more < 400; more += 1) {
        void flooding.ask('subscribe', 'agents:all').catch(() => undefined);
      }
      await flooding.isClosed();
      expect(flooding.named('closing')).toEqual([{ reason: 'flood', reconnect: false }]);
      expect(await other.ask('subscribe', 'agents:all')).toMatchObject({ ok: true });
      other.close();
    },
  );
});
