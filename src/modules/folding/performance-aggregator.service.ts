import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type AgentId, type TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { LeaseLostError, type Lease } from '../../platform/mongo/leases.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import type { AgentKind } from '../agents/agents.types.js';
import { AgentsService } from '../agents/agents.service.js';
import { CallsService } from '../calls/calls.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { toAgentMetrics, type FoldedCall } from './agent-metric.domain.js';
import { AgentMetricsRepository, foldedIn } from './agent-metrics.repository.js';
import { AnalyticsCache } from '../analytics-cache/analytics-cache.service.js';
import { AftermathService } from './aftermath.service.js';
import { AggregationRepository } from './aggregation.repository.js';
import { BucketsRepository } from './buckets.repository.js';
import {
  hasEnded,
  isCounted,
  NO_AFTERMATH,
  rulesAt,
  type FigureRules,
} from '../call-figures/contribution.domain.js';
import { FigureRulesService } from './figure-rules.service.js';
import { ProfileFigures } from './profile-figures.service.js';
import { Summaries } from './summaries.service.js';
import { Tally } from '../call-figures/tally.domain.js';

/**
 * Calls of one transaction: what they add to the same bucket is one write. The more the quicker, but
 * MongoDB gives a transaction five seconds, on a busy machine too.
 */
const BATCH = 500;

/** What one run for one tenant did. */
export interface AggregationRun {
  readonly calls: number;
  /** Of these, calls that no figure counts. */
  readonly uncounted: number;
  /** Was everything that was due folded, or did the lease end before? */
  readonly isComplete: boolean;
}

/**
 * Folds the calls that changed into the figures. Every batch is one transaction: what stood in the
 * buckets for its calls is taken away and what they are now is added, so a crash, a repeat or a
 * correction counts nothing twice.
 */
@Injectable()
export class PerformanceAggregator implements OnApplicationBootstrap {
  /** When each tenant was last done, as long as the lease is this one. */
  private lastRuns = new Map<TenantId, number>();
  private leaseToken = 0;

  constructor(
    private readonly calls: CallsService,
    private readonly agents: AgentsService,
    private readonly settings: SettingsService,
    private readonly buckets: BucketsRepository,
    private readonly metrics: AgentMetricsRepository,
    private readonly state: AggregationRepository,
    private readonly figureRules: FigureRulesService,
    private readonly aftermath: AftermathService,
    private readonly profiles: ProfileFigures,
    private readonly summaries: Summaries,
    private readonly cache: AnalyticsCache,
    private readonly transactions: Transactions,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.roles.has('worker')) return;
    this.ticks.start({
      name: 'aggregate-figures',
      description: 'Folds the calls that changed into the figures',
      everyMs: SECOND,
      atLeastWallMs: 500,
      run: (lease) => this.runDue(lease),
    });
    this.log.info('Performance Aggregator started');
  }

  /** Does every tenant whose interval is over. */
  async runDue(lease: Lease): Promise<void> {
    if (lease.token !== this.leaseToken) this.lastRuns = new Map();
    this.leaseToken = lease.token;
    for (const clientId of await this.settings.tenants()) {
      if (!lease.isHeld()) return;
      const now = this.clock.now();
      const settings = await this.settings.find(clientId);
      const last = this.lastRuns.get(clientId);
      const pauseMs = (settings?.rules.aggregationSeconds ?? 0) * SECOND;
      if (!settings || (last !== undefined && now - last < pauseMs)) continue;
      await runForTenant(clientId, this.ids.next(), async () => {
        const isComplete = await this.runSafely(clientId, lease);
        if (isComplete) this.lastRuns.set(clientId, now);
      });
    }
  }

  /** Folds all calls of a tenant that changed, as long as the lease holds. */
  async aggregateDaily(clientId: TenantId, lease: Lease): Promise<AggregationRun> {
    const settings = await this.settings.of(clientId);
    const history = await this.figureRules.upToDate(settings, lease);
    const began = this.clock.monotonicMs();
    let calls = 0;
    let uncounted = 0;
    const served = new Set<AgentId>();
    let due: readonly FoldedCall[];
    let isMoreDue: boolean;
    await this.aftermath.decideFollowed(clientId, lease);
    do {
      due = await this.calls.dueForFold(clientId, BATCH);
      const isAnyShaken = due.length > 0 && (await this.foldBatch(clientId, lease, due, history));
      isMoreDue = isAnyShaken || due.length === BATCH;
      calls += due.length;
      for (const { agentId } of due) if (agentId !== null) served.add(agentId);
      uncounted += due.filter((call) => !isCounted(call)).length;
    } while (isMoreDue && lease.isHeld());
    const isComplete = !isMoreDue;
    await this.profiles.update(clientId, lease, served);
    if (calls > 0) {
      await this.summaries.refreshMaterializedViews(clientId, lease);
      await this.cache.drop(clientId);
    }
    if (calls > 0) {
      const ms = Math.round(this.clock.monotonicMs() - began);
      this.log.info('figures folded', { kind: 'performance', calls, uncounted, isComplete, ms });
    }
    return { calls, uncounted, isComplete };
  }

  private async runSafely(clientId: TenantId, lease: Lease): Promise<boolean> {
    try {
      const mark = this.clock.date();
      const { calls, isComplete } = await this.aggregateDaily(clientId, lease);
      const lastRunAt = this.clock.date();
      await this.state.note(clientId, {
        lastRunAt,
        ...(isComplete && { mark }),
        lastRunCalls: calls,
        lastError: null,
        ...(calls > 0 && { lastFoldedAt: lastRunAt }),
      });
      return isComplete;
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      // One company's trouble must not keep the figures of the others waiting.
      this.log.error('figures cannot be folded', { error });
      const lastError = { at: this.clock.date(), kind: (error as Error).name };
      await this.state.note(clientId, { lastError }).catch(() => undefined);
      return true;
    }
  }

  /** @returns whether there are others to be folded anew, for what these say of them */
  private async foldBatch(
    clientId: TenantId,
    lease: Lease,
    calls: readonly FoldedCall[],
    history: readonly FigureRules[],
  ): Promise<boolean> {
    const kindOf = await this.kindsOf(clientId, calls);
    return await this.transactions.run(async (session) => {
      await lease.fence(session);
      const stored = await this.metrics.foldedOf(
        session,
        clientId,
        calls.map((call) => call._id),
      );
      const foldedAt = this.clock.date();
      const wasFolded = new Set(stored.map((part) => part.callLogId));
      const touched = calls.filter((call) => hasEnded(call) || wasFolded.has(call._id));
      const { aftermath, isAnyShaken } = await this.aftermath.of(
        session,
        clientId,
        touched,
        stored,
      );
      const parts = touched.flatMap((call) =>
        toAgentMetrics(
          call,
          rulesAt(history, call.receivedAt),
          aftermath.get(call._id) ?? NO_AFTERMATH,
          kindOf,
          foldedAt,
        ),
      );
      const differences = new Tally()
        .take(foldedIn(stored))
        .add(parts.flatMap((part) => part.folded))
        .entries();
      await this.metrics.store(session, clientId, parts, new Set(stored.map((part) => part._id)));
      await this.buckets.add(session, clientId, differences, kindOf, foldedAt);
      await this.calls.markFolded(session, clientId, calls);
      return isAnyShaken;
    });
  }

  private async kindsOf(
    clientId: TenantId,
    calls: readonly FoldedCall[],
  ): Promise<ReadonlyMap<AgentId, AgentKind>> {
    const named = calls.flatMap((call) => [
      ...call.offers.map((offer) => offer.agentId),
      ...(call.agentId === null ? [] : [call.agentId]),
    ]);
    const agents = await this.agents.find(clientId, named);
    return new Map([...agents].map(([id, { kind }]) => [id, kind]));
  }
}
