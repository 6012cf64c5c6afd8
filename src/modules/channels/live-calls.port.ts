import type { ClientSession } from 'mongoose';
import type { ChannelId, TenantId } from '../../common/ids.js';

/** How many calls of a channel are live now? Implemented by `calls`, bound in `app.module`. */
export abstract class LiveCalls {
  abstract count(session: ClientSession, clientId: TenantId, channelId: ChannelId): Promise<number>;
}
