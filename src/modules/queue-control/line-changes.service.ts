import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { CallLogId, TeamId } from '../../common/ids.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { isEnded, type Step } from '../calls/call.domain.js';
import type { Call } from '../calls/call.types.js';
import { CallErrors } from '../calls/calls.errors.js';
import { CallsService } from '../calls/calls.service.js';
import { CallMoves } from '../queue/call-moves.service.js';
import { Matcher } from '../queue/matcher.service.js';
import { movedInLine, removedFromLine } from '../queue/overflow.domain.js';
import { SettingsService } from '../settings/settings.service.js';
import { TeamsService } from '../teams/teams.service.js';
import { QueueControlErrors } from './queue-control.errors.js';

/** What supervisors change of the line. */
@Injectable()
export class LineChanges {
  constructor(
    private readonly calls: CallsService,
    private readonly moves: CallMoves,
    private readonly matcher: Matcher,
    private readonly teams: TeamsService,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Moves a waiting call to another team, or to the place of another priority.
   * @throws CallErrors.CALL_NOT_FOUND when it does not wait, TeamErrors.TEAM_NOT_FOUND,
   * QueueControlErrors.CALL_BEING_OFFERED
   */
  async move(
    me: Principal,
    callLogId: CallLogId,
    to: { readonly teamId?: TeamId; readonly priority?: number },
  ): Promise<void> {
    const { clientId, agentId } = me;
    if (to.teamId !== undefined) await this.teams.get(clientId, to.teamId);
    await this.change(me, callLogId, (call, at) =>
      (to.teamId ?? call.teamId) === call.teamId && (to.priority ?? call.priority) === call.priority
        ? null
        : movedInLine(call, to, agentId, at),
    );
    // Somebody may be free where it waits now.
    this.matcher.soon(clientId);
  }

  /**
   * Takes a waiting call out of the line: it ends.
   * @throws CallErrors.CALL_NOT_FOUND when it does not wait, QueueControlErrors.CALL_BEING_OFFERED
   */
  async remove(me: Principal, callLogId: CallLogId): Promise<void> {
    await this.change(me, callLogId, removedFromLine);
  }

  private async change(
    { clientId }: Principal,
    callLogId: CallLogId,
    decide: (call: Call, at: Date) => Step | null,
  ): Promise<void> {
    const settings = await this.settings.of(clientId);
    await this.moves.decideAndStore(settings, async () => {
      const before = await this.calls.get(clientId, callLogId);
      const isOver = isEnded(before) || before.status === 'connected' || before.queuedAt === null;
      if (isOver) {
        throw CallErrors.CALL_NOT_FOUND({ message: `The call does not wait: ${before.status}` });
      }
      if (before.status !== 'queued') throw QueueControlErrors.CALL_BEING_OFFERED();
      const step = decide(before, this.clock.date());
      return step && { before, step, wantsAgent: false, offersAtOnce: false };
    });
  }
}
