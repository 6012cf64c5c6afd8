import type { AppHarness } from './harness.js';

export interface SeededQuarter {
  readonly start: Date;
  readonly offered: number;
  readonly abandoned?: number;
  readonly sector?: string;
}

const ZONE_MS = 5.5 * 3_600_000;

/** Folded quarters of an hour of a company in Asia/Kolkata, as the aggregation leaves them. */
export async function seedQuarters(
  app: AppHarness,
  clientId: string,
  quarters: readonly SeededQuarter[],
): Promise<void> {
  const documents = quarters.map(({ start, offered, abandoned = 0, sector }) => {
    const answered = offered - abandoned;
    const dimension = sector === undefined ? 'tenant' : 'sector';
    return {
      _id: `${clientId}:${dimension}:${sector ?? ''}:${start.toISOString()}`,
      clientId,
      interval: 'quarter',
      dimension,
      key: sector ?? null,
      agentId: null,
      day: new Date(start.getTime() + ZONE_MS).toISOString().slice(0, 10),
      start,
      updatedAt: start,
      offered,
      answered,
      answeredInTarget: answered,
      abandoned,
      abandonedAfterTarget: abandoned,
      waitAnsweredSeconds: 10 * answered,
      waitAbandonedSeconds: 40 * abandoned,
      talkSeconds: 150 * answered,
      holdSeconds: 10 * answered,
      wrapUpSeconds: 20 * answered,
    };
  });
  await app.db
    .collection('performance_trends')
    .insertMany(documents as never, { bypassDocumentValidation: true });
}

/** Midnight in Kolkata, so many days from today. */
export function midnight(days: number): Date {
  const today = Math.floor((Date.now() + ZONE_MS) / 86_400_000);
  return new Date((today + days) * 86_400_000 - ZONE_MS);
}

/** `YYYY-MM-DD` in Kolkata, so many days from today. */
export const dayIn = (days: number): string =>
  new Date(midnight(days).getTime() + ZONE_MS).toISOString().slice(0, 10);

/** Numbers in [0, 1) that are the same each time. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** By counting how many gaps between calls fit into the time. */
export function poisson(mean: number, next: () => number): number {
  let calls = 0;
  for (let gap = -Math.log(1 - next()); gap < mean; gap -= Math.log(1 - next())) calls += 1;
  return calls;
}

/** Open hours of some days, 09:00 to 18:00 or others, with so many calls a quarter in the mean. */
export function openHours(
  fromDay: number,
  toDay: number,
  callsAQuarter: number,
  next: () => number,
  [firstPart, endPart]: readonly [number, number] = [36, 72],
): SeededQuarter[] {
  const quarters: SeededQuarter[] = [];
  for (let day = fromDay; day <= toDay; day += 1) {
    for (let part = firstPart; part < endPart; part += 1) {
      const offered = poisson(callsAQuarter, next);
      const abandoned = Array.from({ length: offered }, next).filter((x) => x < 0.05).length;
      const start = new Date(midnight(day).getTime() + part * 900_000);
      if (offered > 0) quarters.push({ start, offered, abandoned });
    }
  }
  return quarters;
}
