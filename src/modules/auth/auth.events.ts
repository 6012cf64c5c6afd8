import type { DomainEvent } from '../../common/events.js';
import type { SessionId } from '../../common/ids.js';
import type { EndReason, Session } from './auth.types.js';

type Who = Pick<Session, 'id' | 'clientId' | 'agentId'>;

/** An agent has signed in. */
export function sessionStarted(
  session: Who,
  at: Date,
): DomainEvent<'session.started', { readonly sessionId: SessionId }> {
  const { clientId, agentId, id: sessionId } = session;
  return { type: 'session.started', clientId, at, agentId, data: { sessionId } };
}

/** A session is over: signed out, revoked, or ended for the agent's safety. */
export function sessionEnded(
  session: Who,
  at: Date,
  reason: EndReason,
): DomainEvent<'session.ended', { readonly sessionId: SessionId; readonly reason: EndReason }> {
  const { clientId, agentId, id: sessionId } = session;
  return { type: 'session.ended', clientId, at, agentId, data: { sessionId, reason } };
}
