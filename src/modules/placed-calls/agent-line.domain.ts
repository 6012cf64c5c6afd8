import { secondsBetween, SECOND } from '../../common/time.js';
import type { ProviderSid } from '../../common/ids.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import type { DialNews, DialResult } from '../telephony/call-flow.port.js';
import {
  answered,
  ended,
  inOne,
  isOver,
  placed,
  RING_SECONDS,
  startOf,
  tell,
  type DialStep,
  type Ending,
} from './dial.domain.js';
import { initiated } from './intent.domain.js';

/** A customer's phone has rung out by then, and somebody told of it. */
const NEWS_MS = (RING_SECONDS + 45) * SECOND;

/** The agent picked up and is led to its first customer: that phone rings now. */
export function ringsOnLine(call: OutboundCall, sid: ProviderSid, at: Date): DialStep | null {
  if (isOver(call) || call.dialState === 'placed') return null;
  return placed(call, sid, at);
}

/**
 * The next customer is put through to an agent who stays on the line: a call of its own, which
 * Exotel dials as a part of the first one.
 */
export function nextOnLine(intent: OutboundCall, line: OutboundCall, at: Date): DialStep {
  const { _id: lineOf, from, channelId } = line;
  const call: OutboundCall = {
    ...intent,
    way: 'agent_line',
    lineOf,
    from,
    channelId,
    dialState: 'placed',
    status: 'ringing',
    outboundStatus: 'ringing',
    dials: 1,
    dialedAt: at,
    startedAt: at,
    lastNewsAt: at,
    newsDueAt: new Date(at.getTime() + NEWS_MS),
  };
  const begun = { ...initiated(intent, at), call, isOccupied: true };
  return tell(begun, 'call.ringing', at, {});
}

/** The customer picked up: agent and customer talk. */
export const talksOnLine = (call: OutboundCall, at: Date): DialStep | null =>
  isOver(call) ? null : answered(call, at);

/** The flow says how it went at the customer's phone. */
export function afterAttempt(
  call: OutboundCall,
  dial: Pick<DialNews, 'result' | 'seconds'>,
  at: Date,
  wrapUpSeconds: number,
): DialStep {
  const ending = ENDINGS[dial.result];
  // The seconds of a dial have its ringing in them: what was told of the talk is better.
  const talkSeconds = call.answeredAt ? secondsBetween(call.answeredAt, at) : dial.seconds;
  return over(
    call,
    { ...ending, ...(dial.result === 'completed' && { talkSeconds }) },
    at,
    wrapUpSeconds,
  );
}

/**
 * The agent's line is over, and nobody said how its last customer's call ended: a talk is over; what
 * became of one that rang, the flow's last word or Exotel's own record tells.
 */
export function afterLine(call: OutboundCall, at: Date, wrapUpSeconds: number): DialStep {
  if (call.status !== 'connected') return startOf({ ...call, newsDueAt: at });
  return afterAttempt(call, { result: 'completed', seconds: null }, at, wrapUpSeconds);
}

function over(
  call: OutboundCall,
  ending: Omit<Ending, 'endedAt' | 'recordingUrl'>,
  at: Date,
  wrapUpSeconds: number,
): DialStep {
  const whole = { ...ending, endedAt: at, recordingUrl: null };
  return inOne(startOf(call), ended(call, whole, at, wrapUpSeconds));
}

const SILENT = { outcome: 'none', talkSeconds: 0 } as const;
const ENDINGS: Readonly<Record<DialResult, Omit<Ending, 'endedAt' | 'recordingUrl'>>> = {
  completed: { status: 'completed', cause: null, outcome: 'talked', talkSeconds: null },
  no_answer: { ...SILENT, status: 'no_answer', cause: 'no_answer' },
  busy: { ...SILENT, status: 'busy', cause: 'busy' },
  failed: { ...SILENT, status: 'failed', cause: 'network_error' },
  // The agent hung up while the customer's phone rang.
  canceled: { ...SILENT, status: 'canceled', cause: 'canceled' },
};
