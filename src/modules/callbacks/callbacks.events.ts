import type { DomainEvent } from '../../common/events.js';
import type { Callback } from './callback.schema.js';

export type CallbackEventType =
  | 'callback.requested'
  | 'callback.dialling'
  | 'callback.postponed'
  | 'callback.done'
  | 'callback.failed'
  | 'callback.canceled';

/** What a promise to call back has become. */
export function callbackEvent(callback: Callback, at: Date): DomainEvent<CallbackEventType> {
  const { _id: callLogId, clientId, agentId, state, attempts, nextAttemptAt } = callback;
  const isNew = state === 'waiting' && callback.version === 1;
  const name = state === 'waiting' ? (isNew ? 'requested' : 'postponed') : state;
  return {
    type: `callback.${name}`,
    clientId,
    at,
    callLogId,
    agentId,
    data: { state, attempts, nextAttemptAt, lastResult: callback.lastResult },
  };
}
