import type { IndexDefinition, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { SYSTEM } from './tenant.plugin.js';

/**
 * The companies that have such documents: one question over all tenants, so that work which comes
 * every second costs what there is to do, and not a question for each company there is.
 * @param index holds such documents only, or leads with what the filter names
 */
export async function tenantsWith<T>(
  model: Model<T>,
  filter: Readonly<Record<string, unknown>>,
  index: IndexDefinition,
): Promise<TenantId[]> {
  const found = await model
    .aggregate<{ readonly _id: TenantId }>([{ $match: filter }, { $group: { _id: '$clientId' } }])
    .option({ ...SYSTEM, hint: index });
  return found.map(({ _id }) => _id);
}
