/** A wait of a caller: its whole patience if it abandoned, else a lower bound of it. */
export interface ObservedWait {
  waitSeconds: number;
  abandoned: boolean;
}

/** How long callers are ready to wait. */
export interface PatienceCurve {
  /** The share of callers with more patience than `seconds`. */
  survival: (seconds: number) => number;
  /**
   * A patience of a caller known to have more than `waited` seconds, from a uniform `u` in [0, 1).
   * Always beyond `waited`; Infinity when the record shows nobody who abandoned.
   */
  drawBeyond: (waited: number, u: number) => number;
}

/** The curve steps down to `survival` at `seconds`. */
interface Step {
  seconds: number;
  survival: number;
}

/** A draw exceeds the wait it is conditioned on by this at least. */
const LEAST_STEP_SECONDS = 0.001;

/**
 * The product-limit estimate of patience (E. L. Kaplan, P. Meier, "Nonparametric estimation from
 * incomplete observations", JASA 53, 1958): at each time t somebody abandoned, the curve falls by
 * the factor 1 − abandoned(t) / stillWaiting(t). Who was served counts as still waiting up to and
 * including its own wait, then no more.
 *
 * Where the longest waits ended in service the curve never reaches 0. Beyond its last step it goes
 * on as an exponential with the hazard of the whole sample: those who abandoned divided by all
 * seconds waited.
 */
export function estimatePatience(waits: readonly ObservedWait[]): PatienceCurve {
  const steps = productLimit(waits);
  const last = steps.at(-1) ?? { seconds: 0, survival: 1 };
  const abandoned = waits.filter((wait) => wait.abandoned).length;
  const exposure = waits.reduce((sum, wait) => sum + wait.waitSeconds, 0);
  const hazard = abandoned === 0 ? 0 : abandoned / exposure;

  const survival = (seconds: number): number => {
    if (seconds <= last.seconds || hazard === 0) return survivalAt(steps, seconds);
    return last.survival * Math.exp(-hazard * (seconds - last.seconds));
  };

  const drawBeyond = (waited: number, u: number): number => {
    const target = (1 - u) * survival(waited);
    const step = steps.find(({ seconds, survival: s }) => seconds > waited && s <= target);
    if (step) return step.seconds;
    if (hazard === 0) return Infinity;
    const from = Math.max(waited, last.seconds);
    const left = survival(from);
    // When nobody in the sample had more patience than `waited`, only the hazard is known.
    const share = left === 0 ? 1 - u : Math.min(1, target / left);
    return Math.max(from - Math.log(share) / hazard, waited + LEAST_STEP_SECONDS);
  };

  return { survival, drawBeyond };
}

function productLimit(waits: readonly ObservedWait[]): Step[] {
  const sorted = [...waits].sort((a, b) => a.waitSeconds - b.waitSeconds);
  const steps: Step[] = [];
  let survival = 1;
  let i = 0;
  while (i < sorted.length) {
    const seconds = sorted[i]?.waitSeconds ?? 0;
    const stillWaiting = sorted.length - i;
    let abandoned = 0;
    while (i < sorted.length && sorted[i]?.waitSeconds === seconds) {
      if (sorted[i]?.abandoned) abandoned++;
      i++;
    }
    if (abandoned === 0) continue;
    survival *= 1 - abandoned / stillWaiting;
    steps.push({ seconds, survival });
  }
  return steps;
}

function survivalAt(steps: Step[], seconds: number): number {
  return steps.findLast((step) => step.seconds <= seconds)?.survival ?? 1;
}
