import fastify from 'fastify';
import mongoose from 'mongoose';
import { performance } from 'node:perf_hooks';

/**
 * The floor: what the durable writes of one answered connect webhook cost without any decision.
 * Bare Fastify and the raw driver; the agent is drawn beforehand by the client.
 * `GET /full`: the raw webhook, then one transaction of call, agent, event, offer and a decision of
 * twenty candidates. `GET /unexplained`: the same without the decision. `GET /two`: insert the call,
 * reserve. `GET /free` gives the agent back. `POST /beat`: what a heartbeat must store, one write
 * for each.
 */
const client = await new mongoose.mongo.MongoClient(process.env['MONGODB_URI'] ?? '', {
  maxPoolSize: 20,
  w: 'majority',
  journal: true,
}).connect();
const db = client.db(process.env['FLOOR_DB']);
const [webhooks, calls, agents, events, offers, decisions] = [
  'webhooks',
  'calls',
  'agents',
  'events',
  'offers',
  'decisions',
].map((name) => db.collection<{ _id: string | number }>(name));
if (!webhooks || !calls || !agents || !events || !offers || !decisions) throw new Error('no floor');

const candidates = Array.from({ length: 20 }, (_, index) => ({
  agentId: index,
  score: 80 - index,
  terms: { successRate: 36, priority: 12.5, load: 20, handleTime: 7.5, capability: 5 },
  readiness: 100,
  idleSince: new Date(0),
}));

interface Asked {
  readonly CallSid: string;
  readonly agent: string;
}

const routed = async (query: Asked, isExplained: boolean) => {
  const { CallSid: sid } = query;
  const agentId = Number(query.agent);
  const at = new Date();
  await webhooks.insertOne({ _id: `w${sid}`, at, fields: query } as never);
  const session = client.startSession();
  try {
    await session.withTransaction(
      async () => {
        await calls.insertOne({ _id: sid, sid, status: 'offered', agentId, at } as never, {
          session,
        });
        await agents.updateOne(
          { _id: agentId, activeCalls: { $lt: 1 } },
          { $inc: { activeCalls: 1 }, $push: { holds: { sid, at } } },
          { session },
        );
        await events.insertOne({ _id: `e${sid}`, type: 'offered', at, sid } as never, { session });
        await offers.insertOne({ _id: `o${sid}`, sid, agentId, at } as never, { session });
        if (!isExplained) return;
        await decisions.insertOne({ _id: `d${sid}`, sid, at, candidates } as never, { session });
      },
      { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } },
    );
  } finally {
    await session.endSession();
  }
  return { destination: { numbers: [`+9198${agentId}`] }, ms: performance.now() };
};

const app = fastify();
app.get('/health/live', () => 'OK');
app.get<{ Querystring: Asked }>('/full', ({ query }) => routed(query, true));
app.get<{ Querystring: Asked }>('/unexplained', ({ query }) => routed(query, false));
app.get<{ Querystring: Asked }>('/two', async ({ query }) => {
  const { CallSid: sid } = query;
  const agentId = Number(query.agent);
  const at = new Date();
  await calls.insertOne({ _id: sid, sid, status: 'offered', agentId, at } as never);
  await agents.updateOne(
    { _id: agentId, activeCalls: { $lt: 1 } },
    { $inc: { activeCalls: 1 }, $push: { holds: { sid, at } } },
  );
  return { destination: { numbers: [`+9198${agentId}`] } };
});
app.post<{ Body: { agentId: number; deviceConnected: boolean } }>('/beat', async ({ body }) => {
  const at = new Date();
  const { agentId, deviceConnected } = body;
  await agents.updateOne({ _id: agentId }, { $set: { lastHeartbeat: at, deviceConnected } });
  return { success: true, data: { serverTime: at } };
});
app.get<{ Querystring: { agent: string } }>('/free', async ({ query }) => {
  await agents.updateOne(
    { _id: Number(query.agent) },
    { $inc: { activeCalls: -1 }, $set: { holds: [] } },
  );
  return 'OK';
});
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
