import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose, { type Model, type Schema } from 'mongoose';
import { asAgentId, asProviderSid, asTenantId, type TenantId } from '../../src/common/ids.js';
import { CallSchema } from '../../src/modules/calls/call.schema.js';
import type { Call } from '../../src/modules/calls/call.types.js';
import { CallsRepository } from '../../src/modules/calls/calls.repository.js';
import { BatchSchema } from '../../src/modules/call-batches/batch.schema.js';
import { BatchesRepository } from '../../src/modules/call-batches/batches.repository.js';
import { OutboundCallsRepository } from '../../src/modules/dialling/outbound-calls.repository.js';
import { tenantPlugin } from '../../src/platform/mongo/tenant.plugin.js';

/** Documents that the query is not about. */
const MANY = 300;
const NOW = new Date('2026-01-15T06:00:00Z');
const LATER = new Date('2026-01-15T07:00:00Z');

const connection = mongoose.createConnection();
const schema = CallSchema as unknown as Schema;
schema.plugin(tenantPlugin);
const calls = connection.model('Call', schema) as unknown as Model<Call>;
const repository = new OutboundCallsRepository(connection);
const batches = new BatchesRepository(
  connection.model('CallBatch', BatchSchema) as never,
  connection,
);

let clientId: TenantId;

beforeAll(async () => {
  const server = process.env['MONGODB_URI'];
  if (!server) throw new Error('MongoDB is not there: run "npm test"');
  const database = `t_${process.pid}_${randomBytes(4).toString('hex')}`;
  await connection.openUri(server.replace(/\/[^/?]*(\?|$)/, `/${database}$1`), {
    autoIndex: false,
    autoCreate: false,
  });
  await calls.createIndexes();
  await connection.db?.command({ profile: 2 });
}, 60_000);
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});
beforeEach(() => {
  clientId = asTenantId(`c${randomBytes(5).toString('hex')}`);
});

/** How many documents and keys the last command on calls looked at. */
async function lookedAt(): Promise<{ readonly docs: number; readonly keys: number }> {
  const [last] = await connection
    .collection('system.profile')
    .find({ ns: /\.call_logs$/, op: { $in: ['query', 'command'] } })
    .sort({ ts: -1 })
    .limit(1)
    .toArray();
  return {
    docs: Number(last?.['docsExamined'] ?? -1),
    keys: Number(last?.['keysExamined'] ?? -1),
  };
}

async function store(make: (index: number) => object): Promise<void> {
  const documents = Array.from({ length: MANY }, (_, index) => ({
    _id: randomUUID(),
    clientId,
    direction: 'outbound',
    createdAt: NOW,
    ...make(index),
  }));
  await calls.collection.insertMany(documents as never);
}

describe('a query for calls that we place looks at what it is about alone', () => {
  it('a call by the telephone company’s id, whichever way it goes', async () => {
    await store((index) => ({ providerSid: index % 2 === 0 ? `s${index}` : null }));
    const found = await new CallsRepository(calls).findBySid(clientId, asProviderSid('s4'));
    expect(found?.providerSid).toBe('s4');
    expect((await lookedAt()).docs).toBe(1);
    const sids = ['s2', 's6', 'unknown'].map(asProviderSid);
    expect([...(await repository.knownSids(clientId, sids))].sort()).toEqual(['s2', 's6']);
    expect((await lookedAt()).docs).toBeLessThanOrEqual(2);
  });

  it('the next call of an agent, the companies and the agents that are waited for', async () => {
    await store((index) => ({
      dialState: index % 3 === 0 ? 'over' : 'waiting',
      agentId: index % 30 === 1 ? 7 : 8,
      priority: 5,
      dueAt: index === 1 ? NOW : LATER,
    }));
    const next = await repository.nextDue(clientId, asAgentId(7), NOW, 3);
    expect(next).toHaveLength(1);
    expect((await lookedAt()).docs).toBe(1);
    expect(await repository.tenantsWaiting()).toContain(clientId);
    expect((await lookedAt()).docs).toBe(0);
    expect(new Set(await repository.agentsWaitedFor(clientId))).toEqual(new Set([7, 8]));
    const { docs, keys } = await lookedAt();
    expect(docs).toBe(0);
    expect(keys).toBeLessThan(10);
  });

  it('calls without news, of all companies', async () => {
    await store((index) => ({
      dialState: index < 2 ? 'unknown' : 'over',
      newsDueAt: index === 0 || index > 290 ? NOW : index % 2 === 0 ? LATER : null,
    }));
    const due = await repository.dueForNews(NOW, ['unknown', 'placed'], 10);
    expect(due.map((call) => call.clientId)).toEqual([clientId]);
    expect((await lookedAt()).docs).toBe(1);
  });

  it('the calls of a batch', async () => {
    await store((index) => ({
      metadata: index < 5 ? { batchId: 'b1' } : {},
      dialState: 'waiting',
      status: 'initiated',
      retryOf: null,
    }));
    const counts = await batches.counts(clientId, 'b1');
    expect(counts).toEqual([{ dialState: 'waiting', status: 'initiated', count: 5 }]);
    expect((await lookedAt()).docs).toBeLessThanOrEqual(5);
    expect(await repository.idsOfBatch(clientId, 'b1')).toHaveLength(5);
    expect((await lookedAt()).docs).toBe(5);
  });
});
