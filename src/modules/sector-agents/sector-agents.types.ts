import type { AgentId, TenantId } from '../../common/ids.js';

/** What an agent can do, and how well: 1 to 5. */
export interface Capability {
  readonly name: string;
  readonly level: number;
}

/** The level of a capability that is given by its name alone. */
export const DEFAULT_LEVEL = 3;
export const DEFAULT_PRIORITY = 5;

/** The routing profile of an agent in a sector. */
export interface SectorAgent {
  readonly id: string;
  readonly clientId: TenantId;
  readonly agentId: AgentId;
  readonly sector: string;
  readonly priority: number;
  readonly capabilities: readonly Capability[];
  /** Share of its calls that succeed, 0 to 1; null until it is measured. */
  readonly successRate: number | null;
  /** Seconds; null until it is measured. */
  readonly avgHandleTime: number | null;
  readonly isActive: boolean;
  /** Grows with each change; decisions say which one they used. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What an agent's calls of a sector came to; see `analytics` for the formula. */
export interface MeasuredFigures {
  readonly agentId: AgentId;
  readonly sector: string;
  readonly successRate: number;
  readonly avgHandleTime: number;
}

export interface ProfileChanges {
  readonly sector?: string;
  readonly priority?: number;
  readonly capabilities?: readonly Capability[];
  readonly successRate?: number | null;
  readonly avgHandleTime?: number | null;
  readonly isActive?: boolean;
}

export interface NewProfile extends ProfileChanges {
  readonly agentId: number;
  readonly sector: string;
}

export interface ProfileFilter {
  readonly agentId?: number;
  readonly sector?: string;
  readonly isActive?: boolean;
  /** Name of one that it has. */
  readonly capability?: string;
}

/** Who is there for a sector. */
export interface SectorStaff {
  readonly sector: string;
  /** Those with an active profile, by id. */
  readonly agentIds: readonly AgentId[];
  /** Mean of the measured success rates of these, 0 to 1; null while none is measured. */
  readonly successRate: number | null;
}
