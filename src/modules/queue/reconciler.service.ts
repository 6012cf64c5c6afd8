import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { isEnded, type Step } from '../calls/call.domain.js';
import type { Call } from '../calls/call.types.js';
import { CallsService } from '../calls/calls.service.js';
import { ChannelsService } from '../channels/channels.service.js';
import type { VoiceChannel } from '../channels/channel.types.js';
import { SettingsService } from '../settings/settings.service.js';
import { CallProvider } from '../telephony/provider.port.js';
import { CallMoves } from './call-moves.service.js';
import { afterDetail, afterLook } from './look.domain.js';

/** Exotel answers a list for up to 100 ids, and few whole records a minute are ours to ask for. */
const SIDS_A_LOOK = 100;
const DETAILS_A_TICK = 5;

/**
 * Asks the telephone company about calls without news: callers who hung up in a piece of music,
 * ends that were never told, and the price of what is over. No call stays open for ever.
 */
@Injectable()
export class CallReconciler implements OnApplicationBootstrap {
  private readonly looked;

  constructor(
    private readonly channels: ChannelsService,
    private readonly calls: CallsService,
    private readonly moves: CallMoves,
    private readonly provider: CallProvider,
    private readonly settings: SettingsService,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.looked = metrics.counter('crosspoint_reconciled_total', 'Calls closed or confirmed late', [
      'outcome',
    ]);
  }

  async onApplicationBootstrap(): Promise<void> {
    this.ticks.start({
      name: 'reconcile-calls',
      everyMs: 2 * SECOND,
      atLeastWallMs: 500,
      run: async () => {
        for (const channel of await this.channels.activeVoice()) {
          await runForTenant(channel.clientId, this.ids.next(), () => this.reconcile(channel));
        }
      },
    });
    // This process may have missed the end of what it finds open.
    for (const channel of await this.channels.activeVoice()) {
      const open = await this.calls.lookAtAllOpen(channel.clientId);
      if (open > 0) this.log.info('open calls are looked up at Exotel', { open });
    }
  }

  /** One look at everything that is due. */
  async reconcile(channel: VoiceChannel): Promise<void> {
    const due = await this.calls.dueForLook(channel.clientId, SIDS_A_LOOK);
    if (due.length === 0) return;
    const sids = due.map((call) => call.providerSid);
    const found = await this.provider.look(channel, sids).catch((error: unknown) => {
      this.log.warn('calls cannot be looked up', { error });
      return null;
    });
    if (!found) return;
    const unheard: Call[] = [];
    for (const call of due) {
      const look = afterLook(call, found.get(call.providerSid) ?? null, this.clock.date());
      if (look.kind === 'again') await this.calls.lookAgainAt(call, look.at);
      else if (look.kind === 'needs_detail') unheard.push(call);
      else await this.storeUnlessChanged(channel, call, () => look.step);
    }
    for (const call of unheard.slice(0, DETAILS_A_TICK)) await this.close(channel, call);
  }

  private async close(channel: VoiceChannel, call: Call): Promise<void> {
    const detail = await this.provider.detail(channel, call.providerSid);
    if (!detail || detail.isLive) return;
    const { rules } = await this.settings.of(channel.clientId);
    await this.storeUnlessChanged(channel, call, (current) =>
      afterDetail(current, detail, this.clock.date(), rules.wrapUpSeconds),
    );
  }

  private async storeUnlessChanged(
    channel: VoiceChannel,
    looked: Call,
    decide: (current: Call) => Step,
  ): Promise<void> {
    const settings = await this.settings.of(channel.clientId);
    const stored = await this.moves.decideAndStore(settings, async () => {
      const current = await this.calls.get(channel.clientId, looked._id);
      // A webhook was faster: it knows more.
      if (current.version !== looked.version) return null;
      return { before: current, step: decide(current), wantsAgent: false, offersAtOnce: false };
    });
    if (!stored) return;
    const outcome = isEnded(looked) ? 'confirmed' : stored.status;
    this.looked.inc({ outcome });
  }
}
