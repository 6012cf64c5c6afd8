import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose, { type Model, type Schema } from 'mongoose';
import { asTenantId, type TenantId } from '../../src/common/ids.js';
import { CallSchema } from '../../src/modules/calls/call.schema.js';
import type { Call } from '../../src/modules/calls/call.types.js';
import { CallsRepository } from '../../src/modules/calls/calls.repository.js';
import type { AgentSocketsDocument } from '../../src/modules/realtime/agent-sockets.schema.js';
import { AgentSocketsSchema } from '../../src/modules/realtime/agent-sockets.schema.js';
import { AgentSocketsRepository } from '../../src/modules/realtime/agent-sockets.repository.js';
import { EventStore } from '../../src/platform/events/event-store.js';
import { EventSchema, type EventDocument } from '../../src/platform/events/event.schema.js';
import { tenantPlugin } from '../../src/platform/mongo/tenant.plugin.js';

/** Documents of the tenant that the query is not about. */
const MANY = 300;
const NOW = new Date('2026-01-15T06:00:00Z');
const LATER = new Date('2026-01-15T07:00:00Z');

const connection = mongoose.createConnection();
const model = <T>(name: string, schema: unknown): Model<T> => {
  (schema as Schema).plugin(tenantPlugin);
  return connection.model(name, schema as Schema) as unknown as Model<T>;
};
const events = model<EventDocument>('Event', EventSchema);
const calls = model<Call>('Call', CallSchema);
const sockets = model<AgentSocketsDocument>('AgentSockets', AgentSocketsSchema);

let clientId: TenantId;

beforeAll(async () => {
  const server = process.env['MONGODB_URI'];
  if (!server) throw new Error('MongoDB is not there: run "npm test"');
  const database = `t_${process.pid}_${randomBytes(4).toString('hex')}`;
  await connection.openUri(server.replace(/\/[^/?]*(\?|$)/, `/${database}$1`), {
    autoIndex: false,
    autoCreate: false,
  });
  for (const one of Object.values(connection.models)) await one.createIndexes();
  await connection.db?.command({ profile: 2 });
}, 60_000);

afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

beforeEach(() => {
  clientId = asTenantId(`c${randomBytes(5).toString('hex')}`);
});

/** How many documents the tenant's queries of a collection had to look at until now. */
async function lookedAt(collection: string): Promise<number> {
  const [sum] = await connection
    .collection('system.profile')
    .aggregate<{ docs: number }>([
      { $match: { ns: { $regex: `\\.${collection}$` }, 'command.filter.clientId': clientId } },
      { $group: { _id: null, docs: { $sum: '$docsExamined' } } },
    ])
    .toArray();
  if (!sum) throw new Error('no query was seen');
  return sum.docs;
}

const times = <T>(make: (index: number) => T): T[] =>
  Array.from({ length: MANY }, (_, index) => make(index));

describe('a query looks at what it is about alone', () => {
  it('events after a number', async () => {
    const store = new EventStore(events, { next: () => randomUUID(), secret: () => '' });
    await events.collection.insertMany(
      times((index) => ({ _id: randomUUID(), clientId, seq: index + 1, callLogId: 'c' })) as never,
    );
    const found = await store.after(clientId, MANY - 2, 100);
    expect(found.map(({ seq }) => seq)).toEqual([MANY - 1, MANY]);
    expect(await lookedAt('events')).toBe(2);
  });

  it('the last number of the events', async () => {
    const store = new EventStore(events, { next: () => randomUUID(), secret: () => '' });
    await events.collection.insertMany(
      times((index) => ({ _id: randomUUID(), clientId, seq: index + 1, callLogId: 'c' })) as never,
    );
    expect(await store.lastSeq(clientId)).toBe(MANY);
    expect(await lookedAt('events')).toBeLessThanOrEqual(1);
  });

  it.each(['open', 'ended'] as const)(
    'calls (%s) that Exotel must be asked about',
    async (kind) => {
      const status = kind === 'open' ? 'queued' : 'completed';
      await calls.collection.insertMany(
        times((index) => ({
          _id: randomUUID(),
          clientId,
          providerSid: `s${index}`,
          direction: 'inbound',
          status,
          createdAt: NOW,
          nextLookAt: index === 0 ? NOW : index % 2 === 0 ? LATER : null,
        })) as never,
      );
      const due = await new CallsRepository(calls).dueForLook(clientId, kind, NOW, 10);
      expect(due.map(({ providerSid }) => providerSid)).toEqual(['s0']);
      expect(await lookedAt('call_logs')).toBe(1);
    },
  );

  it('agents whose sockets are gone for too long', async () => {
    await sockets.collection.insertMany(
      times((index) => ({
        _id: Number(`${process.pid}${index}`),
        clientId,
        sockets: [],
        offlineAt: index === 0 ? NOW : LATER,
      })) as never,
    );
    const repository = new AgentSocketsRepository(sockets);
    expect(await repository.due(clientId, NOW, 10)).toHaveLength(1);
    expect(await lookedAt('agent_sockets')).toBe(1);
  });
});
