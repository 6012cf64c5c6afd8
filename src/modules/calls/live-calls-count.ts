import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { ChannelId, TenantId } from '../../common/ids.js';
import { LiveCalls } from '../channels/live-calls.port.js';
import { CallsService } from './calls.service.js';

/** Tells `channels` whether a channel is in use. */
@Injectable()
export class LiveCallsCount extends LiveCalls {
  constructor(private readonly calls: CallsService) {
    super();
  }

  async count(session: ClientSession, clientId: TenantId, channelId: ChannelId): Promise<number> {
    return await this.calls.countLive(session, clientId, channelId);
  }
}
