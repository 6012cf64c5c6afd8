import { asAgentId } from '../../common/ids.js';
import type { NewActivity } from '../agents/agents.types.js';
import { asTenantId } from '../../common/ids.js';

/** An event as it is stored. */
interface StoredEvent {
  readonly _id: string;
  readonly clientId: string;
  readonly type: string;
  readonly at: Date;
  readonly callLogId?: string | null;
  readonly agentId?: number | null;
  readonly data: unknown;
}

/** Events that may become lines of an agent's history. */
export const CALL_EVENTS: ReadonlySet<string> = new Set([
  'call.offered',
  'call.answered',
  'call.offer_ended',
  'call.ended',
]);

type Line = Pick<NewActivity, 'type' | 'description'>;

/** The line that an event of a call is in its agent's history, with the event's id; null: none. */
export function lineOf(event: StoredEvent): (NewActivity & { readonly id: string }) | null {
  const { _id: id, clientId, at: timestamp, callLogId, agentId } = event;
  const data = event.data as Readonly<Record<string, unknown>>;
  const line = agentId ? lineFor(event.type, data) : null;
  if (!line || !agentId) return null;
  const { waitSeconds, talkSeconds } = data;
  return {
    id,
    clientId: asTenantId(clientId),
    agentId: asAgentId(agentId),
    ...line,
    timestamp,
    metadata: {
      callId: callLogId ?? null,
      ...(typeof waitSeconds === 'number' && { waitSeconds }),
      ...(typeof talkSeconds === 'number' && { talkSeconds }),
    },
  };
}

function lineFor(type: string, data: Readonly<Record<string, unknown>>): Line | null {
  switch (type) {
    case 'call.offered':
      return { type: 'call_offered', description: 'Was offered a call' };
    case 'call.answered':
      return { type: 'call_answered', description: 'Answered a call' };
    case 'call.offer_ended':
      return data['outcome'] === 'missed'
        ? { type: 'call_missed', description: 'Missed a call' }
        : null;
    case 'call.ended':
      return data['status'] === 'completed'
        ? { type: 'call_completed', description: 'Completed a call' }
        : null;
    default:
      return null;
  }
}
