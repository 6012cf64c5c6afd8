import fastify from 'fastify';
import mongoose from 'mongoose';

/**
 * The floor: bare Fastify and the raw driver, with nobody to sign in, nothing to check and nothing
 * kept. `GET /agents/:id` reads one, `GET /agents` a page and its count, `GET /stats` counts,
 * `POST /heartbeat` is one durable write.
 */
const client = await new mongoose.mongo.MongoClient(process.env['MONGODB_URI'] ?? '', {
  maxPoolSize: 20,
  w: 'majority',
  journal: true,
}).connect();
const agents = client.db().collection<{ _id: number }>('agents');
const presence = client.db().collection<{ _id: number }>('agent_presence');
const projection = { passwordHash: 0, usernameKey: 0, emailKey: 0, searchKeys: 0 } as const;
const clientId = process.env['FLOOR_TENANT'];

const app = fastify();
app.get('/health/live', () => 'OK');
app.get<{ Params: { id: string } }>('/agents/:id', async ({ params }) => {
  return await agents.findOne({ _id: Number(params.id), clientId }, { projection });
});
app.get<{ Querystring: { page: string; limit: string } }>('/agents', async ({ query }) => {
  const [page, limit] = [Number(query.page), Number(query.limit)];
  const [data, total] = await Promise.all([
    agents
      .find({ clientId }, { projection })
      .sort({ _id: 1 })
      .skip((page - 1) * limit)
      .limit(limit)
      .toArray(),
    agents.countDocuments({ clientId }),
  ]);
  return { data, meta: { total, page, limit } };
});
app.get('/stats', async () => {
  const kind = { role: '$role', department: '$department', onlineStatus: '$onlineStatus' };
  return await agents
    .aggregate([{ $match: { clientId } }, { $group: { _id: kind, count: { $sum: 1 } } }])
    .toArray();
});
app.post<{ Body: { agentId: number; deviceConnected: boolean } }>(
  '/heartbeat',
  async ({ body }) => {
    const { agentId: _id, deviceConnected } = body;
    const now = new Date();
    return await presence.findOneAndUpdate(
      { _id, clientId },
      { $set: { lastHeartbeat: now, deviceConnected, updatedAt: now }, $inc: { version: 1 } },
      { returnDocument: 'after' },
    );
  },
);
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
