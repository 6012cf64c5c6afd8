import type { ClientSession } from 'mongoose';
import type { AgentId } from '../../common/ids.js';
import type { Call } from '../calls/call.types.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import type { QueueEntry } from './queue.schema.js';

/** Callers who are called back when their turn comes; implemented by `callbacks`, bound in `app.module`. */
export abstract class Callbacks {
  /** Can such a caller be offered to be called back? */
  abstract canCall(call: Pick<Call, 'clientId' | 'phoneNumber'>): Promise<boolean>;
  /** Is the caller's number to be called back already, for whatever call? */
  abstract isPromised(call: Pick<Call, 'clientId' | 'phoneNumber'>): Promise<boolean>;
  /** Notes, in the caller's transaction, that a caller is to be called back; fails where its number is to be already. */
  abstract book(session: ClientSession, call: Call): Promise<void>;
  /**
   * The turn of one has come: these agents are ready, best first.
   * @returns whether one of them was taken for it
   */
  abstract turn(
    settings: TenantSettings,
    entry: QueueEntry,
    ready: readonly AgentId[],
  ): Promise<boolean>;
}
