import 'reflect-metadata';
import { performance } from 'node:perf_hooks';
import { NestFactory } from '@nestjs/core';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppModule } from '../src/app.module.js';
import { asTenantId } from '../src/common/ids.js';
import { PerformanceAggregator } from '../src/modules/folding/performance-aggregator.service.js';
import { Recount } from '../src/modules/folding/recount.service.js';
import { Leases } from '../src/platform/mongo/leases.js';
import { makeCalls, makeTenant, TIMEZONE } from './figures-stage.js';
import { foldThousand } from './fold-thousand.js';
import { median } from './load.js';

const CHANGED = 100;
const ROUNDS = 9;

/** What a plain `$group` adds up, as folding does for incoming calls. */
const completed = { $eq: ['$status', 'completed'] };
const abandoned = { $eq: ['$status', 'abandoned'] };
const inTarget = { $lte: ['$waitSeconds', 20] };
const one = (...conditions: readonly object[]) => ({
  $sum: { $cond: [{ $and: conditions }, 1, 0] },
});
const ofCompleted = (field: string) => ({ $sum: { $cond: [completed, `$${field}`, 0] } });
const SUMS = {
  offered: { $sum: 1 },
  answered: one(completed),
  answeredInTarget: one(completed, inTarget),
  abandoned: one(abandoned),
  abandonedAfterTarget: one(abandoned, { $not: [inTarget] }),
  successes: one(completed, { $gt: ['$talkSeconds', 0] }),
  waitAnswered: ofCompleted('waitSeconds'),
  waitAbandoned: { $sum: { $cond: [abandoned, '$waitSeconds', 0] } },
  ringSeconds: ofCompleted('ringSeconds'),
  talkSeconds: ofCompleted('talkSeconds'),
  holdSeconds: ofCompleted('holdSeconds'),
  wrapUpSeconds: ofCompleted('wrapUpSeconds'),
};
const at = (unit: string, binSize = 1) => ({
  $dateTrunc: { date: '$receivedAt', unit, binSize, timezone: TIMEZONE },
});
const INTERVALS = { quarter: at('minute', 15), hour: at('hour'), day: at('day') };
const KEYS = { tenant: null, sector: '$sector', team: '$teamId', channel: '$channelId' };
/** The groupings that the figures are kept by. */
const GROUPINGS: readonly object[] = [
  ...Object.values(INTERVALS).flatMap((slot) => [
    ...Object.values(KEYS).map((key) => ({ slot, key })),
    { slot, agentId: '$agentId' },
  ]),
  ...[KEYS.sector, KEYS.team, KEYS.channel].map((key) => ({
    slot: INTERVALS.day,
    key,
    agentId: '$agentId',
  })),
  { slot: INTERVALS.day, agentId: '$agentId', channelId: '$channelId' },
];

const [company = '', count] = process.argv.slice(2);
const size = Number(count);
const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
try {
  const { db } = app.get<Connection>(getConnectionToken());
  if (!db) throw new Error('no database');
  const aggregator = app.get(PerformanceAggregator, { strict: false });
  const recount = app.get(Recount, { strict: false });
  const lease = await app.get(Leases, { strict: false }).take('bench', 24 * 3_600_000);
  if (!lease) throw new Error('no lease');
  const clientId = asTenantId(company);
  await makeTenant(db, clientId);
  let began = performance.now();
  for await (const _ of makeCalls(db, clientId, size)) {
    await aggregator.aggregateDaily(clientId, lease);
  }
  const foldedPerSecond = size / ((performance.now() - began) / 1000);

  const calls = db.collection('call_logs');
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const some = await calls
      .aggregate([
        { $match: { clientId } },
        { $sample: { size: CHANGED } },
        { $project: { _id: 1 } },
      ])
      .toArray();
    await calls.updateMany(
      { _id: { $in: some.map(({ _id }) => _id as never) } },
      { $inc: { talkSeconds: 1, version: 1 }, $set: { toFold: true } },
    );
    began = performance.now();
    await aggregator.aggregateDaily(clientId, lease);
    // The first is to warm up.
    if (round > 0) times.push(performance.now() - began);
  }

  const thousand = await foldThousand(db, clientId, () =>
    aggregator.aggregateDaily(clientId, lease),
  );

  began = performance.now();
  const { differences } = await recount.run(clientId);
  const recountMs = performance.now() - began;
  began = performance.now();
  for (const _id of GROUPINGS) {
    await calls
      .aggregate(
        [
          { $match: { clientId, direction: 'inbound', endedAt: { $type: 'date' } } },
          { $group: { _id, ...SUMS } },
        ],
        { allowDiskUse: true },
      )
      .toArray();
  }
  const groupsMs = performance.now() - began;
  const result = {
    calls: size,
    foldedPerSecond: Math.round(foldedPerSecond),
    foldChangedMs: Math.round(median(times) * 10) / 10,
    ...thousand,
    recountMs: Math.round(recountMs),
    groupsMs: Math.round(groupsMs),
    differences: differences.length,
  };
  process.stdout.write(`FIGURES ${JSON.stringify(result)}\n`);
} finally {
  await app.close();
}
process.exit(0);
