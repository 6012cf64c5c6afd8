import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors.js';
import type { CallLogId, TenantId } from '../../common/ids.js';
import { OutboundIntents } from '../dialling/intents.service.js';
import { OutboundProvider } from '../telephony/outbound-provider.port.js';
import { RETRY_REASONS } from '../settings/rules.domain.js';
import {
  CallbackDialler,
  type CallbackDial,
  type DialAnswer,
  type PlacedCall,
} from './callback-dialler.port.js';

/** What keeps one agent from it, what keeps everybody from it now; all else keeps it for good. */
const NEXT_AGENT: ReadonlySet<string> = new Set(['AGENT_NOT_READY', 'AGENT_NOT_FOUND']);
const NOT_NOW: ReadonlySet<string> = new Set([
  'CONCURRENT_LIMIT_REACHED',
  'NUMBERS_BEING_DIALED',
  'API_UNAVAILABLE',
  'NO_OUTBOUND_LINE',
]);

/** Places calls back as any other call that is placed now: one stored intent, one dial. */
@Injectable()
export class OutboundDialler extends CallbackDialler {
  constructor(
    private readonly intents: OutboundIntents,
    private readonly provider: OutboundProvider,
  ) {
    super();
  }

  async canPlace(clientId: TenantId): Promise<boolean> {
    return (await this.provider.lineOf(clientId)) !== null;
  }

  async place({ callLogId, callbackOf, ...dial }: CallbackDial): Promise<DialAnswer> {
    try {
      const intent = {
        ...dial,
        origin: 'callback',
        userId: null,
        priority: 'high',
        metadata: { callbackOf },
        timezone: null,
        scheduledFor: null,
        intervalMs: 0,
        retryOf: null,
        retryCount: 0,
      } as const;
      await this.intents.placeNow(intent, callLogId);
      return { answer: 'placed' };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (NEXT_AGENT.has(error.code)) return { answer: 'agent_not_ready' };
      if (NOT_NOW.has(error.code)) return { answer: 'not_now' };
      return { answer: 'refused', why: error.code };
    }
  }

  async stateOf(clientId: TenantId, callLogId: CallLogId): Promise<PlacedCall> {
    const call = await this.intents.find(clientId, callLogId);
    if (!call) return { state: 'unknown' };
    if (call.dialState !== 'over') return { state: 'live' };
    if (call.status === 'completed') return { state: 'talked' };
    const reason = RETRY_REASONS.find((one) => one === call.failureReason) ?? null;
    return { state: 'failed', reason };
  }
}
