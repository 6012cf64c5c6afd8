import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { EventStore } from '../../platform/events/event-store.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import { StaleCallError } from '../calls/calls.errors.js';
import { PresenceService } from '../heartbeat/presence.service.js';
import type { PresenceDocument } from '../heartbeat/presence.schema.js';
import { AgentRouter } from '../routing/router.service.js';
import { SettingsService } from '../settings/settings.service.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { isOver, LONGEST_CALL_SECONDS, type DialStep } from '../placed-calls/dial.domain.js';
import { LinesRepository } from './lines.repository.js';
import { OutboundCallsRepository } from './outbound-calls.repository.js';
import { Retries } from './retries.service.js';

const ATTEMPTS = 12;

/**
 * Stores what was decided of a call that we place: the call, the agent's place, the company's line,
 * the next attempt and the events, in one transaction.
 */
@Injectable()
export class DialMoves {
  constructor(
    private readonly repository: OutboundCallsRepository,
    private readonly lines: LinesRepository,
    private readonly retries: Retries,
    private readonly presence: PresenceService,
    private readonly router: AgentRouter,
    private readonly settings: SettingsService,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Decides and stores until the decision fits what is stored. `decide` hears the call as it is and
   * the wrap-up of the company; the same call back means that there is nothing to do.
   * @returns the call as it is afterwards; null when there is no such call
   */
  async decideAndStore(
    clientId: TenantId,
    callLogId: CallLogId,
    decide: (call: OutboundCall, wrapUpSeconds: number) => DialStep | null,
  ): Promise<OutboundCall | null> {
    const settings = await this.settings.of(clientId);
    for (let attempt = 1; ; attempt += 1) {
      const before = await this.repository.find(clientId, callLogId);
      const step = before && decide(before, settings.rules.wrapUpSeconds);
      if (!before || !step || step.call === before) return before;
      try {
        return await this.storeAlone(settings, before, step);
      } catch (error) {
        const isRace = error instanceof StaleCallError || isDuplicateKey(error);
        if (!isRace || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /**
   * Stores a step in the caller's transaction; `told` must follow after the commit.
   * @param before the call as it was read; null when it is new
   * @throws StaleCallError when it changed since
   */
  async store(
    session: ClientSession,
    settings: TenantSettings,
    before: OutboundCall | null,
    step: DialStep,
  ): Promise<{ readonly call: OutboundCall; readonly presence: PresenceDocument | null }> {
    const at = this.clock.date();
    const call = { ...step.call, updatedAt: at, version: (before?.version ?? 0) + 1 };
    if (before) await this.repository.update(session, before, call);
    else await this.repository.insert(session, [call]);
    if (!before) await this.retries.noteAttempt(session, call, null);
    const presence = await this.placeOf(session, call, step, at);
    await this.events.append(session, step.events);
    const isNewlyOver = isOver(call) && before !== null && !isOver(before);
    if (isNewlyOver) await this.retries.afterEnd(session, settings, call, at);
    return { call, presence };
  }

  /** What a committed step made of an agent's place: known to routing before the stream tells. */
  told(clientId: TenantId, presence: PresenceDocument | null): void {
    if (presence) this.router.takeIn(clientId, [presence]);
  }

  private async storeAlone(
    settings: TenantSettings,
    before: OutboundCall,
    step: DialStep,
  ): Promise<OutboundCall> {
    const { call, presence } = await this.transactions.run((session) =>
      this.store(session, settings, before, step),
    );
    this.told(settings.clientId, presence);
    return call;
  }

  private async placeOf(
    session: ClientSession,
    call: OutboundCall,
    { freed, isOccupied }: DialStep,
    at: Date,
  ): Promise<PresenceDocument | null> {
    const { _id: callLogId, clientId, agentId, wrapUpSeconds, way } = call;
    if (isOccupied && !isOver(call)) {
      const until = new Date(at.getTime() + LONGEST_CALL_SECONDS * SECOND);
      await this.lines.occupy(session, clientId, { callLogId, until });
      if (way === 'flow') return null;
      const hold = { callLogId, offerId: callLogId, since: at };
      return await this.presence.occupy(session, clientId, agentId, hold);
    }
    if (!freed) return null;
    await this.lines.giveBack(session, clientId, callLogId);
    const wrapUpMs = freed.outcome === 'talked' ? (wrapUpSeconds ?? 0) * SECOND : 0;
    const wrapUpUntil = wrapUpMs > 0 ? new Date(at.getTime() + wrapUpMs) : null;
    const { outcome } = freed;
    const release = { agentId, callLogId, at, outcome, wrapUpUntil };
    return await this.presence.release(session, clientId, release);
  }
}
