import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { dayOf } from '../../common/time.js';
import { QualityScores } from '../quality/quality-scores.service.js';
import { Retention } from '../retention/retention.service.js';
import { SatisfactionAnswers } from '../satisfaction/satisfaction-answers.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { AgentMetricsRepository, foldedIn } from './agent-metrics.repository.js';
import { AggregationRepository } from './aggregation.repository.js';
import { BucketsRepository } from './buckets.repository.js';
import { contributionsOf, rulesAt, type FigureRules } from '../call-figures/contribution.domain.js';
import { rulesOf } from './figure-rules.service.js';
import {
  byNumber,
  contactOf,
  firstContactOf,
  foldedContactOf,
  partsByCall,
} from '../call-figures/follow-up.domain.js';
import { RawCallsRepository, type RawCall } from './raw-calls.repository.js';
import { MONEY_FIELDS, SUM_FIELDS, type Field, type Totals } from '../call-figures/sums.domain.js';
import { bucketName, Tally, type Bucket } from '../call-figures/tally.domain.js';

/** A sum that is not what the calls say. */
export interface Difference {
  /** What the bucket is for, as text. */
  readonly bucket: string;
  readonly field: Field;
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

/** What calls are counted by, at one moment of the database. */
interface Frame {
  readonly session: ClientSession;
  readonly clientId: TenantId;
  readonly rules: readonly FigureRules[];
  readonly followedUntil: Date | null;
  readonly scores: ReadonlyMap<CallLogId, number>;
  readonly answers: ReadonlyMap<
    CallLogId,
    { readonly csat: number | null; readonly nps: number | null }
  >;
}

const CHUNK = 1000;

/** Counts every figure again from the raw calls and compares. */
@Injectable()
export class Recount {
  constructor(
    private readonly calls: RawCallsRepository,
    private readonly buckets: BucketsRepository,
    private readonly metrics: AgentMetricsRepository,
    private readonly state: AggregationRepository,
    private readonly quality: QualityScores,
    private readonly satisfaction: SatisfactionAnswers,
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
      const tally = new Tally();
      const calls = await this.countAll(tally, {
        session,
        clientId,
        rules: history.length > 0 ? history : [rulesOf(settings)],
        followedUntil: await this.state.followedUntil(clientId, session),
        scores: await this.quality.ofAllCalls(session, clientId),
        answers: await this.satisfaction.ofAllCalls(session, clientId),
      });
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

  /** Counts in chunks that hold all calls of their numbers: these tell what followed a call. */
  private async countAll(tally: Tally, frame: Frame): Promise<number> {
    let calls = 0;
    let chunk: RawCall[] = [];
    for await (const call of this.calls.ended(frame.clientId, frame.session)) {
      const isNext = call.phoneNumber === null || call.phoneNumber !== chunk.at(-1)?.phoneNumber;
      if (chunk.length >= CHUNK && isNext) {
        await this.count(tally, frame, chunk);
        chunk = [];
      }
      chunk.push(call);
      calls += 1;
    }
    await this.count(tally, frame, chunk);
    return calls;
  }

  /** Calls that wait to be folded stand in the buckets as they were folded last. */
  private async count(tally: Tally, frame: Frame, calls: readonly RawCall[]): Promise<void> {
    const { session, clientId, rules, followedUntil, scores, answers } = frame;
    const changed = calls.filter((call) => call.toFold).map((call) => call._id);
    const parts = await this.metrics.foldedOf(session, clientId, changed);
    tally.add(foldedIn(parts));
    const partsOf = partsByCall(parts);
    const contacts = byNumber(
      calls.flatMap((call) => {
        const contact = contactOf(call);
        if (!call.toFold) return contact;
        return foldedContactOf(contact, partsOf.get(call._id) ?? []) ?? [];
      }),
    );
    for (const call of calls) {
      if (call.toFold) continue;
      const others = contacts.get(call.phoneNumber ?? '') ?? [];
      const aftermath = {
        firstContact: firstContactOf(contactOf(call), others, followedUntil),
        quality: scores.get(call._id) ?? null,
        csat: answers.get(call._id)?.csat ?? null,
        nps: answers.get(call._id)?.nps ?? null,
      };
      tally.add(contributionsOf(call, rulesAt(rules, call.receivedAt), aftermath));
    }
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
  { kind, interval, day, start, key, agentId }: Bucket,
  stored: Partial<Totals>,
  recounted: Partial<Totals>,
): Difference[] {
  const agent = agentId === null ? [] : [`agent ${agentId}`];
  const time = start === null ? day : `${interval} ${start.toISOString()}`;
  const bucket = [time, kind, ...(key === null ? [] : [key]), ...agent].join(' ');
  return [...SUM_FIELDS, ...MONEY_FIELDS]
    .map((field) => ({
      bucket,
      field,
      stored: stored[field] ?? 0,
      recounted: recounted[field] ?? 0,
    }))
    .filter((sum) => sum.stored !== sum.recounted);
}
