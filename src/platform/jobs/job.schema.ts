import { Schema } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { TenantDocument } from '../mongo/documents.js';

export const JOB_OUTCOMES = ['done', 'failed'] as const;
export type JobOutcome = (typeof JOB_OUTCOMES)[number];

/** What is known of a job for one tenant. */
export interface JobRecord extends TenantDocument {
  /** `<name>:<clientId>` */
  readonly _id: string;
  readonly clientId: TenantId;
  readonly name: string;
  /** Does a node work on it? One that died leaves this set; who takes over begins anew. */
  readonly isRunning: boolean;
  /** Since when somebody waits for a run by hand. */
  readonly requestedAt?: Date;
  /** How often it was begun. */
  readonly runs: number;
  readonly lastStartedAt: Date | null;
  readonly lastEndedAt: Date | null;
  /** When the last run began that left nothing to do: its schedule counts from then. */
  readonly completeAt: Date | null;
  readonly nextRunAt: Date | null;
  readonly outcome: JobOutcome | null;
  /** What the last run did, in words and figures. */
  readonly did: string | null;
  readonly figures: Readonly<Record<string, number>>;
  /** Of the last run, if it failed; details are in the log. */
  readonly error: { readonly at: Date; readonly kind: string } | null;
  /** How far the job has come, in its own terms: a day, a number. */
  readonly cursor: string | null;
  readonly node: string | null;
}

export const JobSchema = new Schema<JobRecord>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    name: { type: String, required: true },
    isRunning: { type: Boolean, required: true },
    requestedAt: { type: Date },
    runs: { type: Number, required: true, min: 0 },
    lastStartedAt: { type: Date },
    lastEndedAt: { type: Date },
    completeAt: { type: Date },
    nextRunAt: { type: Date },
    outcome: { type: String, enum: JOB_OUTCOMES },
    did: { type: String },
    figures: { type: Schema.Types.Mixed, required: true },
    error: { type: Schema.Types.Mixed },
    cursor: { type: String },
    node: { type: String },
  },
  { collection: 'jobs', versionKey: false },
);

// A company's jobs.
JobSchema.index({ clientId: 1, name: 1 }, { unique: true });
// All companies' records of one job, when a node begins to lead it (the system's own).
JobSchema.index({ name: 1, clientId: 1 });
// What somebody asked for by hand, over all companies (the system's own).
JobSchema.index(
  { name: 1, requestedAt: 1 },
  { partialFilterExpression: { requestedAt: { $type: 'date' } } },
);
