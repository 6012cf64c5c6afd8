import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock.js';
import type { DomainError } from '../../../common/errors.js';
import { asProviderSid, type ProviderSid, type TenantId } from '../../../common/ids.js';
import { Config } from '../../../config/config.js';
import { OutgoingError, type OutgoingFailure } from '../../../platform/http-out/outgoing-error.js';
import type { ExotelCredentials } from '../../channels/channel.types.js';
import { ChannelsService } from '../../channels/channels.service.js';
import { AccountPace } from '../../provider-limits/account-pace.js';
import type { BreakerState } from '../../provider-limits/breaker.domain.js';
import { Breakers } from '../../provider-limits/breakers.service.js';
import {
  OutboundProvider,
  type DialOrder,
  type DialTarget,
  type LegResult,
  type OutboundLine,
  type PlacedCall,
  type PlacedCallDetails,
} from '../outbound-provider.port.js';
import { TelephonyErrors } from '../telephony.errors.js';
import { readDialAnswer, type DialAnswer, type DialRefusal } from './dial-answer.domain.js';
import { isLive, isMachine, listSchema, oneSchema } from './exotel-call.js';
import { ExotelRest } from './exotel-rest.js';
import { parseIndianTime, toIndianTime } from './indian-time.js';

/** So long a dial waits for its turn; ms of the wall. */
const TURN_WITHIN_MS = 3000;
const PAGE_SIZE = 100;

const REFUSALS: Readonly<Record<DialRefusal, (message: string) => DomainError>> = {
  rate_limited: () => TelephonyErrors.PROVIDER_RATE_LIMITED(),
  bad_request: (message) => TelephonyErrors.PROVIDER_BAD_REQUEST({ context: { message } }),
  invalid_number: () => TelephonyErrors.PROVIDER_INVALID_NUMBER(),
  unauthorized: () => TelephonyErrors.PROVIDER_UNAUTHORIZED(),
  no_credit: () => TelephonyErrors.PROVIDER_NO_CREDIT(),
  forbidden: () => TelephonyErrors.PROVIDER_FORBIDDEN(),
  do_not_disturb: () => TelephonyErrors.NUMBER_DO_NOT_DISTURB(),
  not_found: () => TelephonyErrors.PROVIDER_NOT_FOUND(),
};

/** No connection was made, so nothing can have been dialled. */
const NEVER_SENT: ReadonlySet<OutgoingFailure> = new Set([
  'bad_url',
  'closed_address',
  'closed_port',
  'unknown_host',
  'unreachable',
  'certificate',
  'no_tls',
]);

const RESULTS: Readonly<Record<string, LegResult>> = {
  completed: 'completed',
  'no-answer': 'no_answer',
  busy: 'busy',
  failed: 'failed',
  canceled: 'canceled',
};

/** Places calls by Exotel's v1 API: no faster than the account bears, and never the same one twice. */
@Injectable()
export class ExotelOutboundService extends OutboundProvider {
  constructor(
    private readonly channels: ChannelsService,
    private readonly rest: ExotelRest,
    private readonly breakers: Breakers,
    private readonly pace: AccountPace,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    super();
  }

  async lineOf(clientId: TenantId): Promise<OutboundLine | null> {
    const channel = await this.channels.voiceOf(clientId);
    const { account, callerId } = this.config.exotel;
    if (channel && !channel.isActive) return null;
    const accountSid = channel?.config.exotel.accountSid ?? account?.accountSid;
    const number = channel?.config.numbers[0]?.number ?? callerId;
    if (accountSid === undefined || number === undefined) return null;
    const channelId = channel?.id ?? null;
    const appId = channel?.config.exotel.appId ?? this.config.exotel.appId ?? null;
    return { clientId, channelId, account: accountSid, callerId: number, appId };
  }

  /** v1 has no way to end a call (exotel.md 2.4). */
  canHangUp(): boolean {
    return false;
  }

  async makeCall(line: OutboundLine, order: DialOrder): Promise<PlacedCall> {
    const credentials = await this.credentialsOf(line);
    const start = await this.pace.start(line.account, TURN_WITHIN_MS);
    if (!start) throw TelephonyErrors.PROVIDER_RATE_LIMITED();
    let answer: DialAnswer | 'never_sent';
    let isTrial: boolean;
    try {
      const { kind } = await this.breakers.admit(line.account);
      if (kind === 'wait') throw TelephonyErrors.API_UNAVAILABLE();
      isTrial = kind === 'trial';
      await start.turn();
      if (this.clock.monotonicMs() > order.sendUntilMs) {
        throw TelephonyErrors.PROVIDER_RATE_LIMITED();
      }
      answer = await this.connect(credentials, order);
    } finally {
      await start.done();
    }
    const hasFailed = answer === 'never_sent' || answer.kind === 'uncertain';
    await this.breakers.report(line.account, hasFailed ? 'failed' : 'answered', isTrial);
    if (answer === 'never_sent') throw TelephonyErrors.API_UNAVAILABLE();
    if (answer.kind === 'uncertain') throw TelephonyErrors.DIAL_UNCERTAIN();
    if (answer.kind === 'refused') throw REFUSALS[answer.why](answer.message);
    return { sid: asProviderSid(answer.sid), status: answer.status };
  }

  async getCallDetails(line: OutboundLine, sid: ProviderSid): Promise<PlacedCallDetails | null> {
    const body = await this.get(line, `/Calls/${encodeURIComponent(sid)}.json?details=true`);
    if (body === null) return null;
    const { Call } = oneSchema.parse(body);
    return {
      sid: asProviderSid(Call.Sid),
      status: Call.Status,
      isLive: isLive(Call),
      result: RESULTS[Call.Status] ?? null,
      firstLeg: RESULTS[Call.Details?.Leg1Status ?? ''] ?? null,
      secondLeg: RESULTS[Call.Details?.Leg2Status ?? ''] ?? null,
      isMachine: isMachine(Call.AnsweredBy),
      duration: Call.Duration,
      talkSeconds: Call.Details?.ConversationDuration ?? null,
      direction: Call.Direction ?? '',
      startedAt: parseIndianTime(Call.StartTime),
      endedAt: parseIndianTime(Call.EndTime),
      price: Call.Price,
      recordingUrl: Call.RecordingUrl ?? null,
    };
  }

  hangupCall(): Promise<void> {
    return Promise.reject(TelephonyErrors.PROVIDER_CANNOT_HANG_UP());
  }

  async getRecordingUrl(line: OutboundLine, sid: ProviderSid): Promise<string | null> {
    return (await this.getCallDetails(line, sid))?.recordingUrl ?? null;
  }

  async findCalls(
    line: OutboundLine,
    { from, to }: { readonly from: string; readonly to: string | null },
    since: Date,
    until: Date,
  ): Promise<readonly PlacedCall[]> {
    const query = new URLSearchParams({
      From: from,
      ...(to !== null && { To: to }),
      DateCreated: `gte:${toIndianTime(since)};lte:${toIndianTime(until)}`,
      Direction: 'outbound-api',
      PageSize: String(PAGE_SIZE),
      SortBy: 'DateCreated:asc',
    });
    const body = await this.get(line, `/Calls.json?${query.toString()}`);
    if (body === null) throw TelephonyErrors.PROVIDER_NOT_FOUND();
    const { Calls } = listSchema.parse(body);
    return Calls.map(({ Sid, Status }) => ({ sid: asProviderSid(Sid), status: Status }));
  }

  async getCircuitBreakerState({ account }: OutboundLine): Promise<BreakerState> {
    return await this.breakers.stateOf(account);
  }

  async closedForMs({ account }: OutboundLine): Promise<number> {
    const admitted = await this.breakers.look(account);
    return admitted.kind === 'wait' ? admitted.waitMs : 0;
  }

  async getRateLimiterStats({ account }: OutboundLine): Promise<{ readonly currentJobs: number }> {
    return { currentJobs: await this.pace.inFlight(account) };
  }

  private async credentialsOf({ clientId, channelId }: OutboundLine): Promise<ExotelCredentials> {
    if (channelId !== null) return await this.channels.credentialsOf({ clientId });
    const { account } = this.config.exotel;
    if (!account) throw TelephonyErrors.PROVIDER_UNAUTHORIZED();
    return account;
  }

  /** One form, sent once (exotel.md 1.2, 1.3). */
  private async connect(
    credentials: ExotelCredentials,
    order: DialOrder,
  ): Promise<DialAnswer | 'never_sent'> {
    const form = {
      From: order.from,
      ...targetOf(credentials.accountSid, order.target),
      CallerId: order.callerId,
      CallType: 'trans',
      TimeLimit: String(order.timeLimitSeconds),
      TimeOut: String(order.ringSeconds),
      // Exotel would dial the first number again by itself, and we would not know.
      MaxRetries: '0',
      Record: 'true',
      CustomField: order.customField,
      StatusCallback: order.statusUrl,
      'StatusCallbackEvents[0]': 'terminal',
      'StatusCallbackEvents[1]': 'answered',
      StatusCallbackContentType: 'application/json',
    };
    try {
      const answer = await this.rest.post(credentials, '/Calls/connect.json', form);
      return readDialAnswer(answer.status, answer.json, answer.text);
    } catch (error) {
      if (!(error instanceof OutgoingError)) throw error;
      return NEVER_SENT.has(error.reason) ? 'never_sent' : { kind: 'uncertain' };
    }
  }

  /** Null for 404. @throws API_UNAVAILABLE, PROVIDER_RATE_LIMITED, and as for a refused dial */
  private async get(line: OutboundLine, path: string): Promise<unknown> {
    const credentials = await this.credentialsOf(line);
    if (!(await this.pace.mayLook(line.account))) throw TelephonyErrors.PROVIDER_RATE_LIMITED();
    const { status, json } = await this.rest.get(credentials, path).catch((error: unknown) => {
      throw TelephonyErrors.API_UNAVAILABLE({ context: { reason: String(error) } });
    });
    if (status === 404) return null;
    if (status === 429) throw TelephonyErrors.PROVIDER_RATE_LIMITED();
    if (status >= 400 && status < 500)
      throw TelephonyErrors.PROVIDER_REFUSED({ context: { status } });
    if (status >= 300 || json === undefined) {
      throw TelephonyErrors.API_UNAVAILABLE({ context: { status } });
    }
    return json;
  }
}

/** Two numbers, a flow, or a socket: never two of them in one form (exotel.md 1.2). */
function targetOf(accountSid: string, target: DialTarget): Readonly<Record<string, string>> {
  switch (target.kind) {
    case 'number':
      return { To: target.number };
    case 'flow':
      return { Url: `http://my.exotel.com/${accountSid}/exoml/start_voice/${target.appId}` };
    case 'stream':
      return { StreamUrl: target.url, StreamType: 'bidirectional' };
  }
}
