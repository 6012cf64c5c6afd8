import { performance } from 'node:perf_hooks';
import type mongoose from 'mongoose';
import { callAt } from './figures-stage.js';
import { median } from './load.js';

const CALLS = 1000;
const ROUNDS = 7;
const SPREAD_MS = 300;

/**
 * Folding a thousand calls that ended within five minutes, beside the raw driver that does no more
 * than to write, in one transaction, what folding writes: the calls' parts, their buckets, the marks.
 */
export async function foldThousand(
  db: mongoose.mongo.Db,
  clientId: string,
  fold: () => Promise<unknown>,
): Promise<{ readonly foldThousandMs: number; readonly foldFloorMs: number }> {
  const ours: number[] = [];
  const floor: number[] = [];
  await makeFloor(db);
  for (let round = 0; round <= ROUNDS; round += 1) {
    const fromMs = Date.now() - CALLS * SPREAD_MS;
    const calls = Array.from({ length: CALLS }, (_, place) => {
      const _id = `${clientId}-k${round}-${String(place).padStart(4, '0')}`;
      return { ...callAt(clientId, place, fromMs + place * SPREAD_MS), _id, providerSid: _id };
    });
    const ids = calls.map(({ _id }) => _id);
    await db.collection('call_logs').insertMany(calls as never);
    await db.collection('floor_calls').insertMany(calls as never);
    const since = new Date();
    let began = performance.now();
    await fold();
    const oursMs = performance.now() - began;
    const written = await writtenFor(db, clientId, ids, since);
    began = performance.now();
    await write(db, ids, written);
    // The first is to warm up.
    if (round > 0) {
      ours.push(oursMs);
      floor.push(performance.now() - began);
    }
  }
  for (const { floor: name } of FLOORS) await db.dropCollection(name);
  return { foldThousandMs: Math.round(median(ours)), foldFloorMs: Math.round(median(floor)) };
}

const BUCKETS = ['performance_trends', 'agent_metrics_v2', 'team_performance', 'cost_analysis'];
const FLOORS = [
  { floor: 'floor_calls', like: 'call_logs' },
  { floor: 'floor_metrics', like: 'agent_metrics' },
  { floor: 'floor_buckets', like: 'performance_trends' },
];

/** Collections with the same indexes. */
async function makeFloor(db: mongoose.mongo.Db): Promise<void> {
  for (const { floor, like } of FLOORS) {
    const indexes = await db.collection(like).indexes();
    const wanted = indexes.filter(({ name }) => name !== '_id_').map(({ v: _, ...one }) => one);
    await db.collection(floor).createIndexes(wanted);
  }
}

type Written = Record<'metrics' | 'buckets', readonly { readonly _id: unknown }[]>;

async function writtenFor(
  db: mongoose.mongo.Db,
  clientId: string,
  callLogIds: readonly string[],
  since: Date,
): Promise<Written> {
  const metrics = await db
    .collection('agent_metrics')
    .find({ clientId, callLogId: { $in: [...callLogIds] } })
    .toArray();
  const buckets = await Promise.all(
    BUCKETS.map((name) =>
      db
        .collection(name)
        .find({ clientId, updatedAt: { $gte: since } })
        .toArray(),
    ),
  );
  return { metrics, buckets: buckets.flat() };
}

async function write(
  db: mongoose.mongo.Db,
  callIds: readonly string[],
  { metrics, buckets }: Written,
): Promise<void> {
  const increments = buckets.map(({ _id, ...fields }) => {
    const numbers = Object.entries(fields).filter(([, value]) => typeof value === 'number');
    const { agentId: _, ...$inc } = Object.fromEntries(numbers) as Record<string, number>;
    const names = Object.entries(fields).filter(([name]) => !(name in $inc));
    return {
      updateOne: {
        filter: { _id },
        update: { $inc, $setOnInsert: Object.fromEntries(names) },
        upsert: true,
      },
    };
  });
  const session = db.client.startSession();
  try {
    await session.withTransaction(
      async () => {
        await db.collection('floor_metrics').insertMany(metrics as never, { session });
        const options = { session, ordered: false };
        await db.collection('floor_buckets').bulkWrite(increments as never, options);
        await db
          .collection('floor_calls')
          .updateMany(
            { _id: { $in: callIds } } as never,
            { $set: { toFold: false }, $inc: { version: 1 } },
            { session },
          );
      },
      { writeConcern: { w: 'majority', journal: true }, readConcern: { level: 'snapshot' } },
    );
  } finally {
    await session.endSession();
  }
}
