/** Calls of a campaign that a person answered, in a span of time. */
export interface Answers {
  /** An agent talked with the person. */
  readonly connected: number;
  /** Nobody was free: the person heard no agent. */
  readonly abandoned: number;
}

/** What a campaign's answers were in both spans that the cap is measured over. */
export interface AnswerHistory {
  readonly last24Hours: Answers;
  readonly last30Days: Answers;
}

/**
 * Abandoned ÷ (abandoned + connected), in percent, at most (exotel.md 6.7). Whole numbers: the cap
 * must hold to the call.
 */
export const ABANDONED_CAP_PERCENT = 3;

/** The share of the abandoned in percent; null: nobody answered. */
export function abandonedPercent({ connected, abandoned }: Answers): number | null {
  const answered = connected + abandoned;
  return answered === 0 ? null : Math.round((10_000 * abandoned) / answered) / 100;
}

export interface Floor {
  /** Agents of the campaign who have a place and no lead. */
  readonly free: number;
  /** Customers who are being dialled and for whom no agent is taken yet. */
  readonly live: number;
  /** Customers to dial for each free agent, at most. */
  readonly linesPerAgent: number;
}

/** Begin so many calls: customers first, more than agents are free; or agents first. */
export interface DialPlan {
  readonly isAhead: boolean;
  readonly calls: number;
}

/**
 * How a power campaign dials now. As if everybody who is being dialled picked up at once: even then
 * no more people may hear nobody than the cap allows, in both spans. Where that leaves no room for
 * one more customer than agents are free, agents are dialled first, as in a progressive campaign: a
 * call that is begun that way cannot be abandoned.
 */
export function planDials({ free, live, linesPerAgent }: Floor, history: AnswerHistory): DialPlan {
  const most = Math.min(
    Math.floor(free * linesPerAgent),
    mostDialled(free, history.last24Hours),
    mostDialled(free, history.last30Days),
  );
  if (most > free) return { isAhead: true, calls: Math.max(0, most - live) };
  return { isAhead: false, calls: Math.max(0, free - live) };
}

/** Is there room for one person who picks up and hears nobody? */
export const mayDialAhead = (history: AnswerHistory): boolean =>
  planDials({ free: 1, live: 0, linesPerAgent: 2 }, history).isAhead;

/**
 * The most customers n (n ≥ free) with abandoned + n − free ≤ cap · (abandoned + connected + n): each
 * free agent takes one, all others are abandoned. Less than `free` where even that is too much.
 */
function mostDialled(free: number, { connected, abandoned }: Answers): number {
  const cap = ABANDONED_CAP_PERCENT;
  const room = cap * (abandoned + connected) + 100 * (free - abandoned);
  return Math.floor(room / (100 - cap));
}
