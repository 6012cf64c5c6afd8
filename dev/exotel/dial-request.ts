import { isDiallable, numberKey } from './wire-number.js';

/** A valid `POST Calls/connect` (exotel.md 1.2, 1.3). */
export interface DialRequest {
  readonly mode: 'numbers' | 'flow' | 'stream';
  readonly from: string;
  /** Of two-number calls. */
  readonly to: string | null;
  readonly callerId: string;
  /** Of flow calls. */
  readonly flowId: string | null;
  /** Of calls to a socket. */
  readonly streamUrl: string | null;
  readonly timeLimitSeconds: number;
  readonly ringSeconds: number;
  /** Leg-1 redials; null: not sent. */
  readonly maxRetries: number | null;
  readonly record: boolean;
  readonly customField: string | null;
  readonly statusCallback: string | null;
  readonly events: ReadonlySet<string>;
  readonly contentType: 'multipart/form-data' | 'application/json';
}

/** Why the form is refused with 400. */
export class BadDialRequest extends Error {}

const FLOW_URL =
  /^https?:\/\/my\.exotel\.(?:com|in)\/(?:([\w-]+)\/exoml\/start_voice|exoml\/start)\/(\w+)$/;
const WEB_URL = /^https?:\/\/[^\s/]+/;
const SOCKET_URL = /^wss?:\/\/[^\s/]+/;
const MAX_TIME_LIMIT = 14_400;
const DEFAULT_RING_SECONDS = 30;

/** Checks all limits of the form, which is case-sensitive; unknown fields are ignored. */
export function readDialRequest(
  form: ReadonlyMap<string, string>,
  account: { readonly sid: string; readonly exophones: readonly string[] },
): DialRequest {
  const from = needed(form, 'From');
  check(isDiallable(from) || from.startsWith('sip:'), 'From is not a valid number');
  const callerId = needed(form, 'CallerId');
  const owned = account.exophones.some((own) => numberKey(own) === numberKey(callerId));
  check(owned, 'CallerId does not belong to the account');

  const url = form.get('Url');
  const stream = form.get('StreamUrl');
  const forked = form.has('StreamBegin');
  check(!(url && stream), 'Url and StreamUrl are mutually exclusive');
  const mode = url ? 'flow' : stream && !forked ? 'stream' : 'numbers';
  const to = mode === 'numbers' ? needed(form, 'To') : null;
  check(to === null || isDiallable(to), 'To is not a valid number');
  checkStream(form, mode);

  oneOf(form, 'CallType', ['trans']);
  oneOf(form, 'Record', ['true', 'false']);
  oneOf(form, 'RecordingChannels', ['single', 'dual']);
  oneOf(form, 'RecordingFormat', ['mp3', 'mp3-hq']);
  oneOf(form, 'StartPlaybackToNew', ['Callee', 'Both']);
  for (const field of ['WaitUrl', 'StatusCallback', 'StartPlaybackValueNew']) {
    check(WEB_URL.test(form.get(field) ?? 'http://x'), `${field} is not a valid URL`);
  }
  check((form.get('CustomField') ?? '').length <= 128, 'CustomField is longer than 128 characters');
  return {
    mode,
    from,
    to,
    callerId,
    flowId: url ? flowIdOf(url, account.sid) : null,
    streamUrl: mode === 'stream' ? (stream ?? null) : null,
    timeLimitSeconds: whole(form, 'TimeLimit', 1, MAX_TIME_LIMIT) ?? MAX_TIME_LIMIT,
    ringSeconds: whole(form, 'TimeOut', 1, 60) ?? DEFAULT_RING_SECONDS,
    maxRetries: whole(form, 'MaxRetries', 0, 3),
    record: form.get('Record') === 'true',
    customField: form.get('CustomField') ?? null,
    statusCallback: form.get('StatusCallback') ?? null,
    events: eventsOf(form, mode),
    contentType: contentTypeOf(form),
  };
}

function needed(form: ReadonlyMap<string, string>, field: string): string {
  const value = form.get(field);
  check(value !== undefined && value !== '', `${field} is mandatory`);
  return value ?? '';
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new BadDialRequest(message);
}

function oneOf(form: ReadonlyMap<string, string>, field: string, allowed: readonly string[]): void {
  const value = form.get(field);
  check(value === undefined || allowed.includes(value), `${field} must be ${allowed.join(' or ')}`);
}

function whole(form: ReadonlyMap<string, string>, field: string, min: number, max: number) {
  const value = form.get(field);
  if (value === undefined) return null;
  const number = Number(value);
  const valid = /^\d+$/.test(value) && number >= min && number <= max;
  check(valid, `${field} must be a whole number from ${min} to ${max}`);
  return number;
}

/** External addresses are not accepted in `Url` (exotel.md 1.2). */
function flowIdOf(url: string, sid: string): string {
  const [, owner, flowId] = FLOW_URL.exec(url) ?? [];
  check(flowId !== undefined && (owner ?? sid) === sid, 'Url is not a flow of this account');
  return flowId ?? '';
}

function checkStream(form: ReadonlyMap<string, string>, mode: DialRequest['mode']): void {
  const stream = form.get('StreamUrl');
  check(stream === undefined || SOCKET_URL.test(stream), 'StreamUrl must be ws:// or wss://');
  check((stream ?? '').length < 600, 'StreamUrl must be shorter than 600 characters');
  check((form.get('StreamName') ?? '').length <= 32, 'StreamName is longer than 32 characters');
  if (mode === 'stream') {
    check(form.get('StreamType') === 'bidirectional', 'StreamType must be bidirectional');
  }
  oneOf(form, 'StreamBegin', ['at Leg1Connect', 'at Leg2Connect']);
}

/** `StatusCallbackEvents[0]`, `[1]` or repeated `[]` (exotel.md 1.3). */
function eventsOf(form: ReadonlyMap<string, string>, mode: DialRequest['mode']) {
  const allowed =
    mode === 'stream' ? ['terminal', 'answered', 'ringing'] : ['terminal', 'answered'];
  const events = new Set<string>();
  for (const [field, value] of form) {
    if (!/^StatusCallbackEvents\[\d*\]/.test(field)) continue;
    check(allowed.includes(value), `${field} must be ${allowed.join(' or ')}`);
    events.add(value);
  }
  return events;
}

function contentTypeOf(form: ReadonlyMap<string, string>): DialRequest['contentType'] {
  const field = 'StatusCallbackContentType';
  oneOf(form, field, ['multipart/form-data', 'application/json']);
  return form.get(field) === 'application/json' ? 'application/json' : 'multipart/form-data';
}
