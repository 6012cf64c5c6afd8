/** An agent's answered calls of some time, added up. */
export interface AgentPast {
  readonly calls: number;
  readonly successes: number;
  /** Of handle times in seconds, and of their squares. */
  readonly sum: number;
  readonly squares: number;
}

/** A figure that is expected, and where it will be with 95 %. */
export interface Outlook {
  readonly expected: number;
  readonly low95: number;
  readonly high95: number;
}

/** What is expected of an agent in the next two weeks, if it has as many calls as in the last. */
export interface AgentOutlook {
  /** Answered calls that this was learnt from. */
  readonly calls: number;
  readonly handleSeconds: Outlook;
  /** 0 to 1. */
  readonly successRate: Outlook;
}

/** All agents together count as so many calls of each: few calls of its own say little. */
const PRIOR_CALLS = 20;
const Z95 = 1.959964;

/**
 * What is expected of an agent: its own mean, drawn towards that of all agents as if it had answered
 * twenty calls more like theirs (empirical Bayes; Efron and Morris 1975). The interval holds what the
 * mean of its next calls will be: it knows how unsure the expectation is and how calls differ.
 * Of shares it is Wilson's, which stays between 0 and 1.
 *
 * @param own at least one call
 * @param all of all agents together, this one among them
 * @param nextCalls how many calls the figure to come will be made of
 */
export function outlookOf(own: AgentPast, all: AgentPast, nextCalls: number): AgentOutlook {
  const calls = own.calls + PRIOR_CALLS;
  const drawn = (part: number, whole: number): number =>
    (part + (PRIOR_CALLS * whole) / all.calls) / calls;
  // The variance of a mean to come is that of what is known and that of the calls to come.
  const effective = 1 / (1 / calls + 1 / Math.max(1, nextCalls));
  const handle = drawn(own.sum, all.sum);
  const variance = Math.max(0, drawn(own.squares, all.squares) - handle ** 2);
  const half = Z95 * Math.sqrt(variance / effective);
  return {
    calls: own.calls,
    handleSeconds: { expected: handle, low95: Math.max(0, handle - half), high95: handle + half },
    successRate: wilson(drawn(own.successes, all.successes), effective),
  };
}

/** Wilson's score interval (1927). */
function wilson(share: number, calls: number): Outlook {
  const square = Z95 ** 2 / calls;
  const middle = (share + square / 2) / (1 + square);
  const half =
    (Z95 / (1 + square)) * Math.sqrt((share * (1 - share)) / calls + square / (4 * calls));
  return {
    expected: share,
    low95: Math.max(0, Math.min(share, middle - half)),
    high95: Math.min(1, Math.max(share, middle + half)),
  };
}

/** How right forecasts of agents were, over all agents who answered calls in their days. */
export interface AgentsAccuracy {
  readonly agents: number;
  readonly handleSeconds: OutlookAccuracy;
  readonly successRate: OutlookAccuracy;
}

/** Of one figure, each agent by its calls, as the figure of all is made of calls. */
export interface OutlookAccuracy {
  /** Σ calls · |actual − expected| ÷ Σ calls · actual; null where nothing was. */
  readonly wape: number | null;
  /** Share of the agents whose figure lay within the 95 % interval. */
  readonly coverage95: number;
}

/**
 * How right forecasts were; null when none of their agents answered a call.
 * @param came what the agents' calls of the forecast's days came to
 */
export function scoreOutlooks<Id>(
  outlooks: readonly (AgentOutlook & { readonly agentId: Id })[],
  came: ReadonlyMap<Id, AgentPast>,
): AgentsAccuracy | null {
  const pairs = outlooks.flatMap((outlook) => {
    const actual = came.get(outlook.agentId);
    return actual && actual.calls > 0 ? [{ outlook, actual }] : [];
  });
  if (pairs.length === 0) return null;
  const score = (figure: 'handleSeconds' | 'successRate', sumOf: (past: AgentPast) => number) => {
    let off = 0;
    let total = 0;
    let within = 0;
    for (const { outlook, actual } of pairs) {
      const { expected, low95, high95 } = outlook[figure];
      const mean = sumOf(actual) / actual.calls;
      off += actual.calls * Math.abs(mean - expected);
      total += sumOf(actual);
      if (low95 <= mean && mean <= high95) within += 1;
    }
    return { wape: total === 0 ? null : off / total, coverage95: within / pairs.length };
  };
  return {
    agents: pairs.length,
    handleSeconds: score('handleSeconds', ({ sum }) => sum),
    successRate: score('successRate', ({ successes }) => successes),
  };
}
