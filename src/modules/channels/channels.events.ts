import type { DomainEvent } from '../../common/events.js';
import type { AgentId } from '../../common/ids.js';
import type { ChannelDocument } from './channel.schema.js';

export type ChannelEventType =
  | 'channel.created'
  | 'channel.updated'
  | 'channel.token_rotated'
  | 'channel.tested'
  | 'channel.deleted';

/** What others may know of a channel's change: never a secret, a token or a number. */
export function channelEvent(
  type: ChannelEventType,
  channel: ChannelDocument,
  at: Date,
  agentId: AgentId | null,
): DomainEvent {
  return {
    type,
    clientId: channel.clientId,
    at,
    agentId,
    data: {
      channelId: channel._id,
      type: channel.type,
      name: channel.name,
      isActive: channel.isActive,
      version: channel.version,
    },
  };
}
