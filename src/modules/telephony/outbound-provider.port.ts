import type { ChannelId, ProviderSid, TenantId } from '../../common/ids.js';
import type { BreakerState } from '../provider-limits/breaker.domain.js';

/** From where a company calls. */
export interface OutboundLine {
  readonly clientId: TenantId;
  /** Its voice channel; null: the deployment's own account. */
  readonly channelId: ChannelId | null;
  /** The account at the telephone company; companies may share one. */
  readonly account: string;
  /** The number that the called person sees. */
  readonly callerId: string;
  /** The flow for calls to no second number. */
  readonly appId: string | null;
}

/** Where a call goes when the first phone is picked up. */
export type DialTarget =
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'flow'; readonly appId: string }
  /** A WebSocket of ours. */
  | { readonly kind: 'stream'; readonly url: string };

/** What shall be dialled: first `from`, then the rest. */
export interface DialOrder {
  readonly from: string;
  readonly target: DialTarget;
  readonly callerId: string;
  readonly customField: string;
  /** Where news of the call are sent: an address that nobody can guess. */
  readonly statusUrl: string;
  readonly ringSeconds: number;
  /** The whole call is cut after so long. */
  readonly timeLimitSeconds: number;
  /** Not sent after this, monotonic ms of the wall: others take whoever asks for dead by then. */
  readonly sendUntilMs: number;
}

export interface PlacedCall {
  readonly sid: ProviderSid;
  readonly status: string;
}

/** How a leg of a call ended; null while it has not, or was never dialled. */
export type LegResult = 'completed' | 'no_answer' | 'busy' | 'failed' | 'canceled';

/** A call that we placed, as the telephone company has it. */
export interface PlacedCallDetails extends PlacedCall {
  readonly isLive: boolean;
  readonly result: LegResult | null;
  readonly firstLeg: LegResult | null;
  readonly secondLeg: LegResult | null;
  /** A machine took the call at the customer's phone. */
  readonly isMachine: boolean;
  /** Seconds of the whole call, and of the conversation; null until they are worked out. */
  readonly duration: number | null;
  readonly talkSeconds: number | null;
  readonly direction: string;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly price: number | null;
  readonly recordingUrl: string | null;
}

/** What a telephone company can do for calls that we place. One folder for each company. */
export abstract class OutboundProvider {
  /** Null: the company has no account, or no number to call from. */
  abstract lineOf(clientId: TenantId): Promise<OutboundLine | null>;
  /** Can it end a call that is under way? */
  abstract canHangUp(line: OutboundLine): boolean;
  /**
   * Asks for one call, exactly once.
   * @throws API_UNAVAILABLE, PROVIDER_RATE_LIMITED: surely nothing was dialled; DIAL_UNCERTAIN: the
   * call may be under way; PROVIDER_INVALID_NUMBER, NUMBER_DO_NOT_DISTURB, PROVIDER_BAD_REQUEST,
   * PROVIDER_UNAUTHORIZED, PROVIDER_NO_CREDIT, PROVIDER_FORBIDDEN, PROVIDER_NOT_FOUND: refused
   */
  abstract makeCall(line: OutboundLine, order: DialOrder): Promise<PlacedCall>;
  /** Null when it is not known (yet). @throws API_UNAVAILABLE, PROVIDER_RATE_LIMITED */
  abstract getCallDetails(line: OutboundLine, sid: ProviderSid): Promise<PlacedCallDetails | null>;
  /** @throws PROVIDER_CANNOT_HANG_UP */
  abstract hangupCall(line: OutboundLine, sid: ProviderSid): Promise<void>;
  abstract getRecordingUrl(line: OutboundLine, sid: ProviderSid): Promise<string | null>;
  /** Calls that we placed from one number to another (null: any) in a span of time, oldest first. */
  abstract findCalls(
    line: OutboundLine,
    pair: { readonly from: string; readonly to: string | null },
    since: Date,
    until: Date,
  ): Promise<readonly PlacedCall[]>;
  abstract getCircuitBreakerState(line: OutboundLine): Promise<BreakerState>;
  /** May calls be placed now? Else how long, in ms of the clock, until the next trial. */
  abstract closedForMs(line: OutboundLine): Promise<number>;
  abstract getRateLimiterStats(line: OutboundLine): Promise<{ readonly currentJobs: number }>;
}
