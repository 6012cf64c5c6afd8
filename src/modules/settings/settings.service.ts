import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { IANAZone } from 'luxon';
import { Clock } from '../../common/clock.js';
import { asTenantId, type TenantId } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { ChangeFeeds, type Change } from '../../platform/mongo/change-feed.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { applyRules, defaultRules, type RuleChanges, type TenantSettings } from './rules.domain.js';
import { SettingsErrors } from './settings.errors.js';
import { SettingsRepository } from './settings.repository.js';

export interface NewCompany {
  readonly clientId: string;
  readonly name: string;
  readonly timezone: string;
  readonly sectors: readonly string[];
  readonly rules: RuleChanges;
}

/** Companies and the rules that they set; a change is in force on every node at once. */
@Injectable()
export class SettingsService implements OnApplicationBootstrap {
  private readonly cache = new Map<TenantId, Promise<TenantSettings | null>>();

  constructor(
    private readonly repository: SettingsRepository,
    private readonly feeds: ChangeFeeds,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.feeds.follow({
      name: 'settings',
      collections: ['companies', 'business_rules'],
      onReset: () => Promise.resolve(this.cache.clear()),
      onChange: (change) => this.forget(change),
    });
  }

  /** @throws SettingsErrors.COMPANY_NOT_FOUND */
  async of(clientId: TenantId): Promise<TenantSettings> {
    const settings = await this.find(clientId);
    if (!settings) throw SettingsErrors.COMPANY_NOT_FOUND();
    return settings;
  }

  async find(clientId: TenantId): Promise<TenantSettings | null> {
    const known = this.cache.get(clientId);
    if (known) return await known;
    const loading = this.load(clientId).catch((error: unknown) => {
      this.cache.delete(clientId);
      throw error;
    });
    this.cache.set(clientId, loading);
    return await loading;
  }

  async tenants(): Promise<readonly TenantId[]> {
    return await this.repository.listIds();
  }

  /** @throws SettingsErrors.COMPANY_EXISTS, TIMEZONE_UNKNOWN */
  async create(company: NewCompany): Promise<TenantId> {
    if (!IANAZone.isValidZone(company.timezone)) throw SettingsErrors.TIMEZONE_UNKNOWN();
    const clientId = asTenantId(company.clientId);
    if (await this.repository.findCompany(clientId)) throw SettingsErrors.COMPANY_EXISTS();
    const now = this.clock.date();
    await this.transactions.run((session) =>
      this.repository.insert(
        session,
        {
          _id: clientId,
          clientId,
          name: company.name,
          timezone: company.timezone,
          locale: 'en-IN',
          sectors: company.sectors,
          version: 1,
          createdAt: now,
          updatedAt: now,
        },
        { _id: clientId, clientId, rules: company.rules, version: 1, updatedAt: now },
      ),
    );
    this.cache.delete(clientId);
    return clientId;
  }

  private async load(clientId: TenantId): Promise<TenantSettings | null> {
    const [company, stored] = await Promise.all([
      this.repository.findCompany(clientId),
      this.repository.findRules(clientId),
    ]);
    if (!company) return null;
    const defaults = defaultRules(this.config.presence.heartbeatSeconds, this.config.features);
    return {
      clientId,
      name: company.name,
      timezone: company.timezone,
      version: stored?.version ?? 0,
      rules: applyRules(defaults, stored?.rules ?? {}),
    };
  }

  private forget(change: Change): void {
    this.cache.delete(change.documentKey._id as unknown as TenantId);
  }
}
