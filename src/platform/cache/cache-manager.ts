import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Ids, type TenantId } from '../../common/ids.js';
import { JsonText } from '../http/json-text.js';
import { Log } from '../logging/log.js';
import { Metrics } from '../metrics/metrics.js';
import { RedisClient } from '../redis/redis-client.js';

/** Answers of one kind. */
export interface Cache {
  /** For `/metrics`. */
  readonly name: string;
  /** Those of one group are dropped together. */
  readonly group: string;
}

/** How often a cache had what was asked for. */
export interface CacheHits {
  readonly cache: string;
  readonly reads: number;
  readonly hits: number;
  /** Null before the first read. */
  readonly hitRate: number | null;
}

/** A generation that nobody reads for so long is forgotten; longer than any entry is kept. */
const GENERATION_SECONDS = 86_400;
const RETRY_MS = 1000;

/**
 * The tenant's present generation of a group (`KEYS[1]`), and the entry of it. Entries carry the
 * generation in their key and its hash tag, so that a cluster keeps both on one server.
 */
const READ = `
local generation = redis.call('GET', KEYS[1])
if not generation then
  generation = ARGV[1]
  redis.call('SET', KEYS[1], generation, 'EX', ARGV[2])
end
return { generation, redis.call('GET', KEYS[1] .. ':' .. generation .. ':' .. ARGV[3]) }
`;

type Reader = (
  place: string,
  newGeneration: string,
  seconds: number,
  key: string,
) => Promise<readonly [generation: string, text: string | null]>;

/**
 * Answers that are kept in Redis for all nodes. An entry belongs to the generation that was current
 * before its data was read; dropping a group ends its generation, so what was read before a change
 * and stored after it is never seen. While Redis is away, everything is read from MongoDB.
 */
@Injectable()
export class CacheManager implements OnApplicationShutdown {
  private readonly counted = new Map<string, { hits: number; misses: number; bypassed: number }>();
  private readonly atWork = new Map<string, Promise<string>>();
  /** Places whose drop did not reach Redis: not read from until it has. */
  private readonly undropped = new Set<string>();
  private retry: NodeJS.Timeout | undefined;
  private readonly readPlace: Reader;
  private readonly reads;

  constructor(
    private readonly redis: RedisClient,
    private readonly ids: Ids,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    const { client } = redis;
    client.defineCommand('cacheRead', { numberOfKeys: 1, lua: READ });
    const { cacheRead } = client as unknown as { cacheRead: Reader };
    this.readPlace = cacheRead.bind(client);
    this.reads = metrics.counter('crosspoint_cache_reads_total', 'Reads by cache', [
      'cache',
      'outcome',
    ]);
  }

  /**
   * The answer that is kept under a key, or the one that `load` finds now and that is then kept for
   * `seconds` of the wall. Those who ask for the same at once wait for one `load`.
   */
  async read(
    cache: Cache,
    clientId: TenantId,
    key: string,
    seconds: number,
    load: () => Promise<unknown>,
  ): Promise<JsonText> {
    const place = placeOf(cache.group, clientId);
    const name = `${cache.name}:${key}`;
    const found = seconds > 0 ? await this.look(place, name) : null;
    const count = (outcome: 'hit' | 'miss' | 'bypass') => this.count(cache.name, outcome);
    if (found === null) {
      count('bypass');
      return new JsonText(JSON.stringify(await load()));
    }
    if (found.text === null) {
      count('miss');
      const entry = `${place}:${found.generation}:${name}`;
      return new JsonText(await this.fill(entry, seconds, load));
    }
    count('hit');
    return new JsonText(found.text);
  }

  /** How often what was asked for was kept already, by cache; on this node since it started. */
  hitRates(): readonly CacheHits[] {
    return [...this.counted].map(([cache, { hits, misses, bypassed }]) => {
      const reads = hits + misses + bypassed;
      return { cache, reads, hits, hitRate: reads === 0 ? null : hits / reads };
    });
  }

  /** Ends what is kept of a tenant, on every node. Never fails: what Redis did not hear it is told later. */
  async drop(clientId: TenantId, ...groups: readonly string[]): Promise<void> {
    await Promise.all(groups.map((group) => this.end(placeOf(group, clientId))));
  }

  onApplicationShutdown(): void {
    clearTimeout(this.retry);
  }

  private count(cache: string, outcome: 'hit' | 'miss' | 'bypass'): void {
    this.reads.inc({ cache, outcome });
    const counted = this.counted.get(cache) ?? { hits: 0, misses: 0, bypassed: 0 };
    this.counted.set(cache, counted);
    if (outcome === 'hit') counted.hits += 1;
    else if (outcome === 'miss') counted.misses += 1;
    else counted.bypassed += 1;
  }

  private async look(place: string, name: string) {
    if (this.undropped.has(place) || !this.redis.isReady()) return null;
    try {
      const [generation, text] = await this.readPlace(
        place,
        this.ids.next(),
        GENERATION_SECONDS,
        name,
      );
      return { generation, text };
    } catch (error) {
      this.log.debug('cache not read', { error });
      return null;
    }
  }

  private async fill(
    entry: string,
    seconds: number,
    load: () => Promise<unknown>,
  ): Promise<string> {
    const already = this.atWork.get(entry);
    if (already) return await already;
    const work = (async () => JSON.stringify(await load()))();
    this.atWork.set(entry, work);
    try {
      const text = await work;
      this.redis.client.set(entry, text, 'EX', seconds).catch((error: unknown) => {
        this.log.debug('cache not filled', { error });
      });
      return text;
    } finally {
      this.atWork.delete(entry);
    }
  }

  private async end(place: string): Promise<void> {
    try {
      await this.redis.client.unlink(place);
      this.undropped.delete(place);
    } catch {
      this.undropped.add(place);
      this.retry ??= setTimeout(() => {
        this.retry = undefined;
        for (const left of this.undropped) void this.end(left);
      }, RETRY_MS).unref();
    }
  }
}

const placeOf = (group: string, clientId: TenantId): string => `cache:{${clientId}:${group}}`;
