import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import type { Page } from '../../common/page.js';
import { dayOf } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { CacheManager } from '../../platform/cache/cache-manager.js';
import { envelope, withStatistics } from '../../platform/http/envelope.interceptor.js';
import type { JsonText } from '../../platform/http/json-text.js';
import { SettingsService } from '../settings/settings.service.js';

const GROUP = 'analytics';

/** A list without pages. */
interface Listed {
  readonly items: readonly unknown[];
  readonly statistics: unknown;
}

/** Answers of figures, kept until the next calls are folded or something was said of one. */
@Injectable()
export class AnalyticsCache {
  constructor(
    private readonly cache: CacheManager,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** One answer in the usual envelope. @param query all that it depends on */
  async one(
    clientId: TenantId,
    name: string,
    query: object,
    load: () => Promise<unknown>,
  ): Promise<JsonText> {
    return await this.read(clientId, name, query, async () => envelope(await load(), 'envelope'));
  }

  /** A whole list, with its statistics. */
  async list(
    clientId: TenantId,
    name: string,
    query: object,
    load: () => Promise<Listed>,
  ): Promise<JsonText> {
    return await this.read(clientId, name, query, async () => {
      const { items, statistics } = await load();
      return { ...(envelope(items, 'envelope') as object), statistics };
    });
  }

  /** A page of a list, with its statistics. */
  async page(
    clientId: TenantId,
    name: string,
    query: object,
    load: () => Promise<Page<unknown> & Pick<Listed, 'statistics'>>,
  ): Promise<JsonText> {
    return await this.read(clientId, name, query, async () => withStatistics(await load()));
  }

  /** The figures of a company have changed. */
  async drop(clientId: TenantId): Promise<void> {
    await this.cache.drop(clientId, GROUP);
  }

  private async read(
    clientId: TenantId,
    name: string,
    query: object,
    load: () => Promise<unknown>,
  ): Promise<JsonText> {
    // A question that names no day means another one tomorrow.
    const { timezone } = await this.settings.of(clientId);
    const today = dayOf(this.clock.now(), timezone);
    const entries = Object.entries(query).filter(([, value]) => value !== undefined);
    const key = JSON.stringify([today, entries.sort(([a], [b]) => (a < b ? -1 : 1))]);
    const cache = { name: `analytics_${name}`, group: GROUP };
    return await this.cache.read(cache, clientId, key, this.config.cache.statsSeconds, load);
  }
}
