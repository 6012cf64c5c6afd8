import { SECOND } from '../../common/time.js';
import type { Choice } from './presence.schema.js';

/** What readiness is computed from; the agent's record and its live state. */
export interface ReadinessFacts {
  readonly isActive: boolean;
  readonly chosen: Choice;
  readonly lastHeartbeatMs: number | null;
  readonly deviceConnected: boolean;
  /** A person has a number to dial, a bot a stream. */
  readonly isReachable: boolean;
  readonly activeCalls: number;
  readonly maxConcurrentCalls: number;
  readonly wrapUpUntilMs: number | null;
  readonly missedInRow: number;
}

export interface ReadinessRules {
  readonly heartbeatMs: number;
  /** A heartbeat is stale after this long: three intervals, but see `staleAfterMs`. */
  readonly staleMs: number;
  readonly checksHeartbeat: boolean;
  readonly checksDevice: boolean;
}

export const CHECKS = ['status', 'heartbeat', 'device', 'capacity', 'offers'] as const;
export type Check = (typeof CHECKS)[number];

export interface Readiness {
  readonly score: number;
  readonly isReady: boolean;
  readonly checks: Readonly<Record<Check, number>>;
  /** The first check that is zero, if one is. */
  readonly failed: Check | null;
}

const FULL = 20;
const ENOUGH = 60;
/** Two missed offers in a row and an agent is not ready. */
export const MISSED_LIMIT = 2;
/** However fast the clock runs, a heartbeat is never stale before this much of the wall. */
export const STALE_AT_LEAST_WALL_MS = 2000;

/** When a heartbeat is stale: three intervals, and 2 s of the wall at the least. */
export function staleAfterMs(heartbeatSeconds: number, speed: number): number {
  return Math.max(3 * heartbeatSeconds * SECOND, STALE_AT_LEAST_WALL_MS * speed);
}

/**
 * Readiness from 0 to 100, five checks of 20; ready at 60 or more with no check at zero
 * (spec: routing, "Who can take a call"). A check that is switched off counts in full.
 */
export function readinessOf(
  facts: ReadinessFacts,
  rules: ReadinessRules,
  nowMs: number,
): Readiness {
  const inWrapUp = facts.wrapUpUntilMs !== null && facts.wrapUpUntilMs > nowMs;
  const checks: Record<Check, number> = {
    status: facts.isActive && facts.chosen === 'online' ? FULL : 0,
    heartbeat: rules.checksHeartbeat ? heartbeatCheck(facts.lastHeartbeatMs, rules, nowMs) : FULL,
    device: !rules.checksDevice || (facts.deviceConnected && facts.isReachable) ? FULL : 0,
    capacity: inWrapUp ? 0 : capacityCheck(facts),
    offers: FULL * Math.max(0, 1 - facts.missedInRow / MISSED_LIMIT),
  };
  const score = CHECKS.reduce((sum, check) => sum + checks[check], 0);
  const failed = CHECKS.find((check) => checks[check] === 0) ?? null;
  return { score, isReady: failed === null && score >= ENOUGH, checks, failed };
}

/** 20·clamp((3·interval − age) / (2·interval), 0, 1): full for one interval, zero when stale. */
function heartbeatCheck(lastMs: number | null, rules: ReadinessRules, nowMs: number): number {
  if (lastMs === null) return 0;
  const age = nowMs - lastMs;
  const interval = rules.staleMs / 3;
  return FULL * Math.min(1, Math.max(0, (rules.staleMs - age) / (2 * interval)));
}

function capacityCheck({ activeCalls, maxConcurrentCalls }: ReadinessFacts): number {
  if (maxConcurrentCalls <= 0) return 0;
  return (FULL * Math.max(0, maxConcurrentCalls - activeCalls)) / maxConcurrentCalls;
}

export type OnlineStatus = 'online' | 'offline' | 'away' | 'busy';

/**
 * What others see: offline if not there, away or busy if so chosen, busy at capacity or in wrap-up,
 * else online.
 */
export function onlineStatusOf(
  facts: ReadinessFacts,
  rules: ReadinessRules,
  nowMs: number,
): OnlineStatus {
  const isThere =
    !rules.checksHeartbeat ||
    (facts.lastHeartbeatMs !== null && nowMs - facts.lastHeartbeatMs < rules.staleMs);
  if (!facts.isActive || facts.chosen === 'offline' || !isThere) return 'offline';
  if (facts.chosen !== 'online') return facts.chosen;
  const inWrapUp = facts.wrapUpUntilMs !== null && facts.wrapUpUntilMs > nowMs;
  return inWrapUp || facts.activeCalls >= facts.maxConcurrentCalls ? 'busy' : 'online';
}
