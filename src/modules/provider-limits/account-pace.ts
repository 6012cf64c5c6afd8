import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { RedisClient } from '../../platform/redis/redis-client.js';

/** From the start of one dial to the next: 20 a second. */
const SPACING_MS = 50;
const MOST_IN_FLIGHT = 10;
/** A request whose node died counts as under way for so long. */
const IN_FLIGHT_MS = 20_000;
/** Exotel's minute, with room for the way there. */
const WINDOW_MS = 61_000;
/** The share of a minute's requests that dials leave to look-ups. */
const KEPT_FOR_LOOKS = 0.2;
/** A later start than this is not promised: ask again. */
const LONGEST_AHEAD_MS = 500;

/**
 * Grants the start of a request, or tells how long to wait. Redis' own time counts, so that the
 * nodes' clocks need not agree. KEYS: last start, starts of the minute, requests under way.
 * ARGV: id, spacing, most in flight, most in a window, window, in-flight life, longest ahead.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local id, spacing, flying = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local most, window, life = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
if redis.call('ZCARD', KEYS[3]) >= flying then return {0, 20} end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
if redis.call('ZCARD', KEYS[2]) >= most then
  local oldest = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  return {0, math.max(1, oldest[2] + window - now)}
end
local start = now
if spacing > 0 then start = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0') + spacing) end
if start - now > tonumber(ARGV[7]) then return {0, start - now} end
if spacing > 0 then redis.call('SET', KEYS[1], start, 'PX', window) end
redis.call('ZADD', KEYS[2], start, id)
redis.call('PEXPIRE', KEYS[2], window * 2)
if spacing > 0 then
  redis.call('ZADD', KEYS[3], start + life, id)
  redis.call('PEXPIRE', KEYS[3], life * 2)
end
return {1, start - now}
`;

interface Commands {
  providerTake(...args: (string | number)[]): Promise<[number, number]>;
}

/** A dial has its turn; `done` must be called when it is over. */
export interface Start {
  /** Resolves at the moment of the turn: what is sent is sent right after it. */
  turn(): Promise<void>;
  done(): Promise<void>;
}

/**
 * How fast one account at the telephone company may be asked, over all nodes: dials 50 ms apart and
 * 10 under way at the most, and so many requests a minute, a fifth of which is kept for look-ups.
 */
@Injectable()
export class AccountPace implements OnModuleInit {
  private lastStartMs = -Infinity;

  constructor(
    private readonly redis: RedisClient,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  onModuleInit(): void {
    this.redis.client.defineCommand('providerTake', { numberOfKeys: 3, lua: TAKE });
  }

  /**
   * Takes a dial's turn; null when there is none within `withinMs` of the wall, or Redis,
   * which keeps the count, is away: then nothing may be dialled.
   */
  async start(account: string, withinMs: number): Promise<Start | null> {
    const until = this.clock.monotonicMs() + withinMs;
    const id = this.ids.next();
    const most = Math.floor(this.config.exotel.requestsPerMinute * (1 - KEPT_FOR_LOOKS));
    for (;;) {
      const [isGranted, waitMs] = await this.take(account, id, SPACING_MS, most);
      if (isGranted) {
        const turnMs = this.clock.monotonicMs() + waitMs;
        return { turn: () => this.waitFor(turnMs), done: () => this.done(account, id) };
      }
      if (this.clock.monotonicMs() + waitMs > until) return null;
      await sleep(waitMs);
    }
  }

  /** Takes one look-up of the minute; true without counting while Redis is away. */
  async mayLook(account: string): Promise<boolean> {
    if (!this.redis.isReady()) return true;
    const most = this.config.exotel.requestsPerMinute;
    return (await this.take(account, this.ids.next(), 0, most))[0];
  }

  /** Dials of the account that are under way, on all nodes. */
  async inFlight(account: string): Promise<number> {
    if (!this.redis.isReady()) return 0;
    const [, , flying] = keysOf(account);
    const [seconds, micros] = (await this.redis.client.time()).map(Number);
    const now = (seconds ?? 0) * 1000 + Math.floor((micros ?? 0) / 1000);
    return await this.redis.client.zcount(flying, now, '+inf');
  }

  private async take(
    account: string,
    id: string,
    spacing: number,
    most: number,
  ): Promise<readonly [boolean, number]> {
    const flying = spacing > 0 ? MOST_IN_FLIGHT : Number.MAX_SAFE_INTEGER;
    const [isGranted, ms] = await (this.redis.client as unknown as Commands)
      .providerTake(
        ...keysOf(account),
        id,
        spacing,
        flying,
        most,
        WINDOW_MS,
        IN_FLIGHT_MS,
        LONGEST_AHEAD_MS,
      )
      .catch((): [number, number] => [0, 60_000]);
    return [isGranted === 1, ms];
  }

  /** Until the granted start, and a full step after this node's last one: timers are late at times. */
  private async waitFor(turnMs: number): Promise<void> {
    for (;;) {
      const next = Math.max(turnMs, this.lastStartMs + SPACING_MS);
      const early = next - this.clock.monotonicMs();
      if (early <= 0) break;
      await sleep(early);
    }
    this.lastStartMs = this.clock.monotonicMs();
  }

  private async done(account: string, id: string): Promise<void> {
    const [, , flying] = keysOf(account);
    await this.redis.client.zrem(flying, id).catch(() => undefined);
  }
}

const keysOf = (account: string): readonly [string, string, string] => {
  const prefix = `exotel:{${account}}`;
  return [`${prefix}:last`, `${prefix}:minute`, `${prefix}:flying`];
};
