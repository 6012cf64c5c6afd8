import type { AgentId, TenantId } from '../../common/ids.js';

/** Who changed a setting: a signed-in agent, or a program with an API key. */
export type Actor = { readonly agentId: AgentId } | { readonly apiKeyId: string };

/** Who changes something, and from where. */
export interface ChangedBy {
  readonly actor: Actor;
  /** The address that the request came from. */
  readonly ip: string;
}

/** One field, before and after; null where there was, or is, nothing. */
export interface FieldChange {
  /** The path with dots: `weights.load`. A list is one field. */
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** One change of a company's settings, as it is recorded. */
export interface NewAuditEntry extends ChangedBy {
  readonly clientId: TenantId;
  /** What was changed: `company`, `business_rules`, `dispositions`, `channels` … */
  readonly section: string;
  /** Which one of several: the type of a channel, the id of a key. */
  readonly target?: string | null;
  readonly changes: readonly FieldChange[];
}

export interface AuditEntry extends Required<NewAuditEntry> {
  readonly id: string;
  readonly at: Date;
}

export interface AuditFilter {
  readonly section?: string | undefined;
  readonly actor?: Actor | undefined;
  /** Itself counted. */
  readonly from?: Date | undefined;
  /** Itself not counted. */
  readonly to?: Date | undefined;
}
