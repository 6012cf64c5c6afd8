import type { TenantId, WebhookId } from '../../common/ids.js';
import type { SealedCollection } from '../../platform/crypto/sealed-collection.js';
import type { SigningSecret, WebhookEndpoint } from './webhooks.types.js';

/** What a signing secret is bound to: it opens nowhere else. */
export const webhookBinding = (clientId: TenantId, id: WebhookId): readonly string[] => [
  clientId,
  'webhook',
  id,
];

/** Where the signing secrets are, for those who exchange master keys. */
export const WEBHOOK_SECRETS: SealedCollection<WebhookEndpoint> = {
  collection: 'webhook_endpoints',
  secretsOf: ({ _id, clientId, secrets }) =>
    secrets.map(({ sealed }, index) => ({
      path: `secrets.${index}.sealed`,
      sealed,
      boundTo: webhookBinding(clientId, _id),
    })),
};

/** The secrets that sign now, the present one first. */
export function signingNow(secrets: readonly SigningSecret[], now: Date): SigningSecret[] {
  return secrets
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

/** Until when an old secret signs too; null: there is none. */
export function oldSecretUntil(secrets: readonly SigningSecret[], now: Date): Date | null {
  const ends = secrets.flatMap(({ expiresAt }) =>
    expiresAt && expiresAt > now ? [expiresAt.getTime()] : [],
  );
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}
