import type { DomainEvent } from '../../common/events.js';
import type { AgentId, ApiKeyId } from '../../common/ids.js';
import type { ApiKey } from './api-keys.types.js';

type ApiKeyEvent = DomainEvent<
  'api_key.created' | 'api_key.revoked',
  { readonly apiKeyId: ApiKeyId; readonly name: string; readonly scopes: readonly string[] }
>;

/** A program may come in. */
export function apiKeyCreated(key: ApiKey, by: AgentId, at: Date): ApiKeyEvent {
  return about('api_key.created', key, by, at);
}

/** A program may come in no more. */
export function apiKeyRevoked(key: ApiKey, by: AgentId, at: Date): ApiKeyEvent {
  return about('api_key.revoked', key, by, at);
}

function about(type: ApiKeyEvent['type'], key: ApiKey, by: AgentId, at: Date): ApiKeyEvent {
  const { id: apiKeyId, clientId, name, scopes } = key;
  return { type, clientId, at, agentId: by, data: { apiKeyId, name, scopes } };
}
