import type { AgentId, CallLogId, OfferId, ProviderSid, TenantId } from '../../common/ids.js';
import type { CallNeed } from '../calls/call.types.js';

/** A bot's turn at a call. */
export interface BotTurn {
  readonly clientId: TenantId;
  readonly callLogId: CallLogId;
  readonly offerId: OfferId;
  readonly agentId: AgentId;
  readonly direction: 'inbound' | 'outbound';
  /** Null: a call that we placed, and Exotel has not said which one it is. */
  readonly providerSid: ProviderSid | null;
}

/**
 * How a bot's turn ended: the caller hung up; the bot said good-bye; nobody could hear the bot (any
 * more); or it gave the caller to a person, with what the call asks for now.
 */
export type TurnEnd =
  | { readonly kind: 'hung_up' | 'done' | 'failed' }
  | { readonly kind: 'handed_over'; readonly need: Partial<Omit<CallNeed, 'capabilities'>> };

/**
 * What becomes of a call while a bot has it. Told by the media bridge, answered by `queue` for incoming calls
 * and by `dialling` for those that we place; bound in `app.module`. Each answer comes after what it says was stored.
 */
export abstract class StreamFlow {
  /** The bot hears the caller; false: the call is somebody else's by now. */
  abstract joined(turn: BotTurn): Promise<boolean>;
  abstract ended(turn: BotTurn, end: TurnEnd): Promise<void>;
}
