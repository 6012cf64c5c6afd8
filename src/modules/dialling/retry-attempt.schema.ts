import { Schema } from 'mongoose';
import type { CallLogId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import { OUTBOUND_CAUSES, type OutboundCause } from '../calls/outbound-call.types.js';

export const ATTEMPT_STATES = ['scheduled', 'done', 'canceled'] as const;

/** One more attempt at a call: who tries it again at the same time finds this one there. */
export interface RetryAttempt extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly originalCallLogId: CallLogId;
  /** 1, 2, 3 … */
  readonly attemptNumber: number;
  /** The call that is the attempt. */
  readonly callLogId: CallLogId;
  readonly scheduledFor: Date;
  /** Why the call before came to nothing; null: somebody asked for it. */
  readonly failureReason: OutboundCause | null;
  readonly status: (typeof ATTEMPT_STATES)[number];
}

export const RetryAttemptSchema = new Schema<RetryAttempt>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    originalCallLogId: { type: String, required: true },
    attemptNumber: { type: Number, required: true, min: 1 },
    callLogId: { type: String, required: true },
    scheduledFor: { type: Date, required: true },
    failureReason: { type: String, enum: OUTBOUND_CAUSES },
    status: { type: String, required: true, enum: ATTEMPT_STATES },
  },
  { collection: 'retry_attempts', versionKey: false },
);

// An attempt is made once, however many hear of the failure.
RetryAttemptSchema.index({ clientId: 1, originalCallLogId: 1, attemptNumber: 1 }, { unique: true });
// The attempt that a call is.
RetryAttemptSchema.index({ clientId: 1, callLogId: 1 });
// What is past its retention.
RetryAttemptSchema.index({ clientId: 1, scheduledFor: 1 });
