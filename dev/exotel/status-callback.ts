import { hex } from '../seeded-random.js';
import { onCallSeconds, type SimAttempt, type SimCall } from './call-record.js';
import { isSuccess } from './connect-applet.js';
import type { DialRequest } from './dial-request.js';
import { istStamp } from './indian-time.js';
import { wireNumber } from './wire-number.js';
import type { World } from './world.js';

type Flat = Record<string, string | number | null>;
type StatusBody = Record<string, Flat[string] | readonly Flat[]>;
export type StatusEvent = 'answered' | 'terminal' | 'ringing';

/** Sends the event if it was asked for; without `StatusCallbackEvents` only the end (exotel.md 3.1). */
export function sendStatus(
  world: World,
  call: SimCall,
  request: DialRequest,
  event: StatusEvent,
): void {
  const url = request.statusCallback;
  const asked = request.events.size === 0 ? event === 'terminal' : request.events.has(event);
  if (url === null || !asked) return;
  const { settings, webhooks, deliveries } = world;
  const type = settings.urlencodedStatus ? 'urlencoded' : request.contentType;
  const encoded = encode(statusBody(call, request, event, world.clock.now()), type, world);
  const send = async (): Promise<boolean> => {
    const answer = await webhooks.send({
      call,
      kind: 'status',
      method: 'POST',
      url,
      headers: { 'content-type': encoded.contentType },
      body: encoded.body,
      timeoutMs: settings.statusTimeoutMs,
    });
    return isSuccess(answer.status);
  };
  deliveries.deliver(call.sid, send, settings.statusRetries, settings.statusRetrySeconds * 1000);
}

/** The rich fields come only with `StatusCallbackEvents`, and for two-number calls (exotel.md 3.1). */
function statusBody(
  call: SimCall,
  request: DialRequest,
  event: StatusEvent,
  now: number,
): StatusBody {
  const always = {
    CallSid: call.sid,
    DateUpdated: istStamp(now),
    Status: call.finalStatus ?? 'in-progress',
    RecordingUrl: call.recordingUrl ?? '',
  };
  if (request.events.size === 0) return always;
  if (request.mode === 'flow') return { ...always, EventType: event };
  const from = call.attempts.findLast((attempt) => attempt.leg === 'from') ?? null;
  const to = call.attempts.findLast((attempt) => attempt.leg === 'to') ?? null;
  return {
    ...always,
    EventType: event,
    DateCreated: istStamp(call.startedAt),
    From: wireNumber(call.from),
    To: wireNumber(call.to),
    PhoneNumberSid: wireNumber(call.exophone),
    StartTime: istStamp(call.startedAt),
    EndTime: call.endedAt === null ? '1970-01-01 05:30:00' : istStamp(call.endedAt),
    ConversationDuration: Math.round(call.talkSeconds),
    Direction: 'outbound-api',
    ...(event === 'terminal' && call.customField !== null ? { CustomField: call.customField } : {}),
    Legs: request.mode === 'stream' ? [leg(from, now)] : [leg(from, now), leg(to, now)],
  };
}

function leg(attempt: SimAttempt | null, now: number): Flat {
  if (!attempt) return { OnCallDuration: 0, Status: null, AnsweredBy: 'NA' };
  const status = attempt.result === 'talking' ? 'in-progress' : attempt.result;
  return { OnCallDuration: onCallSeconds(attempt, now), Status: status, AnsweredBy: 'NA' };
}

function encode(body: StatusBody, type: DialRequest['contentType'] | 'urlencoded', world: World) {
  if (type === 'application/json') return { contentType: type, body: JSON.stringify(body) };
  const fields = flatten(body);
  if (type === 'urlencoded') {
    const contentType = 'application/x-www-form-urlencoded';
    return { contentType, body: new URLSearchParams(fields).toString() };
  }
  const boundary = `------------------------${hex(world.random, 16)}`;
  const parts = fields.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    contentType: `${type}; boundary=${boundary}`,
    body: `${parts.join('')}--${boundary}--\r\n`,
  };
}

/** Forms flatten: `Legs[0][OnCallDuration]=52` (exotel.md 3.1). */
function flatten(body: StatusBody): [string, string][] {
  return Object.entries(body).flatMap(([name, value]): [string, string][] => {
    if (typeof value !== 'object' || value === null) return [[name, String(value ?? '')]];
    return value.flatMap((item, index) =>
      Object.entries(item).map(([key, inner]): [string, string] => [
        `${name}[${index}][${key}]`,
        String(inner ?? 'null'),
      ]),
    );
  });
}
