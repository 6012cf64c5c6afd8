import { Redis } from 'ioredis';

import type { ServerKind } from './embedded-server.js';
import { findRedis } from './find-redis.js';

/** Redis that keeps what it accepted, but for the last second. */
export const redisKind: ServerKind = {
  name: 'redis',
  title: 'Redis',
  preferredPort: 26_379,
  findProgram: findRedis,
  argumentsFor: (port, dataDir) =>
    Object.entries({
      port: String(port),
      bind: '127.0.0.1',
      dir: dataDir,
      appendonly: 'yes',
      appendfsync: 'everysec',
      save: '',
      'maxmemory-policy': 'noeviction',
      daemonize: 'no',
    }).flatMap(([name, value]) => [`--${name}`, value]),
  whoAnswers: (port) =>
    withRedis(port, async (redis) => {
      const info = await redis.info('server');
      const [, dataDir] = (await redis.config('GET', 'dir')) as string[];
      return { pid: parseRedisPid(info), dataDir: dataDir ?? '' };
    }),
  makeReady: (port) =>
    withRedis(port, async (redis) => {
      await redis.ping();
    }),
  url: (port) => `redis://127.0.0.1:${port}`,
};

/** The process number in the answer to INFO; 0 when there is none. */
export function parseRedisPid(info: string): number {
  return Number(/^process_id:(\d+)/m.exec(info)?.[1] ?? 0);
}

async function withRedis<T>(port: number, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    connectTimeout: 1_000,
    commandTimeout: 2_000,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Without a listener ioredis prints each failure; the command tells it already.
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
