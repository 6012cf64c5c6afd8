import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness } from '../support/harness.js';
import { ExotelSide, OutboundCentre } from '../support/outbound-centre.js';

let exotel: ExotelSide;
let app: AppHarness;
let other: AppHarness;

beforeAll(async () => {
  exotel = await ExotelSide.start({ speed: 10 });
  app = await AppHarness.start(exotel.env);
  other = await app.secondNode();
});
afterAll(async () => {
  await other.stop();
  await app.stop();
  await exotel.simulator.close();
});

const codeOf = (answer: { body: unknown }): string | undefined =>
  (answer.body as { error?: { code?: string } }).error?.code;
const idOf = (answer: { body: unknown }): string =>
  (answer.body as { data: { callLogId: string } }).data.callLogId;

/** The same company, asked by another node. */
const at = (node: AppHarness, centre: OutboundCentre) => node.http(centre.tenant.admin.token);

async function stats(node: AppHarness, centre: OutboundCentre) {
  const answer = await at(node, centre).get('/api/v1/calls/outbound/stats');
  return (answer.body as { data: Record<string, unknown> }).data;
}

describe('calls at once', () => {
  it('are never more than allowed, on all nodes together, and waiting ones follow', async () => {
    const concurrentCalls = { outbound: 2, perCampaign: 2 };
    const centre = await OutboundCentre.open(app, exotel, { concurrentCalls });
    const agents = await Promise.all(Array.from({ length: 4 }, () => centre.readyAgent()));
    const numbers = agents.map(() => centre.customer({ talkSeconds: () => 120 }));
    const answers = await Promise.all(
      agents.map((agent, place) =>
        at(place % 2 === 0 ? app : other, centre)
          .post('/api/v1/calls/outbound')
          .send({ phoneNumber: numbers[place], agentId: agent.id, userId: 'u1' }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.map((answer) => [answer.status, codeOf(answer)])).toEqual([
      [429, 'CONCURRENT_LIMIT_REACHED'],
      [429, 'CONCURRENT_LIMIT_REACHED'],
    ]);
    expect(await stats(other, centre)).toMatchObject({
      activeCalls: 2,
      maxConcurrentCalls: 2,
      utilization: 100,
    });
    const waiting = await centre.admin.post('/api/v1/calls/outbound/bulk').send({
      intervalMs: 0,
      calls: agents.map((agent) => ({
        phoneNumber: centre.customer(),
        agentId: agent.id,
        userId: 'u1',
      })),
    });
    const { callLogIds } = (waiting.body as { data: { callLogIds: string[] } }).data;
    for (const id of callLogIds) {
      expect(await centre.ended(id, 60_000)).toMatchObject({ status: 'completed' });
    }
    expect(await stats(app, centre)).toMatchObject({ activeCalls: 0 });
  });

  it('give their places back after a kill, when the call that was left is over', async () => {
    const concurrentCalls = { outbound: 1, perCampaign: 1 };
    const centre = await OutboundCentre.open(app, exotel, { concurrentCalls });
    const anna = await centre.readyAgent();
    const bert = await centre.readyAgent();
    const number = centre.customer();
    const placed = await at(other, centre)
      .post('/api/v1/calls/outbound')
      .send({ phoneNumber: number, agentId: anna.id, userId: 'u1' });
    await other.end('SIGKILL');
    const left = await centre.ended(idOf(placed), 60_000);
    expect(left['failureReason'] ?? 'talked').toMatch(/talked|network_error/);
    expect(centre.dials(number)).toBeLessThanOrEqual(1);
    expect(await centre.activeCalls(anna.id)).toBe(0);
    expect((await centre.place(bert.id, centre.customer())).status).toBe(201);
    await other.boot();
  });
});

describe('the breaker', () => {
  it('opens on all nodes after five failures, and what was accepted goes out when it closes', async () => {
    const retry = { network_error: { attempts: 0 } };
    const centre = await OutboundCentre.open(app, exotel, { retry });
    const agents = await Promise.all(Array.from({ length: 6 }, () => centre.readyAgent()));
    exotel.simulator.faultNext(5, { down: true, only: 'dial' });
    const [last, ...first] = agents;
    await Promise.all(first.map((agent) => centre.place(agent.id, centre.customer())));
    await app.until(
      () => stats(other, centre),
      (seen) => seen['circuitBreaker'] !== 'closed',
    );
    const refused = await at(other, centre)
      .post('/api/v1/calls/outbound')
      .send({ phoneNumber: centre.customer(), agentId: last!.id, userId: 'u1' });
    if (refused.status !== 201) {
      expect([refused.status, codeOf(refused)]).toEqual([503, 'API_UNAVAILABLE']);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    }
    const number = centre.customer();
    const bulk = await centre.admin.post('/api/v1/calls/outbound/bulk').send({
      intervalMs: 0,
      calls: [{ phoneNumber: number, agentId: last!.id, userId: 'u1' }],
    });
    const [id = ''] = (bulk.body as { data: { callLogIds: string[] } }).data.callLogIds;
    expect(await centre.ended(id, 60_000)).toMatchObject({ status: 'completed' });
    expect(centre.dials(number)).toBe(1);
    expect(await stats(app, centre)).toMatchObject({ circuitBreaker: 'closed' });
  });
});
