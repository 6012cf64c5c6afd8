import type { LegResult } from '../telephony/outbound-provider.port.js';
import { isCustomerFirst, type DialWay } from '../calls/outbound-call.types.js';
import type { Ending } from './dial.domain.js';

/** What the telephone company says of a call that is over; the first leg is who was dialled first. */
export interface ToldEnd {
  readonly result: LegResult | null;
  readonly firstLeg: LegResult | null;
  readonly secondLeg: LegResult | null;
  /** A machine took the call at the customer's phone. */
  readonly isMachine: boolean;
  readonly talkSeconds: number | null;
  readonly recordingUrl: string | null;
}

/**
 * How a call ended, by the leg that ended it. An agent who did not pick up missed it; a customer who
 * did not is a reason to try again. Null where it cannot be told whether anybody talked.
 */
export function endingOf(way: DialWay, told: ToldEnd, endedAt: Date): Ending | null {
  if (way === 'agent_line') return lineEnded(told, endedAt);
  if (told.isMachine) return { ...VOICEMAIL, endedAt, recordingUrl: told.recordingUrl };
  if (isCustomerFirst(way)) return customerFirst(way, told, endedAt);
  const { result, firstLeg, secondLeg, recordingUrl } = told;
  const base = { endedAt, recordingUrl };
  const talked = (told.talkSeconds ?? 0) > 0 || secondLeg === 'completed';
  if (talked) {
    const { talkSeconds } = told;
    return { ...base, status: 'completed', cause: null, outcome: 'talked', talkSeconds };
  }
  const silent = { ...base, talkSeconds: 0 };
  if (secondLeg === null && firstLeg !== null && firstLeg !== 'completed') {
    return { ...silent, status: 'failed', ...AGENT[firstLeg] };
  }
  const customer = secondLeg ?? result;
  // Both legs are said to be fine, or nothing is said of them: whether they talked is not told.
  if (customer === null || customer === 'completed') return null;
  return { ...silent, ...CUSTOMER[customer], outcome: 'none' };
}

/** What is told of an agent's line is told of all its customers: only the agent's own leg counts. */
function lineEnded(told: ToldEnd, endedAt: Date): Ending | null {
  const agent = told.firstLeg ?? told.result;
  if (agent === null || agent === 'completed') return null;
  const silent = { endedAt, recordingUrl: null, talkSeconds: 0 } as const;
  return { ...silent, status: 'failed', ...AGENT[agent] };
}

/** The customer's leg is the first; a bot has none, a person who was found meanwhile the second. */
function customerFirst(way: DialWay, told: ToldEnd, endedAt: Date): Ending | null {
  const { result, firstLeg, secondLeg, recordingUrl, talkSeconds } = told;
  const base = { endedAt, recordingUrl };
  const withWhom = way === 'stream' ? firstLeg : secondLeg;
  if ((talkSeconds ?? 0) > 0 || withWhom === 'completed') {
    return { ...base, status: 'completed', cause: null, outcome: 'talked', talkSeconds };
  }
  const silent = { ...base, talkSeconds: 0, outcome: 'none' } as const;
  const customer = firstLeg ?? result;
  if (customer === null || (customer === 'completed' && firstLeg === null)) return null;
  if (customer !== 'completed') return { ...silent, ...CUSTOMER[customer] };
  return { ...silent, status: 'failed', cause: 'abandoned' };
}

/** Nobody heard us: a reason to try again. */
const VOICEMAIL = {
  status: 'no_answer',
  cause: 'voicemail',
  outcome: 'none',
  talkSeconds: 0,
} as const;

const AGENT = {
  no_answer: { cause: 'agent_no_answer', outcome: 'missed' },
  busy: { cause: 'agent_busy', outcome: 'none' },
  failed: { cause: 'agent_failed', outcome: 'none' },
  canceled: { cause: 'agent_failed', outcome: 'none' },
} as const;

const CUSTOMER = {
  no_answer: { status: 'no_answer', cause: 'no_answer' },
  busy: { status: 'busy', cause: 'busy' },
  failed: { status: 'failed', cause: 'network_error' },
  // The agent hung up while the customer's phone rang.
  canceled: { status: 'canceled', cause: 'canceled' },
} as const;
