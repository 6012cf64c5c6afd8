import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { asProviderSid, type ProviderSid } from '../../../common/ids.js';
import type { VoiceChannel } from '../../channels/channel.types.js';
import { ChannelsService } from '../../channels/channels.service.js';
import { AccountPace } from '../../provider-limits/account-pace.js';
import {
  CallProvider,
  type IncomingList,
  type ProviderCall,
  type ProviderCallDetail,
} from '../provider.port.js';
import { TelephonyErrors } from '../telephony.errors.js';
import { isLive, listSchema, oneSchema, type ExotelCall } from './exotel-call.js';
import { ExotelRest } from './exotel-rest.js';
import { parseIndianTime, toIndianTime } from './indian-time.js';

const PAGE_SIZE = 100;
const MOST_PAGES = 20;

/** Exotel's REST API, v1 (exotel.md 2): what it knows of calls. */
@Injectable()
export class ExotelClient extends CallProvider {
  constructor(
    private readonly channels: ChannelsService,
    private readonly rest: ExotelRest,
    private readonly pace: AccountPace,
  ) {
    super();
  }

  async look(
    channel: VoiceChannel,
    sids: readonly ProviderSid[],
  ): Promise<ReadonlyMap<ProviderSid, ProviderCall>> {
    const query = new URLSearchParams({ Sid: sids.join(','), PageSize: String(PAGE_SIZE) });
    const { Calls } = listSchema.parse(await this.get(channel, `Calls.json?${query.toString()}`));
    return new Map(Calls.map(toCall).map((call) => [call.sid, call]));
  }

  async detail(channel: VoiceChannel, sid: ProviderSid): Promise<ProviderCallDetail | null> {
    const path = `Calls/${encodeURIComponent(sid)}.json?details=true`;
    const body = await this.get(channel, path);
    if (body === null) return null;
    const { Call } = oneSchema.parse(body);
    const talkSeconds = Call.Details?.ConversationDuration ?? null;
    const talked = (talkSeconds ?? 0) > 0 || Call.Details?.Leg2Status === 'completed';
    return { ...toCall(Call), talked, talkSeconds };
  }

  async incoming(channel: VoiceChannel, from: Date, to: Date): Promise<IncomingList> {
    const query = new URLSearchParams({
      DateCreated: `gte:${toIndianTime(from)};lte:${toIndianTime(to)}`,
      Direction: 'inbound',
      PageSize: String(PAGE_SIZE),
      SortBy: 'DateCreated:asc',
    });
    const calls: ProviderCall[] = [];
    let path: string | null = `Calls.json?${query.toString()}`;
    for (let page = 0; path !== null && page < MOST_PAGES; page += 1) {
      const answer: z.infer<typeof listSchema> = listSchema.parse(await this.get(channel, path));
      calls.push(...answer.Calls.map(toCall));
      const next: string | null | undefined = answer.Metadata?.NextPageUri;
      path = next ? `Calls.json${next.slice(next.indexOf('?'))}` : null;
    }
    // More than can be read at once: the rest is read from the last one on.
    const until = path === null ? to : (calls.at(-1)?.startedAt ?? to);
    return { calls, until };
  }

  /** @returns null for 404 @throws TelephonyErrors */
  private async get(channel: VoiceChannel, path: string): Promise<unknown> {
    const credentials = await this.channels.credentialsOf(channel);
    if (!(await this.pace.mayLook(credentials.accountSid))) {
      throw TelephonyErrors.PROVIDER_RATE_LIMITED();
    }
    const { status, json } = await this.rest
      .get(credentials, `/${path}`)
      .catch((error: unknown) => {
        throw TelephonyErrors.API_UNAVAILABLE({ context: { reason: String(error) } });
      });
    if (status === 404) return null;
    if (status === 429) throw TelephonyErrors.PROVIDER_RATE_LIMITED();
    if (status >= 500) throw TelephonyErrors.API_UNAVAILABLE({ context: { status } });
    if (status >= 300) throw TelephonyErrors.PROVIDER_REFUSED({ context: { status } });
    if (json === undefined) {
      throw TelephonyErrors.API_UNAVAILABLE({ context: { reason: 'the answer is not JSON' } });
    }
    return json;
  }
}

function toCall(call: ExotelCall): ProviderCall {
  return {
    sid: asProviderSid(call.Sid),
    from: call.From ?? '',
    to: call.To ?? call.PhoneNumberSid ?? '',
    isLive: isLive(call),
    startedAt: parseIndianTime(call.StartTime),
    endedAt: parseIndianTime(call.EndTime),
    price: call.Price,
    recordingUrl: call.RecordingUrl ?? null,
  };
}
