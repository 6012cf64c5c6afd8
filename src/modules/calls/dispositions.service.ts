import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import type { CallLogId } from '../../common/ids.js';
import { EventStore } from '../../platform/events/event-store.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { SettingsService } from '../settings/settings.service.js';
import type { Call } from './call.types.js';
import { CallErrors } from './calls.errors.js';
import { CallsRepository } from './calls.repository.js';
import { CallsService } from './calls.service.js';
import { dispositionOf } from './disposition.domain.js';
import type { CallDisposition } from './outbound-call.types.js';

export interface GivenDisposition {
  readonly name: string;
  readonly note: string | null;
  /** Null: what the company says that it is worth. */
  readonly value: number | null;
}

/** What came of calls, as their agents say. */
@Injectable()
export class DispositionsService {
  constructor(
    private readonly calls: CallsService,
    private readonly repository: CallsRepository,
    private readonly settings: SettingsService,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Notes what came of a call, in place of what was said before.
   * @throws CallErrors.CALL_NOT_FOUND also for another agent's call, but for admins;
   * CommonErrors.VALIDATION_ERROR for what is none of the company's dispositions
   */
  async set(me: Principal, callLogId: CallLogId, given: GivenDisposition): Promise<Call> {
    const { clientId, agentId } = me;
    const call = await this.calls.get(clientId, callLogId);
    if (me.role !== 'admin' && !this.calls.isOwn(call, agentId)) throw CallErrors.CALL_NOT_FOUND();
    const { rules } = await this.settings.of(clientId);
    const at = this.clock.date();
    const found = dispositionOf(rules.dispositions, given);
    if (!found) {
      const message = 'is none of the company’s dispositions';
      throw CommonErrors.VALIDATION_ERROR({ details: [{ field: 'disposition', message }] });
    }
    const disposition: CallDisposition = { ...found, by: agentId, at };
    await this.transactions.run(async (session) => {
      await this.repository.setDisposition(session, clientId, callLogId, disposition, at);
      const data = { agentId: call.agentId, status: call.status, disposition };
      const event = {
        type: 'call.disposition',
        clientId,
        at,
        callLogId,
        agentId: call.agentId,
        data,
      };
      await this.events.append(session, [event]);
    });
    return { ...call, disposition };
  }
}
