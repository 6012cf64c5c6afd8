import type { RoutingWeights } from '../settings/rules.domain.js';

/** What an agent brings to a call, as its profile says and as it was measured. */
export interface Aptitude {
  /** 0–1; null: not measured yet, the sector's mean counts. */
  readonly successRate: number | null;
  /** Seconds; null: not measured yet. */
  readonly avgHandleTime: number | null;
  /** 0–10. */
  readonly priority: number;
  /** Calls held now. */
  readonly load: number;
  /** By name, the level. */
  readonly capabilities: ReadonlyMap<string, number>;
  /** Measured success in each, 0–1, where that is what a match weighs; else each weighs the same. */
  readonly successIn?: ReadonlyMap<string, number> | null;
}

/** What unknown figures are taken for. */
export interface SectorMeans {
  readonly successRate: number;
  readonly avgHandleTime: number;
}

export interface ScoreTerms {
  readonly successRate: number;
  readonly priority: number;
  readonly load: number;
  readonly handleTime: number;
  readonly capability: number;
}

/** Where nobody in a sector was measured: a coin's chance and half of the longest time that counts. */
export const UNMEASURED: SectorMeans = { successRate: 0.5, avgHandleTime: 150 };

const MOST_PRIORITY = 10;
const MOST_LOAD = 10;
const LONGEST_HANDLE_SECONDS = 300;

/**
 * The terms of an agent's score for a call, kept apart (spec: routing, "Choosing"):
 * 40·successRate + 25·priority/10 + 20·(1 − min(load, 10)/10)
 * + 15·(1 − min(avgHandleTime, 300)/300) + 5·matchedCapabilities, with the tenant's weights.
 * Where success in each capability is measured, a match counts by it instead of 1.
 */
export function scoreTerms(
  aptitude: Aptitude,
  asked: readonly string[],
  weights: RoutingWeights,
  means: SectorMeans,
): ScoreTerms {
  const handleTime = aptitude.avgHandleTime ?? means.avgHandleTime;
  const { successIn } = aptitude;
  const unmeasured = aptitude.successRate ?? means.successRate;
  const matched = asked
    .filter((name) => aptitude.capabilities.has(name))
    .reduce((sum, name) => sum + (successIn ? (successIn.get(name) ?? unmeasured) : 1), 0);
  return {
    successRate: weights.successRate * (aptitude.successRate ?? means.successRate),
    priority: (weights.priority * aptitude.priority) / MOST_PRIORITY,
    load: weights.load * (1 - Math.min(aptitude.load, MOST_LOAD) / MOST_LOAD),
    handleTime:
      weights.handleTime *
      (1 - Math.min(handleTime, LONGEST_HANDLE_SECONDS) / LONGEST_HANDLE_SECONDS),
    capability: weights.capability * matched,
  };
}

export const totalScore = (terms: ScoreTerms): number =>
  terms.successRate + terms.priority + terms.load + terms.handleTime + terms.capability;

/** What puts candidates in order. */
export interface Rank {
  readonly score: number;
  readonly idleSinceMs: number;
  readonly agentId: number;
}

/** Best first: the higher score; then the one idle longest; then the lower id, to be sure. */
export function compareRanks(a: Rank, b: Rank): number {
  return b.score - a.score || a.idleSinceMs - b.idleSinceMs || a.agentId - b.agentId;
}

/** The mean of what was measured in a sector. */
export function sectorMeans(
  measured: Iterable<Pick<Aptitude, 'successRate' | 'avgHandleTime'>>,
): SectorMeans {
  let success = 0;
  let successCount = 0;
  let handle = 0;
  let handleCount = 0;
  for (const { successRate, avgHandleTime } of measured) {
    if (successRate !== null) {
      success += successRate;
      successCount += 1;
    }
    if (avgHandleTime !== null) {
      handle += avgHandleTime;
      handleCount += 1;
    }
  }
  return {
    successRate: successCount > 0 ? success / successCount : UNMEASURED.successRate,
    avgHandleTime: handleCount > 0 ? handle / handleCount : UNMEASURED.avgHandleTime,
  };
}
