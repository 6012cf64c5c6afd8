/** Lanczos' approximation (g = 7, 9 terms): right to about 15 digits. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

function logGamma(x: number): number {
  const [first = 0, ...rest] = LANCZOS;
  const series = rest.reduce((sum, term, index) => sum + term / (x + index), first);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

const logFactorial = (n: number): number => logGamma(n + 1);
const logChoose = (n: number, k: number): number =>
  logFactorial(n) - logFactorial(k) - logFactorial(n - k);

/** So many of so many calls succeeded. */
export interface Share {
  readonly calls: number;
  readonly successes: number;
}

/**
 * Fisher's exact test, one-sided: how likely is it by chance alone that the one has at least so many
 * more successes than the other? Exact for every number of calls (Fisher 1922).
 */
export function fisherGreater(one: Share, other: Share): number {
  const successes = one.successes + other.successes;
  const all = logChoose(one.calls + other.calls, successes);
  const most = Math.min(one.calls, successes);
  let p = 0;
  for (let k = one.successes; k <= most; k += 1) {
    if (successes - k > other.calls) continue;
    const term = Math.exp(logChoose(one.calls, k) + logChoose(other.calls, successes - k) - all);
    p += term;
    // Past the top of the hill the terms only fall: what is left adds nothing.
    if (term < 1e-18 && p > 0 && k * (one.calls + other.calls) > successes * one.calls) break;
  }
  return Math.min(1, p);
}

/** Seconds that calls took, as sums. */
export interface Sample {
  readonly calls: number;
  readonly sum: number;
  readonly squares: number;
}

export const meanOf = ({ calls, sum }: Sample): number => sum / calls;

/** Of the sample, with Bessel's correction. */
export const varianceOf = ({ calls, sum, squares }: Sample): number =>
  calls < 2 ? 0 : Math.max(0, (squares - (sum * sum) / calls) / (calls - 1));

/**
 * Welch's t test, one-sided: how likely is it by chance alone that the mean of the one is so much
 * below that of the other? Takes different variances (Welch 1947, degrees of freedom by Satterthwaite).
 */
export function welchLess(one: Sample, other: Sample): number {
  const [a, b] = [varianceOf(one) / one.calls, varianceOf(other) / other.calls];
  const difference = meanOf(one) - meanOf(other);
  // Without any spread every difference is one.
  if (a + b === 0) return difference < 0 ? 0 : 1;
  const freedom = (a + b) ** 2 / (a ** 2 / (one.calls - 1) + b ** 2 / (other.calls - 1));
  return studentBelow(difference / Math.sqrt(a + b), freedom);
}

/** The probability that Student's t with so many degrees of freedom is below a value. */
export function studentBelow(t: number, freedom: number): number {
  const tail = incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  return t < 0 ? tail : 1 - tail;
}

/** The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  );
  return (front / a) * continuedFraction(x, a, b);
}

/** Lentz's method. */
function continuedFraction(x: number, a: number, b: number): number {
  const TINY = 1e-300;
  const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 300; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return result;
}

/**
 * Holm's correction for many comparisons: each p as it counts among all (Holm 1979). The chance of
 * even one false finding stays below the level at which the results are read.
 * @param ps some of the comparisons: all those that may be below the level
 * @param comparisons how many there were in all
 */
export function holm(ps: readonly number[], comparisons: number): number[] {
  const order = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = ps.map(() => 1);
  let highest = 0;
  order.forEach(({ p, index }, rank) => {
    highest = Math.max(highest, Math.min(1, p * (comparisons - rank)));
    adjusted[index] = highest;
  });
  return adjusted;
}
