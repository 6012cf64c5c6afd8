import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import type { Config } from '../../src/config/config.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { OperationFigures } from '../../src/platform/mongo/operation-figures.js';

const connection = mongoose.createConnection();

beforeAll(async () => {
  const server = process.env['MONGODB_URI'];
  if (!server) throw new Error('MongoDB is not there: run "npm test"');
  const database = `t_${process.pid}_${randomBytes(4).toString('hex')}`;
  await connection.openUri(server.replace(/\/[^/?]*(\?|$)/, `/${database}$1`), {
    monitorCommands: true,
  });
});

afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

it('counts every command that the driver sends, those of cursors and transactions, too', async () => {
  const metrics = new Metrics({ metrics: { enabled: false } } as Config);
  new OperationFigures(connection, metrics);
  let sent = 0;
  connection.getClient().on('commandStarted', () => (sent += 1));

  const notes = connection.collection<{ _id: number }>('notes');
  await notes.insertMany(Array.from({ length: 50 }, (_, _id) => ({ _id })));
  await notes.find({}, { batchSize: 10 }).toArray();
  await connection.transaction(async (session) => {
    await notes.updateOne({ _id: 1 }, { $set: { seen: true } }, { session });
    await notes.deleteOne({ _id: 2 }, { session });
  });
  await Promise.all([1, 2, 3].map((_id) => notes.findOne({ _id })));

  const { body } = await metrics.text();
  const of = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(body)?.[1]);
  expect(sent).toBeGreaterThan(10);
  expect(of('crosspoint_database_operations_total')).toBe(sent);
  expect(of('crosspoint_database_wait_seconds_count')).toBe(sent);
});
