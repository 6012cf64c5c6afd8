import { mean, sum, totalOf, weekdayOf, type CallDay } from './call-days.domain.js';
import { learnDailyLevel, type Calendar } from './daily-level.domain.js';
import { holtWinters } from './holt-winters.domain.js';
import { learnShape } from './intraday.domain.js';

/** What a method expects of later days, part by part, once it has learnt from the days before. */
export type Expect = (dates: readonly string[]) => readonly (readonly number[])[];

/** @param history days in order, without days off; at least `LEAST_DAYS` of them */
export type Method = (history: readonly CallDay[]) => Expect;

/** The ways to forecast; `seasonal_naive` is what each other one must beat. */
export const METHODS = {
  /** The last day of the same weekday again. */
  seasonal_naive: (history) => {
    const last = (date: string): readonly number[] =>
      (history.findLast((day) => weekdayOf(day.date) === weekdayOf(date)) ?? history.at(-1))
        ?.counts ?? [];
    return (dates) => dates.map(last);
  },
  /** The mean of the weekday's last four days, brought to the level of the last two weeks. */
  weekday_profile: (history) => {
    const ratio = levelRatio(history);
    const shape = learnShape(history);
    return (dates) =>
      dates.map((date) => {
        const level = ratio * mean(ofWeekday(history, date).slice(-4).map(totalOf));
        return shape(date).map((share) => share * level);
      });
  },
  /** Level, trend and weekday of whole days by Holt and Winters; the weekday's shape within a day. */
  holt_winters: (history) => byDay(history, holtWinters(history)),
  /** A drifting level with effects of weekdays and days off; the weekday's shape within a day. */
  daily_level: (history) => byDay(history, learnDailyLevel(history, NO_WAVES)),
  /** As `daily_level`, with waves that follow the day of the month. */
  monthly_waves: (history) => byDay(history, learnDailyLevel(history, MONTH_WAVES)),
} as const satisfies Readonly<Record<string, Method>>;

export type MethodName = keyof typeof METHODS;
export const METHOD_NAMES = Object.keys(METHODS) as readonly MethodName[];

const NO_WAVES: Calendar = { afterDayOff: true, monthWaves: 0 };
const MONTH_WAVES: Calendar = { afterDayOff: true, monthWaves: 2 };

function byDay(
  history: readonly CallDay[],
  totals: (dates: readonly string[]) => readonly number[],
): Expect {
  const shape = learnShape(history);
  return (dates) => {
    const levels = totals(dates);
    return dates.map((date, place) => shape(date).map((share) => share * (levels[place] ?? 0)));
  };
}

const ofWeekday = (history: readonly CallDay[], date: string): readonly CallDay[] => {
  const same = history.filter((day) => weekdayOf(day.date) === weekdayOf(date));
  return same.length === 0 ? history : same;
};

/** How the last ten days compare with the four of each weekday before that their mean is made of. */
function levelRatio(history: readonly CallDay[]): number {
  const recent = history.slice(-10);
  const usual = sum(recent.map((day) => mean(ofWeekday(history, day.date).slice(-4).map(totalOf))));
  return usual === 0 ? 1 : sum(recent.map(totalOf)) / usual;
}
