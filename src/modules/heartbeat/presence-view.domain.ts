import {
  onlineStatusOf,
  readinessOf,
  staleAfterMs,
  type OnlineStatus,
  type Readiness,
  type ReadinessFacts,
  type ReadinessRules,
} from './readiness.domain.js';
import type { AgentKind } from '../agents/agents.types.js';
import type { Choice, PresenceDocument } from './presence.schema.js';

/** What readiness needs to know of an agent's record. */
export interface AgentRecord {
  readonly isActive: boolean;
  readonly maxConcurrentCalls: number;
  readonly dialNumber: string | null;
  readonly kind: AgentKind;
  readonly streamUrl: string | null;
}

/** What readiness needs to know of a company's rules. */
export interface PresenceRules {
  readonly heartbeatSeconds: number;
  readonly features: { readonly agentHeartbeat: boolean; readonly deviceConnectivity: boolean };
}

/** What is computed of an agent at one moment. */
export interface PresenceView {
  readonly status: Choice;
  readonly reason: string | null;
  readonly since: Date | null;
  readonly onlineStatus: OnlineStatus;
  readonly deviceConnected: boolean;
  readonly lastHeartbeat: Date | null;
  readonly isStale: boolean;
  readonly readiness: Readiness;
  readonly activeCalls: number;
  readonly maxConcurrentCalls: number;
  readonly wrapUpUntil: Date | null;
  readonly missedInRow: number;
}

/** An agent and its live state as the facts of readiness; without a live state it is offline. */
export function factsOf(agent: AgentRecord, presence: PresenceDocument | null): ReadinessFacts {
  return {
    isActive: agent.isActive,
    chosen: presence?.chosen ?? 'offline',
    lastHeartbeatMs: presence?.lastHeartbeat?.getTime() ?? null,
    deviceConnected: presence?.deviceConnected ?? false,
    // By a number that Exotel dials, or by a bot's stream.
    isReachable: agent.dialNumber !== null || (agent.kind === 'bot' && agent.streamUrl !== null),
    activeCalls: presence?.activeCalls ?? 0,
    maxConcurrentCalls: agent.maxConcurrentCalls,
    wrapUpUntilMs: presence?.wrapUpUntil?.getTime() ?? null,
    missedInRow: presence?.missedInRow ?? 0,
  };
}

/** A company's rules as those of readiness, on a clock of this speed. */
export function readinessRulesOf(rules: PresenceRules, speed: number): ReadinessRules {
  return {
    heartbeatMs: rules.heartbeatSeconds * 1000,
    staleMs: staleAfterMs(rules.heartbeatSeconds, speed),
    checksHeartbeat: rules.features.agentHeartbeat,
    checksDevice: rules.features.deviceConnectivity,
  };
}

/** Is the last sign of life too old, or was there none? */
export function isStale(last: Date | null, rules: ReadinessRules, nowMs: number): boolean {
  return last === null || nowMs - last.getTime() >= rules.staleMs;
}

/** What the server thinks of an agent. */
export function viewOf(
  agent: AgentRecord,
  presence: PresenceDocument | null,
  rules: ReadinessRules,
  nowMs: number,
): PresenceView {
  const facts = factsOf(agent, presence);
  const { wrapUpUntilMs } = facts;
  return {
    status: facts.chosen,
    reason: presence?.chosenReason ?? null,
    since: presence?.chosenAt ?? null,
    onlineStatus: onlineStatusOf(facts, rules, nowMs),
    deviceConnected: facts.deviceConnected,
    lastHeartbeat: presence?.lastHeartbeat ?? null,
    isStale: isStale(presence?.lastHeartbeat ?? null, rules, nowMs),
    readiness: readinessOf(facts, rules, nowMs),
    activeCalls: facts.activeCalls,
    maxConcurrentCalls: facts.maxConcurrentCalls,
    wrapUpUntil: wrapUpUntilMs !== null && wrapUpUntilMs > nowMs ? new Date(wrapUpUntilMs) : null,
    missedInRow: facts.missedInRow,
  };
}

/** How many agents are in which condition; each is in one of them. */
export interface PresenceStatistics {
  readonly total: number;
  readonly ready: number;
  /** There, but away, busy, in wrap-up or after a missed offer. */
  readonly notReady: number;
  /** Chose to work, but its heartbeat is too old. */
  readonly stale: number;
  /** There, but without a connected device or a number. */
  readonly disconnected: number;
  readonly offline: number;
  /** Share of agents whose shown status is what it should be now; null without agents. */
  readonly availabilityAccuracy: number | null;
}

/** @param views each agent as it is, and the status that lists show of it */
export function statisticsOf(
  views: readonly { readonly view: PresenceView; readonly shown: OnlineStatus }[],
): PresenceStatistics {
  const counts = { ready: 0, notReady: 0, stale: 0, disconnected: 0, offline: 0 };
  let accurate = 0;
  for (const { view, shown } of views) {
    counts[conditionOf(view)] += 1;
    if (view.onlineStatus === shown) accurate += 1;
  }
  const total = views.length;
  return { total, ...counts, availabilityAccuracy: total === 0 ? null : accurate / total };
}

function conditionOf(
  view: PresenceView,
): 'ready' | 'notReady' | 'stale' | 'disconnected' | 'offline' {
  if (view.readiness.isReady) return 'ready';
  if (view.status !== 'offline' && view.lastHeartbeat && view.isStale) return 'stale';
  if (view.onlineStatus === 'offline') return 'offline';
  return view.readiness.checks.device === 0 ? 'disconnected' : 'notReady';
}

/** The words for a status that clients use; `available` is another word for `online`. */
export const STATUS_WORDS = ['online', 'available', 'away', 'busy', 'offline'] as const;
export type StatusWord = (typeof STATUS_WORDS)[number];

export const choiceOf = (word: StatusWord): Choice => (word === 'available' ? 'online' : word);

/**
 * Does a heartbeat's status change what is stored? One that says `online` right after the system
 * set the agent away does not: its app cannot know yet, and is told by the answer. From the next
 * heartbeat on it counts.
 */
export function changesChoice(presence: PresenceDocument, wanted: Choice): boolean {
  if (presence.chosen === wanted) return false;
  if (!presence.chosenBySystem || wanted !== 'online') return true;
  const { previousHeartbeat, chosenAt } = presence;
  return !!previousHeartbeat && !!chosenAt && previousHeartbeat > chosenAt;
}
