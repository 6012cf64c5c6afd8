import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import type { TenantId } from '../../common/ids.js';
import { EventStore } from '../../platform/events/event-store.js';
import { mustMatch } from '../../platform/http/if-match.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { companyOf, decideCompany, type Company, type CompanyFields } from './company.domain.js';
import type { Read } from './fields.domain.js';
import { decideRules } from './rules-change.domain.js';
import { applyRules, type BusinessRules } from './rules.domain.js';
import { differencesOf } from './settings-audit.domain.js';
import { SettingsAudit } from './settings-audit.service.js';
import type { ChangedBy } from './settings-audit.types.js';
import { SettingsErrors } from './settings.errors.js';
import { settingsEvent, type SettingsEventType } from './settings.events.js';
import { SettingsRepository, type StoredSettings } from './settings.repository.js';
import type { CompanyDocument } from './settings.schema.js';
import { SettingsService } from './settings.service.js';

/** The rules in force, with the version to send back. */
export interface VersionedRules {
  readonly rules: BusinessRules;
  /** 0: nothing was ever changed. */
  readonly version: number;
  readonly updatedAt: Date | null;
}

/** Checks what the rules refer to, in the transaction that stores them. */
export type CheckRules = (
  session: ClientSession,
  rules: BusinessRules,
  before: BusinessRules,
) => Promise<void>;

const SECTIONS = {
  company: 'settings.company_changed',
  business_rules: 'settings.rules_changed',
  dispositions: 'settings.dispositions_changed',
} as const satisfies Record<string, SettingsEventType>;
type Section = keyof typeof SECTIONS;

/**
 * Changes of settings: each is one transaction with its audit entry and its event, and makes the
 * version one higher. What changes nothing stores nothing.
 */
@Injectable()
export class SettingsChanges {
  constructor(
    private readonly repository: SettingsRepository,
    private readonly settings: SettingsService,
    private readonly audit: SettingsAudit,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** As it is stored. @throws SettingsErrors.COMPANY_NOT_FOUND */
  async company(clientId: TenantId): Promise<Company> {
    return toCompany((await this.read(clientId)).company);
  }

  /** As they are stored. @throws SettingsErrors.COMPANY_NOT_FOUND */
  async rules(clientId: TenantId): Promise<VersionedRules> {
    return this.toRules(await this.read(clientId));
  }

  /**
   * @param given what came from outside
   * @param expected the version that the caller read; null: whatever it is
   * @throws CommonErrors.VALIDATION_ERROR, VERSION_CONFLICT, SettingsErrors.COMPANY_NOT_FOUND
   */
  async changeCompany(
    clientId: TenantId,
    given: unknown,
    expected: number | null,
    by: ChangedBy,
  ): Promise<Company> {
    return await this.change(clientId, async (session) => {
      const { company: before } = await this.find(session, clientId);
      mustMatch(expected, before.version);
      const fields = valueOf(decideCompany(before, given));
      const changed = await this.note(session, 'company', clientId, by, {
        before: companyOf(before),
        after: fields,
        version: before.version + 1,
      });
      if (!changed) return toCompany(before);
      const after = { ...before, ...fields, version: before.version + 1, updatedAt: changed };
      await this.repository.replaceCompany(session, after);
      return toCompany(after);
    });
  }

  /**
   * @param given what came from outside
   * @param expected the version that the caller read; null: whatever it is
   * @throws CommonErrors.VALIDATION_ERROR, VERSION_CONFLICT, SettingsErrors.COMPANY_NOT_FOUND
   */
  async changeRules(
    clientId: TenantId,
    given: unknown,
    expected: number | null,
    by: ChangedBy,
    check: CheckRules,
    section: 'business_rules' | 'dispositions' = 'business_rules',
  ): Promise<VersionedRules> {
    return await this.change(clientId, async (session) => {
      const stored = await this.find(session, clientId);
      const before = this.toRules(stored);
      mustMatch(expected, before.version);
      const decided = decideRules(this.settings.defaults, stored.rules?.rules ?? {}, given);
      const { changes, rules } = valueOf(decided);
      await check(session, rules, before.rules);
      const version = before.version + 1;
      const states = { before: before.rules, after: rules, version };
      const updatedAt = await this.note(session, section, clientId, by, states);
      if (!updatedAt) return before;
      const document = { _id: clientId, clientId, rules: changes, version, updatedAt };
      await this.repository.replaceRules(session, document);
      return { rules, version, updatedAt };
    });
  }

  /** Writes entry and event of a change; null when nothing differs. */
  private async note(
    session: ClientSession,
    section: Section,
    clientId: TenantId,
    by: ChangedBy,
    states: { readonly before: unknown; readonly after: unknown; readonly version: number },
  ): Promise<Date | null> {
    const changes = differencesOf(states.before, states.after);
    if (changes.length === 0) return null;
    const at = this.clock.date();
    await this.audit.record(session, { ...by, clientId, section, changes });
    const data = { version: states.version, fields: changes.map((change) => change.field) };
    await this.events.append(session, [settingsEvent(SECTIONS[section], clientId, at, data)]);
    return at;
  }

  private async change<T>(
    clientId: TenantId,
    work: (session: ClientSession) => Promise<T>,
  ): Promise<T> {
    const changed = await this.transactions.run(work);
    // The other nodes hear of it by the change stream; this one need not wait.
    this.settings.forget(clientId);
    return changed;
  }

  private async read(clientId: TenantId): Promise<StoredSettings> {
    return await this.transactions.run((session) => this.find(session, clientId));
  }

  private async find(session: ClientSession, clientId: TenantId): Promise<StoredSettings> {
    const stored = await this.repository.find(session, clientId);
    if (!stored) throw SettingsErrors.COMPANY_NOT_FOUND();
    return stored;
  }

  private toRules({ rules }: StoredSettings): VersionedRules {
    return {
      rules: applyRules(this.settings.defaults, rules?.rules ?? {}),
      version: rules?.version ?? 0,
      updatedAt: rules?.updatedAt ?? null,
    };
  }
}

function toCompany(document: CompanyDocument): Company {
  const { clientId, version, createdAt, updatedAt } = document;
  const fields = companyOf(document) as CompanyFields;
  return { clientId: clientId as TenantId, ...fields, version, createdAt, updatedAt };
}

function valueOf<T>(result: Read<T>): T {
  if (!result.ok) throw CommonErrors.VALIDATION_ERROR({ details: result.problems });
  return result.value;
}
