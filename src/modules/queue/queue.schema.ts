import { Schema } from 'mongoose';
import type { CallLogId, TeamId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

/** A call's place in line, from the moment nobody could take it until it is answered or over. */
export interface QueueEntry extends TenantDocument {
  readonly _id: CallLogId;
  readonly clientId: TenantId;
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  readonly capabilities: readonly string[];
  readonly priority: number;
  /** `reserved`: an agent is kept for it until the caller comes back from its piece of music. */
  readonly state: 'waiting' | 'reserved';
  readonly arrivedAt: Date;
  /** Since when it waits where it is: after an overflow anew. */
  readonly waitsSince?: Date | null;
  /** The caller has hung up and is to be called back when this place's turn comes … */
  readonly isCallback?: boolean;
  /** … but not before this moment. */
  readonly notBefore?: Date | null;
  /**
   * Its place: the arrival, earlier by so much for each step of priority. As all waiting calls age
   * alike, their order never changes and none starves (a "virtual start time").
   */
  readonly orderAt: Date;
}

export const QueueEntrySchema = new Schema<QueueEntry>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    teamId: { type: String },
    sector: { type: String },
    capabilities: { type: [String], required: true },
    priority: { type: Number, required: true, min: 0, max: 10 },
    state: { type: String, required: true, enum: ['waiting', 'reserved'] },
    arrivedAt: { type: Date, required: true },
    waitsSince: { type: Date },
    isCallback: { type: Boolean },
    notBefore: { type: Date },
    orderAt: { type: Date, required: true },
  },
  { collection: 'call_queue', versionKey: false },
);

// The line of a company, best first.
QueueEntrySchema.index({ clientId: 1, state: 1, orderAt: 1 });
