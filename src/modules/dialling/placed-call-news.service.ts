import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { Log } from '../../platform/logging/log.js';
import { joinsAtOnce, type OutboundCall } from '../calls/outbound-call.types.js';
import { PlacedCalls, type PlacedCallNews } from '../telephony/placed-calls.port.js';
import {
  answered,
  ended,
  inOne,
  isOver,
  placed,
  type DialStep,
} from '../placed-calls/dial.domain.js';
import { afterLine } from '../placed-calls/agent-line.domain.js';
import { OutboundCallsRepository } from './outbound-calls.repository.js';
import { DialMoves } from './dial-moves.service.js';
import { endingOf } from '../placed-calls/ending.domain.js';

/** Hears what the telephone company tells of calls that we placed. */
@Injectable()
export class PlacedCallsHeard extends PlacedCalls {
  constructor(
    private readonly repository: OutboundCallsRepository,
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
    if (news.event === 'terminal') await this.lineIsOver(clientId, callLogId);
  }

  /** The customer of the moment is not named where the end of an agent's line is told. */
  private async lineIsOver(clientId: TenantId, lineId: CallLogId): Promise<void> {
    const current = await this.repository.currentOnLine(clientId, lineId);
    if (!current) return;
    await this.moves.decideAndStore(clientId, current._id, (call, wrapUpSeconds) =>
      isOver(call) ? null : afterLine(call, this.clock.date(), wrapUpSeconds),
    );
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
  // Else somebody picked up, and nobody talks with somebody yet.
  return joinsAtOnce(call.way) ? inOne(dialled, answered(dialled.call, at)) : dialled;

  function after(current: OutboundCall): DialStep {
    const ending = endingOf(current.way, news, at);
    if (ending) return ended(current, ending, at, wrapUpSeconds);
    // It is over, and whether anybody talked is not told: its own record says.
    return { ...dialled, events: [], call: { ...current, newsDueAt: at } };
  }
}
