import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Servers } from '../../dev/servers/servers.js';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness } from '../support/harness.js';

let servers: Servers;
let app: AppHarness;
let home: string;
const quiet = (): void => undefined;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'crosspoint-outage-'));
  const built = join(process.cwd(), 'dist/dev/servers/servers.js');
  const { startServers } = (await import(built)) as {
    startServers: (options: object) => Promise<Servers>;
  };
  const env = { ...process.env, MONGODB_URI: '', REDIS_URL: '' };
  servers = await startServers({ home, log: quiet, env });
  app = await AppHarness.start({ REDIS_URL: servers.redisUrl }, servers.mongodbUri);
}, 60_000);

afterAll(async () => {
  await app.stop();
  await servers.stop();
  await rm(home, { recursive: true, force: true });
}, 30_000);

const sid = (): string => `S${randomBytes(8).toString('hex')}`;
const ready = async () => {
  const answer = await fetch(`${app.url}/health/ready`);
  const body = (await answer.json()) as { parts: Record<string, { state: string }> };
  return { status: answer.status, parts: body.parts };
};

describe('without MongoDB', () => {
  it('callers are kept in line and served when it is back', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    await centre.connect(sid());
    await servers.kill('mongodb');

    const state = await app.until(ready, ({ status }) => status === 503);
    expect(state.parts['mongodb']?.state).toBe('down');
    const call = sid();
    expect((await centre.connect(call)).body).toMatchObject({ destination: { numbers: [] } });
    expect((await centre.wait(call)).status).toBe(302);
    expect((await centre.get('hold', { CallSid: call })).text).toContain('stay on the line');
    const status = await app
      .http()
      .post(`/webhooks/exotel/${centre.token}/status`)
      .send({ CallSid: call, Status: 'completed' });
    expect(status.status).toBe(503);
    expect(status.headers['retry-after']).toBeDefined();

    await servers.restart('mongodb');
    await app.until(ready, ({ status: code }) => code === 200, 20_000);
    await app.until(
      async () => {
        await centre.wait(call);
        return [await centre.call(call), await centre.presence(anna.id)] as const;
      },
      ([record, presence]) => record !== null && presence?.activeCalls === 1,
    );
  }, 60_000);
});

describe('without Redis', () => {
  it('calls are routed all the same', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    await servers.kill('redis');
    const state = await app.until(ready, ({ parts }) => parts['redis']?.state === 'degraded');
    expect(state.status).toBe(200);
    const call = sid();
    await app.until(
      async () => CallCentre.dialled(await centre.connect(call)),
      (number) => number === anna.phone,
    );
    await servers.restart('redis');
    await app.until(ready, ({ parts }) => parts['redis']?.state === 'up', 20_000);
  }, 60_000);

  it('lists of agents are read from MongoDB, and none is old when it is back', async () => {
    const { admin } = await app.tenant();
    const as = app.http(admin.token);
    const total = async () => ((await as.get('/api/agents/stats')).body as { total: number }).total;
    const create = (name: string) =>
      as
        .post('/api/agents')
        .send({
          username: `${name}_${admin.id}`,
          email: `${name}_${admin.id}@bank.example`,
          fullName: 'Asha Kumar',
          role: 'cs',
          department: 'Retail',
          password: 'Mumbai2026x',
        })
        .expect(201);
    expect(await total()).toBe(1);
    await servers.kill('redis');
    await app.until(ready, ({ parts }) => parts['redis']?.state === 'degraded');
    await create('one');
    expect(await total()).toBe(2);
    await servers.restart('redis');
    await app.until(ready, ({ parts }) => parts['redis']?.state === 'up', 20_000);
    expect(await total()).toBe(2);
    await create('two');
    expect(await total()).toBe(3);
  }, 60_000);
});
