import fastify from 'fastify';
import mongoose from 'mongoose';

/** The floor: bare Fastify and the raw driver, with the commands that the routes had MongoDB do. */
const client = await new mongoose.mongo.MongoClient(process.env['MONGODB_URI'] ?? '', {
  maxPoolSize: 20,
}).connect();
const db = client.db();

const run = async (command: Readonly<Record<string, unknown>>): Promise<unknown> =>
  'distinct' in command ? await db.command(command) : await db.runCursorCommand(command).toArray();

const app = fastify();
app.get('/health/live', () => 'OK');
const routes = db.collection<{ _id: string; commands: string }>('bench_floor').find();
for await (const { _id: path, commands } of routes) {
  const all = mongoose.mongo.BSON.EJSON.parse(commands) as Readonly<Record<string, unknown>>[];
  app.get(path, async () => ({ success: true, data: await Promise.all(all.map(run)) }));
}
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
