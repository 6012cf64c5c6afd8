import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness } from '../support/harness.js';
import { openSocket } from '../support/sockets.js';

let app: AppHarness;
beforeAll(async () => {
  app = await AppHarness.start();
}, 60_000);
afterAll(() => app.stop());

interface Device {
  readonly agentId: number;
  readonly isReachable: boolean;
  readonly source: string;
  readonly score: number;
  readonly issues: readonly string[];
}
const dataOf = (answer: { body: unknown }): unknown => (answer.body as { data: unknown }).data;
const VALIDATE = '/api/device-connectivity/validate';
const STATS = '/api/device-connectivity/stats';

const validate = async (centre: CallCentre, agentIds: readonly unknown[]) =>
  dataOf(await centre.admin.post(VALIDATE).send({ agentIds })) as {
    devices: Device[];
    unknown: number[];
  };

interface Stats {
  readonly agents: number;
  readonly reachable: number;
  readonly issues: readonly { issue: string; open: number; count: number; minutes: number }[];
}

describe('device connectivity', () => {
  it('says who can be reached, by what, and if not why', async () => {
    const centre = await CallCentre.open(app);
    const other = await CallCentre.open(app);
    const [anna, ben] = [await centre.readyAgent(), await centre.readyAgent()];
    await centre.beat(ben, false);
    const stranger = await other.readyAgent();
    const { devices, unknown } = await validate(centre, [
      anna.id,
      String(ben.id),
      stranger.id,
      99_999_999,
    ]);
    expect(devices).toEqual([
      expect.objectContaining({
        agentId: anna.id,
        isReachable: true,
        source: 'heartbeat',
        score: 100,
        issues: [],
      }),
      expect.objectContaining({
        agentId: ben.id,
        isReachable: false,
        source: 'none',
        issues: ['Its app says that the device is not connected'],
      }),
    ]);
    expect(unknown).toEqual([stranger.id, 99_999_999]);
  });

  it('knows who is on a live socket', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    const socket = await openSocket(app.url, 'socket.io', { token: anna.token });
    await app.until(
      () => validate(centre, [anna.id]),
      ({ devices }) => devices[0]?.source === 'socket',
    );
    socket.close();
    await app.until(
      () => validate(centre, [anna.id]),
      ({ devices }) => devices[0]?.source === 'heartbeat',
    );
  });

  it('asks a live socket: an app that sleeps is out until it gives word', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    const url = `${app.url.replace('http', 'ws')}/ws?token=${anna.token}`;
    // It takes what comes, and answers nothing.
    const asleep = new WebSocket(url, { autoPong: false });
    await new Promise((resolve) => asleep.once('open', resolve));
    const { devices } = await app.until(
      () => validate(centre, [anna.id]),
      ({ devices: [device] }) => device?.isReachable === false,
    );
    expect(devices[0]).toMatchObject({
      source: 'none',
      issues: ['Its live socket did not answer within 5 s'],
    });
    const seenReady = async () => {
      const answer = await centre.admin.post('/api/routing/preview').send({ sector: 'billing' });
      return (dataOf(answer) as { candidates: { fallenTo: string | null }[] }).candidates[0];
    };
    await app.until(seenReady, (candidate) => candidate?.fallenTo === 'device');
    await centre.beat(anna);
    await app.until(seenReady, (candidate) => candidate?.fallenTo === null);
    asleep.terminate();
  });

  it('is one’s own, or an admin’s, and refuses what makes no sense', async () => {
    const centre = await CallCentre.open(app);
    const [anna, ben] = [await centre.readyAgent(), await centre.readyAgent()];
    const ask = async (token: string | undefined, body: object) =>
      (await app.http(token).post(VALIDATE).send(body)).status;
    expect(await ask(undefined, { agentIds: [anna.id] })).toBe(401);
    expect(await ask(anna.token, { agentIds: [anna.id] })).toBe(200);
    expect(await ask(anna.token, { agentIds: [ben.id] })).toBe(403);
    const { token } = centre.tenant.admin;
    for (const agentIds of [
      [],
      [0],
      ['x'],
      [{ $gt: 0 }],
      'all',
      Array.from({ length: 501 }, (_, place) => place + 1),
    ]) {
      expect(await ask(token, { agentIds })).toBe(400);
    }
    expect((await app.http(anna.token).get(STATS)).status).toBe(403);
    expect((await app.http(token).get(STATS).query({ from: 'yesterday' })).status).toBe(400);
  });

  it('counts what kept agents from being reached, and for how long', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent();
    const stats = async () => dataOf(await centre.admin.get(STATS)) as Stats;
    const of = (seen: Stats) => seen.issues.find(({ issue }) => issue === 'device_disconnected');
    await centre.beat(anna, false);
    await app.until(stats, (seen) => of(seen)?.open === 1);
    await centre.beat(anna, true);
    const seen = await app.until(stats, (one) => of(one)?.open === 0);
    expect(of(seen)).toMatchObject({ count: 1, open: 0 });
    const before = await centre.admin
      .get(STATS)
      .query({ from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' });
    expect(of(dataOf(before) as Stats)).toMatchObject({ count: 0, minutes: 0 });
    const notes = await app.db
      .collection('device_issues')
      .find({ clientId: centre.clientId, agentId: anna.id, issue: 'device_disconnected' })
      .toArray();
    expect(notes).toHaveLength(1);
    expect(notes[0]?.['until']).toBeInstanceOf(Date);
  });
});
