/** How a call ended, as its caller would tell it. */
export type SimOutcome =
  /** spoke to somebody */
  | 'served'
  /** hung up before */
  | 'abandoned'
  /** nobody picked up, and the flow ended */
  | 'unanswered'
  /** turned away by the flow (Switch-Case `closed`) */
  | 'blocked'
  | 'callback'
  | 'voicemail'
  /** hung up on by Exotel after an invalid connect answer */
  | 'dropped'
  /** was live when the simulator closed */
  | 'shut_down';

export type DialStatus = 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled';

/** Which phone of a call: the first one dialled by API, the second, or one that Connect dialled. */
export type Leg = 'from' | 'to' | 'connect';

export type WebhookKind =
  'wait' | 'connect' | 'hold-head' | 'hold' | 'gather' | 'popup' | 'end' | 'status';

/** One phone rung for a call; times are virtual. */
export interface SimAttempt {
  readonly number: string;
  readonly leg: Leg;
  readonly from: number;
  answeredAt: number | null;
  to: number | null;
  result: DialStatus | 'ringing' | 'talking';
}

/** One webhook as the simulator saw it answered. */
export interface SimWebhook {
  readonly kind: WebhookKind;
  readonly path: string;
  /** Virtual time of the request. */
  readonly at: number;
  /** Milliseconds of the wall until the whole answer was there. */
  readonly wallMs: number;
  readonly status: number | 'timeout' | 'refused';
  /** Why Exotel ignores the answer. */
  problem?: string;
}

/** What the simulator knows of one call; it changes until `endedAt` is set. */
export interface SimCallRecord {
  readonly sid: string;
  readonly account: string;
  readonly direction: 'inbound' | 'outbound-api';
  readonly exophone: string;
  readonly from: string;
  readonly to: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: SimOutcome | null;
  /** From the start until somebody answered, or until the caller hung up. */
  readonly waitSeconds: number | null;
  /** Number of the last one who answered. */
  readonly answeredBy: string | null;
  readonly talkSeconds: number;
  readonly attempts: readonly Readonly<SimAttempt>[];
  /** The last `webhookLogSize` webhooks. */
  readonly webhooks: readonly Readonly<SimWebhook>[];
  /** Answers that Exotel ignored, with the reason. */
  readonly problems: readonly string[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The record as the simulator writes it, with what only the REST interface shows. */
export interface SimCall extends Omit<
  Writable<SimCallRecord>,
  'attempts' | 'webhooks' | 'problems'
> {
  attempts: SimAttempt[];
  webhooks: SimWebhook[];
  problems: string[];
  /** Order of creation, for the cursors of the list. */
  readonly order: number;
  readonly flowId: string;
  readonly customField: string | null;
  digits: string | null;
  /** v1 status once the call has ended (exotel.md 1.5). */
  finalStatus: DialStatus | null;
  recordingUrl: string | null;
  /** Until it is known, EndTime is null or the 1970 placeholder (exotel.md 2.1). */
  readonly endTimePlaceholder: string | null;
}

/** Seconds, whole, that this phone was off the hook. */
export function onCallSeconds(attempt: SimAttempt, now: number): number {
  if (attempt.answeredAt === null) return 0;
  return wholeSeconds(attempt.answeredAt, attempt.to ?? now);
}

/** Seconds, whole, that it was dialled, with the ringing (exotel.md 3.2: DialCallDuration). */
export function dialSeconds(attempt: SimAttempt, now: number): number {
  return wholeSeconds(attempt.from, attempt.to ?? now);
}

/** Seconds, whole, from one moment to another. */
export function wholeSeconds(from: number, to: number): number {
  return Math.max(0, Math.round((to - from) / 1000));
}
