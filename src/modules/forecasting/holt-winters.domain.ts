import { mean, totalOf, weekdayOf, type CallDay } from './call-days.domain.js';

const ALPHAS = [0.05, 0.1, 0.2, 0.4];
const BETAS = [0, 0.05];
const GAMMAS = [0.05, 0.15, 0.3];
/** A trend fades, or it would lead far away in two weeks (Gardner and McKenzie 1985). */
const DAMPING = 0.9;

/** The smoothing weights of level, trend and weekday. */
interface Weights {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

/**
 * Learns the totals of whole days by Holt and Winters' method: a level, a damped trend, and a factor
 * for each weekday (Winters 1960; Hyndman and Athanasopoulos, chapter 8). The weights are those of a
 * grid with the least squared error of forecasts one day ahead.
 */
export function holtWinters(history: readonly CallDay[]): (dates: readonly string[]) => number[] {
  const runs = ALPHAS.flatMap((alpha) =>
    BETAS.flatMap((beta) => GAMMAS.map((gamma) => run(history, { alpha, beta, gamma }))),
  );
  const best = runs.reduce((least, one) => (one.squares < least.squares ? one : least));
  return (dates) => {
    let damped = 0;
    let power = 1;
    return dates.map((date) => {
      power *= DAMPING;
      damped += power;
      return Math.max(0, (best.level + damped * best.trend) * (best.factors[weekdayOf(date)] ?? 1));
    });
  };
}

function run(history: readonly CallDay[], { alpha, beta, gamma }: Weights) {
  const base = Math.max(1e-9, mean(history.slice(0, 10).map(totalOf)));
  const factors = Array.from({ length: 7 }, (_, weekday) => {
    const days = history.slice(0, 20).filter((day) => weekdayOf(day.date) === weekday);
    return days.length === 0 ? 1 : Math.max(1e-3, mean(days.map(totalOf)) / base);
  });
  let level = base;
  let trend = 0;
  let squares = 0;
  for (const day of history) {
    const total = totalOf(day);
    const weekday = weekdayOf(day.date);
    const factor = factors[weekday] ?? 1;
    const ahead = level + DAMPING * trend;
    squares += (total - ahead * factor) ** 2;
    const next = Math.max(1e-9, alpha * (total / factor) + (1 - alpha) * ahead);
    trend = beta * (next - level) + (1 - beta) * DAMPING * trend;
    factors[weekday] = Math.max(1e-3, gamma * (total / next) + (1 - gamma) * factor);
    level = next;
  }
  return { level, trend, factors, squares };
}
