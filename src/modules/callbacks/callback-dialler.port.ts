import type { AgentId, CallLogId, TeamId, TenantId } from '../../common/ids.js';
import type { RetryReason } from '../settings/rules.domain.js';

/** A call that is to be placed now, for one agent. */
export interface CallbackDial {
  readonly clientId: TenantId;
  /** The id that the placed call gets: the same id is never dialled twice. */
  readonly callLogId: CallLogId;
  readonly phoneNumber: string;
  readonly agentId: AgentId;
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  /** The call whose caller is called back. */
  readonly callbackOf: CallLogId;
}

/** What became of the wish to place it. */
export type DialAnswer =
  | { readonly answer: 'placed' }
  /** Its agent is not ready any more: another one may be. */
  | { readonly answer: 'agent_not_ready' }
  /** Not now: the telephone company is away, or the company's calls at once are used up. */
  | { readonly answer: 'not_now' }
  /** Never: the number may not be called, or is none. */
  | { readonly answer: 'refused'; readonly why: string };

/** What became of a placed call. */
export type PlacedCall =
  | { readonly state: 'live' }
  | { readonly state: 'talked' }
  | { readonly state: 'failed'; readonly reason: RetryReason | null }
  /** It was never placed: the process ended before. */
  | { readonly state: 'unknown' };

/** Places calls. */
export abstract class CallbackDialler {
  /** Has the company a line on which calls can be placed? */
  abstract canPlace(clientId: TenantId): Promise<boolean>;
  abstract place(dial: CallbackDial): Promise<DialAnswer>;
  abstract stateOf(clientId: TenantId, callLogId: CallLogId): Promise<PlacedCall>;
}
