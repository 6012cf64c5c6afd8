/** Ids are plain strings (agents': whole numbers) that the compiler keeps apart. */
type Brand<T, Name extends string> = T & { readonly __brand: Name };

/** A company; `clientId` in JSON and documents. */
export type TenantId = Brand<string, 'TenantId'>;
/** Whole numbers from one counter of the deployment. */
export type AgentId = Brand<number, 'AgentId'>;
export type CallLogId = Brand<string, 'CallLogId'>;
export type OfferId = Brand<string, 'OfferId'>;
export type TeamId = Brand<string, 'TeamId'>;
export type SessionId = Brand<string, 'SessionId'>;
export type ChannelId = Brand<string, 'ChannelId'>;
/** A receiver of events that a company registered. */
export type WebhookId = Brand<string, 'WebhookId'>;
/** One event on its way to one receiver. */
export type DeliveryId = Brand<string, 'DeliveryId'>;
export type ApiKeyId = Brand<string, 'ApiKeyId'>;
/** Exotel's id of a call. */
export type ProviderSid = Brand<string, 'ProviderSid'>;

export const asTenantId = (value: string): TenantId => value as TenantId;
export const asAgentId = (value: number): AgentId => value as AgentId;
export const asCallLogId = (value: string): CallLogId => value as CallLogId;
export const asOfferId = (value: string): OfferId => value as OfferId;
export const asTeamId = (value: string): TeamId => value as TeamId;
export const asSessionId = (value: string): SessionId => value as SessionId;
export const asChannelId = (value: string): ChannelId => value as ChannelId;
export const asWebhookId = (value: string): WebhookId => value as WebhookId;
export const asDeliveryId = (value: string): DeliveryId => value as DeliveryId;
export const asApiKeyId = (value: string): ApiKeyId => value as ApiKeyId;
export const asProviderSid = (value: string): ProviderSid => value as ProviderSid;

/** Makes ids: unique over all nodes, and in the order of time so that indexes grow at one end. */
export abstract class Ids {
  abstract next(): string;
  /** A secret of `bytes` random bytes, base64url. */
  abstract secret(bytes: number): string;
}
