import type { CallLogId, ProviderSid, TenantId } from '../../common/ids.js';
import type { LegResult } from './outbound-provider.port.js';

/** News of a call that we placed. */
export interface PlacedCallNews {
  readonly sid: ProviderSid;
  readonly event: 'answered' | 'terminal';
  /** How the whole call ended; null while it has not. */
  readonly result: LegResult | null;
  /** How the agent's leg and the customer's ended; null: not told, or never dialled. */
  readonly firstLeg: LegResult | null;
  readonly secondLeg: LegResult | null;
  /** A machine took the call at the customer's phone. */
  readonly isMachine: boolean;
  readonly talkSeconds: number | null;
  readonly recordingUrl: string | null;
}

/** Who hears of calls that we placed: `dialling`, bound in `app.module`. */
export abstract class PlacedCalls {
  /** Resolves when what was told is stored; does nothing for a call that is not known. */
  abstract heard(clientId: TenantId, callLogId: CallLogId, news: PlacedCallNews): Promise<void>;
}
