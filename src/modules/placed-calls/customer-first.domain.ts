import { MINUTE, SECOND } from '../../common/time.js';
import type { AgentId, ProviderSid } from '../../common/ids.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import type { DialResult, EndNews } from '../telephony/call-flow.port.js';
import { answered, ended, inOne, isOver, placed, tell, type DialStep } from './dial.domain.js';

/** An agent's phone rings so long; the customer listens to it. */
export const LED_RING_SECONDS = 15;

/** The customer picked up, and an agent was taken for it: its phone rings. */
export function ledTo(
  call: OutboundCall,
  sid: ProviderSid,
  agent: { readonly agentId: AgentId; readonly from: string },
  at: Date,
): DialStep {
  const dialled = placed(call, sid, at);
  const newsDueAt = new Date(at.getTime() + LED_RING_SECONDS * SECOND + MINUTE);
  const led = { ...dialled, call: { ...dialled.call, ...agent, lastNewsAt: at, newsDueAt } };
  return tell(led, 'call.ringing', at, {});
}

/** Agent and customer talk. */
export const joined = (call: OutboundCall, at: Date): DialStep | null =>
  isOver(call) || call.from === '' ? null : answered(call, at);

/**
 * The customer heard no agent: nobody was free, or who was taken did not pick up. Null when the call
 * is over already.
 */
export function abandoned(
  call: OutboundCall,
  sid: ProviderSid,
  agentsPhone: DialResult | null,
  at: Date,
): DialStep | null {
  if (isOver(call)) return null;
  const dialled = placed(call, sid, at);
  const outcome = call.from !== '' && agentsPhone === 'no_answer' ? 'missed' : 'none';
  const silent = { talkSeconds: 0, recordingUrl: null, endedAt: at } as const;
  const ending = { ...silent, status: 'failed', cause: 'abandoned', outcome } as const;
  return inOne(dialled, ended(dialled.call, ending, at, 0));
}

/** The flow's last word of a call. */
export function afterFlow(
  call: OutboundCall,
  news: EndNews,
  at: Date,
  wrapUpSeconds: number,
): DialStep | null {
  if (isOver(call)) return null;
  const isTalk = news.end === 'completed' || call.status === 'connected';
  if (!isTalk) return abandoned(call, news.sid, news.dial?.result ?? null, at);
  const dialled = placed(call, news.sid, at);
  const { talkSeconds, recordingUrl } = news;
  const talked = { status: 'completed', cause: null, outcome: 'talked' } as const;
  const ending = { ...talked, endedAt: at, talkSeconds, recordingUrl };
  return inOne(dialled, ended(dialled.call, ending, at, wrapUpSeconds));
}
