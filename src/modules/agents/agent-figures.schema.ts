import { Schema } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../../platform/mongo/documents.js';

/** What an agent's mean figures are made of; the values that a new agent starts with are not in it. */
export interface AgentFiguresDocument extends TenantDocument {
  readonly _id: AgentId;
  readonly clientId: TenantId;
  /** First answers to tickets, and the seconds that they took together. */
  readonly answers: number;
  readonly answerSeconds: number;
  /** Customers' answers, and their sum. */
  readonly ratings: number;
  readonly ratingSum: number;
}

const sum = { type: Number, required: true, min: 0 } as const;

export const AgentFiguresSchema = new Schema<AgentFiguresDocument>(
  {
    _id: { type: Number, required: true },
    clientId: { type: String, required: true },
    answers: sum,
    answerSeconds: sum,
    ratings: sum,
    ratingSum: sum,
  },
  { collection: 'agent_figures', versionKey: false },
);
