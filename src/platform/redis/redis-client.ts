import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Config } from '../../config/config.js';
import { Log } from '../logging/log.js';

/** Redis for what may be lost. Fails at once while Redis is away instead of queueing commands. */
@Injectable()
export class RedisClient implements OnApplicationShutdown {
  readonly client: Redis;

  constructor(config: Config, log: Log) {
    const { url, password } = config.redis;
    this.client = new Redis(url, {
      ...(password !== undefined && { password }),
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 2000,
      commandTimeout: 1000,
      retryStrategy: (times) => Math.min(times * 100, 2000),
    });
    let isAway = false;
    this.client.on('error', (error: Error) => {
      if (!isAway) log.warn('redis is away', { error: error.message });
      isAway = true;
    });
    this.client.on('ready', () => {
      if (isAway) log.info('redis is back');
      isAway = false;
    });
  }

  isReady(): boolean {
    return this.client.status === 'ready';
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
  }
}
