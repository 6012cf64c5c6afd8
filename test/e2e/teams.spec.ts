import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness, type TestAgent, type TestTenant } from '../support/harness.js';

type Fields = Record<string, unknown>;

let app: AppHarness;
let bank: TestTenant;
let shop: TestTenant;
let agent: TestAgent;
let count = 0;

const admin = () => app.http(bank.admin.token);
const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error: { code: string } }).error.code;
type Thing = Fields & { readonly id: string };
const dataOf = (answer: { body: unknown }) => (answer.body as { data: Thing }).data;
const listOf = (answer: { body: unknown }) => (answer.body as { data: Thing[] }).data;
async function aTeam(changes: Fields = {}): Promise<string> {
  count += 1;
  const body = { name: `Loans ${count}`, sector: 'loans', ...changes };
  const answer = await admin().post('/api/teams').send(body);
  expect(answer.status).toBe(201);
  return dataOf(answer).id;
}
async function aMember(teamId: string, agentId: number | string): Promise<string> {
  const answer = await admin().post(`/api/teams/${teamId}/members`).send({ agentId });
  expect(answer.status).toBe(201);
  return dataOf(answer).id;
}
const assign = (teamId: string, body: Fields) =>
  admin().post(`/api/teams/${teamId}/agents`).send(body);

beforeAll(async () => {
  app = await AppHarness.start();
  bank = await app.tenant();
  shop = await app.tenant();
  agent = await app.agent(bank.clientId);
}, 60_000);
afterAll(() => app.stop());

describe('teams', () => {
  it('are made, read, changed and listed with how many belong to them', async () => {
    const id = await aTeam({ name: 'Cards North', sector: 'cards', leadId: String(agent.id) });
    const memberId = await aMember(id, agent.id);
    await assign(id, { agentId: agent.id, memberId });
    const read = await admin().get(`/api/teams/${id}`);
    expect(dataOf(read)).toMatchObject({
      name: 'Cards North',
      leadId: agent.id,
      isActive: true,
      memberCount: 1,
      agentCount: 1,
    });
    const changed = await admin().put(`/api/teams/${id}`).send({ description: 'x', leadId: null });
    expect(dataOf(changed)).toMatchObject({ name: 'Cards North', description: 'x', leadId: null });
    const listed = await admin().get('/api/teams?sector=cards&isActive=true&search=NORTH');
    expect(listed.body).toMatchObject({
      success: true,
      count: 1,
      data: [{ id, memberCount: 1, agentCount: 1 }],
      meta: { total: 1, page: 1, limit: 20, totalPages: 1 },
    });
    expect(listOf(await admin().get('/api/teams?sector=cards&isActive=false'))).toEqual([]);
  });

  it('have one name each in a company, whatever the case; other companies may have it too', async () => {
    await aTeam({ name: 'Gold' });
    const again = await admin().post('/api/teams').send({ name: 'GOLD', sector: 'x' });
    expect([again.status, codeOf(again)]).toEqual([409, 'TEAM_NAME_TAKEN']);
    const other = await aTeam();
    const renamed = await admin().put(`/api/teams/${other}`).send({ name: 'gold' });
    expect(codeOf(renamed)).toBe('TEAM_NAME_TAKEN');
    const elsewhere = await app
      .http(shop.admin.token)
      .post('/api/teams')
      .send({ name: 'Gold', sector: 'x' });
    expect(elsewhere.status).toBe(201);
  });

  it('change only from the version that was read', async () => {
    const id = await aTeam();
    const etag = (await admin().get(`/api/teams/${id}`)).headers['etag'] as string;
    const put = (header: string) =>
      admin().put(`/api/teams/${id}`).set('If-Match', header).send({ sector: 'cards' });
    expect((await put(etag)).status).toBe(200);
    const late = await put(etag);
    expect([late.status, codeOf(late)]).toEqual([412, 'VERSION_CONFLICT']);
    expect((await put('*')).status).toBe(200);
    expect((await put('"nonsense"')).status).toBe(412);
  });

  it('of another tenant are not there', async () => {
    const id = await aTeam();
    const stranger = app.http(shop.admin.token);
    for (const answer of [
      await stranger.get(`/api/teams/${id}`),
      await stranger.put(`/api/teams/${id}`).send({ name: 'Mine' }),
      await stranger.delete(`/api/teams/${id}`),
      await stranger.get(`/api/teams/${id}/members`),
      await stranger.post(`/api/teams/${id}/members`).send({ agentId: shop.admin.id }),
    ]) {
      expect([answer.status, codeOf(answer)]).toEqual([404, 'TEAM_NOT_FOUND']);
    }
  });

  it('refer to no agent of another tenant', async () => {
    const id = await aTeam();
    for (const answer of [
      await admin().post('/api/teams').send({ name: 'X', sector: 'x', leadId: shop.admin.id }),
      await admin().put(`/api/teams/${id}`).send({ leadId: shop.admin.id }),
      await admin().post(`/api/teams/${id}/members`).send({ agentId: shop.admin.id }),
      await assign(id, { agentId: shop.admin.id }),
    ]) {
      expect([answer.status, codeOf(answer)]).toEqual([404, 'AGENT_NOT_FOUND']);
    }
  });

  it('are read by every role and changed by admins', async () => {
    const id = await aTeam();
    expect((await app.http(agent.token).get(`/api/teams/${id}`)).status).toBe(200);
    const answer = await app.http(agent.token).delete(`/api/teams/${id}`);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
  });

  it.each([
    { name: '<i>x</i>', sector: 'x' },
    { name: ' ', sector: 'x' },
    { name: 'x' },
    { name: 'x', sector: 'x', leadId: 'nobody' },
    { name: 'x', sector: 'x', extra: 1 },
  ])('are not made of %j', async (body) => {
    const answer = await admin().post('/api/teams').send(body);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_ERROR']);
  });
});

describe('members', () => {
  it('show who they are and whether they are there', async () => {
    const id = await aTeam();
    const memberId = await aMember(id, String(agent.id));
    const answer = await admin().get(`/api/teams/${id}/members`);
    expect(answer.body).toMatchObject({
      success: true,
      count: 1,
      data: [{ id: memberId, agentId: agent.id, role: 'member', fullName: 'Test Person' }],
    });
    expect(listOf(answer)[0]).toHaveProperty('onlineStatus');
    const twice = await admin().post(`/api/teams/${id}/members`).send({ agentId: agent.id });
    expect([twice.status, codeOf(twice)]).toEqual([409, 'MEMBER_EXISTS']);
    const changed = await admin()
      .put(`/api/teams/${id}/members/${memberId}`)
      .send({ isActive: false, role: 'lead' });
    expect(dataOf(changed)).toMatchObject({ isActive: false, role: 'lead' });
  });

  it('take their assignments with them', async () => {
    const id = await aTeam();
    const bot = await app.agent(bank.clientId);
    const memberId = await aMember(id, agent.id);
    await assign(id, { agentId: agent.id, memberId, priority: 9 });
    await assign(id, { agentId: bot.id, memberId, priority: 2 });
    const other = await assign(id, { agentId: bank.admin.id });
    expect((await admin().delete(`/api/teams/${id}/members/${memberId}`)).status).toBe(200);
    const left = listOf(await admin().get(`/api/teams/${id}/agents`));
    expect(left.map((assignment) => assignment.id)).toEqual([dataOf(other).id]);
    const again = await admin().delete(`/api/teams/${id}/members/${memberId}`);
    expect([again.status, codeOf(again)]).toEqual([404, 'MEMBER_NOT_FOUND']);
  });
});

describe('assignments', () => {
  it('are made once, for a member of the same team, and end', async () => {
    const id = await aTeam();
    const elsewhere = await aMember(await aTeam(), agent.id);
    const wrong = await assign(id, { agentId: agent.id, memberId: elsewhere });
    expect([wrong.status, codeOf(wrong)]).toEqual([404, 'MEMBER_NOT_FOUND']);
    const made = await assign(id, { agentId: agent.id });
    expect(dataOf(made)).toMatchObject({ agentId: agent.id, memberId: null, priority: 5 });
    const twice = await assign(id, { agentId: agent.id });
    expect([twice.status, codeOf(twice)]).toEqual([409, 'ASSIGNMENT_EXISTS']);
    const path = `/api/teams/${id}/agents/${dataOf(made).id}`;
    expect((await admin().delete(path)).status).toBe(200);
    const again = await admin().delete(path);
    expect([again.status, codeOf(again)]).toEqual([404, 'ASSIGNMENT_NOT_FOUND']);
  });
});

describe('removing a team', () => {
  const leftOf = async (teamId: string) =>
    (await app.db.collection('team_members').countDocuments({ teamId })) +
    (await app.db.collection('team_agent_assignments').countDocuments({ teamId }));

  it('removes its members and assignments, and says so in the events', async () => {
    const id = await aTeam();
    const memberId = await aMember(id, agent.id);
    await assign(id, { agentId: agent.id, memberId });
    const answer = await admin().delete(`/api/teams/${id}`);
    expect([answer.status, answer.body]).toEqual([200, { success: true, data: null }]);
    expect(await leftOf(id)).toBe(0);
    expect((await admin().get(`/api/teams/${id}`)).status).toBe(404);
    const events = await app.db
      .collection('events')
      .find({ clientId: bank.clientId, type: 'team.deleted', 'data.teamId': id })
      .toArray();
    expect(events).toHaveLength(1);
  });

  it('leaves nothing behind when somebody joins at the same time', async () => {
    const agents = await Promise.all(Array.from({ length: 4 }, () => app.agent(bank.clientId)));
    for (let round = 0; round < 5; round += 1) {
      const id = await aTeam();
      const joins = agents.flatMap((one) => [
        admin().post(`/api/teams/${id}/members`).send({ agentId: one.id }),
        assign(id, { agentId: one.id }),
      ]);
      const answers = await Promise.all([...joins, admin().delete(`/api/teams/${id}`)]);
      expect(answers.every(({ status }) => [200, 201, 404].includes(status))).toBe(true);
      expect(await leftOf(id)).toBe(0);
    }
  });
});

describe('many members in one call', () => {
  const bulk = (teamId: string, operations: Fields[]) =>
    admin().post(`/api/teams/${teamId}/bulk`).send({ operations });
  const agentsOf = async (teamId: string, what: 'members' | 'agents') =>
    listOf(await admin().get(`/api/teams/${teamId}/${what}`)).map(({ agentId }) => agentId);

  it('are added, moved and removed, each answered on its own', async () => {
    const [from, to] = [await aTeam(), await aTeam()];
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => app.agent(bank.clientId)));
    const stays = await aMember(from, one!.id);
    await assign(from, { agentId: one!.id, priority: 8 });
    await assign(from, { agentId: two!.id, memberId: stays, priority: 3 });
    const answer = await bulk(from, [
      { action: 'add', agentId: two!.id, role: 'lead' },
      { action: 'add', agentId: String(one!.id) },
      { action: 'move', agentId: one!.id, toTeamId: to },
      { action: 'remove', agentId: two!.id },
      { action: 'remove', agentId: two!.id },
      { action: 'move', agentId: three!.id, toTeamId: to },
      { action: 'add', agentId: shop.admin.id },
      { action: 'add', agentId: three!.id },
      { action: 'move', agentId: three!.id, toTeamId: 'nowhere' },
    ]);
    expect(answer.status).toBe(200);
    const { results, ...counts } = dataOf(answer) as unknown as {
      results: { member: Fields | null; error: { code: string } | null }[];
    };
    expect(counts).toEqual({ total: 9, successful: 4, failed: 5 });
    expect(results.map(({ error }) => error?.code ?? null)).toEqual([
      null,
      'MEMBER_EXISTS',
      null,
      null,
      'MEMBER_NOT_FOUND',
      'MEMBER_NOT_FOUND',
      'AGENT_NOT_FOUND',
      null,
      'TEAM_NOT_FOUND',
    ]);
    expect(results[2]!.member).toMatchObject({ agentId: one!.id, teamId: to, role: 'member' });
    expect([await agentsOf(from, 'members'), await agentsOf(to, 'members')]).toEqual([
      [three!.id],
      [one!.id],
    ]);
    // Who moves takes its assignments along, and those of who works for it.
    expect([await agentsOf(from, 'agents'), await agentsOf(to, 'agents')]).toEqual([
      [],
      [one!.id, two!.id],
    ]);
    const [moved] = listOf(await admin().get(`/api/teams/${to}/members`));
    expect(listOf(await admin().get(`/api/teams/${to}/agents`))).toMatchObject([
      { agentId: one!.id, memberId: null, priority: 8 },
      { agentId: two!.id, memberId: moved!.id, priority: 3 },
    ]);
  });

  it('repeats answer as the first time, and the same fifty times at once adds one member', async () => {
    const id = await aTeam();
    const operations = [{ action: 'add', agentId: agent.id }];
    const first = await bulk(id, operations).set('Idempotency-Key', `bulk-${id}`);
    const again = await bulk(id, operations).set('Idempotency-Key', `bulk-${id}`);
    expect(again.body).toEqual(first.body);
    const other = await aTeam();
    const answers = await Promise.all(Array.from({ length: 50 }, () => bulk(other, operations)));
    const successful = answers.map((answer) => Number(dataOf(answer)['successful']));
    expect(successful.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await agentsOf(other, 'members')).toEqual([agent.id]);
  });

  it('never stand in two teams, or in none, when two moves race', async () => {
    const teams = await Promise.all([1, 2, 3].map(() => aTeam()));
    const [home = '', ...others] = teams;
    for (let round = 0; round < 3; round += 1) {
      const one = await app.agent(bank.clientId);
      await aMember(home, one.id);
      const answers = await Promise.all(
        others.map((toTeamId) => bulk(home, [{ action: 'move', agentId: one.id, toTeamId }])),
      );
      expect(answers.map((answer) => dataOf(answer)['successful'])).toContain(1);
      const count = await app.db.collection('team_members').countDocuments({ agentId: one.id });
      expect(count).toBe(1);
    }
  });

  it('are refused by role, tenant and shape', async () => {
    const id = await aTeam();
    const operations = [{ action: 'add', agentId: agent.id }];
    const path = `/api/teams/${id}/bulk`;
    expect((await app.http(agent.token).post(path).send({ operations })).status).toBe(403);
    const stranger = await app.http(shop.admin.token).post(path).send({ operations });
    expect([stranger.status, codeOf(stranger)]).toEqual([404, 'TEAM_NOT_FOUND']);
    for (const body of [
      {},
      { operations: [] },
      { operations: [{ action: 'fire', agentId: 1 }] },
      { operations: [{ action: 'move', agentId: 1 }] },
      { operations: [{ action: 'add', agentId: { $gt: 0 } }] },
      { operations: [{ action: 'add', agentId: 1, extra: 1 }] },
      { operations: Array.from({ length: 501 }, () => operations[0]) },
    ]) {
      expect(codeOf(await admin().post(path).send(body))).toBe('VALIDATION_ERROR');
    }
  });
});

describe('a team that goes while its calls come', () => {
  it('lets them go on, and nobody errs', async () => {
    const centre = await CallCentre.open(app);
    const anna = await centre.readyAgent({ sector: 'cards' });
    const boss = app.http(centre.tenant.admin.token);
    const { body } = await boss.post('/api/teams').send({ name: 'Cards', sector: 'cards' });
    const team = (body as { data: Thing }).data.id;
    await boss.post(`/api/teams/${team}/agents`).send({ agentId: anna.id }).expect(201);
    const sid = () => `S${randomBytes(8).toString('hex')}`;
    const first = sid();
    await app.until(
      async () => CallCentre.dialled(await centre.connect(first, { team })),
      (number) => number === anna.phone,
    );
    const calls = Array.from({ length: 12 }, sid);
    const [removal, ...answers] = await Promise.all([
      boss.delete(`/api/teams/${team}`),
      ...calls.map((call) => centre.connect(call, { team })),
    ]);
    expect(removal?.status).toBe(200);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await centre.popup(first, anna, 'Answered');
    expect(await centre.call(first)).toMatchObject({ status: 'connected', agentId: anna.id });
    for (const call of calls) {
      expect((await centre.wait(call, { team })).status).toBe(302);
      expect(await centre.call(call)).toMatchObject({ status: 'queued' });
    }
    await centre.end(first);
    expect(await centre.call(first)).toMatchObject({ status: 'completed' });
    const late = await centre.connect(sid(), { team });
    expect([late.status, CallCentre.dialled(late)]).toEqual([200, null]);
    // A busy machine may be late with an answer; nothing else may keep a call from its decision.
    const failures = app
      .logs()
      .filter(({ msg }) => msg === 'webhook answered without a decision')
      .filter(
        ({ error }) => !(error as { message: string }).message.startsWith('no result within'),
      );
    expect(failures).toEqual([]);
  });
});
