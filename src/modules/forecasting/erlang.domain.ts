/** Calls that come by chance to agents who all can take them; times in seconds. */
export interface Load {
  readonly callsPerHour: number;
  /** Mean of talk, hold and wrap-up. */
  readonly handleSeconds: number;
}

/** How callers wait: patient for ever (Erlang C), or for so long in the mean (Erlang A). */
export type Patience = { readonly meanSeconds: number } | 'endless';

export interface Service {
  /** Answered within the target ÷ (answered + abandoned after it). */
  readonly serviceLevel: number;
  /** Mean wait of all callers; null where the line would grow for ever. */
  readonly waitSeconds: number | null;
  readonly abandonRate: number;
  /** Share of the time that agents handle calls. */
  readonly occupancy: number;
}

const SECONDS_PER_HOUR = 3600;
/** More agents than this nobody asks about. */
export const MOST_AGENTS = 10_000;

/** Work that comes, in agents who would be busy all the time with it. */
export const erlangs = ({ callsPerHour, handleSeconds }: Load): number =>
  (callsPerHour * handleSeconds) / SECONDS_PER_HOUR;

/**
 * Erlang's loss formula B(n, a), by its recursion: the share of calls that finds all n agents busy
 * when callers do not wait.
 */
export function erlangB(agents: number, load: number): number {
  let blocked = 1;
  for (let n = 1; n <= agents; n += 1) blocked = (load * blocked) / (n + load * blocked);
  return blocked;
}

/** Erlang's delay formula C(n, a): the share of calls that waits when nobody gives up. */
export function erlangC(agents: number, load: number): number {
  if (agents <= load) return 1;
  const blocked = erlangB(agents, load);
  return (agents * blocked) / (agents - load * (1 - blocked));
}

/** What callers get from so many agents, by Erlang C or, with patience, by Erlang A. */
export function serviceOf(
  agents: number,
  load: Load,
  targetSeconds: number,
  patience: Patience,
): Service {
  if (load.callsPerHour <= 0 || load.handleSeconds <= 0) {
    return { serviceLevel: 1, waitSeconds: 0, abandonRate: 0, occupancy: 0 };
  }
  return patience === 'endless'
    ? withoutAbandonment(agents, load, targetSeconds)
    : withAbandonment(agents, load, targetSeconds, patience.meanSeconds);
}

function withoutAbandonment(agents: number, load: Load, targetSeconds: number): Service {
  const work = erlangs(load);
  if (agents <= work) {
    return { serviceLevel: 0, waitSeconds: null, abandonRate: 0, occupancy: 1 };
  }
  const waits = erlangC(agents, work);
  const drain = (agents - work) / load.handleSeconds;
  return {
    serviceLevel: 1 - waits * Math.exp(-drain * targetSeconds),
    waitSeconds: waits / drain,
    abandonRate: 0,
    occupancy: work / agents,
  };
}

/** Of Simpson's rule, up to the target and from there on: right to five digits. */
const STEPS = 200;
/** Where the density of waits is so much below its top, it ends. */
const NEGLIGIBLE = 1e-12;

/**
 * Palm's model M/M/n+M: patience is exponential. The wait that an endlessly patient caller would have
 * has the density v(x) ∝ λ·exp(λ·(1 − e^(−θx)) ÷ θ − nμx) for x > 0 and an atom at 0
 * (Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005, section 4); who has less patience than
 * that gives up.
 */
function withAbandonment(
  agents: number,
  load: Load,
  targetSeconds: number,
  patienceSeconds: number,
): Service {
  const rate = load.callsPerHour / SECONDS_PER_HOUR;
  if (agents === 0) {
    return { serviceLevel: 0, waitSeconds: patienceSeconds, abandonRate: 1, occupancy: 0 };
  }
  const leave = 1 / patienceSeconds;
  const drain = agents / load.handleSeconds;
  const exponent = (x: number): number => (rate * -Math.expm1(-leave * x)) / leave - drain * x;
  // The density has one peak: where arrivals that stay equal the agents' pace.
  const peak = rate > drain ? Math.log(rate / drain) / leave : 0;
  const top = exponent(peak);
  const end = lastOf((x) => exponent(x) - top > Math.log(NEGLIGIBLE), peak + 1 / drain);
  const target = Math.min(targetSeconds, end);
  // Whichever is larger, the atom or the density's top, is 1: neither may leave what numbers can hold.
  const density = Math.log(erlangB(agents - 1, erlangs(load))) + top;
  const atOnce = Math.exp(Math.min(0, -density));
  const height = rate * Math.exp(Math.min(0, density));
  const weight = (x: number): number => height * Math.exp(exponent(x) - top);
  const stays = (x: number): number => Math.exp(-leave * x);
  const soon = waits(weight, stays, 0, target);
  const late = waits(weight, stays, target, end);
  const all = atOnce + soon.all + late.all;
  const served = (atOnce + soon.served + late.served) / all;
  const abandonedWithin = (soon.all - soon.served + late.all * (1 - stays(target))) / all;
  const abandonRate = Math.max(0, 1 - served);
  return {
    serviceLevel: Math.min(1, (atOnce + soon.served) / all / (1 - abandonedWithin)),
    // Who waits gives up at the same rate all the time: the calls that give up tell the waiting.
    waitSeconds: abandonRate * patienceSeconds,
    abandonRate,
    // The integration is right to six digits or so.
    occupancy: Math.min(1, (rate * served * load.handleSeconds) / agents),
  };
}

/** Somewhere after the last place at which a condition holds that holds up to some place. */
function lastOf(holds: (x: number) => boolean, first: number): number {
  let end = first;
  while (holds(end)) end *= 2;
  return end;
}

/** How many would wait from … to … seconds, and how many of them stay for it: by Simpson's rule. */
function waits(
  weight: (x: number) => number,
  stays: (x: number) => number,
  from: number,
  to: number,
): { readonly all: number; readonly served: number } {
  let all = 0;
  let served = 0;
  const step = (to - from) / STEPS;
  for (let at = 0; at <= STEPS; at += 1) {
    const x = from + at * step;
    const inner = at % 2 === 1 ? 4 : 2;
    const part = (at === 0 || at === STEPS ? 1 : inner) * weight(x);
    all += part;
    served += part * stays(x);
  }
  return { all: (all * step) / 3, served: (served * step) / 3 };
}

/**
 * The fewest agents that reach a service level; 0 where no call is expected. Null when more than
 * `MOST_AGENTS` would be needed.
 */
export function agentsNeeded(
  load: Load,
  goal: { readonly serviceLevel: number; readonly targetSeconds: number },
  patience: Patience,
): number | null {
  if (load.callsPerHour <= 0 || load.handleSeconds <= 0) return 0;
  const isEnough = (agents: number): boolean =>
    serviceOf(agents, load, goal.targetSeconds, patience).serviceLevel >= goal.serviceLevel;
  const work = erlangs(load);
  if (work > MOST_AGENTS) return null;
  let agents = Math.ceil(work + Math.sqrt(work) / 2);
  while (agents > 1 && isEnough(agents - 1)) agents -= 1;
  while (!isEnough(agents)) {
    agents += 1;
    if (agents > MOST_AGENTS) return null;
  }
  return agents;
}

/**
 * The callers' mean patience, measured: all the seconds that anybody waited ÷ the calls that were
 * given up. The maximum-likelihood estimate for exponential patience where those who were answered
 * tell only that they had more (Brown et al. 2005). Null when nobody gave up.
 */
export function meanPatience(waitedSeconds: number, abandoned: number): number | null {
  return abandoned === 0 || waitedSeconds <= 0 ? null : waitedSeconds / abandoned;
}
