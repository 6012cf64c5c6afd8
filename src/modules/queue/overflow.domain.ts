import type { TeamId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { begin, change, ended, event, type Step } from '../calls/call.domain.js';
import type { Call, CallNeed, EndCause } from '../calls/call.types.js';
import type { BusinessRules } from '../settings/rules.domain.js';
import type { WaitAnswer } from '../telephony/call-flow.port.js';

type Overflow = BusinessRules['overflow'];

/** Exotel rings a number outside for so long at most; after it the call is looked up. */
const OUTSIDE_LOOK_MS = 90 * SECOND;

/** Since when a call waits where it is now. */
export const waitsSince = ({ overflowedAt, queuedAt, receivedAt }: Call): Date =>
  overflowedAt ?? queuedAt ?? receivedAt;

/** Has it waited as long as it may? While an agent is kept for it, or its phone rings, it has not. */
export function hasWaitedTooLong(call: Call, rules: BusinessRules, at: Date): boolean {
  const until = waitsSince(call).getTime() + rules.longestWaitSeconds * SECOND;
  return call.status === 'queued' && until <= at.getTime();
}

/** Does the overflow lead to others of our own agents, and are they there? */
export function leadsOn(
  call: Call,
  overflow: Overflow,
  isTeam: (teamId: TeamId) => boolean,
): boolean {
  // Once: a call that came by the overflow does not go round in a circle.
  if (call.overflowedAt) return false;
  if (overflow.to === 'team') return overflow.teamId !== call.teamId && isTeam(overflow.teamId);
  return overflow.to === 'sector' && (call.teamId !== null || overflow.sector !== call.sector);
}

/**
 * What the overflow makes of a call that waited too long, or may not wait at all: another team or
 * sector, in its old place in line; a number outside; voicemail; the end.
 */
export function overflowed(
  call: Call,
  { overflow }: Pick<BusinessRules, 'overflow'>,
  at: Date,
  isTeam: (teamId: TeamId) => boolean,
): Step {
  const step = begin(call);
  if (leadsOn(call, overflow, isTeam)) {
    const target =
      overflow.to === 'team'
        ? { teamId: overflow.teamId, sector: null }
        : { teamId: null, sector: overflow.to === 'sector' ? overflow.sector : null };
    const next = change(step, { ...target, ledBy: 'address', overflowedAt: at });
    return event(next, 'call.overflowed', at, { to: overflow.to, ...target });
  }
  if (overflow.to === 'number') {
    const nextLookAt = new Date(at.getTime() + OUTSIDE_LOOK_MS);
    const handedTo = overflow.phoneNumber;
    const next = change(step, { status: 'offered', handedTo, overflowedAt: at, nextLookAt });
    return event(next, 'call.overflowed', at, { to: 'number' });
  }
  const cause = overflow.to === 'hang_up' ? 'overflow_hung_up' : 'overflow_voicemail';
  const to = overflow.to === 'hang_up' ? 'hang_up' : 'voicemail';
  return over(event(step, 'call.overflowed', at, { to }), 'no_answer', cause, at);
}

/** Nobody is ready and the company lets no call wait: the overflow without a second wait. */
export function notHeld(call: Call, rules: BusinessRules, at: Date): Step {
  const handsOn = rules.overflow.to === 'team' || rules.overflow.to === 'sector';
  return handsOn
    ? over(begin(call), 'no_answer', 'nobody_ready', at)
    : overflowed(call, rules, at, () => false);
}

/** A supervisor moves a waiting call: to another team, or up and down in line. No webhook undoes it. */
export function movedInLine(
  call: Call,
  to: Partial<Pick<CallNeed, 'teamId' | 'priority'>>,
  by: number,
  at: Date,
): Step {
  const teamId = to.teamId ?? call.teamId;
  const place = {
    teamId,
    sector: teamId === null ? call.sector : null,
    priority: to.priority ?? call.priority,
  };
  const next = change(begin(call), { ...place, ledBy: 'address' });
  return event(next, 'call.moved', at, { ...place, by });
}

/** A supervisor takes a waiting call out of the line: it is over. */
export const removedFromLine = (call: Call, at: Date): Step =>
  over(begin(call), 'canceled', 'removed_from_line', at);

/** The caller wants to be called back: the call is over, its place in line stays. */
export const callbackRequested = (call: Call, at: Date): Step =>
  over(begin(call), 'canceled', 'callback_requested', at);

/** The caller wants to be called back at a number that is to be called already: that promise is kept. */
export const callbackKnown = (call: Call, at: Date): Step =>
  over(begin(call), 'canceled', 'callback_known', at);

function over(step: Step, status: 'no_answer' | 'canceled', cause: EndCause, at: Date): Step {
  return ended(step, { status, cause, endedAt: at }, at, 0);
}

/** Where Exotel's flow leads a caller whose wait is over without an agent. */
const WAYS_OUT: Partial<Record<EndCause, WaitAnswer>> = {
  overflow_voicemail: 'voicemail',
  overflow_hung_up: 'closed',
  nobody_ready: 'closed',
  removed_from_line: 'closed',
  blocked: 'closed',
  callback_requested: 'callback',
  callback_known: 'callback',
};

/** The way out of a call that we ended while its caller is still on the line; null: there is none. */
export const wayOut = ({ failureReason }: Call): WaitAnswer | null =>
  (failureReason && WAYS_OUT[failureReason]) ?? null;

const PARTINGS: Partial<Record<WaitAnswer, string>> = {
  voicemail: 'Nobody can take your call now. Please leave a message.',
  closed: 'Nobody can take your call now. Please call again later.',
  callback: 'Thank you. We will call you back when it is your turn.',
};

/** What such a caller hears; null when it is no such call. */
export function partingText(call: Call): string | null {
  const way = wayOut(call);
  return (way && PARTINGS[way]) ?? null;
}
