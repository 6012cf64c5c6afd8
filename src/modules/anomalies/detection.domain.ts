import {
  judgeCount,
  judgeMean,
  median,
  uncertaintyOf,
  type Direction,
  type Judgement,
} from './anomaly.domain.js';

/** What is watched: calls offered, the share that is abandoned, and the mean handle time. */
export const METRICS = ['volume', 'abandonRate', 'handleSeconds'] as const;
export type Metric = (typeof METRICS)[number];
export const KINDS = ['spike', 'level_shift'] as const;
export type Kind = (typeof KINDS)[number];

/** What an hour came to. */
export interface Hour {
  readonly start: Date;
  readonly day: string;
  /** 0 to 23 by the clock. */
  readonly hourOfDay: number;
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  /** Talk, hold and wrap-up of the answered. */
  readonly handledSeconds: number;
}

/** The calls that a forecast expected, and how far it may be off, as a share. */
export interface Expected {
  readonly calls: number;
  readonly uncertainty: number;
}

/** Something that is not as expected. */
export interface Finding extends Judgement {
  readonly metric: Metric;
  readonly kind: Kind;
  readonly since: Date;
  /** The end of what it was seen in. */
  readonly until: Date;
  readonly actual: number;
  readonly expected: number;
}

const HOUR_MS = 3_600_000;
/** All hours together count in an hour of the day as so many calls of it. */
const PRIOR_CALLS = 50;
/** Where less is expected, a call or two are nothing. */
const LEAST_EXPECTED = 0.25;
/** With fewer calls a mean handle time says nothing of an hour. */
const LEAST_HANDLED = 5;
const NORMAL_MEDIAN = 0.6745;

/** What hours are like, by the hours of some weeks. */
export interface Usual {
  abandonRate(hourOfDay: number): number;
  /** Of the number of abandoned calls, as a share of what is expected. */
  readonly abandonUncertainty: number;
  /** Null before any call was handled. */
  readonly handleSeconds: number | null;
  /** Of one call's handle time from the mean. */
  readonly handleDeviation: number;
}

/** @param past hours of some weeks, without the one that is judged */
export function usualOf(past: readonly Hour[]): Usual {
  const offered = total(past, (hour) => hour.offered);
  // As if one of twenty calls more had been abandoned: that none was yet does not mean never.
  const overall = (total(past, (hour) => hour.abandoned) + 1) / (offered + 20);
  const rates = Array.from({ length: 24 }, (_, hourOfDay) => {
    const same = past.filter((hour) => hour.hourOfDay === hourOfDay);
    const calls = total(same, (hour) => hour.offered) + PRIOR_CALLS;
    return (total(same, (hour) => hour.abandoned) + PRIOR_CALLS * overall) / calls;
  });
  const abandonRate = (hourOfDay: number): number => rates[hourOfDay] ?? overall;
  const answered = total(past, (hour) => hour.answered);
  const handleSeconds =
    answered === 0 ? null : total(past, (hour) => hour.handledSeconds) / answered;
  const strays = past
    .filter((hour) => hour.answered >= LEAST_HANDLED)
    .map(
      ({ answered: calls, handledSeconds }) =>
        Math.abs(handledSeconds / calls - (handleSeconds ?? 0)) * Math.sqrt(calls),
    );
  return {
    abandonRate,
    abandonUncertainty: uncertaintyOf(
      past.map((hour) => ({
        actual: hour.abandoned,
        expected: hour.offered * abandonRate(hour.hourOfDay),
      })),
    ),
    handleSeconds,
    handleDeviation: median(strays) / NORMAL_MEDIAN,
  };
}

/**
 * What of an hour is less likely by chance than the rate of false alarms: in hours in which all is as
 * expected, no more than that share is found, for each metric.
 * @param expected null where no forecast was made
 */
export function spikesOf(
  hour: Hour,
  expected: Expected | null,
  usual: Usual,
  falseAlarmRate: number,
): Finding[] {
  const { offered, answered, abandoned, handledSeconds } = hour;
  const base = { kind: 'spike' as const, since: hour.start, until: endOf(hour) };
  const findings: Finding[] = [];
  if (expected) {
    const calls = Math.max(expected.calls, LEAST_EXPECTED);
    const { uncertainty } = expected;
    const judged = judgeCount({ actual: offered, expected: calls, uncertainty });
    findings.push({ ...base, ...judged, metric: 'volume', actual: offered, expected: calls });
  }
  if (offered > 0) {
    const rate = usual.abandonRate(hour.hourOfDay);
    const uncertainty = usual.abandonUncertainty;
    const judged = judgeCount({ actual: abandoned, expected: offered * rate, uncertainty });
    findings.push({
      ...base,
      ...judged,
      metric: 'abandonRate',
      actual: abandoned / offered,
      expected: rate,
    });
  }
  const { handleSeconds, handleDeviation } = usual;
  if (handleSeconds !== null && answered >= LEAST_HANDLED) {
    const actual = handledSeconds / answered;
    const judged = judgeMean({
      actual,
      expected: handleSeconds,
      values: answered,
      deviation: handleDeviation,
    });
    findings.push({
      ...base,
      ...judged,
      metric: 'handleSeconds',
      actual,
      expected: handleSeconds,
    });
  }
  return findings.filter(({ p }) => p < falseAlarmRate);
}

/**
 * Are the calls of some days together not what the forecast made before them said? Its uncertainty is
 * taken for the same on all the days, as a level that it missed is missed on each.
 */
export function levelShiftOf(
  days: readonly { readonly actual: number; readonly expected: Expected }[],
  since: Date,
  until: Date,
  falseAlarmRate: number,
): Finding | null {
  const actual = days.reduce((sum, day) => sum + day.actual, 0);
  const { calls, uncertainty } = together(days.map((day) => day.expected));
  if (calls === 0) return null;
  const judged = judgeCount({ actual, expected: calls, uncertainty });
  if (judged.p >= falseAlarmRate) return null;
  const base = { metric: 'volume', kind: 'level_shift', since, until } as const;
  return { ...base, ...judged, actual, expected: calls };
}

/** Several expectations that are off together. */
export function together(parts: readonly Expected[]): Expected {
  const calls = parts.reduce((sum, part) => sum + part.calls, 0);
  const off = parts.reduce((sum, part) => sum + part.calls * part.uncertainty, 0);
  return { calls, uncertainty: calls === 0 ? 0 : off / calls };
}

/** Half of an 80 % band, in standard deviations of a normal distribution. */
const BAND_80 = 1.281552;

/** How far a forecast itself may be off, beyond chance, by its 80 % band. */
export function expectedOf(calls: number, high80: number): Expected {
  if (calls <= 0) return { calls: 0, uncertainty: 0 };
  const variance = ((high80 - calls) / BAND_80) ** 2;
  return { calls, uncertainty: Math.sqrt(Math.max(0, variance - calls)) / calls };
}

/** What is known of something that was found before. */
export interface Known {
  readonly metric: Metric;
  readonly kind: Kind;
  readonly direction: Direction;
  readonly since: Date;
  readonly until: Date;
}

/** Is it the same thing, seen again or going on? An hour without it in between is still the same. */
export function isSame(known: Known, found: Finding): boolean {
  const gapMs = found.kind === 'spike' ? HOUR_MS : 24 * HOUR_MS;
  return (
    known.metric === found.metric &&
    known.kind === found.kind &&
    known.direction === found.direction &&
    known.since <= found.until &&
    found.since.getTime() <= known.until.getTime() + gapMs
  );
}

const endOf = (hour: Hour): Date => new Date(hour.start.getTime() + HOUR_MS);
const total = (hours: readonly Hour[], of: (hour: Hour) => number): number =>
  hours.reduce((sum, hour) => sum + of(hour), 0);
