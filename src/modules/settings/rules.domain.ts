import type { AgentId, TenantId } from '../../common/ids.js';

/** What each term of the score counts (spec: routing, "Choosing"). */
export interface RoutingWeights {
  readonly successRate: number;
  readonly priority: number;
  readonly load: number;
  readonly handleTime: number;
  /** For each capability that was asked for and is held. */
  readonly capability: number;
}

/** What a company decided about its calls; each value has a default. */
export interface BusinessRules {
  readonly weights: RoutingWeights;
  readonly fallbackAgentId: AgentId | null;
  /** Share of calls to be answered within so many seconds. */
  readonly serviceLevel: { readonly share: number; readonly seconds: number };
  /** A message shall be answered within so many seconds. */
  readonly messageSla: { readonly seconds: number };
  /** What an agent must reach in the last 30 days; who does not reach `medium` is low. */
  readonly performanceLevels: {
    readonly high: LevelThresholds;
    readonly medium: LevelThresholds;
  };
  readonly wrapUpSeconds: number;
  /** How long an agent's phone rings before the next agent is tried. */
  readonly offerSeconds: number;
  /** How long a call may wait before it overflows. */
  readonly longestWaitSeconds: number;
  /** Length of one piece of hold music: a waiting call asks again after each. */
  readonly holdPieceSeconds: number;
  /** A waiting call gains one step of priority (0–10) for so many seconds of waiting. */
  readonly ageingSeconds: number;
  readonly aggregationSeconds: number;
  readonly heartbeatSeconds: number;
  /** How long things are kept; a company may shorten it. */
  readonly retentionDays: RetentionDays;
  readonly features: RoutingFeatures;
}

export interface LevelThresholds {
  /** Percent of messages that were answered within the target. */
  readonly slaCompliance: number;
  /** Mean of the customers' answers, 1 to 5. */
  readonly customerSatisfaction: number;
}

export interface RetentionDays {
  readonly webhooks: number;
  readonly events: number;
  readonly decisions: number;
  readonly activities: number;
  readonly calls: number;
  readonly sessions: number;
  readonly audit: number;
}

export interface RoutingFeatures {
  readonly agentHeartbeat: boolean;
  readonly deviceConnectivity: boolean;
  readonly enhancedDiscovery: boolean;
  readonly discoveryFallback: boolean;
  readonly queueHolding: boolean;
  readonly inboundCallDebug: boolean;
}

/** A company with its rules as they are in force. */
export interface TenantSettings {
  readonly clientId: TenantId;
  readonly name: string;
  /** IANA name; days and hours of the company are counted in it. */
  readonly timezone: string;
  /** Grows with each change; decisions say under which one they were made. */
  readonly version: number;
  readonly rules: BusinessRules;
}

/** Rules as they are stored: only what the company changed. */
export type RuleChanges = {
  readonly [K in keyof BusinessRules]?: BusinessRules[K] extends object
    ? Partial<BusinessRules[K]>
    : BusinessRules[K];
};

/** Defaults where the field agrees: 80/20, offers of 20 s, 30 s of wrap-up. */
export function defaultRules(heartbeatSeconds: number, features: RoutingFeatures): BusinessRules {
  return {
    weights: { successRate: 40, priority: 25, load: 20, handleTime: 15, capability: 5 },
    fallbackAgentId: null,
    serviceLevel: { share: 0.8, seconds: 20 },
    messageSla: { seconds: 300 },
    performanceLevels: {
      high: { slaCompliance: 90, customerSatisfaction: 4 },
      medium: { slaCompliance: 70, customerSatisfaction: 3 },
    },
    wrapUpSeconds: 30,
    offerSeconds: 20,
    longestWaitSeconds: 3600,
    holdPieceSeconds: 8,
    ageingSeconds: 60,
    aggregationSeconds: 60,
    heartbeatSeconds,
    retentionDays: {
      webhooks: 90,
      events: 90,
      decisions: 180,
      activities: 730,
      calls: 730,
      sessions: 90,
      audit: 2555,
    },
    features,
  };
}

/** The defaults with a company's own changes on top. */
export function applyRules(defaults: BusinessRules, changes: RuleChanges): BusinessRules {
  return {
    ...defaults,
    ...changes,
    weights: { ...defaults.weights, ...changes.weights },
    serviceLevel: { ...defaults.serviceLevel, ...changes.serviceLevel },
    messageSla: { ...defaults.messageSla, ...changes.messageSla },
    performanceLevels: { ...defaults.performanceLevels, ...changes.performanceLevels },
    retentionDays: { ...defaults.retentionDays, ...changes.retentionDays },
    features: { ...defaults.features, ...changes.features },
  };
}
