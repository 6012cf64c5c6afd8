import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness, type TestAgent, type TestTenant } from '../support/harness.js';

type Fields = Record<string, unknown>;

let app: AppHarness;
beforeAll(async () => {
  app = await AppHarness.start();
}, 60_000);
afterAll(() => app.stop());

const post = async (tenant: TestTenant, path: string, body: object) =>
  (await app.http(tenant.admin.token).post(path).send(body).expect(201)).body.data as Fields;

describe('members', () => {
  it('show the figures of their day as their calls come in', async () => {
    const centre = await CallCentre.open(app, { rules: { aggregationSeconds: 1 } });
    const anna = await centre.readyAgent();
    const team = await post(centre.tenant, '/api/teams', { name: 'All', sector: 'billing' });
    const members = `/api/teams/${String(team['id'])}/members`;
    await post(centre.tenant, members, { agentId: anna.id });
    await post(centre.tenant, members, { agentId: centre.tenant.admin.id });
    const sid = `S${randomBytes(8).toString('hex')}`;
    await app.until(
      async () => CallCentre.dialled(await centre.connect(sid)),
      (number) => number === anna.phone,
    );
    await centre.popup(sid, anna, 'Answered');
    await centre.end(sid, { 'Legs[1][OnCallDuration]': '60' });
    const read = async () =>
      (await centre.admin.get(members).expect(200)).body.data as { today: Fields }[];
    const [one, other] = await app.until(read, ([first]) => first?.today['answered'] === 1);
    expect(one).toMatchObject({
      agentId: anna.id,
      today: {
        offered: 1,
        answered: 1,
        abandoned: 0,
        talkSeconds: 60,
        aht: 60,
        messagesHandled: 0,
      },
    });
    expect(other).toMatchObject({
      agentId: centre.tenant.admin.id,
      today: { offered: 0, answered: 0, aht: null, serviceLevel: null },
    });
    const strangers = await app.tenant();
    expect((await app.http(strangers.admin.token).get(members)).status).toBe(404);
  });
});

describe('suggestions', () => {
  const DAY = 86_400_000;

  /** So many finished calls of an agent as the days that they are folded into, the last ten. */
  async function worked(
    { clientId }: TestTenant,
    agent: TestAgent,
    given: { calls: number; successes: number; seconds: number; to: Fields },
  ): Promise<void> {
    const { sector = null, teamId } = given.to;
    const days = new Map<string, Fields>();
    for (let index = 0; index < given.calls; index += 1) {
      const day = new Date(Date.now() - (1 + (index % 10)) * DAY).toISOString().slice(0, 10);
      const sums = (days.get(day) ?? {}) as Record<string, number>;
      const talkSeconds = given.seconds + (index % 7) * 10;
      const add = (field: string, value: number) => (sums[field] = (sums[field] ?? 0) + value);
      add('offered', 1);
      add('answered', 1);
      add('successes', index < given.successes ? 1 : 0);
      add('talkSeconds', talkSeconds);
      add('wrapUpSeconds', 10);
      add('handleSquares', (talkSeconds + 10) ** 2);
      days.set(day, sums);
    }
    // A call to a team asks for no sector.
    const kinds = [
      { dimension: 'sector_agent', key: sector },
      ...(teamId === undefined ? [] : [{ dimension: 'team_agent', key: teamId }]),
    ];
    const trends = [...days].flatMap(([day, sums]) =>
      kinds.map((kind) => ({
        _id: randomBytes(8).toString('hex'),
        clientId,
        day,
        interval: 'day',
        start: null,
        agentId: agent.id,
        updatedAt: new Date(),
        ...kind,
        ...sums,
      })),
    );
    await app.db.collection('performance_trends').insertMany(trends as never);
  }

  async function aFloor() {
    const tenant = await app.tenant();
    const agents = await Promise.all([1, 2, 3, 4].map(() => app.agent(tenant.clientId)));
    const [own, star, novice, quick] = agents as [TestAgent, TestAgent, TestAgent, TestAgent];
    const team = await post(tenant, '/api/teams', { name: 'Loans North', sector: 'loans' });
    const teamId = String(team['id']);
    await post(tenant, `/api/teams/${teamId}/agents`, { agentId: own.id });
    const sector = { sector: 'loans' };
    await worked(tenant, own, { calls: 200, successes: 140, seconds: 200, to: { teamId } });
    await worked(tenant, star, { calls: 120, successes: 114, seconds: 200, to: sector });
    await worked(tenant, novice, { calls: 29, successes: 29, seconds: 20, to: sector });
    await worked(tenant, quick, { calls: 100, successes: 69, seconds: 120, to: sector });
    return { tenant, teamId, own, star, quick };
  }
  const read = async (tenant: TestTenant, query = '') =>
    (await app.http(tenant.admin.token).get(`/api/teams/suggestions${query}`).expect(200)).body as {
      data: Fields[];
      count: number;
      statistics: Fields;
    };

  it('name who would do better where, with the figures, and say nothing of thin data', async () => {
    const { tenant, teamId, star, quick } = await aFloor();
    const { data, count, statistics } = await read(tenant);
    expect(count).toBe(2);
    expect(statistics).toMatchObject({
      comparisons: 4,
      minimumCalls: 30,
      alpha: 0.05,
      correction: 'holm',
      timezone: 'Asia/Kolkata',
    });
    expect(data).toMatchObject([
      {
        agentId: star.id,
        fullName: 'Test Person',
        teamId,
        teamName: 'Loans North',
        sector: 'loans',
        agentCalls: 120,
        teamCalls: 200,
        successRate: { test: 'fisher_exact', agent: 0.95, team: 0.7, isBetter: true },
        handleSeconds: { test: 'welch_t', isBetter: false },
      },
      { agentId: quick.id, successRate: { isBetter: false }, handleSeconds: { isBetter: true } },
    ]);
    expect((await read(tenant, '?sector=cards')).data).toEqual([]);
    expect((await read(tenant, '?from=2020-01-01&to=2020-02-01')).data).toEqual([]);
    const page = await read(tenant, '?page=2&limit=1');
    expect([page.count, page.data.map(({ agentId }) => agentId)]).toEqual([2, [quick.id]]);
  });

  it('leave out who is in the team, who left, and other companies', async () => {
    const { tenant, teamId, star, quick } = await aFloor();
    await post(tenant, `/api/teams/${teamId}/members`, { agentId: star.id });
    const agents = app.db.collection<{ _id: number }>('agents');
    await agents.updateOne({ _id: quick.id }, { $set: { isActive: false } });
    expect((await read(tenant)).data).toEqual([]);
    expect((await read(await app.tenant())).data).toEqual([]);
  });

  it('are read by every role; odd questions are refused', async () => {
    const tenant = await app.tenant();
    const viewer = await app.agent(tenant.clientId, 'viewer');
    expect((await app.http(viewer.token).get('/api/teams/suggestions')).status).toBe(200);
    expect((await app.http().get('/api/teams/suggestions')).status).toBe(401);
    for (const query of ['?from=x', '?from=2026-02-02&to=2026-02-01', '?page=0']) {
      const answer = await app.http(viewer.token).get(`/api/teams/suggestions${query}`);
      expect(answer.body).toMatchObject({ error: { code: 'VALIDATION_ERROR' } });
    }
  });
});
