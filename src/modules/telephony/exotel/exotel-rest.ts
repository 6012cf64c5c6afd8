import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/config.js';
import {
  HttpOut,
  type OutgoingAnswer,
  type OutgoingRequest,
} from '../../../platform/http-out/http-out.js';
import type { ExotelCredentials } from '../../channels/channel.types.js';

const TIMEOUT_MS = 5000;
const MAX_BYTES = 4 * 1024 * 1024;

/** An answer of Exotel; `json` is undefined where the body is none (XML, HTML, cut). */
export interface ExotelAnswer {
  readonly status: number;
  readonly json: unknown;
  readonly text: string;
  readonly isCut: boolean;
}

/** One request to Exotel's REST API, signed for an account (exotel.md 1.1). */
@Injectable()
export class ExotelRest {
  constructor(
    private readonly http: HttpOut,
    private readonly config: Config,
  ) {}

  /**
   * @param path after `/{version}/Accounts/{sid}`: `/Calls.json?…`, or `.json` for the account
   * @throws OutgoingError when there is no answer
   */
  async get(
    credentials: ExotelCredentials,
    path: string,
    options: { readonly version?: 'v1' | 'v2_beta'; readonly signal?: AbortSignal } = {},
  ): Promise<ExotelAnswer> {
    const { version = 'v1', signal } = options;
    return await this.send(credentials, `/${version}`, path, {
      method: 'GET',
      headers: {},
      ...(signal && { signal }),
    });
  }

  /**
   * Sends a form, once: nothing is repeated.
   * @param path after `/v1/Accounts/{sid}`
   * @throws OutgoingError when there is no answer; what was sent may have been done all the same
   */
  async post(
    credentials: ExotelCredentials,
    path: string,
    form: Readonly<Record<string, string>>,
  ): Promise<ExotelAnswer> {
    return await this.send(credentials, '/v1', path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
  }

  private async send(
    { accountSid, apiKey, apiToken, host }: ExotelCredentials,
    version: string,
    path: string,
    request: Pick<OutgoingRequest, 'method' | 'body' | 'signal'> & {
      readonly headers: Readonly<Record<string, string>>;
    },
  ): Promise<ExotelAnswer> {
    const base = (this.config.exotel.baseUrl ?? `https://${host}`).replace(/(?<!\/)\/+$/, '');
    const basic = Buffer.from(`${apiKey}:${apiToken}`).toString('base64');
    const answer = await this.http.request({
      ...request,
      url: `${base}${version}/Accounts/${encodeURIComponent(accountSid)}${path}`,
      headers: { ...request.headers, authorization: `Basic ${basic}` },
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    });
    const { status, text, isCut } = answer;
    return { status, json: readJson(answer), text, isCut };
  }
}

function readJson({ text, isCut }: OutgoingAnswer): unknown {
  if (isCut) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Exotel answers XML where it pleases (exotel.md 1.6).
    return undefined;
  }
}
