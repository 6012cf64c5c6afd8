import type { SimClock } from '../scaled-clock.js';
import type { SimRandom } from '../seeded-random.js';

/** How asynchronous webhooks (popups, end Passthru, StatusCallback) misbehave (exotel.md 3.1). */
export interface DeliveryOptions {
  /** Probability of each, 0 by default. */
  readonly doubled: number;
  readonly late: number;
  readonly reordered: number;
  readonly lost: number;
  /** How late, in virtual seconds, from and to. */
  readonly lateSeconds: readonly [number, number];
}

/** Settings of the simulator; what is left out follows exotel.md. */
export interface ExotelSimulatorOptions {
  readonly clock: SimClock;
  readonly random: SimRandom;
  /** Port of the REST server on 127.0.0.1; 0 (default) takes a free one. */
  readonly port?: number;
  /** Wall time a Connect or Gather answer may take (exotel.md 3.4: 5 s). */
  readonly answerTimeoutMs?: number;
  /** Wall time a sync Passthru or Greeting may take (exotel.md 3.2: [LOW] 15 s). */
  readonly passthruTimeoutMs?: number;
  /** Wall time a StatusCallback may take (exotel.md 3.1: 15 s, else up to 2 retries). */
  readonly statusTimeoutMs?: number;
  readonly statusRetries?: number;
  /** Virtual seconds between two tries of a StatusCallback (not documented). */
  readonly statusRetrySeconds?: number;
  /** Sends StatusCallbacks urlencoded, whatever was asked for (exotel.md 1.3). */
  readonly urlencodedStatus?: boolean;
  /** REST requests a minute of the wall and account; null switches the limit off (exotel.md 1.7). */
  readonly requestsPerMinute?: number | null;
  /** Virtual seconds after a call's end until EndTime, Duration and Price are there (exotel.md 1.4). */
  readonly fillSeconds?: number;
  /** Virtual seconds after a dial during which the call is not found yet (exotel.md 2.1). */
  readonly cdrMissingSeconds?: number;
  /** Redials of leg 1 when `MaxRetries` is not sent (exotel.md 1.3: 3 in an old article; 0 here). */
  readonly leg1Retries?: number;
  /** An invalid connect answer hangs up on the caller (exotel.md 3.4 [B]) instead of "didn't dial anyone". */
  readonly invalidAnswerDropsCaller?: boolean;
  /** Probability that Connect fetches twice at once (exotel.md 3.4: polls can overlap). */
  readonly overlappingFetch?: number;
  /** Numbers that TRAI's register blocks (exotel.md 6.3). */
  readonly dndNumbers?: readonly string[];
  readonly deliveries?: Partial<DeliveryOptions>;
  /** Webhooks kept for each call. */
  readonly webhookLogSize?: number;
  /** Where recordings are said to be (exotel.md 2.7). */
  readonly recordingBaseUrl?: string;
}

export type Settings = Required<Omit<ExotelSimulatorOptions, 'deliveries'>> & {
  readonly deliveries: DeliveryOptions;
};

/** The options with their defaults. */
export function settingsOf(options: ExotelSimulatorOptions): Settings {
  return {
    port: 0,
    answerTimeoutMs: 5000,
    passthruTimeoutMs: 15_000,
    statusTimeoutMs: 15_000,
    statusRetries: 2,
    statusRetrySeconds: 60,
    urlencodedStatus: false,
    requestsPerMinute: 200,
    fillSeconds: 120,
    cdrMissingSeconds: 0,
    leg1Retries: 0,
    invalidAnswerDropsCaller: false,
    overlappingFetch: 0,
    dndNumbers: [],
    webhookLogSize: 200,
    recordingBaseUrl: 'https://recordings.exotel.com/exotelrecordings',
    ...options,
    deliveries: {
      doubled: 0,
      late: 0,
      reordered: 0,
      lost: 0,
      lateSeconds: [5, 60],
      ...options.deliveries,
    },
  };
}
