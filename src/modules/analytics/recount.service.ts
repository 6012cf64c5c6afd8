import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { dayOf } from '../../common/time.js';
import { Retention } from '../retention/retention.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { AgentMetricsRepository, foldedIn } from './agent-metrics.repository.js';
import { AggregationRepository } from './aggregation.repository.js';
import { BucketsRepository } from './buckets.repository.js';
import { bucketName, contributionsOf, rulesAt, Tally, type Bucket } from './contribution.domain.js';
import { SUM_FIELDS, type SumField, type Sums } from './definitions.domain.js';
import { rulesOf } from './figure-rules.service.js';
import { RawCallsRepository } from './raw-calls.repository.js';

/** A sum that is not what the calls say. */
export interface Difference {
  /** What the bucket is for, as text. */
  readonly bucket: string;
  readonly field: SumField;
  readonly stored: number;
  readonly recounted: number;
}

export interface RecountResult {
  readonly clientId: TenantId;
  /** Ended calls that were looked at. */
  readonly calls: number;
  /** Calls that changed since they were folded, or never were: as yet they count as folded. */
  readonly pending: number;
  readonly differences: readonly Difference[];
}

const CHUNK = 500;

/** Counts every figure again from the raw calls and compares. */
@Injectable()
export class Recount {
  constructor(
    private readonly calls: RawCallsRepository,
    private readonly buckets: BucketsRepository,
    private readonly metrics: AgentMetricsRepository,
    private readonly state: AggregationRepository,
    private readonly settings: SettingsService,
    private readonly retention: Retention,
    private readonly clock: Clock,
  ) {}

  /**
   * Recounts one tenant, at one moment of the database, so that it may run beside the aggregation.
   * Days whose calls were kept for long enough, and deleted, are left out.
   * @throws SettingsErrors.COMPANY_NOT_FOUND
   */
  async run(clientId: TenantId): Promise<RecountResult> {
    const settings = await this.settings.of(clientId);
    const missing = await this.retention.callsMissingBefore(clientId);
    const after = missing && dayOf(missing.getTime(), settings.timezone);
    const result = await this.calls.inSnapshot(async (session) => {
      const history = await this.state.history(clientId, session);
      const rules = history.length > 0 ? history : [rulesOf(settings)];
      const tally = new Tally();
      let calls = 0;
      let changed: CallLogId[] = [];
      for await (const call of this.calls.ended(clientId, session)) {
        calls += 1;
        if (call.toFold) changed.push(call._id);
        else tally.add(contributionsOf(call, rulesAt(rules, call.receivedAt)));
        if (changed.length === CHUNK) {
          await this.addFolded(tally, session, clientId, changed);
          changed = [];
        }
      }
      await this.addFolded(tally, session, clientId, changed);
      const pending = await this.calls.countToFold(clientId, session);
      const differences = await this.compare(tally, session, clientId, after);
      return { clientId, calls, pending, differences };
    });
    const { calls, pending, differences } = result;
    await this.state.note(clientId, {
      lastRecount: { at: this.clock.date(), calls, pending, differences: differences.length },
    });
    return result;
  }

  /** Calls that wait to be folded stand in the buckets as they were folded last. */
  private async addFolded(
    tally: Tally,
    session: ClientSession,
    clientId: TenantId,
    callLogIds: readonly CallLogId[],
  ): Promise<void> {
    tally.add(foldedIn(await this.metrics.foldedOf(session, clientId, callLogIds)));
  }

  private async compare(
    tally: Tally,
    session: ClientSession,
    clientId: TenantId,
    after: string | null,
  ): Promise<Difference[]> {
    const isWhole = ({ day }: Bucket): boolean => after === null || day > after;
    const recounted = new Map(
      tally
        .entries()
        .filter(isWhole)
        .map((entry) => [bucketName(entry), entry]),
    );
    const differences: Difference[] = [];
    for await (const stored of this.buckets.all(clientId, session)) {
      if (!isWhole(stored)) continue;
      const name = bucketName(stored);
      differences.push(...differencesOf(stored, stored.sums, recounted.get(name)?.sums ?? {}));
      recounted.delete(name);
    }
    for (const missing of recounted.values()) {
      differences.push(...differencesOf(missing, {}, missing.sums));
    }
    return differences;
  }
}

function differencesOf(
  { kind, day, key, agentId }: Bucket,
  stored: Partial<Sums>,
  recounted: Partial<Sums>,
): Difference[] {
  const agent = agentId === null ? [] : [`agent ${agentId}`];
  const bucket = [day, kind, ...(key === null ? [] : [key]), ...agent].join(' ');
  return SUM_FIELDS.map((field) => ({
    bucket,
    field,
    stored: stored[field] ?? 0,
    recounted: recounted[field] ?? 0,
  })).filter((sum) => sum.stored !== sum.recounted);
}
