import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppHarness, type TestAgent, type TestTenant } from '../support/harness.js';

type Fields = Record<string, unknown>;

let app: AppHarness;
let bank: TestTenant;
let shop: TestTenant;

const admin = () => app.http(bank.admin.token);
const codeOf = (answer: { body: unknown }) =>
  (answer.body as { error: { code: string } }).error.code;
type Thing = Fields & { readonly id: string };
const dataOf = (answer: { body: unknown }) => (answer.body as { data: Thing }).data;
const listOf = (answer: { body: unknown }) => (answer.body as { data: Thing[] }).data;
const create = (body: Fields) => admin().post('/api/sector-agents').send(body);
async function aProfile(changes: Fields = {}): Promise<{ id: string; agent: TestAgent }> {
  const agent = await app.agent(bank.clientId);
  const answer = await create({ agentId: agent.id, sector: 'loans', ...changes });
  expect(answer.status).toBe(201);
  return { id: dataOf(answer).id, agent };
}

beforeAll(async () => {
  app = await AppHarness.start();
  bank = await app.tenant();
  shop = await app.tenant();
}, 60_000);
afterAll(() => app.stop());

describe('routing profiles', () => {
  it('are made with capabilities by name or with a level; figures are unknown until measured', async () => {
    const agent = await app.agent(bank.clientId);
    const answer = await create({
      agentId: String(agent.id),
      sector: 'cards',
      capabilities: ['hindi', { name: 'fraud', level: 5 }],
    });
    expect(answer.status).toBe(201);
    expect(answer.headers['etag']).toBe('"1"');
    expect(dataOf(answer)).toMatchObject({
      agentId: agent.id,
      sector: 'cards',
      priority: 5,
      capabilities: [
        { name: 'hindi', level: 3 },
        { name: 'fraud', level: 5 },
      ],
      successRate: null,
      avgHandleTime: null,
      isActive: true,
      version: 1,
    });
    const twice = await create({ agentId: agent.id, sector: 'cards' });
    expect([twice.status, codeOf(twice)]).toEqual([409, 'PROFILE_EXISTS']);
    expect((await create({ agentId: agent.id, sector: 'loans' })).status).toBe(201);
  });

  it.each([
    { priority: 11 },
    { priority: null },
    { successRate: 1.2 },
    { capabilities: [{ name: 'x', level: 6 }] },
    { capabilities: ['x', 'x'] },
    { capabilities: [7] },
    { capabilities: [null] },
    { capabilities: [{ name: 'x', level: 1, extra: 1 }] },
    { sector: '' },
  ])('are not made of %j', async (changes) => {
    const answer = await create({ agentId: bank.admin.id, sector: 'loans', ...changes });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'VALIDATION_ERROR']);
  });

  it('refer to agents of the tenant only', async () => {
    const answer = await create({ agentId: shop.admin.id, sector: 'loans' });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'AGENT_NOT_FOUND']);
  });

  it('change with a new version, and only from the version that was read', async () => {
    const { id } = await aProfile();
    const put = (version: string, body: Fields) =>
      admin().put(`/api/sector-agents/${id}`).set('If-Match', version).send(body);
    const changed = await put('"1"', { successRate: 0.9, isActive: false });
    expect([changed.status, changed.headers['etag']]).toEqual([200, '"2"']);
    expect(dataOf(changed)).toMatchObject({ successRate: 0.9, isActive: false, version: 2 });
    const read = await admin().get(`/api/sector-agents/${id}`);
    expect([read.status, read.headers['etag']]).toEqual([200, '"2"']);
    expect(dataOf(read)).toEqual(dataOf(changed));
    const late = await put('"1"', { priority: 1 });
    expect([late.status, codeOf(late)]).toEqual([412, 'VERSION_CONFLICT']);
    const refused = await admin().put(`/api/sector-agents/${id}`).send({ agentId: 1 });
    expect(refused.status).toBe(400);
  });

  it('are listed by agent, sector, state and capability', async () => {
    const { id, agent } = await aProfile({ sector: 'wealth', capabilities: ['tamil'] });
    await aProfile({ sector: 'wealth' });
    const idsOf = async (query: string) =>
      listOf(await admin().get(`/api/sector-agents?${query}`)).map((profile) => profile.id);
    expect(await idsOf('sector=wealth')).toHaveLength(2);
    expect(await idsOf('sector=wealth&capability=tamil')).toEqual([id]);
    expect(await idsOf(`agentId=${agent.id}`)).toEqual([id]);
    expect(await idsOf('sector=wealth&isActive=false')).toEqual([]);
  });

  it('of another tenant are not there', async () => {
    const { id } = await aProfile();
    const stranger = app.http(shop.admin.token);
    for (const answer of [
      await stranger.get(`/api/sector-agents/${id}`),
      await stranger.put(`/api/sector-agents/${id}`).send({ priority: 1 }),
      await stranger.delete(`/api/sector-agents/${id}`),
    ]) {
      expect([answer.status, codeOf(answer)]).toEqual([404, 'PROFILE_NOT_FOUND']);
    }
  });

  it('are not removed while their agent holds a call', async () => {
    const { id, agent } = await aProfile();
    const held = { activeCalls: 1, holds: [{ callLogId: 'c', offerId: 'o', since: new Date() }] };
    await app.db
      .collection('agent_presence')
      .updateOne(
        { _id: agent.id as never },
        { $set: { clientId: bank.clientId, ...held } },
        { upsert: true, bypassDocumentValidation: true },
      );
    const answer = await admin().delete(`/api/sector-agents/${id}`);
    expect([answer.status, codeOf(answer)]).toEqual([409, 'PROFILE_IN_USE']);
    await app.db
      .collection('agent_presence')
      .updateOne(
        { _id: agent.id as never },
        { $set: { activeCalls: 0, holds: [] } },
        { bypassDocumentValidation: true },
      );
    expect((await admin().delete(`/api/sector-agents/${id}`)).status).toBe(200);
    expect((await admin().get(`/api/sector-agents/${id}`)).status).toBe(404);
  });
});
