import {
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
  type OnModuleInit,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { CommonErrors } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { Log } from '../logging/log.js';
import { RedisClient } from '../redis/redis-client.js';
import { accountOf, type Principal } from './auth.decorators.js';

/** So many in so many seconds of the wall, for each account (or address, before sign-in). */
export interface RateLimitRule {
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

const RULE = 'crosspoint:rate-limit';
export const RateLimit = (rule: RateLimitRule) => SetMetadata(RULE, rule);

interface Request {
  readonly ip: string;
  readonly user?: Principal;
}
interface Reply {
  header(name: string, value: string): unknown;
}

/** Counts over all nodes in Redis; while Redis is away each node counts for itself. */
@Injectable()
export class RateLimitGuard implements CanActivate, OnModuleInit {
  private readonly limiters = new Map<string, RateLimiterRedis>();

  constructor(
    private readonly reflector: Reflector,
    private readonly redis: RedisClient,
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    if (this.config.http.rateLimitScale !== 1) {
      this.log.info('rate limits are scaled', { scale: this.config.http.rateLimitScale });
    }
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.get<RateLimitRule | undefined>(RULE, context.getHandler());
    if (!rule) return true;
    const http = context.switchToHttp();
    const { user, ip } = http.getRequest<Request>();
    const key = user ? `${user.clientId}:${accountOf(user)}` : ip;
    const limiter = this.limiterOf(rule);
    const outcome = await limiter.consume(key).catch((refused: unknown) => refused);
    if (!(outcome instanceof RateLimiterRes)) throw outcome as Error;
    const reset = Math.ceil(outcome.msBeforeNext / 1000);
    const reply = http.getResponse<Reply>();
    reply.header('RateLimit-Limit', String(limiter.points));
    reply.header('RateLimit-Remaining', String(Math.max(0, outcome.remainingPoints)));
    reply.header('RateLimit-Reset', String(reset));
    if (outcome.consumedPoints > limiter.points) {
      throw CommonErrors.RATE_LIMITED({ retryAfterSeconds: Math.max(1, reset) });
    }
    return true;
  }

  private limiterOf(rule: RateLimitRule): RateLimiterRedis {
    const known = this.limiters.get(rule.name);
    if (known) return known;
    const settings = {
      keyPrefix: `rate:${rule.name}`,
      points: Math.max(1, Math.round(rule.points * this.config.http.rateLimitScale)),
      duration: rule.seconds,
    };
    const limiter = new RateLimiterRedis({
      ...settings,
      storeClient: this.redis.client,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(settings),
    });
    this.limiters.set(rule.name, limiter);
    return limiter;
  }
}
