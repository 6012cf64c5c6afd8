import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { asCallLogId, Ids, type AgentId, type CallLogId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { EventStore } from '../../platform/events/event-store.js';
import { Log } from '../../platform/logging/log.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import type { Call } from '../calls/call.types.js';
import { CallbackPlaces } from '../queue/callback-places.js';
import { Callbacks } from '../queue/callbacks.port.js';
import { QueueService } from '../queue/queue.service.js';
import type { QueueEntry } from '../queue/queue.schema.js';
import { isOpen } from '../settings/business-hours.domain.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import {
  afterPlaced,
  booked,
  canceled,
  dialling,
  isOver,
  NOT_NOW_MS,
  notDialled,
  refused,
} from './callback.domain.js';
import type { Callback, CallbackState } from './callback.schema.js';
import { CallbackDialler } from './callback-dialler.port.js';
import { CallbackErrors } from './callbacks.errors.js';
import { callbackEvent } from './callbacks.events.js';
import { CallbacksRepository } from './callbacks.repository.js';

/** A call back and its place among those who wait. */
export interface PlacedCallback {
  readonly callback: Callback;
  readonly position: number | null;
}

/** Promises to call back: booked with the end of the call, dialled when their place comes up. */
@Injectable()
export class CallbacksService extends Callbacks {
  constructor(
    private readonly repository: CallbacksRepository,
    private readonly places: CallbackPlaces,
    private readonly queue: QueueService,
    private readonly dialler: CallbackDialler,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {
    super();
  }

  async canCall({ clientId, phoneNumber }: Pick<Call, 'clientId' | 'phoneNumber'>) {
    return phoneNumber !== null && (await this.dialler.canPlace(clientId));
  }

  async isPromised({ clientId, phoneNumber }: Pick<Call, 'clientId' | 'phoneNumber'>) {
    return phoneNumber !== null && (await this.repository.hasOpen(clientId, phoneNumber));
  }

  async book(session: ClientSession, call: Call): Promise<void> {
    if (call.phoneNumber === null) throw new Error('who has no number is not called back');
    const at = this.clock.date();
    const callback = booked(call, call.phoneNumber, at);
    await this.repository.book(session, callback);
    await this.events.append(session, [callbackEvent(callback, at)]);
  }

  async turn(
    settings: TenantSettings,
    { _id, clientId }: QueueEntry,
    ready: readonly AgentId[],
  ): Promise<boolean> {
    const { businessHours, timezone } = settings;
    if (!isOpen(businessHours, timezone, this.clock.now())) return false;
    for (const agentId of ready) {
      const callback = await this.repository.find(clientId, _id);
      if (!callback) return false;
      const placedCallId = asCallLogId(this.ids.next());
      const taken = dialling(callback, { agentId, placedCallId }, this.clock.date());
      // Another node was faster, or it is not due.
      if (!taken || !(await this.store(callback, taken))) return false;
      const answer = await this.place(taken, agentId, placedCallId);
      if (answer.answer === 'placed') return true;
      if (answer.answer === 'refused') {
        await this.store(taken, refused(taken, answer.why, this.clock.date()));
        return false;
      }
      const isNotNow = answer.answer === 'not_now';
      const again = isNotNow ? new Date(this.clock.now() + NOT_NOW_MS) : null;
      await this.store(taken, notDialled(taken, answer.answer, again));
      if (isNotNow) return false;
    }
    return false;
  }

  /** The companies with calls back under way. */
  async tenantsDialling(): Promise<TenantId[]> {
    return await this.repository.tenantsDialling();
  }

  /** Looks what became of the calls that were placed. */
  async follow({ clientId, rules }: TenantSettings): Promise<void> {
    for (const callback of await this.repository.listDialling(clientId)) {
      if (callback.placedCallId === null) continue;
      const placed = await this.dialler.stateOf(clientId, callback.placedCallId);
      const after = afterPlaced(callback, placed, rules, this.clock.date());
      if (after) await this.store(callback, after);
    }
  }

  /** @param ofAgent only those that this agent might get; null: all */
  async list(
    clientId: TenantId,
    ofAgent: AgentId | null,
    state: CallbackState | undefined,
    page: PageRequest,
  ): Promise<Page<PlacedCallback>> {
    const scopes = ofAgent === null ? null : this.queue.scopesOf(clientId, ofAgent);
    const filter = { ...(state && { state }), ...(scopes && { scopes }) };
    const found = await this.repository.list(clientId, filter, page);
    return { ...found, items: found.items.map((callback) => this.placed(callback)) };
  }

  /**
   * Cancels one that is not dialled yet; one that is cancelled stays so.
   * @throws CallbackErrors.CALLBACK_NOT_FOUND, CALLBACK_NOT_CANCELABLE
   */
  async cancel(clientId: TenantId, id: CallLogId): Promise<PlacedCallback> {
    const callback = await this.repository.find(clientId, id);
    if (!callback) throw CallbackErrors.CALLBACK_NOT_FOUND();
    if (callback.state === 'canceled') return this.placed(callback);
    if (callback.state !== 'waiting') throw CallbackErrors.CALLBACK_NOT_CANCELABLE();
    const after = canceled(callback, this.clock.date());
    if (!(await this.store(callback, after))) throw CallbackErrors.CALLBACK_NOT_CANCELABLE();
    return this.placed(after);
  }

  private placed(callback: Callback): PlacedCallback {
    const position = isOver(callback)
      ? null
      : this.places.positionOf(callback.clientId, callback._id);
    return { callback, position };
  }

  private async place(callback: Callback, agentId: AgentId, callLogId: CallLogId) {
    const { clientId, phoneNumber, teamId, sector, _id: callbackOf } = callback;
    try {
      return await this.dialler.place({
        clientId,
        callLogId,
        phoneNumber,
        agentId,
        teamId,
        sector,
        callbackOf,
      });
    } catch (error) {
      // Whether it was placed is not known: `follow` asks before it is tried again.
      this.log.warn('a call back could not be placed', { callLogId: callbackOf, error });
      return { answer: 'placed' } as const;
    }
  }

  /** The callback, its place in line and the event in one write; false when it changed meanwhile. */
  private async store(before: Callback, after: Callback): Promise<boolean> {
    const { clientId, _id } = after;
    const at = this.clock.date();
    return await this.transactions.run(async (session) => {
      if (!(await this.repository.update(session, before, after))) return false;
      if (after.state === 'dialling') await this.places.reserve(session, clientId, _id);
      else if (after.state === 'waiting') {
        await this.places.waitOn(session, clientId, _id, after.nextAttemptAt);
      } else await this.places.leave(session, clientId, _id);
      await this.events.append(session, [callbackEvent(after, at)]);
      return true;
    });
  }
}
