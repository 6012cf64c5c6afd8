import { Schema } from 'mongoose';
import type { AgentId, CallLogId, TeamId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

export const CALLBACK_STATES = ['waiting', 'dialling', 'done', 'failed', 'canceled'] as const;
export type CallbackState = (typeof CALLBACK_STATES)[number];

/** A promise to call a customer back when its place in line comes up. */
export interface Callback extends TenantDocument {
  /** The id of the call in which it was asked for. */
  readonly _id: CallLogId;
  readonly clientId: TenantId;
  /** The number that was read to the caller. */
  readonly phoneNumber: string;
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  readonly priority: number;
  readonly state: CallbackState;
  /** When the call came: its place in line is still that one. */
  readonly arrivedAt: Date;
  readonly requestedAt: Date;
  readonly attempts: number;
  /** Not before this; null: as soon as its turn comes. */
  readonly nextAttemptAt: Date | null;
  /** Who was taken for the last attempt, and the call that was placed. */
  readonly agentId: AgentId | null;
  readonly placedCallId: CallLogId | null;
  readonly placedAt: Date | null;
  /** What the last attempt came to, or why it is over. */
  readonly lastResult: string | null;
  readonly endedAt: Date | null;
  readonly version: number;
}

export const CallbackSchema = new Schema<Callback>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    phoneNumber: { type: String, required: true },
    teamId: { type: String },
    sector: { type: String },
    priority: { type: Number, required: true, min: 0, max: 10 },
    state: { type: String, required: true, enum: CALLBACK_STATES },
    arrivedAt: { type: Date, required: true },
    requestedAt: { type: Date, required: true },
    attempts: { type: Number, required: true, min: 0 },
    nextAttemptAt: { type: Date },
    agentId: { type: Number },
    placedCallId: { type: String },
    placedAt: { type: Date },
    lastResult: { type: String },
    endedAt: { type: Date },
    version: { type: Number, required: true, min: 1 },
  },
  { collection: 'callbacks', versionKey: false },
);

// A company's call backs in a state, the latest first; those that are being dialled.
CallbackSchema.index({ clientId: 1, state: 1, requestedAt: -1 });
// Which companies have call backs under way, over all tenants.
CallbackSchema.index({ state: 1, clientId: 1 }, { partialFilterExpression: { state: 'dialling' } });
// All of a company's, the latest first; those from before a day, to be deleted.
CallbackSchema.index({ clientId: 1, requestedAt: -1 });
// Is a number to be called back? It is so once at a time, whichever node notes it.
CallbackSchema.index(
  { clientId: 1, phoneNumber: 1, endedAt: 1 },
  { unique: true, partialFilterExpression: { endedAt: null } },
);
// A customer's, to be forgotten.
CallbackSchema.index({ clientId: 1, phoneNumber: 1 });
