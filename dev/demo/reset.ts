import { Redis } from 'ioredis';

import type { Servers } from '../servers/servers.js';
import { UsageError } from './options.js';
import type { Records } from './records.js';
import type { DemoState } from './state.js';

const OURS = new Set(['bank', 'acme']);

/**
 * Forgets the data of earlier runs. A database given by its address is dropped only while nobody but
 * the demo's companies is in it; a Redis given by its address stays as it is.
 * @throws UsageError when there are others
 */
export async function resetData(
  servers: Servers,
  records: Records,
  state: DemoState,
  log: (line: string) => void,
): Promise<void> {
  const others = (await records.companies()).filter((clientId) => !OURS.has(clientId));
  if (process.env.MONGODB_URI && others.length > 0) {
    throw new UsageError(
      `--reset drops the whole database ${records.databaseName}, but it has other companies (${others.join(', ')}). Give MONGODB_URI another database name.`,
    );
  }
  log(`Forgets earlier runs: drops the database ${records.databaseName}`);
  await records.drop();
  if (!process.env.REDIS_URL) {
    const redis = new Redis(servers.redisUrl, { maxRetriesPerRequest: 3 });
    await redis.flushdb();
    redis.disconnect();
  }
  state.forgetDays();
}
