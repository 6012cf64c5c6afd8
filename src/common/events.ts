import type { TenantId } from './ids.js';

/** Something that happened, in the past tense; stored in the transaction that made it so. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly clientId: TenantId;
  readonly at: Date;
  readonly data: Data;
  readonly callLogId?: string | null;
  readonly agentId?: number | null;
}
