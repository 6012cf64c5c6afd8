import type { AgentId } from '../../common/ids.js';
import { dayOf } from '../../common/time.js';
import type { Call, CallState, Offer } from '../calls/call.types.js';
import { END_STATES } from '../calls/call.types.js';
import { SUM_FIELDS, type SumField, type Sums } from './definitions.domain.js';

/** What buckets are kept for; those with an agent beside a key answer filters by both. */
export const BUCKET_KINDS = [
  'tenant',
  'sector',
  'team',
  'agent',
  'sector_agent',
  'team_agent',
] as const;
export type BucketKind = (typeof BUCKET_KINDS)[number];

/** Where calls are added up. */
export interface Bucket {
  readonly kind: BucketKind;
  /** `YYYY-MM-DD` in the tenant's zone. */
  readonly day: string;
  /** The sector or the team's id; null for calls of no sector, and where the kind has none. */
  readonly key: string | null;
  readonly agentId: AgentId | null;
}

/** What something adds to one bucket; sums that are zero are left out. */
export interface Contribution extends Bucket {
  readonly sums: Partial<Sums>;
}

/** What a call is judged by: the rules that were in force when it came. */
export interface CallRules {
  readonly timezone: string;
  /** Calls are to be answered within so many seconds. */
  readonly targetSeconds: number;
}

/** What figures need to know of a call. */
export type CountedCall = Pick<
  Call,
  | 'direction'
  | 'status'
  | 'agentId'
  | 'teamId'
  | 'sector'
  | 'offers'
  | 'receivedAt'
  | 'endedAt'
  | 'waitSeconds'
  | 'ringSeconds'
  | 'talkSeconds'
  | 'holdSeconds'
  | 'wrapUpSeconds'
  | 'failureReason'
>;

const ENDED: readonly CallState[] = END_STATES;
const whole = (seconds: number | null): number => Math.round(seconds ?? 0);

/** Do the figures count this call? One that came while the company was closed asked for no agent. */
export const isCounted = (call: Pick<Call, 'direction' | 'status' | 'failureReason'>): boolean =>
  call.direction === 'inbound' && ENDED.includes(call.status) && call.failureReason !== 'closed';

/** A success is a completed call that was talked on; null while nobody answered. */
export function successOf(call: Pick<Call, 'status' | 'talkSeconds'>): boolean | null {
  return call.status === 'completed' ? whole(call.talkSeconds) > 0 : null;
}

/** How often each agent let the call ring out. */
export function missedBy(call: Pick<Call, 'offers'>): ReadonlyMap<AgentId, number> {
  const missed = new Map<AgentId, number>();
  for (const { agentId, state } of call.offers) {
    if (state === 'missed') missed.set(agentId, (missed.get(agentId) ?? 0) + 1);
  }
  return missed;
}

/** Everything that one call adds to the figures; nothing for a call that they do not count. */
export function contributionsOf(call: CountedCall, rules: CallRules): readonly Contribution[] {
  if (!isCounted(call)) return [];
  const day = dayOf(call.receivedAt.getTime(), rules.timezone);
  const missed = missedBy(call);
  const missedOffers = [...missed.values()].reduce((sum, count) => sum + count, 0);
  const shared = nonZero({ ...endOf(call, rules), missedOffers });
  const { sector: key, teamId } = call;
  const contributions: Contribution[] = [
    { kind: 'tenant', day, key: null, agentId: null, sums: shared },
    { kind: 'sector', day, key, agentId: null, sums: shared },
  ];
  if (teamId !== null) {
    contributions.push({ kind: 'team', day, key: teamId, agentId: null, sums: shared });
  }
  for (const agentId of agentsOf(call)) {
    const own = ownPart(call, agentId, rules);
    const sums = nonZero({ ...own, missedOffers: missed.get(agentId) ?? 0 });
    contributions.push({ kind: 'agent', day, key: null, agentId, sums });
    contributions.push({ kind: 'sector_agent', day, key, agentId, sums });
    if (teamId !== null)
      contributions.push({ kind: 'team_agent', day, key: teamId, agentId, sums });
  }
  return contributions;
}

type PartSums = { readonly [Field in SumField]?: number };

/** How a call ended, as the tenant, its sector and its team see it. */
function endOf(call: CountedCall, rules: CallRules): PartSums {
  const wait = whole(call.waitSeconds);
  const isInTarget = wait <= rules.targetSeconds;
  if (call.status === 'completed') {
    return {
      offered: 1,
      answered: 1,
      answeredInTarget: isInTarget ? 1 : 0,
      successes: successOf(call) ? 1 : 0,
      waitAnsweredSeconds: wait,
      ringSeconds: whole(call.ringSeconds),
      talkSeconds: whole(call.talkSeconds),
      holdSeconds: whole(call.holdSeconds),
      wrapUpSeconds: whole(call.wrapUpSeconds),
    };
  }
  if (call.status === 'abandoned') {
    return { offered: 1, abandoned: 1, abandonedAfterTarget: isInTarget ? 0 : 1 };
  }
  return { offered: 1, otherEnds: 1 };
}

/**
 * The call as one agent had it: answered by it, given up by the caller while it rang there, or gone
 * on without it. So an agent's offered calls are its answered, abandoned and other ends too.
 */
function ownPart(call: CountedCall, agentId: AgentId, rules: CallRules): PartSums {
  const hasAnswered = call.status === 'completed' && call.agentId === agentId;
  const wasLeft = call.status === 'abandoned' && ringingAtEnd(call)?.agentId === agentId;
  return hasAnswered || wasLeft ? endOf(call, rules) : { offered: 1, otherEnds: 1 };
}

/** The agents whose phone the call reached. */
function agentsOf(call: CountedCall): ReadonlySet<AgentId> {
  const agents = new Set(call.offers.filter(hasRung).map((offer) => offer.agentId));
  if (call.status === 'completed' && call.agentId !== null) agents.add(call.agentId);
  return agents;
}

const hasRung = (offer: Offer): boolean => offer.offeredAt !== null || offer.state === 'missed';

/** The offer that the end of the call withdrew. */
function ringingAtEnd({ offers, endedAt }: CountedCall): Offer | null {
  const last = offers.at(-1);
  const isWithdrawn = last?.state === 'withdrawn' && hasRung(last);
  return isWithdrawn && last.endedAt?.getTime() === endedAt?.getTime() ? last : null;
}

function nonZero(sums: PartSums): Partial<Sums> {
  return Object.fromEntries(Object.entries(sums).filter(([, value]) => value !== 0));
}

/** One text for one bucket. */
export function bucketName({ kind, day, key, agentId }: Bucket): string {
  return JSON.stringify([kind, day, key, agentId]);
}

/** Adds contributions up by bucket, and takes them away again. */
export class Tally {
  private readonly buckets = new Map<string, Bucket & { readonly sums: Record<string, number> }>();

  add(contributions: readonly Contribution[]): this {
    return this.count(contributions, 1);
  }

  take(contributions: readonly Contribution[]): this {
    return this.count(contributions, -1);
  }

  /** The buckets in which anything is left. */
  entries(): readonly Contribution[] {
    return [...this.buckets.values()]
      .map(({ sums, ...bucket }) => ({ ...bucket, sums: nonZero(sums) }))
      .filter(({ sums }) => Object.keys(sums).length > 0);
  }

  private count(contributions: readonly Contribution[], times: 1 | -1): this {
    for (const { kind, day, key, agentId, sums } of contributions) {
      const name = bucketName({ kind, day, key, agentId });
      const known = this.buckets.get(name) ?? { kind, day, key, agentId, sums: {} };
      for (const field of SUM_FIELDS) {
        const value = sums[field];
        if (value !== undefined) known.sums[field] = (known.sums[field] ?? 0) + times * value;
      }
      this.buckets.set(name, known);
    }
    return this;
  }
}

/** A tenant's rules for figures, and since when they are in force. */
export interface FigureRules extends CallRules {
  readonly from: Date;
}

/** The rules for a call that came then. @param history the oldest first, and it is not empty */
export function rulesAt(history: readonly FigureRules[], receivedAt: Date): CallRules {
  const rules = history.findLast(({ from }) => from <= receivedAt) ?? history[0];
  if (!rules) throw new Error('no rules for figures');
  return rules;
}
