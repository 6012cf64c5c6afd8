import type { TenantId } from '../../common/ids.js';
import type { SealedCollection } from '../../platform/crypto/sealed-collection.js';
import type { ChannelDocument } from './channel.schema.js';
import type { ChannelType } from './channel.types.js';

/** What a secret of a channel is bound to: it opens nowhere else. */
export const channelBinding = (
  clientId: TenantId,
  type: ChannelType,
  field: string,
): readonly string[] => [clientId, type, field];

/** Where the secrets of channels are, for those who exchange master keys. */
export const CHANNEL_SECRETS: SealedCollection<ChannelDocument> = {
  collection: 'channels',
  secretsOf: ({ clientId, type, credentials, tokens }) => [
    ...Object.entries(credentials).map(([name, { sealed }]) => ({
      path: `credentials.${name}.sealed`,
      sealed,
      boundTo: channelBinding(clientId, type, name),
    })),
    ...tokens.map(({ sealed }, index) => ({
      path: `tokens.${index}.sealed`,
      sealed,
      boundTo: channelBinding(clientId, type, 'webhookToken'),
    })),
  ],
};
