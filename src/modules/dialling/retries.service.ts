import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Random } from '../../common/clock.js';
import { asCallLogId, Ids } from '../../common/ids.js';
import { EventStore } from '../../platform/events/event-store.js';
import type { OutboundCall, OutboundCause } from '../calls/outbound-call.types.js';
import { DncService } from '../dnc/dnc.service.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { initiated, intentOf } from '../placed-calls/intent.domain.js';
import { OutboundCallsRepository } from './outbound-calls.repository.js';
import { RetryAttemptsRepository } from './retry-attempts.repository.js';
import { retryAt } from '../placed-calls/retry.domain.js';

/** What follows from the end of a call that we placed, in the transaction that ends it. */
@Injectable()
export class Retries {
  constructor(
    private readonly repository: OutboundCallsRepository,
    private readonly attempts: RetryAttemptsRepository,
    private readonly dnc: DncService,
    private readonly events: EventStore,
    private readonly random: Random,
    private readonly ids: Ids,
  ) {}

  /** The attempt is closed, the next one is stored, and a number that wants no calls is remembered. */
  async afterEnd(
    session: ClientSession,
    settings: TenantSettings,
    call: OutboundCall,
    at: Date,
  ): Promise<void> {
    const { clientId, failureReason, retryOf, retryCount } = call;
    if (retryOf !== null) {
      const status = call.status === 'canceled' ? 'canceled' : 'done';
      await this.attempts.close(session, clientId, call._id, status);
    }
    if (failureReason === 'do_not_disturb') {
      const entry = { phoneNumber: call.phoneNumber, reason: 'do not disturb' };
      await this.dnc.addIn(session, clientId, [entry], 'provider', null);
    }
    // A campaign has a policy of its own, and what waits in the queue for a call stays there.
    if (call.origin === 'campaign' || call.origin === 'callback') return;
    const { retry } = settings.rules;
    const due = retryAt(retry, failureReason, retryCount, at, this.random.next());
    if (due) await this.tryAgain(session, call, due, at);
  }

  private async tryAgain(
    session: ClientSession,
    call: OutboundCall,
    due: Date,
    at: Date,
  ): Promise<void> {
    const { clientId } = call;
    const originalCallLogId = call.retryOf ?? call._id;
    const attemptNumber = call.retryCount + 1;
    if (await this.attempts.exists(session, clientId, originalCallLogId, attemptNumber)) return;
    const next = intentOf(
      asCallLogId(this.ids.next()),
      {
        clientId,
        origin: 'retry',
        phoneNumber: call.phoneNumber,
        agentId: call.agentId,
        teamId: call.teamId,
        sector: call.sector,
        userId: call.userId,
        priority: call.urgency,
        metadata: call.metadata,
        timezone: call.timezone,
        scheduledFor: due,
        intervalMs: 0,
        retryOf: originalCallLogId,
        retryCount: attemptNumber,
      },
      at,
    );
    await this.noteAttempt(session, next, call.failureReason);
    await this.repository.insert(session, [next]);
    await this.events.append(session, initiated(next, at).events);
  }

  /**
   * A call that is a further attempt is one for good: nobody else makes the same.
   * @throws a duplicate key where somebody did
   */
  async noteAttempt(
    session: ClientSession,
    { clientId, _id: callLogId, retryOf, retryCount, dueAt }: OutboundCall,
    failureReason: OutboundCause | null,
  ): Promise<void> {
    if (retryOf === null) return;
    await this.attempts.insert(session, {
      _id: this.ids.next(),
      clientId,
      originalCallLogId: retryOf,
      attemptNumber: retryCount,
      callLogId,
      scheduledFor: dueAt,
      failureReason,
      status: 'scheduled',
    });
  }
}
