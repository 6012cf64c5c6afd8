import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { BusinessRulesDocument, CompanyDocument } from './settings.schema.js';

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

  async findCompany(clientId: TenantId): Promise<CompanyDocument | null> {
    return await this.companies
      .findOne({ _id: clientId, clientId })
      .setOptions(SYSTEM)
      .lean<CompanyDocument>();
  }

  async findRules(clientId: TenantId): Promise<BusinessRulesDocument | null> {
    return await this.rules
      .findOne({ _id: clientId, clientId })
      .setOptions(SYSTEM)
      .lean<BusinessRulesDocument>();
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
