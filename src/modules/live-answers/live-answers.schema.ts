import { Schema } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { Answers } from './dial-ahead.domain.js';

/** The answered calls of a campaign in one hour. */
export interface AnswersOfHour extends TenantDocument, Answers {
  readonly _id: string;
  readonly clientId: TenantId;
  readonly campaignId: string;
  readonly hour: Date;
}

export const AnswersOfHourSchema = new Schema<AnswersOfHour>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    campaignId: { type: String, required: true },
    hour: { type: Date, required: true },
    connected: { type: Number, required: true, min: 0 },
    abandoned: { type: Number, required: true, min: 0 },
  },
  { collection: 'campaign_answers', versionKey: false },
);

// The last hours of a campaign.
AnswersOfHourSchema.index({ clientId: 1, campaignId: 1, hour: 1 });
// What is past its retention.
AnswersOfHourSchema.index({ clientId: 1, hour: 1 });
