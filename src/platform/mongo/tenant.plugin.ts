import type { Aggregate, PipelineStage, Query, Schema } from 'mongoose';
import { currentContext } from './request-context.js';

/** A query that names no tenant, or another one than the request's, must never reach the database. */
export class TenantScopeError extends Error {
  constructor(what: string) {
    super(`query without its tenant: ${what}`);
    this.name = 'TenantScopeError';
  }
}

/** Options of a query that is the system's own: `Model.find(…).setOptions(SYSTEM)`. */
export const SYSTEM = Object.freeze({ system: true });

const QUERIES = [
  'countDocuments',
  'deleteMany',
  'deleteOne',
  'distinct',
  'find',
  'findOne',
  'findOneAndDelete',
  'findOneAndReplace',
  'findOneAndUpdate',
  'replaceOne',
  'updateMany',
  'updateOne',
] as const;

/**
 * The tenant of a filter: the filter's own, else the context's. For queries past mongoose, too.
 * @throws TenantScopeError when there is none, or it is another one than the request's
 */
export function tenantOf(given: unknown, what: string): string {
  const fromContext = currentContext()?.clientId;
  const tenant = given ?? fromContext;
  if (typeof tenant !== 'string' || tenant === '') throw new TenantScopeError(what);
  if (fromContext !== undefined && tenant !== fromContext) throw new TenantScopeError(what);
  return tenant;
}

/** Adds the tenant to every query of a schema, and refuses one that has none. */
export function tenantPlugin(schema: Schema): void {
  schema.pre([...QUERIES], function scopeQuery(this: Query<unknown, unknown>) {
    if (this.getOptions()['system'] === true) return;
    const filter = this.getFilter() as { clientId?: unknown };
    this.where({ clientId: tenantOf(filter.clientId, this.model.modelName) });
  });
  schema.pre('aggregate', function scopeAggregate(this: Aggregate<unknown>) {
    if ((this.options as { system?: boolean }).system === true) return;
    const pipeline: PipelineStage[] = this.pipeline();
    const first = pipeline[0];
    const match = first && '$match' in first ? (first.$match as { clientId?: unknown }) : undefined;
    const clientId = tenantOf(match?.clientId, `${this.model().modelName}.aggregate`);
    if (match?.clientId === undefined) pipeline.unshift({ $match: { clientId } });
  });
}
