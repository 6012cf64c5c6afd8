import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { asTenantId, type TenantId } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { ChangeFeeds } from '../../platform/mongo/change-feed.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { decideCompany } from './company.domain.js';
import { decideRules } from './rules-change.domain.js';
import {
  applyRules,
  defaultRules,
  type BusinessRules,
  type TenantSettings,
} from './rules.domain.js';
import { SettingsErrors } from './settings.errors.js';
import { SettingsRepository, type StoredSettings } from './settings.repository.js';

export interface NewCompany {
  readonly clientId: string;
  readonly name: string;
  readonly timezone: string;
  readonly sectors: readonly string[];
  /** Rules that differ from the defaults, as they came from outside. */
  readonly rules: unknown;
}

/**
 * Companies and the rules that they set. What is kept in memory is dropped by the change stream, so
 * a change is in force on every node at once, and whoever reads gets all of it or nothing.
 */
@Injectable()
export class SettingsService implements OnApplicationBootstrap {
  /** What holds for whoever set nothing. */
  readonly defaults: BusinessRules;
  private readonly cache = new Map<TenantId, Promise<TenantSettings | null>>();

  constructor(
    private readonly repository: SettingsRepository,
    private readonly feeds: ChangeFeeds,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    config: Config,
  ) {
    const { presence, features, exotel } = config;
    this.defaults = defaultRules(presence.heartbeatSeconds, features, exotel.maxConcurrentCalls);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.feeds.follow({
      name: 'settings',
      collections: ['companies', 'business_rules'],
      onReset: () => Promise.resolve(this.cache.clear()),
      onChange: (change) => this.forget(change.documentKey._id as unknown as TenantId),
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
      if (this.cache.get(clientId) === loading) this.cache.delete(clientId);
      throw error;
    });
    this.cache.set(clientId, loading);
    return await loading;
  }

  /** Drops what this node knows of a company; the next question reads anew. */
  forget(clientId: TenantId): void {
    this.cache.delete(clientId);
  }

  async tenants(): Promise<readonly TenantId[]> {
    return await this.repository.listIds();
  }

  /** @throws SettingsErrors.COMPANY_EXISTS, CommonErrors.VALIDATION_ERROR */
  async create({ rules: givenRules, ...given }: NewCompany): Promise<TenantId> {
    const clientId = asTenantId(given.clientId);
    const { name, timezone, sectors } = given;
    const company = decideCompany({}, { name, timezone, sectors });
    const rules = decideRules(this.defaults, {}, givenRules);
    const problems = [
      ...(company.ok ? [] : company.problems),
      ...(rules.ok ? [] : rules.problems.map((p) => ({ ...p, field: `rules.${p.field}` }))),
    ];
    if (!company.ok || !rules.ok) throw CommonErrors.VALIDATION_ERROR({ details: problems });
    const now = this.clock.date();
    const stamp = { _id: clientId, clientId, version: 1, updatedAt: now };
    await this.transactions.run(async (session) => {
      if (await this.repository.find(session, clientId)) throw SettingsErrors.COMPANY_EXISTS();
      await this.repository.insert(
        session,
        { ...company.value, ...stamp, createdAt: now },
        { ...stamp, rules: rules.value.changes },
      );
    });
    this.forget(clientId);
    return clientId;
  }

  private async load(clientId: TenantId): Promise<TenantSettings | null> {
    const stored = await this.transactions.run((session) =>
      this.repository.find(session, clientId),
    );
    return stored && this.snapshot(clientId, stored);
  }

  private snapshot(clientId: TenantId, { company, rules }: StoredSettings): TenantSettings {
    return {
      clientId,
      name: company.name,
      timezone: company.timezone,
      sectors: company.sectors,
      businessHours: company.businessHours ?? null,
      companyVersion: company.version,
      version: rules?.version ?? 0,
      rules: applyRules(this.defaults, rules?.rules ?? {}),
    };
  }
}
