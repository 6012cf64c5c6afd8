import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { StreamFlow, type BotTurn, type TurnEnd } from '../media/stream-flow.port.js';
import { BotTurns } from '../queue/bot-turns.service.js';
import { afterBotJoined, afterBotTurn } from '../placed-calls/bot-call.domain.js';
import { DialMoves } from './dial-moves.service.js';

/** What becomes of a call while a bot has it: of one that we place here, of an incoming one in `queue`. */
@Injectable()
export class PlacedBotTurns extends StreamFlow {
  constructor(
    private readonly incoming: BotTurns,
    private readonly moves: DialMoves,
    private readonly clock: Clock,
  ) {
    super();
  }

  async joined(turn: BotTurn): Promise<boolean> {
    if (turn.direction === 'inbound') return await this.incoming.joined(turn);
    const { clientId, callLogId, providerSid } = turn;
    const call = await this.moves.decideAndStore(clientId, callLogId, (current) =>
      afterBotJoined(current, providerSid, this.clock.date()),
    );
    return call?.status === 'connected';
  }

  async ended(turn: BotTurn, end: TurnEnd): Promise<void> {
    if (turn.direction === 'inbound') return await this.incoming.ended(turn, end);
    await this.moves.decideAndStore(turn.clientId, turn.callLogId, (call, wrapUpSeconds) =>
      afterBotTurn(call, this.clock.date(), wrapUpSeconds),
    );
  }
}
