import { onCallSeconds, wholeSeconds, type SimCall } from './call-record.js';
import { istStamp } from './indian-time.js';
import { wireNumber } from './wire-number.js';

/** Rupees for each begun minute. */
const PRICE_A_MINUTE = 0.6;

/** A call as v1 shows it (exotel.md 1.4): EndTime, Duration and Price come `fillMs` after the end. */
export function callDetails(call: SimCall, now: number, fillMs: number): Record<string, unknown> {
  const ended = call.endedAt !== null;
  const endedAt = call.endedAt !== null && now >= call.endedAt + fillMs ? call.endedAt : null;
  const duration = endedAt === null ? null : wholeSeconds(call.startedAt, endedAt);
  return {
    Sid: call.sid,
    ParentCallSid: null,
    DateCreated: istStamp(call.startedAt),
    DateUpdated: istStamp(call.endedAt ?? call.startedAt),
    AccountSid: call.account,
    To: wireNumber(call.to),
    From: wireNumber(call.from),
    PhoneNumberSid: wireNumber(call.exophone),
    Status: statusOf(call),
    StartTime: istStamp(call.startedAt),
    EndTime: endedAt !== null ? istStamp(endedAt) : ended ? call.endTimePlaceholder : null,
    Duration: duration,
    Price: duration === null ? null : priceOf(duration),
    Direction: call.direction,
    AnsweredBy: null,
    ForwardedFrom: null,
    CallerName: null,
    Uri: `/v1/Accounts/${call.account}/Calls.json/${call.sid}`,
    RecordingUrl: ended ? call.recordingUrl : null,
  };
}

/** `in-progress` at once; an inbound call is `completed` though nobody picked up (exotel.md 1.4, 2.1). */
export function statusOf(call: SimCall): string {
  if (call.endedAt === null) return 'in-progress';
  return call.direction === 'inbound' ? 'completed' : (call.finalStatus ?? 'failed');
}

/** `Details` of the single GET with `details=true` (exotel.md 2.1). */
export function legDetails(call: SimCall, now: number, fillMs: number): Record<string, unknown> {
  const filled = call.endedAt !== null && now >= call.endedAt + fillMs;
  const legs = legsOf(call, now);
  return {
    ConversationDuration: filled ? Math.round(call.talkSeconds) : null,
    Leg1Status: legs[0]?.status ?? null,
    Leg2Status: legs[1]?.status ?? null,
    Legs: legs.map((leg, index) => ({ Leg: { Id: index + 1, OnCallDuration: leg.seconds } })),
  };
}

/** Duration in whole seconds, once it is known. */
export function knownDuration(call: SimCall, now: number, fillMs: number): number | null {
  if (call.endedAt === null || now < call.endedAt + fillMs) return null;
  return wholeSeconds(call.startedAt, call.endedAt);
}

function legsOf(call: SimCall, now: number) {
  const until = call.endedAt ?? now;
  const dialled = call.attempts.map((attempt) => ({
    leg: attempt.leg,
    status: attempt.to === null ? null : attempt.result,
    seconds: onCallSeconds(attempt, until),
  }));
  const second = dialled.findLast((leg) => leg.leg !== 'from') ?? { status: null, seconds: 0 };
  if (call.direction === 'outbound-api') {
    const first = dialled.findLast((leg) => leg.leg === 'from');
    return [first ?? { status: null, seconds: 0 }, second];
  }
  const caller = {
    status: call.endedAt === null ? null : 'completed',
    seconds: wholeSeconds(call.startedAt, until),
  };
  return [caller, second];
}

function priceOf(seconds: number): number {
  return Number((Math.ceil(seconds / 60) * PRICE_A_MINUTE).toFixed(2));
}
