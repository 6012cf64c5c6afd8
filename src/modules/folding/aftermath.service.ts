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
import type { Aftermath } from '../call-figures/contribution.domain.js';
import {
  byNumber,
  contactOf,
  firstContactOf,
  foldedContactOf,
  FOLLOW_MS,
  follows,
  isDecided,
  partsByCall,
  type Contact,
  type Contacts,
} from '../call-figures/follow-up.domain.js';
import { RawCallsRepository, type RawContact } from './raw-calls.repository.js';

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
   * @returns by call, and whether there are others to be folded anew
   */
  async of(
    session: ClientSession,
    clientId: TenantId,
    calls: readonly FoldedCall[],
    stored: readonly FoldedPart[],
  ): Promise<{
    readonly aftermath: ReadonlyMap<CallLogId, Aftermath>;
    readonly isAnyShaken: boolean;
  }> {
    const ids = calls.map((call) => call._id);
    const until = await this.state.followedUntil(clientId, session);
    const [scores, answers] = [
      await this.quality.ofCalls(session, clientId, ids),
      await this.satisfaction.ofCalls(session, clientId, ids),
    ];
    const { contacts, isAnyShaken } = await this.contactsOf(
      session,
      clientId,
      calls,
      stored,
      until,
    );
    const aftermath = new Map(
      calls.map((call) => {
        const others = contacts.get(call.phoneNumber ?? '') ?? [];
        const answer = answers.get(call._id);
        return [
          call._id,
          {
            firstContact: firstContactOf(contactOf(call), others, until),
            quality: scores.get(call._id) ?? null,
            csat: answer?.csat ?? null,
            nps: answer?.nps ?? null,
          },
        ] as const;
      }),
    );
    return { aftermath, isAnyShaken };
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

  /**
   * What the figures know of the calls of the same callers, with these calls as they are now, where
   * any of them could say something of one that was decided. Where a call says something else of
   * another than it did, the other is to be folded anew.
   */
  private async contactsOf(
    session: ClientSession,
    clientId: TenantId,
    calls: readonly FoldedCall[],
    stored: readonly FoldedPart[],
    until: Date | null,
  ): Promise<{ readonly contacts: Contacts; readonly isAnyShaken: boolean }> {
    const before = partsByCall(stored);
    const changed = calls.map((call) => {
      const now = contactOf(call);
      return { now, earlier: foldedContactOf(now, before.get(call._id) ?? []) };
    });
    const isOld = (contact: Contact | null) =>
      until !== null && contact !== null && contact.receivedAt <= until;
    const late = changed.filter(({ now, earlier }) => isOld(now) || isOld(earlier));
    const numbers = late.flatMap(({ now }) => now.phoneNumber ?? []);
    const atWork = new Set(calls.map((call) => call._id));
    const contacts = await this.knownContacts(session, clientId, numbers, atWork);
    const shaken = late.flatMap(({ now, earlier }) =>
      (contacts.get(now.phoneNumber ?? '') ?? []).filter(
        (other) =>
          !atWork.has(other._id) &&
          isDecided(other, until) &&
          follows(now, other) !== (earlier !== null && follows(earlier, other)),
      ),
    );
    const ids = new Set(shaken.map((other) => other._id));
    await this.calls.foldAnew(session, clientId, [...ids]);
    return { contacts, isAnyShaken: ids.size > 0 };
  }

  /** Calls that wait to be folded, but for those at work, are what they were when they were folded. */
  private async knownContacts(
    session: ClientSession,
    clientId: TenantId,
    numbers: readonly string[],
    atWork: ReadonlySet<CallLogId>,
  ): Promise<Contacts> {
    const raw = await this.rawCalls.contacts(session, clientId, numbers);
    const waits = ({ _id, toFold }: RawContact) => toFold && !atWork.has(_id);
    const waiting = raw.filter(waits).map((contact) => contact._id);
    const parts = partsByCall(await this.metrics.foldedOf(session, clientId, waiting));
    const known = raw.flatMap((contact) =>
      waits(contact) ? (foldedContactOf(contact, parts.get(contact._id) ?? []) ?? []) : contact,
    );
    return byNumber(known);
  }
}
