import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { AgentId, TenantId } from '../../common/ids.js';
import { insert } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { DeviceIssueDocument } from './device-issue.schema.js';
import type { DeviceIssue } from './device-issues.domain.js';

@Injectable()
export class DeviceIssuesRepository {
  constructor(@InjectModel('DeviceIssue') private readonly issues: Model<DeviceIssueDocument>) {}

  /** Those of the whole deployment that last now. */
  async listOpen(): Promise<DeviceIssueDocument[]> {
    return await this.issues.find({ until: null }).setOptions(SYSTEM).lean<DeviceIssueDocument[]>();
  }

  async begin(session: ClientSession, issues: readonly DeviceIssueDocument[]): Promise<void> {
    await insert(this.issues, issues, session);
  }

  async end(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    issues: readonly DeviceIssue[],
    until: Date,
  ): Promise<void> {
    await this.issues.updateMany(
      { clientId, agentId, issue: { $in: [...issues] }, until: null },
      { $set: { until } },
      { session },
    );
  }

  /** Those that lasted at some time from `from` to `to`. */
  async within(clientId: TenantId, from: Date, to: Date): Promise<DeviceIssueDocument[]> {
    return await this.issues
      .find({
        clientId,
        since: { $lt: to },
        $or: [{ until: null }, { until: { $gt: from } }],
      })
      .lean<DeviceIssueDocument[]>();
  }
}
