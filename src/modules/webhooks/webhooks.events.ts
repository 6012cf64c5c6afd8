import type { DomainEvent } from '../../common/events.js';
import type { AgentId } from '../../common/ids.js';
import type { WebhookEndpoint } from './webhooks.types.js';

export type WebhookEventType =
  | 'webhook.created'
  | 'webhook.updated'
  | 'webhook.secret_rotated'
  | 'webhook.disabled'
  | 'webhook.deleted';

/** What others may know of a receiver's change: never a secret, nor the address, which may hold one. */
export function webhookEvent(
  type: WebhookEventType,
  { clientId, _id: webhookId, isActive, disabledReason, version }: WebhookEndpoint,
  at: Date,
  agentId: AgentId | null,
): DomainEvent {
  return { type, clientId, at, agentId, data: { webhookId, isActive, disabledReason, version } };
}
