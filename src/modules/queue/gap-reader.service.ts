import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Schema, type Model } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { asCallLogId, Ids, type ChannelId, type TenantId } from '../../common/ids.js';
import { normalisePhone } from '../../common/phone.js';
import { MINUTE } from '../../common/time.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { begin, ended, received } from '../calls/call.domain.js';
import { CallsService } from '../calls/calls.service.js';
import { ChannelsService } from '../channels/channels.service.js';
import type { VoiceChannel } from '../channels/channel.types.js';
import { AgentIndex } from '../routing/agent-index.js';
import { SettingsService } from '../settings/settings.service.js';
import { CallProvider, type ProviderCall } from '../telephony/provider.port.js';
import { CallMoves } from './call-moves.service.js';
import { newCall } from './inbound.domain.js';
import { needOf } from './queue.domain.js';

/** How far a channel's calls at Exotel were compared with ours. */
export interface GapMark extends TenantDocument {
  readonly _id: ChannelId;
  readonly clientId: TenantId;
  readonly readUntil: Date;
}

export const GapMarkSchema = new Schema<GapMark>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    readUntil: { type: Date, required: true },
  },
  { collection: 'gap_marks', versionKey: false },
);

/** A call may be listed late, and may still ring when it is. */
const OVERLAP_MS = 5 * MINUTE;

/**
 * Finds incoming calls that Exotel had and we never heard of: the system, or its database, was out
 * of reach while they rang. They are recorded as abandoned with that cause, so that no caller is
 * missing in the figures.
 */
@Injectable()
export class GapReader implements OnApplicationBootstrap {
  constructor(
    @InjectModel('GapMark') private readonly marks: Model<GapMark>,
    private readonly channels: ChannelsService,
    private readonly calls: CallsService,
    private readonly moves: CallMoves,
    private readonly provider: CallProvider,
    private readonly index: AgentIndex,
    private readonly settings: SettingsService,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'read-gaps',
      description: 'Finds calls at Exotel that we never heard of',
      everyMs: MINUTE,
      atLeastWallMs: 2000,
      run: async () => {
        for (const channel of await this.channels.allVoice()) {
          await runForTenant(channel.clientId, this.ids.next(), () => this.read(channel));
        }
      },
    });
  }

  /** Compares the calls since the last time, with some overlap. */
  async read(channel: VoiceChannel): Promise<void> {
    const { clientId, id } = channel;
    const mark = await this.marks.findOne({ _id: id, clientId }).lean<GapMark>();
    const now = this.clock.date();
    // A channel that was never read begins now: what was before is not ours.
    if (!mark) return await this.setMark(channel, now);
    const from = new Date(mark.readUntil.getTime() - OVERLAP_MS);
    const listed = await this.provider.incoming(channel, from, now).catch((error: unknown) => {
      this.log.warn('calls cannot be listed', { error });
      return null;
    });
    if (!listed) return;
    const over = listed.calls.filter((call) => !call.isLive && isOurs(call, channel));
    const known = await this.calls.knownSids(
      clientId,
      over.map((call) => call.sid),
    );
    for (const call of over.filter(({ sid }) => !known.has(sid))) await this.record(channel, call);
    // One that is still live may end without a word: it must be in the next list too.
    const oldestLive = listed.calls.find((call) => call.isLive)?.startedAt;
    const readUntil = oldestLive && oldestLive < listed.until ? oldestLive : listed.until;
    await this.setMark(channel, readUntil);
  }

  private async setMark({ id, clientId }: VoiceChannel, readUntil: Date): Promise<void> {
    await this.marks.updateOne({ _id: id, clientId }, { $set: { readUntil } }, { upsert: true });
  }

  private async record(channel: VoiceChannel, found: ProviderCall): Promise<void> {
    const settings = await this.settings.of(channel.clientId);
    const asked = { team: null, sector: null, capabilities: null, priority: null };
    const { sid, from, to } = found;
    const news = { channel, sid, from, to, digits: null, asked, dial: null, placed: null };
    const stored = await this.moves.decideAndStore(settings, async () => {
      if (await this.calls.findBySid(channel.clientId, sid)) return null;
      const at = this.clock.date();
      const call = newCall({
        callLogId: asCallLogId(this.ids.next()),
        news,
        phoneNumber: normalisePhone(from),
        need: needOf(news, channel.config, (teamId) => this.index.isTeam(channel.clientId, teamId)),
        at: found.startedAt ?? at,
      });
      const step = ended(
        received(begin(call), call.receivedAt),
        { status: 'abandoned', cause: 'system_unreachable', endedAt: found.endedAt ?? at },
        at,
        0,
      );
      return { before: null, step, wantsAgent: false, offersAtOnce: false };
    });
    if (stored)
      this.log.warn('a call was missed while we were out of reach', { callLogId: stored._id });
  }
}

/** The account may have numbers that are not the channel's: their calls are none of its business. */
function isOurs(call: ProviderCall, { config }: VoiceChannel): boolean {
  const called = normalisePhone(call.to);
  return config.numbers.length === 0 || config.numbers.some(({ number }) => number === called);
}
