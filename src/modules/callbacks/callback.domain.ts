import { SECOND } from '../../common/time.js';
import type { AgentId, CallLogId } from '../../common/ids.js';
import type { Call } from '../calls/call.types.js';
import type { BusinessRules, RetryReason } from '../settings/rules.domain.js';
import type { Callback } from './callback.schema.js';
import type { PlacedCall } from './callback-dialler.port.js';

/** A process that dies between taking an agent and placing the call leaves nothing behind for longer. */
const NEVER_PLACED_AFTER_MS = 60 * SECOND;
/** The telephone company is away, or the line is full: again after so long. */
export const NOT_NOW_MS = 30 * SECOND;

/** The promise that a caller was given. */
export function booked(call: Call, phoneNumber: string, at: Date): Callback {
  const { _id, clientId, teamId, sector, priority, receivedAt } = call;
  return {
    _id,
    clientId,
    phoneNumber,
    teamId,
    sector,
    priority,
    state: 'waiting',
    arrivedAt: receivedAt,
    requestedAt: at,
    attempts: 0,
    nextAttemptAt: null,
    agentId: null,
    placedCallId: null,
    placedAt: null,
    lastResult: null,
    endedAt: null,
    version: 1,
  };
}

/** Its turn has come and an agent is to be taken: what is written before anybody is dialled. */
export function dialling(
  callback: Callback,
  { agentId, placedCallId }: { readonly agentId: AgentId; readonly placedCallId: CallLogId },
  at: Date,
): Callback | null {
  const isDue = callback.nextAttemptAt === null || callback.nextAttemptAt <= at;
  if (callback.state !== 'waiting' || !isDue) return null;
  const attempts = callback.attempts + 1;
  const placed = { agentId, placedCallId, placedAt: at, nextAttemptAt: null };
  return next(callback, { state: 'dialling', attempts, ...placed });
}

/** Nothing was dialled: the attempt does not count. */
export function notDialled(callback: Callback, why: string, again: Date | null): Callback {
  const attempts = Math.max(0, callback.attempts - 1);
  return next(callback, {
    ...NOBODY,
    state: 'waiting',
    attempts,
    lastResult: why,
    nextAttemptAt: again,
  });
}

/** It may not be called at all. */
export const refused = (callback: Callback, why: string, at: Date): Callback =>
  next(callback, { state: 'failed', lastResult: why, endedAt: at });

export const canceled = (callback: Callback, at: Date): Callback =>
  next(callback, { state: 'canceled', lastResult: 'canceled', endedAt: at });

/**
 * What the placed call means for the promise: kept; tried again by the company's policy for the
 * reason, in the old place in line; or given up. Null while it goes on.
 */
export function afterPlaced(
  callback: Callback,
  placed: PlacedCall,
  { retry }: Pick<BusinessRules, 'retry'>,
  at: Date,
): Callback | null {
  if (callback.state !== 'dialling') return null;
  switch (placed.state) {
    case 'live':
      return null;
    case 'talked':
      return next(callback, { state: 'done', lastResult: 'talked', endedAt: at });
    case 'unknown': {
      const since = at.getTime() - (callback.placedAt?.getTime() ?? 0);
      return since < NEVER_PLACED_AFTER_MS ? null : notDialled(callback, 'never placed', null);
    }
    case 'failed':
      return failed(callback, placed.reason, retry, at);
  }
}

function failed(
  callback: Callback,
  reason: RetryReason | null,
  retry: BusinessRules['retry'],
  at: Date,
): Callback {
  const policy = reason === null ? null : retry[reason];
  if (reason === null || !policy || callback.attempts > policy.attempts) {
    return next(callback, { state: 'failed', lastResult: reason ?? 'failed', endedAt: at });
  }
  const doubled = policy.firstDelaySeconds * 2 ** Math.max(0, callback.attempts - 1);
  const delayMs = Math.min(doubled, policy.longestDelaySeconds) * SECOND;
  const nextAttemptAt = new Date(at.getTime() + delayMs);
  return next(callback, { ...NOBODY, state: 'waiting', lastResult: reason, nextAttemptAt });
}

const NOBODY = { agentId: null, placedCallId: null, placedAt: null } as const;

const next = (callback: Callback, fields: Partial<Callback>): Callback => ({
  ...callback,
  ...fields,
  version: callback.version + 1,
});

export const isOver = ({ state }: Callback): boolean =>
  state === 'done' || state === 'failed' || state === 'canceled';
