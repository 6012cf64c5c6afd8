import { randomBytes, randomUUID } from 'node:crypto';
import mongoose, { type ClientSession, type Model, type Schema } from 'mongoose';
import { Clock } from '../../src/common/clock.js';
import { asAgentId, asCallLogId, asTenantId, type TenantId } from '../../src/common/ids.js';
import { FiguresRepository } from '../../src/modules/analytics/figures.repository.js';
import { AftermathService } from '../../src/modules/folding/aftermath.service.js';
import { AgentMetricSchema } from '../../src/modules/folding/agent-metric.schema.js';
import { AgentMetricsRepository } from '../../src/modules/folding/agent-metrics.repository.js';
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
import { BucketsRepository } from '../../src/modules/folding/buckets.repository.js';
import { FigureRulesService } from '../../src/modules/folding/figure-rules.service.js';
import { PerformanceAggregator } from '../../src/modules/folding/performance-aggregator.service.js';
import { RawCallsRepository } from '../../src/modules/folding/raw-calls.repository.js';
import { Recount } from '../../src/modules/folding/recount.service.js';
import { CallSchema } from '../../src/modules/calls/call.schema.js';
import type { Call } from '../../src/modules/calls/call.types.js';
import { CallsRepository } from '../../src/modules/calls/calls.repository.js';
import { CallsService } from '../../src/modules/calls/calls.service.js';
import { QualityScoreSchema } from '../../src/modules/quality/quality-score.schema.js';
import { QualityScoresRepository } from '../../src/modules/quality/quality-scores.repository.js';
import { QualityScores } from '../../src/modules/quality/quality-scores.service.js';
import { SatisfactionAnswers } from '../../src/modules/satisfaction/satisfaction-answers.service.js';
import { SatisfactionRepository } from '../../src/modules/satisfaction/satisfaction.repository.js';
import { SatisfactionSchema } from '../../src/modules/satisfaction/satisfaction.schema.js';
import { Leases, type Lease } from '../../src/platform/mongo/leases.js';
import { tenantPlugin } from '../../src/platform/mongo/tenant.plugin.js';
import { Transactions } from '../../src/platform/mongo/transactions.js';
import { jsonSchemaOf } from '../../src/platform/mongo/validator.js';
import { finishedCall } from './finished-calls.js';

/** Time stands still unless a test moves it. */
export class HandClock extends Clock {
  readonly speed = 1;
  ms = Date.parse('2026-01-15T06:00:00Z');
  now = (): number => this.ms;
  monotonicMs = (): number => this.ms;
}

/** Fails where it is told to: in the middle of the work, or after the commit as a lost answer does. */
export class FlakyTransactions extends Transactions {
  next: 'commit' | 'abort' | 'lose_answer' = 'commit';
  override async run<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    const fate = this.next;
    this.next = 'commit';
    const result = await super.run(async (session) => {
      const done = await work(session);
      if (fate === 'abort') throw new Error('killed before the commit');
      return done;
    });
    if (fate === 'lose_answer') throw new Error('killed after the commit');
    return result;
  }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} } as never;
const nothing = () => Promise.resolve();

/** Folding and recount over a MongoDB of their own, without the rest of the program. */
export class FiguresStage {
  readonly clock = new HandClock();
  readonly transactions: FlakyTransactions;
  readonly buckets: BucketsRepository;
  readonly figures: FiguresRepository;
  readonly aggregator: PerformanceAggregator;
  readonly recount: Recount;
  private lease!: Lease;

  private constructor(
    readonly connection: mongoose.Connection,
    private readonly timezone: string,
  ) {
    const model = <T>(name: string, schema: unknown): Model<T> => {
      (schema as Schema).plugin(tenantPlugin);
      return connection.model(name, schema as Schema) as unknown as Model<T>;
    };
    const ids = { next: () => randomUUID(), secret: () => '' };
    const { clock } = this;
    const settings = {
      of: (clientId: TenantId) =>
        Promise.resolve({
          clientId,
          timezone: this.timezone,
          rules: {
            serviceLevel: { share: 0.8, seconds: 20 },
            aggregationSeconds: 60,
            agentCostPerHour: 123.45,
            currency: 'INR',
          },
        }),
    } as never;
    const metrics = new AgentMetricsRepository(model('AgentMetric', AgentMetricSchema));
    const models = [
      model<BucketDocument>('AgentDay', AgentDaySchema),
      model<BucketDocument>('TeamDay', TeamDaySchema),
      model<BucketDocument>('Trend', TrendSchema),
      model<BucketDocument>('CostDay', CostDaySchema),
    ] as const;
    this.buckets = new BucketsRepository(...models);
    this.figures = new FiguresRepository(...models);
    const state = new AggregationRepository(
      model('AggregationState', AggregationStateSchema),
      model('FigureRules', FigureRulesSchema),
    );
    const rawCalls = new RawCallsRepository(connection);
    const callsRepository = new CallsRepository(model<Call>('Call', CallSchema));
    const calls = new CallsService(callsRepository, {} as never, {} as never, clock);
    const transactions = new FlakyTransactions(connection);
    this.transactions = transactions;
    const quality = new QualityScores(
      new QualityScoresRepository(model('QualityScore', QualityScoreSchema)),
      ids,
      clock,
    );
    const satisfaction = new SatisfactionAnswers(
      new SatisfactionRepository(model('Satisfaction', SatisfactionSchema)),
    );
    this.aggregator = new PerformanceAggregator(
      calls,
      { find: () => Promise.resolve(new Map([[asAgentId(1), { kind: 'bot' }]])) } as never,
      settings,
      this.buckets,
      metrics,
      state,
      new FigureRulesService(state, metrics, transactions, clock, ids),
      new AftermathService(
        rawCalls,
        metrics,
        state,
        calls,
        quality,
        satisfaction,
        transactions,
        clock,
      ),
      { update: nothing } as never,
      { refreshMaterializedViews: nothing } as never,
      { drop: nothing } as never,
      transactions,
      {} as never,
      clock,
      ids,
      {} as never,
      silent,
    );
    const retention = { callsMissingBefore: () => Promise.resolve(null) } as never;
    this.recount = new Recount(
      rawCalls,
      this.buckets,
      metrics,
      state,
      quality,
      satisfaction,
      settings,
      retention,
      clock,
    );
  }

  static async open(timezone = 'Asia/Kolkata'): Promise<FiguresStage> {
    const server = process.env['MONGODB_URI'];
    if (!server) throw new Error('MongoDB is not there: run "npm test"');
    const connection = mongoose.createConnection();
    const stage = new FiguresStage(connection, timezone);
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
    const leases = new Leases(connection, silent, { next: () => randomUUID(), secret: () => '' });
    const lease = await leases.take('stage', 3_600_000);
    if (!lease) throw new Error('no lease');
    stage.lease = lease;
    return stage;
  }

  async close(): Promise<void> {
    await this.connection.dropDatabase();
    await this.connection.close();
  }

  newTenant(): TenantId {
    return asTenantId(`c${randomBytes(5).toString('hex')}`);
  }

  /** Stores calls that have ended. */
  async store(clientId: TenantId, all: readonly object[]): Promise<Call[]> {
    const calls = all.map((fields) => finishedCall(clientId, { ...fields }));
    if (calls.length > 0) await this.connection.collection('call_logs').insertMany(calls as never);
    return calls.map((call) => ({ ...call, _id: asCallLogId(call._id) })) as never;
  }

  /** A later version of a call, as Exotel's own record may make it. */
  async correct(call: Pick<Call, '_id'>, fields: object): Promise<void> {
    const update = { $set: { ...fields, toFold: true }, $inc: { version: 1 } };
    await this.connection.collection('call_logs').updateOne({ _id: call._id }, update);
  }

  async fold(clientId: TenantId) {
    return await this.aggregator.aggregateDaily(clientId, this.lease);
  }
}
