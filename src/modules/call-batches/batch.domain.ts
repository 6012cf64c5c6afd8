import type { DialState, OutboundState } from '../calls/outbound-call.types.js';
import type { BatchDocument } from './batch.schema.js';

/** How many calls of a batch are in which state. */
export interface StateCount {
  readonly dialState: DialState;
  readonly status: OutboundState;
  readonly count: number;
}

/** How far a batch is. */
export interface BatchProgress {
  readonly batchId: string;
  readonly total: number;
  readonly waiting: number;
  /** Being dialled, ringing or talking. */
  readonly dialling: number;
  /** Answered and over. */
  readonly done: number;
  readonly failed: number;
  readonly expectedEnd: Date | null;
  readonly createdAt: Date;
}

/**
 * The end is expected when the calls that wait have been dialled at the pace so far, and no sooner
 * than their pauses allow; null when it is over, or nothing was dialled yet and no pause is set.
 */
export function progressOf(
  batch: BatchDocument,
  counts: readonly StateCount[],
  at: Date,
): BatchProgress {
  const sum = (isSo: (one: StateCount) => boolean): number =>
    counts.filter(isSo).reduce((total, { count }) => total + count, 0);
  const waiting = sum(({ dialState }) => dialState === 'waiting');
  const over = sum(({ dialState }) => dialState === 'over');
  const done = sum(({ dialState, status }) => dialState === 'over' && status === 'completed');
  const total = Math.max(
    batch.total,
    sum(() => true),
  );
  const dialling = sum(() => true) - waiting - over;
  const begun = dialling + over;
  const soFarMs = begun > 0 ? (at.getTime() - batch.createdAt.getTime()) / begun : 0;
  const eachMs = Math.max(soFarMs, batch.intervalMs);
  return {
    batchId: batch._id,
    total,
    waiting,
    dialling,
    done,
    failed: over - done,
    expectedEnd: waiting > 0 && eachMs > 0 ? new Date(at.getTime() + waiting * eachMs) : null,
    createdAt: batch.createdAt,
  };
}
