import fastify from 'fastify';
import mongoose from 'mongoose';

/** The floor: bare Fastify and the raw driver, with the same pipelines over the same figures. */
const client = await new mongoose.mongo.MongoClient(process.env['MONGODB_URI'] ?? '', {
  maxPoolSize: 20,
}).connect();
const db = client.db();
const clientId = 'bench';
const [trends, agentDays, costs] = ['performance_trends', 'agent_metrics_v2', 'cost_analysis'].map(
  (name) => db.collection(name),
);
if (!trends || !agentDays || !costs) throw new Error('no floor');

interface Query {
  readonly from: string;
  readonly to: string;
}

const FIELDS = (process.env['SUM_FIELDS'] ?? '').split(',');
const MONEY = (process.env['MONEY_FIELDS'] ?? '').split(',');
const sums = (fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [field, { $sum: `$${field}` }]));

const days = async (collection: typeof trends, match: object, _id: unknown, sort: object) =>
  await collection
    .aggregate([{ $match: match }, { $group: { _id, ...sums(FIELDS) } }, { $sort: sort as never }])
    .toArray();
const span = ({ from, to }: Query) => ({ $gte: from, $lte: to });

const app = fastify();
app.get('/health/live', () => 'OK');
app.get<{ Querystring: Query }>('/api/analytics/performance/summary', async ({ query }) => {
  const match = { clientId, interval: 'day', dimension: 'tenant', day: span(query) };
  return { success: true, data: await days(trends, match, '$day', { _id: 1 }) };
});
app.get<{ Querystring: Query }>('/api/analytics/performance/trends', async ({ query }) => {
  const match = { clientId, interval: 'hour', dimension: 'tenant', day: span(query) };
  const id = { day: '$day', start: '$start' };
  return { success: true, data: await days(trends, match, id, { _id: 1 }) };
});
app.get<{ Querystring: Query }>('/api/analytics/performance/agents', async ({ query }) => {
  const match = { clientId, day: span(query) };
  const all = await days(agentDays, match, '$agentId', { answered: -1 });
  const ids = all.slice(0, 20).map(({ _id }) => _id as unknown);
  const of = { ...match, agentId: { $in: ids } };
  const rows = await days(agentDays, of, { agentId: '$agentId', day: '$day' }, { '_id.day': 1 });
  return { success: true, data: rows, count: all.length };
});
app.get<{ Querystring: Query }>('/api/analytics/revenue/costs', async ({ query }) => {
  const rows = await costs
    .aggregate([
      { $match: { clientId, day: span(query) } },
      { $group: { _id: { agentId: '$agentId', currency: '$currency' }, ...sums(MONEY) } },
      { $sort: { agentCost: -1 } },
    ])
    .toArray();
  return { success: true, data: rows.slice(0, 20), count: rows.length };
});
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
