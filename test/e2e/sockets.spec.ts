import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness, type TestAgent, type TestTenant } from '../support/harness.js';
import {
  openSocket,
  Refused,
  type Kind,
  type OpenOptions,
  type TestSocket,
} from '../support/sockets.js';

const KINDS: readonly Kind[] = ['socket.io', 'websocket'];

let app: AppHarness;
let bank: TestTenant;
const open = new Set<TestSocket>();

beforeAll(async () => {
  app = await AppHarness.start({ CORS_ORIGINS: 'https://desk.example' });
  bank = await app.tenant();
}, 60_000);
afterAll(async () => {
  for (const socket of open) socket.close();
  await app.stop();
});

async function connect(kind: Kind, who: TestAgent, options: OpenOptions = {}): Promise<TestSocket> {
  const socket = await openSocket(app.url, kind, { token: who.token, ...options });
  open.add(socket);
  return socket;
}
const status = (who: TestAgent, value: string) =>
  app.http(who.token).put(`/api/agents/${who.id}/status`).send({ status: value }).expect(200);

describe.each(KINDS)('over %s', (kind) => {
  it('a status change reaches the company, in order and once, and no other company', async () => {
    const agent = await app.agent(bank.clientId);
    const other = await app.tenant();
    const watching = await connect(kind, await app.agent(bank.clientId, 'viewer'));
    const foreign = await connect(kind, other.admin);
    await status(agent, 'online');
    await status(agent, 'away');
    await watching.heard('agent_status_change', (data) => data['status'] === 'away');
    expect(watching.named('agent_online')).toMatchObject([{ agentId: agent.id }]);
    expect(foreign.messages.filter(({ data }) => 'seq' in data && 'prev' in data)).toEqual([]);
  });

  it.each([
    ['no token', {}],
    ['a bad token', { token: 'a.b.c' }],
  ])('%s is refused', async (_name, options) => {
    await expect(openSocket(app.url, kind, options)).rejects.toThrow(
      new Refused('UNAUTHENTICATED'),
    );
  });
});
