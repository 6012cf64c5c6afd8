import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose, { type Model, type Schema } from 'mongoose';
import { asAgentId, asCallLogId, asTenantId, type TenantId } from '../../src/common/ids.js';
import { dayOf } from '../../src/common/time.js';
import { AgentMetricsRepository } from '../../src/modules/folding/agent-metrics.repository.js';
import { AgentMetricSchema } from '../../src/modules/folding/agent-metric.schema.js';
import { AftermathService } from '../../src/modules/folding/aftermath.service.js';
import { AggregationRepository } from '../../src/modules/folding/aggregation.repository.js';
import {
  AggregationStateSchema,
  FigureRulesSchema,
} from '../../src/modules/folding/aggregation.schema.js';
import {
  AgentDaySchema,
  CostDaySchema,
  TeamDaySchema,
  TrendSchema,
  type BucketDocument,
} from '../../src/modules/folding/bucket.schema.js';
import { FiguresRepository } from '../../src/modules/analytics/figures.repository.js';
import { BucketsRepository } from '../../src/modules/folding/buckets.repository.js';
import { FigureRulesService } from '../../src/modules/folding/figure-rules.service.js';
import { PerformanceAggregator } from '../../src/modules/folding/performance-aggregator.service.js';
import { RawCallsRepository } from '../../src/modules/folding/raw-calls.repository.js';
import { Recount } from '../../src/modules/folding/recount.service.js';
import { CallSchema } from '../../src/modules/calls/call.schema.js';
import type { Call, EndState } from '../../src/modules/calls/call.types.js';
import { StaleCallError } from '../../src/modules/calls/calls.errors.js';
import { CallsRepository } from '../../src/modules/calls/calls.repository.js';
import { CallsService } from '../../src/modules/calls/calls.service.js';
import { QualityScoreSchema } from '../../src/modules/quality/quality-score.schema.js';
import { QualityScoresRepository } from '../../src/modules/quality/quality-scores.repository.js';
import { QualityScores } from '../../src/modules/quality/quality-scores.service.js';
import { SatisfactionAnswers } from '../../src/modules/satisfaction/satisfaction-answers.service.js';
import { SatisfactionRepository } from '../../src/modules/satisfaction/satisfaction.repository.js';
import { SatisfactionSchema } from '../../src/modules/satisfaction/satisfaction.schema.js';
import { Leases, LeaseLostError, type Lease } from '../../src/platform/mongo/leases.js';
import { tenantPlugin } from '../../src/platform/mongo/tenant.plugin.js';
import { jsonSchemaOf } from '../../src/platform/mongo/validator.js';
import { FlakyTransactions, HandClock } from '../support/figures-stage.js';

const ZONE = 'Asia/Kolkata';

const connection = mongoose.createConnection();
const model = <T>(name: string, schema: unknown): Model<T> => {
  (schema as Schema).plugin(tenantPlugin);
  return connection.model(name, schema as Schema) as unknown as Model<T>;
};
const silent = { debug() {}, info() {}, warn() {}, error() {} } as never;
const clock = new HandClock();
const newIds = () => ({ next: () => randomUUID(), secret: () => '' });
const settingsOf = new Map<TenantId, { seconds: number }>();
const settings = {
  of: (clientId: TenantId) =>
    Promise.resolve({
      clientId,
      timezone: ZONE,
      rules: {
        serviceLevel: settingsOf.get(clientId),
        aggregationSeconds: 60,
        agentCostPerHour: 360,
        currency: 'INR',
      },
    }),
} as never;

const callModel = model<Call>('Call', CallSchema);
const metrics = new AgentMetricsRepository(model('AgentMetric', AgentMetricSchema));
const bucketModels = [
  model<BucketDocument>('AgentDay', AgentDaySchema),
  model<BucketDocument>('TeamDay', TeamDaySchema),
  model<BucketDocument>('Trend', TrendSchema),
  model<BucketDocument>('CostDay', CostDaySchema),
] as const;
const buckets = new BucketsRepository(...bucketModels);
const figures = new FiguresRepository(...bucketModels);
const state = new AggregationRepository(
  model('AggregationState', AggregationStateSchema),
  model('FigureRules', FigureRulesSchema),
);
const rawCalls = new RawCallsRepository(connection);
const callsRepository = new CallsRepository(callModel);
const calls = new CallsService(callsRepository, undefined as never, undefined as never, clock);
const transactions = new FlakyTransactions(connection);
const quality = new QualityScores(
  new QualityScoresRepository(model('QualityScore', QualityScoreSchema)),
  newIds(),
  clock,
);
const satisfaction = new SatisfactionAnswers(
  new SatisfactionRepository(model('Satisfaction', SatisfactionSchema)),
);
const aggregator = new PerformanceAggregator(
  calls,
  { find: () => Promise.resolve(new Map([[asAgentId(1), { kind: 'bot' }]])) } as never,
  settings,
  buckets,
  metrics,
  state,
  new FigureRulesService(state, metrics, transactions, clock, newIds()),
  new AftermathService(rawCalls, metrics, state, calls, quality, satisfaction, transactions, clock),
  { update: () => Promise.resolve() } as never,
  { refreshMaterializedViews: () => Promise.resolve() } as never,
  { drop: () => Promise.resolve() } as never,
  transactions,
  undefined as never,
  clock,
  newIds(),
  undefined as never,
  silent,
);
const retention = { callsMissingBefore: () => Promise.resolve(null) } as never;
const recount = new Recount(
  rawCalls,
  buckets,
  metrics,
  state,
  quality,
  satisfaction,
  settings,
  retention,
  clock,
);
const leases = new Leases(connection, silent, newIds());
let lease: Lease;

beforeAll(async () => {
  const server = process.env['MONGODB_URI'];
  if (!server) throw new Error('MongoDB is not there: run "npm test"');
  const database = `t_${process.pid}_${randomBytes(4).toString('hex')}`;
  await connection.openUri(server.replace(/\/[^/?]*(\?|$)/, `/${database}$1`), {
    autoIndex: false,
    autoCreate: false,
  });
  for (const one of Object.values(connection.models)) {
    const validator = { $jsonSchema: jsonSchemaOf(one.schema) };
    await connection.createCollection(one.collection.collectionName, { validator });
    await one.createIndexes();
  }
  const taken = await leases.take('test', 600_000);
  if (!taken) throw new Error('no lease');
  lease = taken;
}, 60_000);

afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

const newTenant = (): TenantId => {
  const clientId = asTenantId(`c${randomBytes(5).toString('hex')}`);
  settingsOf.set(clientId, { seconds: 20 });
  return clientId;
};

let number = 0;
function aCall(clientId: TenantId, fields: Partial<Call> = {}): Call {
  const receivedAt = fields.receivedAt ?? clock.date();
  number += 1;
  return {
    _id: asCallLogId(`call-${String(number).padStart(8, '0')}`),
    clientId,
    direction: 'inbound',
    status: 'completed',
    channelId: 'ch' as never,
    providerSid: `S${number}` as never,
    phoneNumber: null,
    from: '',
    to: '',
    teamId: null,
    sector: 'loans',
    capabilities: [],
    priority: 5,
    ledBy: 'default',
    agentId: asAgentId(1),
    offers: [],
    offerCount: 0,
    receivedAt,
    queuedAt: null,
    answeredAt: receivedAt,
    endedAt: receivedAt,
    lastNewsAt: receivedAt,
    waitSeconds: 10,
    ringSeconds: 4,
    talkSeconds: 100,
    holdSeconds: 0,
    wrapUpSeconds: 30,
    duration: 110,
    failureReason: 'talked',
    confirmed: false,
    cost: null,
    recordingUrl: null,
    nextLookAt: null,
    looks: 0,
    toFold: true,
    version: 1,
    createdAt: receivedAt,
    updatedAt: receivedAt,
    ...fields,
  };
}

const store = async (...all: readonly Call[]) => {
  await callModel.collection.insertMany(all as never);
};
/** A later version of the call's end, as Exotel's own record may make it. */
const correct = async (call: Call, fields: Partial<Call>) => {
  const update = { $set: { ...fields, toFold: true }, $inc: { version: 1 } };
  await callModel.collection.updateOne({ _id: call._id }, update);
};
const fold = (clientId: TenantId) => aggregator.aggregateDaily(clientId, lease);
const today = () => dayOf(clock.now(), ZONE);
const totalOf = async (clientId: TenantId, day = today()) => {
  const [found] = await figures.byDay(clientId, { kind: 'tenant' }, { from: day, to: day });
  return found;
};

describe('folding', () => {
  it('counts every ended call once and says what of it is an agent, a team and a sector', async () => {
    const clientId = newTenant();
    await store(
      aCall(clientId),
      aCall(clientId, { teamId: 't1' as never, sector: null, agentId: asAgentId(2) }),
      aCall(clientId, { status: 'abandoned', agentId: null, waitSeconds: 30, talkSeconds: 0 }),
    );
    expect(await fold(clientId)).toEqual({ calls: 3, uncounted: 0, isComplete: true });
    expect(await fold(clientId)).toEqual({ calls: 0, uncounted: 0, isComplete: true });
    expect(await totalOf(clientId)).toMatchObject({
      offered: 3,
      answered: 2,
      abandonedAfterTarget: 1,
      talkSeconds: 200,
    });
    const agentDay = await connection.collection('agent_metrics_v2').findOne({ clientId });
    expect(agentDay).toMatchObject({ agentId: 1, kind: 'bot', day: today(), answered: 1 });
    const team = await connection.collection('team_performance').findOne({ clientId });
    expect(team).toMatchObject({ teamId: 't1', answered: 1 });
    const parts = await connection.collection('agent_metrics').find({ clientId }).toArray();
    expect(parts.map((part) => [part['agentId'], part['outcome'], part['success']])).toEqual([
      [1, 'completed', true],
      [2, 'completed', true],
      [null, 'abandoned', null],
    ]);
  });

  it('equals the recount after crashes, repeats and corrections in any order', async () => {
    const clientId = newTenant();
    const ends: readonly EndState[] = ['completed', 'abandoned', 'failed', 'completed', 'busy'];
    const made = Array.from({ length: 450 }, (_, index) => {
      const status = ends[index % ends.length]!;
      const receivedAt = new Date(clock.now() - index * 977_000);
      const agentId = status === 'completed' ? asAgentId(1 + (index % 7)) : null;
      const sector = index % 3 === 0 ? 'loans' : 'cards';
      const teamId = index % 4 === 0 ? ('t1' as never) : null;
      const waitSeconds = index % 41;
      return aCall(clientId, { status, receivedAt, agentId, sector, teamId, waitSeconds });
    });
    await store(...made);
    const fates = ['abort', 'lose_answer', 'commit'] as const;
    for (let round = 0; round < 9; round += 1) {
      transactions.next = fates[round % fates.length]!;
      await fold(clientId).catch((error: unknown) => {
        expect(String(error)).toContain('killed');
      });
      // Recounted in the middle, with calls still to fold, there is nothing wrong either.
      expect(await recount.run(clientId)).toMatchObject({ calls: 450, differences: [] });
      for (const call of made.slice(round * 20, round * 20 + 30)) {
        await correct(call, { talkSeconds: 50 + round, receivedAt: new Date(clock.now()) });
      }
    }
    transactions.next = 'commit';
    expect((await fold(clientId)).calls).toBeGreaterThan(0);
    const result = await recount.run(clientId);
    expect(result).toMatchObject({ calls: 450, pending: 0, differences: [] });
    const all = await figures.byDay(
      clientId,
      { kind: 'tenant' },
      { from: '2025-01-01', to: '2027-01-01' },
    );
    expect(all.reduce((sum, day) => sum + day.offered, 0)).toBe(450);
    expect(await state.state(clientId)).toMatchObject({ lastRecount: { calls: 450, pending: 0 } });
  });

  it('leaves a call to be folded again that changed while it was folded', async () => {
    const clientId = newTenant();
    const call = aCall(clientId);
    await store(call);
    const [read] = await calls.dueForFold(clientId, 10);
    await correct(call, { talkSeconds: 60 });
    await transactions.run((session) => calls.markFolded(session, clientId, [read!]));
    expect(await calls.dueForFold(clientId, 10)).toHaveLength(1);
    await fold(clientId);
    expect(await totalOf(clientId)).toMatchObject({ talkSeconds: 60 });
  });

  it('makes who read the call before it look again', async () => {
    const clientId = newTenant();
    const call = aCall(clientId);
    await store(call);
    await fold(clientId);
    const confirmed = { ...call, confirmed: true, toFold: true, version: 2 };
    await expect(
      transactions.run((session) => callsRepository.update(session, call, confirmed)),
    ).rejects.toBeInstanceOf(StaleCallError);
  });

  it('changes nothing when the lease has gone to another node', async () => {
    const clientId = newTenant();
    await store(aCall(clientId));
    const old = await leases.take('short', 1);
    await sleep(20);
    const other = new Leases(connection, silent, newIds());
    expect(await other.take('short', 60_000)).not.toBeNull();
    await expect(aggregator.aggregateDaily(clientId, old!)).rejects.toBeInstanceOf(LeaseLostError);
    expect(await totalOf(clientId)).toBeUndefined();
    expect(await calls.dueForFold(clientId, 10)).toHaveLength(1);
  });

  it('judges calls by the target of their time, and the recount agrees', async () => {
    const clientId = newTenant();
    const before = aCall(clientId, { waitSeconds: 25 });
    await store(before);
    await fold(clientId);
    clock.ms += 60_000;
    settingsOf.set(clientId, { seconds: 30 });
    // Came before the change, was told late; and one that comes after it.
    const late = aCall(clientId, {
      waitSeconds: 25,
      receivedAt: new Date(clock.now() - 30_000),
    });
    await store(late, aCall(clientId, { waitSeconds: 25, receivedAt: new Date(clock.now() + 1) }));
    await fold(clientId);
    expect(await totalOf(clientId)).toMatchObject({ answered: 3, answeredInTarget: 1 });
    await correct(before, { talkSeconds: 1 });
    await fold(clientId);
    expect(await totalOf(clientId)).toMatchObject({ answered: 3, answeredInTarget: 1 });
    expect(await recount.run(clientId)).toMatchObject({ pending: 0, differences: [] });
  });

  it('keeps companies apart', async () => {
    const [one, other] = [newTenant(), newTenant()];
    await store(aCall(one), aCall(other), aCall(other));
    await fold(one);
    expect(await totalOf(one)).toMatchObject({ offered: 1 });
    expect(await totalOf(other)).toBeUndefined();
    expect(await recount.run(other)).toMatchObject({ calls: 2, pending: 2, differences: [] });
  });
});

describe('the recount', () => {
  it('tells what is wrong in a bucket, and which is missing', async () => {
    const clientId = newTenant();
    await store(aCall(clientId));
    await fold(clientId);
    await connection
      .collection('performance_trends')
      .updateOne({ clientId, dimension: 'tenant' }, { $inc: { talkSeconds: 5 } });
    await connection.collection('agent_metrics_v2').deleteMany({ clientId });
    const { differences } = await recount.run(clientId);
    expect(differences).toContainEqual({
      bucket: `${today()} tenant`,
      field: 'talkSeconds',
      stored: 105,
      recounted: 100,
    });
    expect(differences).toContainEqual({
      bucket: `${today()} agent agent 1`,
      field: 'answered',
      stored: 0,
      recounted: 1,
    });
  });

  it('tells of a call that was never folded although it says so', async () => {
    const clientId = newTenant();
    await store(aCall(clientId), aCall(clientId, { toFold: false }));
    await fold(clientId);
    const { differences } = await recount.run(clientId);
    expect(differences).toContainEqual(
      expect.objectContaining({ field: 'offered', stored: 1, recounted: 2 }),
    );
  });
});

describe('queries', () => {
  it('use the indexes that were made for them', async () => {
    const clientId = newTenant();
    await store(...Array.from({ length: 30 }, () => aCall(clientId)));
    await fold(clientId);
    await store(aCall(clientId), aCall(clientId));
    const period = { $gte: '2026-01-01', $lte: '2026-01-31' };
    const trend = { clientId, interval: 'day', dimension: 'sector', day: period };
    const due = { clientId, toFold: true };
    const ended = { clientId, direction: 'inbound', status: 'completed' };
    const asked: readonly (readonly [string, object, object])[] = [
      ['call_logs', due, { _id: 1 }],
      ['call_logs', { ...ended, createdAt: { $gte: clock.date() } }, {}],
      ['agent_metrics', { clientId, callLogId: { $in: ['a', 'b'] } }, {}],
      ['agent_metrics', { clientId }, { receivedAt: -1 }],
      ['agent_metrics_v2', { clientId, day: period }, {}],
      ['agent_metrics_v2', { clientId, day: period, agentId: 1 }, {}],
      ['team_performance', { clientId, day: period, teamId: 't1' }, {}],
      ['performance_trends', trend, {}],
      ['performance_trends', { ...trend, key: 'loans' }, {}],
    ];
    for (const [collection, filter, sort] of asked) {
      const plan = await connection
        .collection(collection)
        .find(filter)
        .sort(sort as never)
        .explain('queryPlanner');
      const { winningPlan } = (plan as { queryPlanner: { winningPlan: object } }).queryPlanner;
      const text = JSON.stringify(winningPlan);
      expect([collection, text.includes('IXSCAN'), text.includes('"SORT"')]).toEqual([
        collection,
        true,
        false,
      ]);
    }
  });
});
