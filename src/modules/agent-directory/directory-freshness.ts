import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import { CacheManager } from '../../platform/cache/cache-manager.js';
import { Log } from '../../platform/logging/log.js';
import { ChangeFeeds, touches, type Change } from '../../platform/mongo/change-feed.js';
import { AFTER_CHANGE, AFTER_PRESENCE } from '../agents/agents.caches.js';

/** Statuses change with every call: what is kept of them is dropped once in this time of the wall. */
const EVERY_MS = 1000;
/** Counts the changes of an agent itself. */
const RECORD_FIELDS = ['version'];

/**
 * Drops what is kept of agents whenever one of them changed. Who changes an agent drops it too, and
 * at once; this hears of presence, and of changes whose node died before it could say so.
 */
@Injectable()
export class DirectoryFreshness implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly seen = new Set<AgentId>();
  private readonly changed = new Set<AgentId>();
  private timer: NodeJS.Timeout | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly feeds: ChangeFeeds,
    private readonly cache: CacheManager,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.feeds.follow({
      name: 'agent-directory',
      collections: ['agents'],
      onReset: () => this.dropAll(),
      onChange: (change) => this.note(change),
    });
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  private note(change: Change): void {
    const id = change.documentKey._id as unknown as AgentId;
    (touches(change, RECORD_FIELDS) ? this.changed : this.seen).add(id);
    const waitMs = Math.max(0, this.lastAt + EVERY_MS - performance.now());
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.dropNoted().catch((error: unknown) => this.log.warn('cache not dropped', { error }));
    }, waitMs).unref();
  }

  private async dropNoted(): Promise<void> {
    this.lastAt = performance.now();
    const [changed, seen] = [[...this.changed], [...this.seen]];
    this.changed.clear();
    this.seen.clear();
    try {
      await this.dropOf(changed, AFTER_CHANGE);
      await this.dropOf(seen, AFTER_PRESENCE);
    } catch (error) {
      for (const id of [...changed, ...seen]) this.changed.add(id);
      throw error;
    }
  }

  private async dropOf(ids: readonly AgentId[], groups: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const tenants = await this.agents().distinct('clientId', { _id: { $in: [...ids] } });
    for (const clientId of tenants) await this.cache.drop(clientId, ...groups);
  }

  private async dropAll(): Promise<void> {
    const tenants = await this.agents().distinct('clientId');
    for (const clientId of tenants) await this.cache.drop(clientId, ...AFTER_CHANGE);
  }

  private agents() {
    return this.connection.collection<{ _id: AgentId; clientId: TenantId }>('agents');
  }
}
