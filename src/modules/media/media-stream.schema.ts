import { Schema } from 'mongoose';
import type { AgentId, CallLogId, OfferId, ProviderSid, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

export const STREAM_ENDS = ['hung_up', 'done', 'failed', 'handed_over'] as const;

/** What was measured of a stream; times in ms of the wall. */
export interface StreamFigures {
  /** From Exotel's socket to the bot's being open; null: it never was. */
  readonly botOpenMs: number | null;
  /** From caller and bot being joined to the bot's first sound. */
  readonly firstSoundMs: number | null;
  readonly talkMs: number;
  readonly callerFrames: number;
  readonly botFrames: number;
  /** The caller's frames that a slow bot could not take. */
  readonly droppedFrames: number;
  /** From a frame's arrival here to its being written to the other side. */
  readonly meanDelayMs: number;
  readonly longestDelayMs: number;
}

/** One way for a call's sound to a bot: its token is good once, and for a minute. */
export interface MediaStreamDocument extends TenantDocument {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly callLogId: CallLogId;
  readonly offerId: OfferId;
  readonly agentId: AgentId;
  /** Null: a call that we place, until Exotel says which one it is. */
  readonly providerSid: ProviderSid | null;
  readonly direction: 'inbound' | 'outbound';
  readonly tokenHash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly startedAt: Date | null;
  /** Somebody asked that it be hung up; null: nobody. */
  readonly hangUpAskedAt: Date | null;
  readonly endedAt: Date | null;
  readonly end: (typeof STREAM_ENDS)[number] | null;
  readonly figures: StreamFigures | null;
}

export const MediaStreamSchema = new Schema<MediaStreamDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    callLogId: { type: String, required: true },
    offerId: { type: String, required: true },
    agentId: { type: Number, required: true },
    providerSid: { type: String },
    direction: { type: String, required: true, enum: ['inbound', 'outbound'] },
    tokenHash: { type: String, required: true, secret: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    startedAt: { type: Date },
    hangUpAskedAt: { type: Date },
    endedAt: { type: Date },
    end: { type: String, enum: STREAM_ENDS },
    figures: { type: Schema.Types.Mixed },
  },
  { collection: 'media_streams', versionKey: false },
);

// Exotel comes with a token, before the tenant is known.
MediaStreamSchema.index({ tokenHash: 1 }, { unique: true });
// The streams of one call.
MediaStreamSchema.index({ clientId: 1, callLogId: 1 });
// What is past its retention.
MediaStreamSchema.index({ clientId: 1, createdAt: 1 });
