import { Schema } from 'mongoose';
import type { TenantDocument } from '../../platform/mongo/documents.js';
import type { Company } from './company.domain.js';
import type { RuleChanges } from './rules.domain.js';

export interface CompanyDocument extends TenantDocument {
  /** The clientId. */
  readonly _id: string;
  readonly clientId: string;
  readonly name: string;
  readonly timezone: string;
  readonly locale: string;
  readonly sectors: readonly string[];
  readonly businessHours?: Company['businessHours'];
  readonly contact?: Company['contact'];
  readonly branding?: Company['branding'];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const CompanySchema = new Schema<CompanyDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    name: { type: String, required: true, maxlength: 255 },
    timezone: { type: String, required: true },
    locale: { type: String, required: true },
    sectors: { type: [String], required: true },
    businessHours: { type: Schema.Types.Mixed },
    contact: { type: Schema.Types.Mixed },
    branding: { type: Schema.Types.Mixed },
    version: { type: Number, required: true, min: 1 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'companies', versionKey: false },
);

export interface BusinessRulesDocument extends TenantDocument {
  /** The clientId. */
  readonly _id: string;
  readonly clientId: string;
  /** Only what differs from the defaults. */
  readonly rules: RuleChanges;
  readonly version: number;
  readonly updatedAt: Date;
}

export const BusinessRulesSchema = new Schema<BusinessRulesDocument>(
  {
    _id: { type: String, required: true },
    clientId: { type: String, required: true },
    rules: { type: Schema.Types.Mixed, required: true },
    version: { type: Number, required: true, min: 1 },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'business_rules', versionKey: false },
);
