import { dialSeconds, onCallSeconds, type SimAttempt, type SimCall } from './call-record.js';
import { istCreated, istStamp, NOT_SET } from './indian-time.js';
import { wireNumber } from './wire-number.js';

/** Virtual time until a recording is ready (exotel.md 2.7: not at the call's end). */
const RECORDING_READY_MS = 5 * 60_000;

const CAUSES: Record<string, readonly [code: string, cause: string]> = {
  completed: ['16', 'NORMAL_CLEARING'],
  canceled: ['16', 'NORMAL_CLEARING'],
  busy: ['17', 'USER_BUSY'],
  'no-answer': ['1003', 'RING_TIMEOUT'],
  failed: ['20', 'SUBSCRIBER_ABSENT'],
};

/** `CallType` of a Passthru (exotel.md 3.2). */
export type CallType = 'call-attempt' | 'completed' | 'client-hangup' | 'incomplete' | 'voicemail';

/** Query of a Passthru or of a dynamic Connect URL (exotel.md 3.2, 3.4); `last` after a dial. */
export function appletQuery(
  call: SimCall,
  now: number,
  callType: CallType,
  last: SimAttempt | null,
): URLSearchParams {
  const query = new URLSearchParams({
    ...parties(call),
    Created: istCreated(call.startedAt),
    StartTime: istStamp(call.startedAt),
    EndTime: NOT_SET,
    CurrentTime: istStamp(now),
    CallType: callType,
    CallStatus: callStatus(callType),
    flow_id: call.flowId,
    tenant_id: 'null',
    ForwardedFrom: 'null',
    ProcessStatus: 'null',
    OutgoingPhoneNumber: 'null',
    DialWhomNumber: last ? wireNumber(last.number) : '',
    DialCallDuration: last ? String(dialSeconds(last, now)) : '0',
  });
  if (last) query.set('DialCallStatus', last.result);
  if (call.customField !== null) query.set('CustomField', call.customField);
  if (call.digits !== null) query.set('digits', `"${call.digits}"`);
  return query;
}

/** Query of the Passthru at the end, with recording and legs (exotel.md 3.2). */
export function endQuery(call: SimCall, now: number, callType: CallType): URLSearchParams {
  const query = appletQuery(call, now, callType, call.attempts.at(-1) ?? null);
  query.set('RecordingUrl', call.recordingUrl ?? 'null');
  if (call.recordingUrl) query.set('RecordingAvailableBy', istCreated(now + RECORDING_READY_MS));
  const dialled = call.attempts.filter((attempt) => attempt.leg === 'connect');
  for (const [index, attempt] of dialled.entries()) {
    const [code, cause] = CAUSES[attempt.result] ?? ['', 'null'];
    const leg = `Legs[${index}]`;
    query.set(`${leg}[Number]`, wireNumber(attempt.number));
    query.set(`${leg}[Type]`, 'single');
    query.set(`${leg}[OnCallDuration]`, String(onCallSeconds(attempt, now)));
    query.set(`${leg}[CallerId]`, wireNumber(call.exophone));
    query.set(`${leg}[CauseCode]`, code);
    query.set(`${leg}[Cause]`, cause);
  }
  return query;
}

/** Query of Greeting (exotel.md 3.5). */
export function greetingQuery(call: SimCall): URLSearchParams {
  const { CallSid, From, To } = parties(call);
  const query = new URLSearchParams({ CallSid, From, To });
  const last = call.attempts.at(-1);
  if (last) query.set('DialWhomNumber', wireNumber(last.number));
  if (call.customField !== null) query.set('CustomField', call.customField);
  return query;
}

/** Popup events of Connect, one GET each (exotel.md 3.3). */
export type PopupEvent = 'Dial' | 'Ringing' | 'Answered' | 'Terminal';

/** Query of the popup: `busy` means that the agent is being called (exotel.md 0.2 fact 6). */
export function popupQuery(
  call: SimCall,
  now: number,
  event: PopupEvent,
  agent: { readonly number: string; readonly email: string },
): URLSearchParams {
  return new URLSearchParams({
    ...parties(call),
    Created: istCreated(call.startedAt),
    CurrentTime: istStamp(now),
    DialWhomNumber: wireNumber(agent.number),
    Status: event === 'Terminal' ? 'free' : 'busy',
    EventType: event,
    AgentEmail: agent.email,
  });
}

function parties(call: SimCall) {
  const From = wireNumber(call.from);
  const To = wireNumber(call.to);
  const Direction = call.direction === 'inbound' ? 'incoming' : 'outbound-dial';
  return { CallSid: call.sid, CallFrom: From, CallTo: To, Direction, From, To };
}

function callStatus(callType: CallType): string {
  if (callType === 'completed') return 'completed';
  if (callType === 'client-hangup') return 'canceled';
  return 'in-progress';
}
