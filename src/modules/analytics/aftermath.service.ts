import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { HOUR, MINUTE } from '../../common/time.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { CallsService } from '../calls/calls.service.js';
import { QualityScores } from '../quality/quality-scores.service.js';
import { SatisfactionAnswers } from '../satisfaction/satisfaction-answers.service.js';
import type { FoldedCall } from './agent-metric.domain.js';
import { AgentMetricsRepository, type FoldedPart } from './agent-metrics.repository.js';
import { AggregationRepository } from './aggregation.repository.js';
import type { Aftermath } from './contribution.domain.js';
import { firstContactOf, FOLLOW_MS, follows, isDecided, type Contact } from './follow-up.domain.js';
import { RawCallsRepository } from './raw-calls.repository.js';

/** Seven days are over, but a call within them may be told late: so long it is waited for. */
const GRACE_MS = 2 * HOUR;
/** Calls are decided on in steps of at least so long … */
const STEP_MS = 15 * MINUTE;
/** … and of about so many calls. */
const STEP_CALLS = 500;

/** What came of calls after their ends: did the caller call again, and what was said of them? */
@Injectable()
export class AftermathService {
  constructor(
    private readonly rawCalls: RawCallsRepository,
    private readonly metrics: AgentMetricsRepository,
    private readonly state: AggregationRepository,
    private readonly calls: CallsService,
    private readonly quality: QualityScores,
    private readonly satisfaction: SatisfactionAnswers,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** The calls whose seven days are over are folded anew, once. */
  async decideFollowed(clientId: TenantId, lease: Lease): Promise<void> {
    let isBehind: boolean;
    do {
      isBehind = await this.transactions.run(async (session) => {
        await lease.fence(session);
        return await this.decideSome(session, clientId);
      });
    } while (isBehind && lease.isHeld());
  }

  /**
   * What came of some calls, as the transaction sees it. What a late one of them says of calls before
   * it, which were decided without it, is noted: they are folded anew.
   * @param stored the parts of these calls that stand in the figures
   */
  async of(
    session: ClientSession,
    clientId: TenantId,
    calls: readonly FoldedCall[],
    stored: readonly FoldedPart[],
  ): Promise<ReadonlyMap<CallLogId, Aftermath>> {
    const ids = calls.map((call) => call._id);
    const until = await this.state.followedUntil(clientId, session);
    const [scores, answers] = [
      await this.quality.ofCalls(session, clientId, ids),
      await this.satisfaction.ofCalls(session, clientId, ids),
    ];
    const contacts = await this.contactsOf(session, clientId, calls, stored, until);
    return new Map(
      calls.map((call) => {
        const others = contacts.get(call.phoneNumber ?? '') ?? [];
        const answer = answers.get(call._id);
        return [
          call._id,
          {
            firstContact: firstContactOf(call, others, until),
            quality: scores.get(call._id) ?? null,
            csat: answer?.csat ?? null,
            nps: answer?.nps ?? null,
          },
        ];
      }),
    );
  }

  private async decideSome(session: ClientSession, clientId: TenantId): Promise<boolean> {
    const wanted = this.clock.now() - GRACE_MS;
    const until = await this.state.followedUntil(clientId, session);
    const afterMs = until?.getTime() ?? 0;
    if (wanted - afterMs < STEP_MS) return false;
    const after = new Date(afterMs - FOLLOW_MS);
    const last = new Date(wanted - FOLLOW_MS);
    const step = await this.metrics.answeredAfter(session, clientId, after, last, STEP_CALLS);
    const upTo = step.isCut ? step.last : last;
    await this.calls.foldAnew(session, clientId, step.callLogIds);
    const decided = new Date(upTo.getTime() + FOLLOW_MS);
    await this.state.setFollowedUntil(session, clientId, decided);
    return step.isCut;
  }

  /** Calls of the same callers, where any call could say something of one that was decided. */
  private async contactsOf(
    session: ClientSession,
    clientId: TenantId,
    calls: readonly FoldedCall[],
    stored: readonly FoldedPart[],
    until: Date | null,
  ): Promise<ReadonlyMap<string, readonly Contact[]>> {
    const before = new Map(stored.map((part) => [part.callLogId, part]));
    const isOld = (at: Date | undefined) => until !== null && at !== undefined && at <= until;
    const late = calls.filter(
      (call) => isOld(call.receivedAt) || isOld(before.get(call._id)?.receivedAt),
    );
    const numbers = late.flatMap(({ phoneNumber }) => phoneNumber ?? []);
    const contacts = await this.rawCalls.contacts(session, clientId, numbers);
    const atWork = new Set(calls.map((call) => call._id));
    const shaken = new Set<CallLogId>();
    for (const call of late) {
      const part = before.get(call._id);
      const earlierSelf = part && { ...call, ...placeOf(part) };
      for (const other of contacts.get(call.phoneNumber ?? '') ?? []) {
        if (atWork.has(other._id) || !isDecided(other, until)) continue;
        const isShaken = follows(call, other) || (earlierSelf && follows(earlierSelf, other));
        if (isShaken) shaken.add(other._id);
      }
    }
    await this.calls.foldAnew(session, clientId, [...shaken]);
    return contacts;
  }
}

/** What a call asked for, and when, as it was folded before. */
const placeOf = ({ receivedAt, sector, teamId }: FoldedPart) => ({ receivedAt, sector, teamId });
