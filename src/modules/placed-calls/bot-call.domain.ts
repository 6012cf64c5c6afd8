import { secondsBetween } from '../../common/time.js';
import type { ProviderSid } from '../../common/ids.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import { answered, ended, failed, inOne, isOver, placed, type DialStep } from './dial.domain.js';

/**
 * The customer picked up, and hears the bot. The stream may be faster than the answer to the dial: it
 * tells the telephone company's id as well. Null when the call is over.
 */
export function afterBotJoined(
  call: OutboundCall,
  sid: ProviderSid | null,
  at: Date,
): DialStep | null {
  if (isOver(call) || sid === null) return null;
  const dialled = placed(call, sid, at);
  return inOne(dialled, answered(dialled.call, at));
}

/**
 * The bot's stream ended, and with it the call: nothing comes after a stream (exotel.md 2.4). Null
 * when it is over already, or nothing is known of the dial yet: its own record says.
 */
export function afterBotTurn(call: OutboundCall, at: Date, wrapUpSeconds: number): DialStep | null {
  if (call.dialState !== 'placed') return null;
  if (call.status !== 'connected') return failed(call, 'agent_failed', at);
  const talkSeconds = secondsBetween(call.answeredAt, at);
  const talked = { status: 'completed', cause: null, outcome: 'talked' } as const;
  return ended(
    call,
    { ...talked, endedAt: at, talkSeconds, recordingUrl: null },
    at,
    wrapUpSeconds,
  );
}
