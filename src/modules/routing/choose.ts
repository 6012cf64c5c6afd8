import type { AgentId } from '../../common/ids.js';
import { readinessOf, type ReadinessRules } from '../heartbeat/readiness.domain.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import type { Candidate, Pool } from './pool.js';
import { insistsOn } from './capability-level.domain.js';
import type { DecisionPath, Fallen, RankedCandidate, RoutedNeed } from './routing.types.js';
import { totalScore, type ScoreTerms } from './score.domain.js';
import type { Discovery, Scope, TenantIndex } from './tenant-index.js';

/** Who comes first and why, from what the index knows. */
export interface Choice {
  readonly path: DecisionPath;
  /** The best twenty that are ready. */
  readonly ranked: readonly RankedCandidate[];
  /** How many stood open before time and former tries were asked. */
  readonly open: number;
  readonly fallen: Partial<Record<Fallen, number>>;
  readonly discovery: Discovery;
  /** The level of the capabilities that the call insists on; 0: they count in the score only. */
  readonly level: number;
}

/** The winner and the next 19: a decision with all of 10,000 costs half a second to store. */
const KEPT = 20;

/**
 * The candidates for a call, best first: by readiness and score; where the check itself fails, or
 * nobody passes it and the tenant wants it so, by status alone; then the tenant's fallback agent.
 */
export function choose(
  index: TenantIndex,
  settings: TenantSettings,
  rules: ReadinessRules,
  need: RoutedNeed,
  tried: ReadonlySet<AgentId>,
  nowMs: number,
  onFailure: (error: unknown, instead: 'status' | 'priority') => void,
): Choice {
  const { features, fallbackAgentId } = settings.rules;
  const scope = scopeOf(need);
  const level = insistsOn(need, settings.rules.capabilityLevels, nowMs);
  const look = (discovery: Discovery) =>
    fromPool(
      index.pool(scope, need.capabilities, settings, rules, discovery, level),
      rules,
      tried,
      nowMs,
      discovery,
      settings.rules.lastAgent.isPreferred ? (need.preferredAgentId ?? null) : null,
    );
  let best: Ranking;
  let discovery: Discovery = features.enhancedDiscovery ? 'enhanced' : 'status';
  try {
    try {
      best = look(discovery);
    } catch (error) {
      if (discovery === 'status') throw error;
      onFailure(error, 'status');
      discovery = 'status';
      best = look(discovery);
    }
  } catch (error) {
    onFailure(error, 'priority');
    const without = { ranked: [], open: 0, fallen: {}, level };
    const fallback = fallbackAgent(index, fallbackAgentId, rules, tried, nowMs);
    if (fallback) return { ...without, path: 'fallback_agent', ranked: [fallback], discovery };
    const ranked = byPriority(index, scope, rules, tried, nowMs);
    return { ...without, path: 'priority_fallback', ranked, discovery };
  }
  if (best.ranked.length > 0) return found(scope.kind, discovery, level, best);
  if (discovery === 'enhanced' && features.discoveryFallback) {
    const byStatus = look('status');
    if (byStatus.ranked.length > 0) return found('status_fallback', 'status', level, byStatus);
  }
  // While it insists on a capability it waits for who has it: nobody fits only once it gave up.
  const fallback = level > 0 ? null : fallbackAgent(index, fallbackAgentId, rules, tried, nowMs);
  if (fallback) return found('fallback_agent', discovery, level, { ...best, ranked: [fallback] });
  return found('queued', discovery, level, best);
}

function found(
  path: DecisionPath,
  discovery: Discovery,
  level: number,
  { isLastAgent, ...ranking }: Ranking,
): Choice {
  return { path: isLastAgent ? 'last_agent' : path, discovery, level, ...ranking };
}

const NO_TERMS: ScoreTerms = { successRate: 0, priority: 0, load: 0, handleTime: 0, capability: 0 };

export const scopeOf = ({ teamId, sector }: Pick<RoutedNeed, 'teamId' | 'sector'>): Scope =>
  teamId === null ? { kind: 'sector', sector: sector ?? '' } : { kind: 'team', teamId };

interface Ranking {
  /** The customer's last agent stands first. */
  readonly isLastAgent: boolean;
  readonly ranked: readonly RankedCandidate[];
  readonly open: number;
  readonly fallen: Partial<Record<Fallen, number>>;
}

/** Walks the pool from its best until twenty are found that time and former tries let through. */
function fromPool(
  pool: Pool,
  rules: ReadinessRules,
  tried: ReadonlySet<AgentId>,
  nowMs: number,
  discovery: Discovery,
  preferred: AgentId | null,
): Ranking {
  const ranked: RankedCandidate[] = [];
  const last = preferred === null ? null : pool.openMember(preferred);
  const isLastAgent =
    last !== null &&
    !tried.has(last.candidate.agentId) &&
    outByTime(last.candidate, rules, nowMs, discovery) === null;
  if (isLastAgent) ranked.push(rankedCandidate(last.candidate, last.terms, rules, nowMs));
  const passing = new Map<Fallen, number>();
  const stale: AgentId[] = [];
  const open = pool.openCount;
  for (const { candidate, terms } of pool.best()) {
    if (isLastAgent && candidate.agentId === preferred) continue;
    const fallenTo = tried.has(candidate.agentId)
      ? 'tried'
      : outByTime(candidate, rules, nowMs, discovery);
    if (fallenTo === null) {
      ranked.push(rankedCandidate(candidate, terms, rules, nowMs));
      if (ranked.length === KEPT) break;
    } else if (fallenTo === 'heartbeat') stale.push(candidate.agentId);
    else passing.set(fallenTo, (passing.get(fallenTo) ?? 0) + 1);
  }
  // A stale heartbeat stays stale until the next one comes: no need to pass it again.
  for (const agentId of stale) pool.setAside(agentId, 'heartbeat');
  const fallen = { ...pool.fallenCounts() };
  for (const [check, count] of passing) fallen[check] = (fallen[check] ?? 0) + count;
  return { ranked, open, fallen, isLastAgent };
}

/** Checks that time alone decides: an old heartbeat, a running wrap-up. */
export function outByTime(
  { facts }: Candidate,
  rules: ReadinessRules,
  nowMs: number,
  discovery: Discovery,
): Fallen | null {
  if (discovery === 'status') {
    return facts.wrapUpUntilMs !== null && facts.wrapUpUntilMs > nowMs ? 'capacity' : null;
  }
  const readiness = readinessOf(facts, rules, nowMs);
  return readiness.isReady ? null : (readiness.failed ?? 'offers');
}

const isReady = (candidate: Candidate, rules: ReadinessRules, nowMs: number): boolean =>
  candidate.dialNumber !== null && readinessOf(candidate.facts, rules, nowMs).isReady;

function rankedCandidate(
  candidate: Candidate,
  terms: ScoreTerms,
  rules: ReadinessRules,
  nowMs: number,
): RankedCandidate {
  return {
    agentId: candidate.agentId,
    score: totalScore(terms),
    terms,
    readiness: readinessShown(candidate, rules, nowMs),
    idleSince: new Date(candidate.idleSinceMs),
  };
}

/** For whoever reads the decision; 0 where the check fails: then the status alone has decided. */
function readinessShown({ facts }: Candidate, rules: ReadinessRules, nowMs: number): number {
  try {
    return readinessOf(facts, rules, nowMs).score;
  } catch {
    return 0;
  }
}

/** The tenant's agent for calls that nobody else fits, if it is ready. */
function fallbackAgent(
  index: TenantIndex,
  agentId: AgentId | null,
  rules: ReadinessRules,
  tried: ReadonlySet<AgentId>,
  nowMs: number,
): RankedCandidate | null {
  const candidate = agentId === null ? null : index.candidate(agentId);
  if (!candidate || tried.has(candidate.agentId) || !isReady(candidate, rules, nowMs)) return null;
  return rankedCandidate(candidate, NO_TERMS, rules, nowMs);
}

/** When scoring itself fails: the ready agents of the team or sector, highest priority first. */
function byPriority(
  index: TenantIndex,
  scope: Scope,
  rules: ReadinessRules,
  tried: ReadonlySet<AgentId>,
  nowMs: number,
): RankedCandidate[] {
  return [...index.prioritiesOf(scope)]
    .map(([agentId, priority]) => ({ priority, candidate: index.candidate(agentId) }))
    .flatMap(({ priority, candidate }) => (candidate ? [{ priority, candidate }] : []))
    .filter(({ candidate }) => !tried.has(candidate.agentId) && isReady(candidate, rules, nowMs))
    .sort((a, b) => b.priority - a.priority || a.candidate.idleSinceMs - b.candidate.idleSinceMs)
    .slice(0, KEPT)
    .map(({ candidate }) => rankedCandidate(candidate, NO_TERMS, rules, nowMs));
}
