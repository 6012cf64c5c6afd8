import type { ProviderSid } from '../../common/ids.js';
import type { VoiceChannel } from '../channels/channel.types.js';

/** What the telephone company's own records say of a call. */
export interface ProviderCall {
  readonly sid: ProviderSid;
  readonly from: string;
  readonly to: string;
  readonly isLive: boolean;
  readonly startedAt: Date | null;
  /** Not set until about two minutes after the end. */
  readonly endedAt: Date | null;
  readonly price: number | null;
  readonly recordingUrl: string | null;
}

/** One call in full. */
export interface ProviderCallDetail extends ProviderCall {
  /** Did an agent talk with the caller? An incoming call says `completed` even if nobody did. */
  readonly talked: boolean;
  readonly talkSeconds: number | null;
}

/** A stretch of the company's list. */
export interface IncomingList {
  readonly calls: readonly ProviderCall[];
  /** Every call that began before this is in it. */
  readonly until: Date;
}

/** The telephone company: what can be asked of it. One folder for each company. */
export abstract class CallProvider {
  /** Up to 100 calls by their ids; those it does not know are missing in the answer. */
  abstract look(
    channel: VoiceChannel,
    sids: readonly ProviderSid[],
  ): Promise<ReadonlyMap<ProviderSid, ProviderCall>>;
  /** One call, or null when it is not known (yet). */
  abstract detail(channel: VoiceChannel, sid: ProviderSid): Promise<ProviderCallDetail | null>;
  /** Incoming calls that began in a span of time, oldest first; it may stop before the end. */
  abstract incoming(channel: VoiceChannel, from: Date, to: Date): Promise<IncomingList>;
}
