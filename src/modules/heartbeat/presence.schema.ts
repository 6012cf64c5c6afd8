import { Schema } from 'mongoose';
import type { AgentId, CallLogId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

/** What an agent said it wants. */
export const CHOICES = ['online', 'away', 'busy', 'offline'] as const;
export type Choice = (typeof CHOICES)[number];

/** A call that the agent's place is taken for, from the reservation to the end. */
export interface Hold {
  readonly callLogId: CallLogId;
  readonly offerId: string;
  readonly since: Date;
}

/**
 * The live state of an agent: what it chose, whether it is there, what it holds. Three facts that
 * never overwrite one another; whether it is ready is computed from them.
 */
export interface PresenceDocument extends TenantDocument {
  readonly _id: AgentId;
  readonly clientId: TenantId;
  readonly chosen: Choice;
  readonly chosenReason?: string | null;
  /** Set `away` by the system (missed offers), not by the agent itself. */
  readonly chosenBySystem: boolean;
  /** Since when; missing while the agent never chose. */
  readonly chosenAt?: Date | null;
  readonly lastHeartbeat: Date | null;
  /** The one before: tells whether the agent was answered since the system set it away. */
  readonly previousHeartbeat?: Date | null;
  readonly deviceConnected: boolean;
  /** What the agent's app says of its device. */
  readonly device?: unknown;
  readonly holds: readonly Hold[];
  /** How many `holds` there are; kept beside them so that a change stream tells it alone. */
  readonly activeCalls: number;
  /** How many calls it may hold, since that was changed; missing: as the agent's record says. */
  readonly maxConcurrentCalls?: number;
  readonly wrapUpUntil: Date | null;
  readonly missedInRow: number;
  /** Since when it holds no call; ties in routing go to the one idle longest. */
  readonly idleSince: Date;
  /** Counts every change of this document. */
  readonly version: number;
  readonly updatedAt: Date;
}

export const PresenceSchema = new Schema<PresenceDocument>(
  {
    _id: { type: Number, required: true },
    clientId: { type: String, required: true },
    chosen: { type: String, required: true, enum: CHOICES },
    chosenReason: { type: String, maxlength: 255 },
    chosenBySystem: { type: Boolean, required: true },
    chosenAt: { type: Date },
    lastHeartbeat: { type: Date },
    previousHeartbeat: { type: Date },
    deviceConnected: { type: Boolean, required: true },
    device: { type: Schema.Types.Mixed },
    holds: { type: [{ type: Schema.Types.Mixed }], required: true },
    activeCalls: { type: Number, required: true, min: 0 },
    maxConcurrentCalls: { type: Number, min: 0 },
    wrapUpUntil: { type: Date },
    missedInRow: { type: Number, required: true, min: 0 },
    idleSince: { type: Date, required: true },
    version: { type: Number, required: true, min: 0 },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'agent_presence', versionKey: false },
);

// The clean-up: agents whose heartbeat is too old.
PresenceSchema.index({ clientId: 1, lastHeartbeat: 1, deviceConnected: 1, chosen: 1 });
// Which agent holds this call?
PresenceSchema.index({ clientId: 1, 'holds.callLogId': 1 });
