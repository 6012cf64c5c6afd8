import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, CallLogId, TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { CallsService } from '../calls/calls.service.js';
import type { ExpectedWait } from '../calls/call.types.js';
import type { WaitError } from '../queue/expected-wait.domain.js';
import { CallMoves } from '../queue/call-moves.service.js';
import { waitsSince } from '../queue/overflow.domain.js';
import { QueueService, type PlaceInLine } from '../queue/queue.service.js';
import { WaitPromises } from '../queue/wait-promises.js';
import { RoutingPreview } from '../routing/routing-preview.js';
import { isOpen } from '../settings/business-hours.domain.js';
import { SettingsService } from '../settings/settings.service.js';
import { whyWaiting, type WhyWaiting as Why } from './why.domain.js';

/** A call in line, with everything that explains it. */
export interface ExplainedPlace extends PlaceInLine {
  readonly why: Why;
  readonly expected: ExpectedWait;
  readonly error: WaitError;
  /** When it goes to the overflow; null for who is to be called back. */
  readonly overflowAt: Date | null;
}

/** Why does this call still wait? */
@Injectable()
export class WhyWaiting {
  constructor(
    private readonly queue: QueueService,
    private readonly calls: CallsService,
    private readonly moves: CallMoves,
    private readonly preview: RoutingPreview,
    private readonly promises: WaitPromises,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** @throws CallErrors.CALL_NOT_FOUND when there is no such call, or it does not wait */
  async of(
    clientId: TenantId,
    ofAgent: AgentId | null,
    callLogId: CallLogId,
  ): Promise<ExplainedPlace> {
    const [place, call, settings] = await Promise.all([
      this.queue.get(clientId, ofAgent, callLogId),
      this.calls.get(clientId, callLogId),
      this.settings.of(clientId),
    ]);
    const { entry, position } = place;
    const { rules, businessHours, timezone } = settings;
    const now = this.clock.now();
    const isCallback = entry.isCallback === true;
    const choice = this.preview.choose(settings, call, this.moves.triedBy(call));
    const why = whyWaiting(
      {
        state: entry.state,
        isHandedOver: typeof call.handedTo === 'string',
        isCallback,
        isOpen: isOpen(businessHours, timezone, now),
        notBefore: entry.notBefore ?? null,
        position,
        choice,
      },
      now,
    );
    const overflowMs = waitsSince(call).getTime() + rules.longestWaitSeconds * SECOND;
    return {
      ...place,
      why,
      expected: this.promises.expect(settings, call, position ?? 1),
      error: await this.promises.errorOf(call),
      overflowAt: isCallback ? null : new Date(overflowMs),
    };
  }
}
