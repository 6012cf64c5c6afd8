import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { begin, ended, isEnded } from '../calls/call.domain.js';
import { CallsService } from '../calls/calls.service.js';
import { ChannelsService } from '../channels/channels.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { CallMoves } from './call-moves.service.js';

const AT_ONCE = 100;

/**
 * Ends the calls of companies whose telephone channel was deleted: nobody can tell us of their ends
 * any more, and Exotel cannot be asked. Their agents are free again.
 */
@Injectable()
export class OrphanedCalls implements OnApplicationBootstrap {
  constructor(
    private readonly channels: ChannelsService,
    private readonly calls: CallsService,
    private readonly moves: CallMoves,
    private readonly settings: SettingsService,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'end-orphaned-calls',
      everyMs: 10 * SECOND,
      atLeastWallMs: 1000,
      run: async () => {
        const withChannel = new Set((await this.channels.allVoice()).map((one) => one.clientId));
        for (const clientId of await this.settings.tenants()) {
          if (withChannel.has(clientId)) continue;
          await runForTenant(clientId, this.ids.next(), () => this.end(clientId));
        }
      },
    });
  }

  private async end(clientId: TenantId): Promise<void> {
    for (const { _id } of await this.calls.listLive(clientId, AT_ONCE)) {
      const settings = await this.settings.of(clientId);
      const call = await this.moves.decideAndStore(settings, async () => {
        const before = await this.calls.get(clientId, _id);
        if (isEnded(before)) return null;
        const at = this.clock.date();
        const status = before.status === 'connected' ? 'completed' : 'failed';
        const ending = { status, cause: 'channel_deleted', endedAt: at } as const;
        const step = ended(begin(before), ending, at, settings.rules.wrapUpSeconds);
        return { before, step, wantsAgent: false, offersAtOnce: false };
      });
      if (call) this.log.warn('a call ended with its channel', { callLogId: _id });
    }
  }
}
