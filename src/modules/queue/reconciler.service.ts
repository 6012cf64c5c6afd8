import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type ChannelId } from '../../common/ids.js';
import { MINUTE, SECOND } from '../../common/time.js';
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
import {
  afterDetail,
  afterLook,
  afterReadBack,
  backInLine,
  isKeptInVain,
  type DecidedLook,
} from './look.domain.js';

/** Exotel answers a list for up to 100 ids (exotel.md 2.2). */
const SIDS_A_LOOK = 100;
/** Of the 200 requests a minute that Exotel takes from an account (exotel.md 1.7). */
const LOOKS_A_MINUTE = 150;
/** What read-backs may use of them; they can wait, open calls can't. */
const READ_BACKS_A_MINUTE = 90;
const READ_BACKS_AT_ONCE = 10;
/** After so long without a run (ms of the wall), ends may have been told to nobody. */
const MISSED_AFTER_MS = 10_000;
const MINUTE_MS = 60_000;

/**
 * Asks the telephone company about calls without news: callers who hung up in a piece of music,
 * ends that were never told, and the price of what is over. No call stays open for ever.
 */
@Injectable()
export class CallReconciler implements OnApplicationBootstrap {
  private readonly looked;
  private reconciledAt = 0;
  /** When each look of the last minute was made, by channel; one node at a time looks. */
  private readonly looksOf = new Map<ChannelId, number[]>();

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
    // This process may have missed the end of what it finds open.
    await this.lookAtAllOpen();
    this.reconciledAt = this.clock.monotonicMs();
    this.ticks.start({
      name: 'reconcile-calls',
      description: 'Asks Exotel about calls without news, and for the price of ended ones',
      everyMs: 2 * SECOND,
      atLeastWallMs: 500,
      run: async () => {
        if (this.mayHaveMissedEnds()) await this.lookAtAllOpen();
        await this.forEachDue((channel) => this.reconcile(channel));
        this.reconciledAt = this.clock.monotonicMs();
      },
    });
    this.ticks.start({
      name: 'free-kept-agents',
      description: 'Frees agents who were kept for a caller who did not come back',
      everyMs: SECOND,
      run: () => this.forEachDue((channel) => this.freeKept(channel)),
    });
  }

  /** Nobody here could work for a while: nor could those who hear webhooks, perhaps. */
  private mayHaveMissedEnds(): boolean {
    return this.clock.monotonicMs() - this.reconciledAt > MISSED_AFTER_MS;
  }

  private async lookAtAllOpen(): Promise<void> {
    await this.forEachOf(await this.channels.allVoice(), async ({ clientId }) => {
      const open = await this.calls.lookAtAllOpen(clientId);
      if (open > 0) this.log.info('open calls are looked up at Exotel', { open });
    });
  }

  /** The lines of companies that have calls to be asked about now. */
  private async forEachDue(work: (channel: VoiceChannel) => Promise<void>): Promise<void> {
    const tenants = await this.calls.tenantsDueForLook();
    const channels = await Promise.all(tenants.map((clientId) => this.channels.voiceOf(clientId)));
    await this.forEachOf(
      channels.filter((channel) => channel !== null),
      work,
    );
  }

  /** The companies side by side: one whose calls can't be looked up holds up no other. */
  private async forEachOf(
    channels: readonly VoiceChannel[],
    work: (channel: VoiceChannel) => Promise<void>,
  ): Promise<void> {
    await Promise.all(
      channels.map((channel) =>
        runForTenant(channel.clientId, this.ids.next(), () => work(channel)).catch(
          (error: unknown) => this.log.warn('calls not reconciled', { error }),
        ),
      ),
    );
  }

  /** Agents who were kept for callers that did not come back in time are free again. */
  async freeKept(channel: VoiceChannel): Promise<void> {
    const overdue = await this.calls.overdueOffers(channel.clientId);
    await Promise.all(
      overdue
        .filter(isKeptInVain)
        .map((call) =>
          this.storeUnlessChanged(channel, call, (current) =>
            backInLine(current, this.clock.date()),
          ),
        ),
    );
  }

  /** One look at everything that is due: open calls first, for their agents may be kept in vain. */
  async reconcile(channel: VoiceChannel): Promise<void> {
    await this.lookAtOpen(channel);
    await this.readBack(channel);
  }

  private async lookAtOpen(channel: VoiceChannel): Promise<void> {
    const due = await this.calls.dueForLook(channel.clientId, 'open', SIDS_A_LOOK);
    if (due.length === 0 || !this.mayLook(channel, LOOKS_A_MINUTE)) return;
    const sids = due.map((call) => call.providerSid);
    const found = await this.provider
      .look(channel, sids)
      .catch((error: unknown) => this.cannotAsk(error));
    if (!found) return;
    const unheard: Call[] = [];
    for (const call of due) {
      const look = afterLook(call, found.get(call.providerSid) ?? null, this.clock.date());
      if (look.kind === 'needs_detail') unheard.push(call);
      else await this.take(channel, call, look);
    }
    for (const call of unheard) {
      if (!this.mayLook(channel, LOOKS_A_MINUTE)) return;
      await this.close(channel, call);
    }
  }

  /** Whether anybody talked, and for how long, is only in the whole record: one request a call. */
  private async readBack(channel: VoiceChannel): Promise<void> {
    const due = await this.calls.dueForLook(channel.clientId, 'ended', READ_BACKS_AT_ONCE);
    await Promise.all(
      due.map(async (call) => {
        if (!this.mayLook(channel, READ_BACKS_A_MINUTE)) return;
        const detail = await this.provider
          .detail(channel, call.providerSid)
          .catch((error: unknown) => this.cannotAsk(error));
        if (detail === undefined) return;
        await this.take(channel, call, afterReadBack(call, detail, this.clock.date()));
      }),
    );
  }

  private async take(channel: VoiceChannel, call: Call, look: DecidedLook): Promise<void> {
    if (look.kind === 'again') await this.calls.lookAgainAt(call, look.at);
    else await this.storeUnlessChanged(channel, call, () => look.step);
  }

  /** Takes one request of the channel's budget, by the wall; false when the minute's are used up. */
  private mayLook({ id }: VoiceChannel, budget: number): boolean {
    const now = this.clock.monotonicMs();
    const recent = (this.looksOf.get(id) ?? []).filter((at) => now - at < MINUTE_MS);
    const isLeft = recent.length < budget;
    this.looksOf.set(id, isLeft ? [...recent, now] : recent);
    return isLeft;
  }

  private cannotAsk(error: unknown): undefined {
    this.log.warn('calls cannot be looked up', { error });
  }

  private async close(channel: VoiceChannel, call: Call): Promise<void> {
    const detail = await this.provider
      .detail(channel, call.providerSid)
      .catch((error: unknown) => this.cannotAsk(error));
    if (!detail || detail.isLive) {
      // Not now: it must not stand before the others.
      const at = new Date(this.clock.now() + MINUTE);
      await this.calls.lookAgainAt(call, at);
      return;
    }
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
