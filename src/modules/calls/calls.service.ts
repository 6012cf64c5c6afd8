import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type {
  AgentId,
  CallLogId,
  ChannelId,
  OfferId,
  ProviderSid,
  TenantId,
} from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { SECOND, secondsBetween } from '../../common/time.js';
import { EventStore } from '../../platform/events/event-store.js';
import { PresenceService } from '../heartbeat/presence.service.js';
import type { PresenceDocument } from '../heartbeat/presence.schema.js';
import type { Step } from './call.domain.js';
import type { Call, ExpectedWait } from './call.types.js';
import { CallErrors } from './calls.errors.js';
import {
  CallsRepository,
  type CallFilter,
  type CapabilityDayRow,
  type OutcomeRow,
} from './calls.repository.js';

/** A call that an agent has, or had last. */
export type AnsweredCall = Call & { readonly agentId: AgentId };

/** What a stored step changed beside the call itself. */
export interface StoredStep {
  readonly call: Call;
  /** The live state of agents whose places changed. */
  readonly presence: readonly PresenceDocument[];
}

/** A wait that was held to its end, with what was expected of it. */
export interface HeldWaitRecord {
  readonly expectedWait: ExpectedWait;
  readonly waitSeconds: number;
  readonly handleSeconds: number;
}

/** Call records: their moves, each with the agents' places and the events in one transaction. */
@Injectable()
export class CallsService {
  private readonly changes = new EventEmitter();

  constructor(
    private readonly repository: CallsRepository,
    private readonly presence: PresenceService,
    private readonly events: EventStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores a decided step in the caller's transaction: the call, the places that it gives back,
   * and its events.
   * @param before the call as it was read; null when it is new
   * @throws StaleCallError when it changed since
   */
  async store(
    session: ClientSession,
    before: Call | null,
    step: Step,
    wrapUpSeconds: number,
  ): Promise<StoredStep> {
    const at = this.clock.date();
    const call: Call = { ...step.call, updatedAt: at, version: (before?.version ?? 0) + 1 };
    if (before) await this.repository.update(session, before, call);
    else await this.repository.insert(session, call);
    const states: PresenceDocument[] = [];
    for (const { agentId, outcome } of step.freed) {
      const presence = await this.presence.release(session, call.clientId, {
        agentId,
        callLogId: call._id,
        at,
        outcome,
        wrapUpUntil:
          outcome === 'talked' && wrapUpSeconds > 0
            ? new Date(at.getTime() + wrapUpSeconds * SECOND)
            : null,
      });
      if (presence) states.push(presence);
    }
    for (const { agentId, id } of step.occupied) {
      const hold = { callLogId: call._id, offerId: id, since: at };
      const presence = await this.presence.occupy(session, call.clientId, agentId, hold);
      if (presence) states.push(presence);
    }
    await this.events.append(session, step.events);
    return { call, presence: states };
  }

  /** Tells this process what was committed; never called inside a transaction. */
  announce(stored: StoredStep): void {
    this.changes.emit('stored', stored);
  }

  /** Hears every step that this process committed. */
  onStored(listener: (stored: StoredStep) => void): void {
    this.changes.on('stored', listener);
  }

  async findBySid(clientId: TenantId, sid: ProviderSid): Promise<Call | null> {
    return await this.repository.findBySid(clientId, sid);
  }

  async findByOffer(clientId: TenantId, offerId: OfferId): Promise<Call | null> {
    return await this.repository.findByOffer(clientId, offerId);
  }

  async find(clientId: TenantId, callLogId: CallLogId): Promise<Call | null> {
    return await this.repository.findById(clientId, callLogId);
  }

  /** As the caller's transaction sees it. */
  async findIn(
    session: ClientSession,
    clientId: TenantId,
    callLogId: CallLogId,
  ): Promise<Call | null> {
    return await this.repository.findById(clientId, callLogId, session);
  }

  /** @throws CallErrors.CALL_NOT_FOUND */
  async get(clientId: TenantId, callLogId: CallLogId): Promise<Call> {
    const call = await this.repository.findById(clientId, callLogId);
    if (!call) throw CallErrors.CALL_NOT_FOUND();
    return call;
  }

  /**
   * A call that an agent had and that has ended, in the transaction that says something of it; the
   * figures shall look at it again.
   * @throws CallErrors.CALL_NOT_FOUND, CALL_NOT_ANSWERED
   */
  async judge(
    session: ClientSession,
    clientId: TenantId,
    callLogId: CallLogId,
  ): Promise<AnsweredCall> {
    const call = await this.repository.findById(clientId, callLogId, session);
    if (!call) throw CallErrors.CALL_NOT_FOUND();
    const { status, agentId } = call;
    if (status !== 'completed' || agentId === null) throw CallErrors.CALL_NOT_ANSWERED();
    await this.repository.foldAnew(session, clientId, [callLogId]);
    return { ...call, agentId };
  }

  /**
   * A call that an agent has or had, in the transaction that says something of it; null for another.
   * Whoever changes it meanwhile looks again, so its end can't pass what is said unseen.
   */
  async answered(
    session: ClientSession,
    clientId: TenantId,
    callLogId: CallLogId,
  ): Promise<AnsweredCall | null> {
    const call = await this.repository.findById(clientId, callLogId, session);
    if (!call || call.agentId === null) return null;
    if (call.status !== 'completed' && call.status !== 'connected') return null;
    await this.repository.foldAnew(session, clientId, [callLogId]);
    if (call.status === 'connected') await this.repository.touch(session, call);
    return { ...call, agentId: call.agentId };
  }

  async list(clientId: TenantId, filter: CallFilter, page: PageRequest): Promise<Page<Call>> {
    return await this.repository.list(clientId, filter, page);
  }

  /** What happened to one call, oldest first. @throws CallErrors.CALL_NOT_FOUND */
  async history(clientId: TenantId, callLogId: CallLogId) {
    await this.get(clientId, callLogId);
    return await this.events.ofCall(clientId, callLogId);
  }

  /** What the last calls of a team or sector waited in line, of those that were answered. */
  async lastHeldWaits(
    kind: Pick<Call, 'clientId' | 'teamId' | 'sector'>,
    since: Date,
    limit: number,
  ): Promise<HeldWaitRecord[]> {
    const calls = await this.repository.lastHeldWaits(kind, since, limit);
    return calls.flatMap(({ queuedAt, answeredAt, talkSeconds, wrapUpSeconds, expectedWait }) => {
      if (!queuedAt || !answeredAt || !expectedWait) return [];
      const waitSeconds = secondsBetween(queuedAt, answeredAt) ?? 0;
      const handleSeconds = (talkSeconds ?? 0) + (wrapUpSeconds ?? 0);
      return [{ expectedWait, waitSeconds, handleSeconds }];
    });
  }

  /** What agents' parts of calls came to, by capability and day. */
  async capabilityDays(clientId: TenantId, since: Date): Promise<CapabilityDayRow[]> {
    return await this.repository.capabilityDays(clientId, since);
  }

  /** What agents' parts of ended calls came to, by what was asked, local hour and day. */
  async outcomes(clientId: TenantId, since: Date, timezone: string): Promise<OutcomeRow[]> {
    return await this.repository.outcomes(clientId, since, timezone);
  }

  /** The agent who talked with a customer last, if that was not before `since`. */
  async lastAgentOf(clientId: TenantId, phoneNumber: string, since: Date): Promise<AgentId | null> {
    return await this.repository.lastAgentOf(clientId, phoneNumber, since);
  }

  /** The caller was asked whether to be called back. */
  async noteCallbackOffer(call: Pick<Call, '_id' | 'clientId'>): Promise<void> {
    await this.repository.noteCallbackOffer(call.clientId, call._id, this.clock.date());
  }

  async noteNews(call: Call, nextLookAt: Date): Promise<void> {
    await this.repository.noteNews(call.clientId, call._id, this.clock.date(), nextLookAt);
  }

  /** The companies with calls that Exotel must be asked about now. */
  async tenantsDueForLook(): Promise<TenantId[]> {
    return await this.repository.tenantsDueForLook(this.clock.date());
  }

  /** Calls that Exotel must be asked about now, the longest overdue first. */
  async dueForLook(clientId: TenantId, kind: 'open' | 'ended', limit: number): Promise<Call[]> {
    return await this.repository.dueForLook(clientId, kind, this.clock.date(), limit);
  }

  /** Calls with an offer whose time for news is over. */
  async overdueOffers(clientId: TenantId): Promise<Call[]> {
    return await this.repository.overdueOffers(clientId, this.clock.date());
  }

  async lookAgainAt(call: Call, at: Date | null): Promise<void> {
    await this.repository.lookAgainAt(call.clientId, call, at);
  }

  async countLive(
    session: ClientSession,
    clientId: TenantId,
    channelId: ChannelId,
  ): Promise<number> {
    return await this.repository.countLive(session, clientId, channelId);
  }

  /** Some of the incoming calls that have not ended. */
  async listLive(clientId: TenantId, limit: number): Promise<Call[]> {
    return await this.repository.listLive(clientId, limit);
  }

  async lookAtAllOpen(clientId: TenantId): Promise<number> {
    return await this.repository.lookAtAllOpen(clientId, this.clock.date());
  }

  async knownSids(clientId: TenantId, sids: readonly ProviderSid[]): Promise<Set<string>> {
    return await this.repository.knownSids(clientId, sids);
  }

  async countByState(clientId: TenantId, states: readonly Call['status'][]) {
    return await this.repository.countByState(clientId, states);
  }

  /** Calls that changed since their figures were folded. */
  async dueForFold(clientId: TenantId, limit: number): Promise<Call[]> {
    return await this.repository.dueForFold(clientId, limit);
  }

  /** The figures shall look at these ended calls again: what was said of them has changed. */
  async foldAnew(
    session: ClientSession,
    clientId: TenantId,
    callLogIds: readonly CallLogId[],
  ): Promise<void> {
    if (callLogIds.length === 0) return;
    await this.repository.foldAnew(session, clientId, callLogIds);
  }

  /** Notes in the caller's transaction that these versions are in the figures. */
  async markFolded(
    session: ClientSession,
    clientId: TenantId,
    folded: readonly Pick<Call, '_id' | 'version'>[],
  ): Promise<void> {
    await this.repository.markFolded(session, clientId, folded);
  }

  /** May this agent see that call? */
  isOwn(call: Call, agentId: AgentId): boolean {
    return call.agentId === agentId || call.offers.some((offer) => offer.agentId === agentId);
  }
}
