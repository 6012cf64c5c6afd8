import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { insert } from '../../platform/mongo/documents.js';
import type { SettingsAuditDocument } from './settings-audit.schema.js';

@Injectable()
export class SettingsAuditRepository {
  constructor(
    @InjectModel('SettingsAudit') private readonly entries: Model<SettingsAuditDocument>,
  ) {}

  async insert(session: ClientSession, entry: SettingsAuditDocument): Promise<void> {
    await insert(this.entries, [entry], session);
  }
}
