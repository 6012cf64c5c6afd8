import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../../common/ids.js';
import { Config } from '../../../config/config.js';
import { HttpOut, type OutgoingStream } from '../../../platform/http-out/http-out.js';
import { ChannelsService } from '../../channels/channels.service.js';
import { Recordings, type RecordingStream } from '../recordings.port.js';
import { TelephonyErrors } from '../telephony.errors.js';
import { recordingAddress } from './recording-address.domain.js';

const TIMEOUT_MS = 15_000;
const PASSED_ON = ['content-type', 'content-length', 'content-range', 'accept-ranges', 'etag'];
const MOVED: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Exotel's recordings, which are private: opened with the account's credentials (exotel.md 2.7). */
@Injectable()
export class ExotelRecordings extends Recordings {
  constructor(
    private readonly channels: ChannelsService,
    private readonly http: HttpOut,
    private readonly config: Config,
  ) {
    super();
  }

  async open(clientId: TenantId, text: string, range: string | null): Promise<RecordingStream> {
    const url = this.addressOf(text);
    const headers: Readonly<Record<string, string>> = range === null ? {} : { range };
    const authorization = await this.authorization(clientId);
    let answer = await this.get(url, { ...headers, authorization });
    const moved = MOVED.has(answer.status) ? answer.headers['location'] : undefined;
    if (moved !== undefined) {
      drop(answer);
      // Our credentials go to the first address only.
      answer = await this.get(this.addressOf(new URL(moved, url).href), headers);
    }
    const { status, body } = answer;
    if (status === 200 || status === 206) {
      const passed = PASSED_ON.flatMap((name) => {
        const value = answer.headers[name];
        return value === undefined ? [] : [[name, value] as const];
      });
      return { status, headers: Object.fromEntries(passed), body };
    }
    drop(answer);
    if (status === 416) throw TelephonyErrors.RECORDING_RANGE_NOT_SATISFIABLE();
    if (status === 429 || status >= 500) {
      throw TelephonyErrors.API_UNAVAILABLE({ context: { status } });
    }
    throw TelephonyErrors.RECORDING_NOT_READY({ context: { status } });
  }

  private addressOf(text: string): URL {
    const url = recordingAddress(text, this.config.exotel.baseUrl);
    if (!url) throw TelephonyErrors.RECORDING_NOT_READY({ context: { reason: 'not at Exotel' } });
    return url;
  }

  private async get(url: URL, headers: Readonly<Record<string, string>>): Promise<OutgoingStream> {
    return await this.http
      .open({ url: url.href, headers, timeoutMs: TIMEOUT_MS })
      .catch((error: unknown) => {
        throw TelephonyErrors.API_UNAVAILABLE({ context: { reason: String(error) } });
      });
  }

  private async authorization(clientId: TenantId): Promise<string> {
    const channel = await this.channels.voiceOf(clientId);
    const account = channel
      ? await this.channels.credentialsOf(channel)
      : this.config.exotel.account;
    if (!account) throw TelephonyErrors.RECORDING_NOT_READY();
    const { apiKey, apiToken } = account;
    return `Basic ${Buffer.from(`${apiKey}:${apiToken}`).toString('base64')}`;
  }
}

/** Reads no more of an answer; that it is cut off is no error to anybody. */
function drop({ body }: OutgoingStream): void {
  body.on('error', () => undefined);
  body.destroy();
}
