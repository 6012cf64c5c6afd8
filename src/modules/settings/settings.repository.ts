import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { BusinessRulesDocument, CompanyDocument } from './settings.schema.js';

/** A company and its rules as they were at one moment. */
export interface StoredSettings {
  readonly company: CompanyDocument;
  /** Null: it never changed a rule. */
  readonly rules: BusinessRulesDocument | null;
}

@Injectable()
export class SettingsRepository {
  constructor(
    @InjectModel('Company') private readonly companies: Model<CompanyDocument>,
    @InjectModel('BusinessRules') private readonly rules: Model<BusinessRulesDocument>,
  ) {}

  async insert(
    session: ClientSession,
    company: CompanyDocument,
    rules: BusinessRulesDocument,
  ): Promise<void> {
    await insert(this.companies, [company], session);
    await insert(this.rules, [rules], session);
  }

  /** Both as the transaction sees them: never one from before a change and one from after it. */
  async find(session: ClientSession, clientId: TenantId): Promise<StoredSettings | null> {
    const company = await this.companies
      .findOne({ _id: clientId, clientId })
      .setOptions(SYSTEM)
      .session(session)
      .lean<CompanyDocument>();
    if (!company) return null;
    const rules = await this.rules
      .findOne({ _id: clientId, clientId })
      .setOptions(SYSTEM)
      .session(session)
      .lean<BusinessRulesDocument>();
    return { company, rules };
  }

  async replaceCompany(session: ClientSession, company: CompanyDocument): Promise<void> {
    const { _id, clientId } = company;
    await this.companies.collection.replaceOne({ _id, clientId } as never, company, { session });
  }

  async replaceRules(session: ClientSession, rules: BusinessRulesDocument): Promise<void> {
    const { _id, clientId } = rules;
    const options = { session, upsert: true };
    await this.rules.collection.replaceOne({ _id, clientId } as never, rules, options);
  }

  /** Every company of the deployment, for work that is the system's own. */
  async listIds(): Promise<TenantId[]> {
    const companies = await this.companies
      .find({})
      .select({ _id: 1 })
      .setOptions(SYSTEM)
      .lean<{ _id: string }[]>();
    return companies.map((company) => company._id as TenantId);
  }
}
