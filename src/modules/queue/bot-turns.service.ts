import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CallsService } from '../calls/calls.service.js';
import { StreamFlow, type BotTurn, type TurnEnd } from '../media/stream-flow.port.js';
import { AgentIndex } from '../routing/agent-index.js';
import { SettingsService } from '../settings/settings.service.js';
import { afterJoin, afterTurn } from './bot-turn.domain.js';
import { CallMoves } from './call-moves.service.js';

/** What becomes of an incoming call while a bot has it. */
@Injectable()
export class BotTurns extends StreamFlow {
  constructor(
    private readonly calls: CallsService,
    private readonly moves: CallMoves,
    private readonly index: AgentIndex,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {
    super();
  }

  async joined({ clientId, callLogId, offerId }: BotTurn): Promise<boolean> {
    const settings = await this.settings.of(clientId);
    const stored = await this.moves.decideAndStore(settings, async () => {
      const call = await this.calls.get(clientId, callLogId);
      const step = afterJoin(call, offerId, this.clock.date());
      return step && { before: call, step, wantsAgent: false, offersAtOnce: false };
    });
    return stored !== null;
  }

  async ended({ clientId, callLogId, offerId }: BotTurn, end: TurnEnd): Promise<void> {
    const settings = await this.settings.of(clientId);
    const known = end.kind === 'handed_over' ? this.knownNeed(clientId, end) : end;
    const { wrapUpSeconds } = settings.rules;
    await this.moves.decideAndStore(settings, async () => {
      const call = await this.calls.get(clientId, callLogId);
      const move = afterTurn(call, offerId, known, this.clock.date(), wrapUpSeconds);
      return move && { before: call, ...move, offersAtOnce: false };
    });
  }

  /** What the bot asks for, without a team that does not take calls. */
  private knownNeed(
    clientId: BotTurn['clientId'],
    end: Extract<TurnEnd, { kind: 'handed_over' }>,
  ): TurnEnd {
    const { teamId } = end.need;
    if (!teamId || this.index.isTeam(clientId, teamId)) return end;
    const { teamId: _unknown, ...need } = end.need;
    return { ...end, need };
  }
}
