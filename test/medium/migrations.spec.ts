import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { Ids } from '../../src/common/ids.js';
import { Leases } from '../../src/platform/mongo/leases.js';
import { agentCounter } from '../../src/platform/mongo/migrations/0001-agent-counter.js';
import type { Migration } from '../../src/platform/mongo/migrations/migration.js';
import { Migrator } from '../../src/platform/mongo/migrator.js';
import { SchemaSync } from '../../src/platform/mongo/schema-sync.js';
import { Transactions } from '../../src/platform/mongo/transactions.js';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined } as never;

class ChanceIds extends Ids {
  next = () => randomBytes(8).toString('hex');
  secret = (bytes: number) => randomBytes(bytes).toString('base64url');
}

let connection: mongoose.Connection;
/** As in another process: it holds its own leases. */
const aMigrator = () => {
  const leases = new Leases(connection, log, new ChanceIds());
  const transactions = new Transactions(connection);
  return new Migrator(connection, new SchemaSync(connection, log), leases, transactions, log);
};
const records = () => connection.collection<{ _id: string }>('migrations');

beforeEach(async () => {
  const uri = process.env['MONGODB_URI']!;
  const dbName = `m_${process.pid}_${randomBytes(4).toString('hex')}`;
  connection = await mongoose.createConnection(uri, { dbName }).asPromise();
});
afterEach(async () => {
  await connection.dropDatabase();
  await connection.close();
});

/** A migration that writes down each time that it runs. */
function noting(name: string, runs: string[], fail?: () => void): Migration {
  return {
    name,
    up: () => {
      runs.push(name);
      fail?.();
      return Promise.resolve();
    },
  };
}

describe('migrations', () => {
  it('run once each, in order, however many processes start at once', async () => {
    const runs: string[] = [];
    const list = ['0001-a', '0002-b', '0003-c'].map((name) => noting(name, runs));
    await Promise.all(Array.from({ length: 5 }, () => aMigrator().run(list)));
    await aMigrator().run(list);
    expect(runs).toEqual(['0001-a', '0002-b', '0003-c']);
    expect(await records().find().sort({ _id: 1 }).toArray()).toEqual(
      runs.map((_id) => ({
        _id,
        at: expect.any(Date),
        ms: expect.any(Number),
        node: expect.stringMatching(/:\d+$/),
      })),
    );
    expect(await aMigrator().pending(list)).toEqual([]);
  });

  it('that fail stop at their name, keep what went before, and are taken up again', async () => {
    const runs: string[] = [];
    let isBroken = true;
    const list = [
      noting('0001-a', runs),
      noting('0002-b', runs, () => {
        if (isBroken) throw new Error('the disk is full');
      }),
      noting('0003-c', runs),
    ];
    await expect(aMigrator().run(list)).rejects.toThrow(
      'migration 0002-b failed: the disk is full',
    );
    expect((await aMigrator().pending(list)).map(({ name }) => name)).toEqual(['0002-b', '0003-c']);
    isBroken = false;
    await aMigrator().run(list);
    expect(runs).toEqual(['0001-a', '0002-b', '0002-b', '0003-c']);
  });

  it('of a process that lost its lease in the middle are not taken for done', async () => {
    const list: Migration[] = [
      {
        name: '0001-slow',
        up: async (db) => {
          await db
            .collection<{ _id: string }>('leases')
            .updateOne({ _id: 'migrations' }, { $inc: { token: 1 }, $set: { holder: 'another' } });
        },
      },
    ];
    await expect(aMigrator().run(list)).rejects.toThrow('has gone to another node');
    expect(await records().countDocuments()).toBe(0);
  });

  it('wait for one that was killed until its lease is over', async () => {
    const runs: string[] = [];
    await connection.collection<{ _id: string; expiresAt: Date }>('leases').insertOne({
      _id: 'migrations',
      holder: 'killed',
      token: 7,
      expiresAt: new Date(Date.now() + 1500),
    } as never);
    await aMigrator().run([noting('0001-a', runs)]);
    expect(runs).toEqual(['0001-a']);
  });
});

describe('the counter of agents', () => {
  const counters = () => connection.collection<{ _id: string; value: number }>('counters');

  it('goes on after the highest number in use, and never back', async () => {
    await aMigrator().run([agentCounter]);
    expect(await counters().countDocuments()).toBe(0);
    await connection.collection<{ _id: number }>('agents').insertMany([{ _id: 3 }, { _id: 41 }]);
    await agentCounter.up(connection.db!);
    expect(await counters().findOne()).toEqual({ _id: 'agentId', value: 41 });
    await counters().updateOne({ _id: 'agentId' }, { $set: { value: 50 } });
    await agentCounter.up(connection.db!);
    expect((await counters().findOne())?.value).toBe(50);
  });
});
