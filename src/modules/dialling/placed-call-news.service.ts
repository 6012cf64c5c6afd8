import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { Log } from '../../platform/logging/log.js';
import { isCustomerFirst, type OutboundCall } from '../calls/outbound-call.types.js';
import { PlacedCalls, type PlacedCallNews } from '../telephony/placed-calls.port.js';
import { answered, ended, inOne, isOver, placed, type DialStep } from './dial.domain.js';
import { DialMoves } from './dial-moves.service.js';
import { endingOf } from './ending.domain.js';

/** Hears what the telephone company tells of calls that we placed. */
@Injectable()
export class PlacedCallsHeard extends PlacedCalls {
  constructor(
    private readonly moves: DialMoves,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    super();
  }

  async heard(clientId: TenantId, callLogId: CallLogId, news: PlacedCallNews): Promise<void> {
    await this.moves.decideAndStore(clientId, callLogId, (call, wrapUpSeconds) => {
      if (call.providerSid !== null && call.providerSid !== news.sid) {
        this.log.error('a call was placed twice', {
          callLogId,
          sids: [call.providerSid, news.sid],
        });
        return null;
      }
      return afterNews(call, news, this.clock.date(), wrapUpSeconds);
    });
  }
}

/** The news may be faster than the answer to the dial: it tells its id as well. */
export function afterNews(
  call: OutboundCall,
  news: PlacedCallNews,
  at: Date,
  wrapUpSeconds: number,
): DialStep | null {
  if (isOver(call)) return null;
  const dialled = placed(call, news.sid, at);
  if (news.event === 'terminal') return inOne(dialled, after(dialled.call));
  // A customer who is dialled first has picked up, and nobody talks with it yet.
  return isCustomerFirst(call.way) ? dialled : inOne(dialled, answered(dialled.call, at));

  function after(current: OutboundCall): DialStep {
    const ending = endingOf(current.way, news, at);
    if (ending) return ended(current, ending, at, wrapUpSeconds);
    // It is over, and whether anybody talked is not told: its own record says.
    return { ...dialled, events: [], call: { ...current, newsDueAt: at } };
  }
}
