import fastify from 'fastify';
import mongoose from 'mongoose';

/** The floor: bare Fastify and the raw driver read a page of teams and count who belongs to them. */
const client = await new mongoose.mongo.MongoClient(process.env['MONGODB_URI'] ?? '', {
  maxPoolSize: 20,
}).connect();
const db = client.db();
const clientId = 'bench';

async function countsIn(name: string, ids: readonly unknown[]): Promise<Map<unknown, number>> {
  const rows = await db
    .collection(name)
    .aggregate<{ _id: unknown; count: number }>([
      { $match: { clientId, teamId: { $in: ids } } },
      { $group: { _id: '$teamId', count: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(rows.map(({ _id, count }) => [_id, count]));
}

const app = fastify();
app.get('/health/live', () => 'OK');
app.get<{ Querystring: { page?: string; limit?: string } }>('/api/teams', async ({ query }) => {
  const [page, limit] = [Number(query.page ?? 1), Number(query.limit ?? 20)];
  const [teams, total] = await Promise.all([
    db
      .collection('teams')
      .find({ clientId }, { projection: { nameKey: 0 } })
      .sort({ nameKey: 1 })
      .skip((page - 1) * limit)
      .limit(limit)
      .toArray(),
    db.collection('teams').countDocuments({ clientId }),
  ]);
  const ids = teams.map((team) => team._id);
  const [members, agents] = await Promise.all([
    countsIn('team_members', ids),
    countsIn('team_agent_assignments', ids),
  ]);
  const data = teams.map(({ _id: id, ...team }) => ({
    id,
    ...team,
    memberCount: members.get(id) ?? 0,
    agentCount: agents.get(id) ?? 0,
  }));
  return { success: true, data, count: total, meta: { total, page, limit } };
});
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
