import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { insert, isDuplicateKey } from '../../platform/mongo/documents.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { AgentImportDocument, ImportLineDocument } from './agent-import.schema.js';
import type { LineReport } from './agent-import.types.js';

@Injectable()
export class AgentImportsRepository {
  constructor(
    @InjectModel('AgentImport') private readonly imports: Model<AgentImportDocument>,
    @InjectModel('AgentImportLine') private readonly lines: Model<ImportLineDocument>,
  ) {}

  /** The import that has this id already; null when this one is stored. */
  async insertOrFind(document: AgentImportDocument): Promise<AgentImportDocument | null> {
    const { _id, clientId } = document;
    try {
      await insert(this.imports, [document]);
      return null;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const found = await this.imports.findOne({ _id, clientId }).lean<AgentImportDocument>();
    return found ?? (await this.insertOrFind(document));
  }

  /** Takes an import over from a runner that is not alive; false when somebody else did. */
  async takeOver(
    { _id, clientId, runner }: AgentImportDocument,
    next: string,
    aliveAt: Date,
  ): Promise<boolean> {
    const result = await this.imports.updateOne(
      { _id, clientId, runner, state: 'at_work' },
      { $set: { runner: next, aliveAt } },
    );
    return result.matchedCount === 1;
  }

  /** Stores what came of some lines; false when the import is another runner's by now. */
  async record(
    session: ClientSession,
    { _id: importId, clientId, runner }: AgentImportDocument,
    firstPlace: number,
    reports: readonly LineReport[],
    aliveAt: Date,
  ): Promise<boolean> {
    const result = await this.imports.updateOne(
      { _id: importId, clientId, runner, state: 'at_work' },
      { $set: { aliveAt } },
      { session },
    );
    if (result.matchedCount === 0) return false;
    await insert(
      this.lines,
      reports.map((report, index) => ({
        _id: `${importId}:${firstPlace + index}`,
        clientId,
        importId,
        place: firstPlace + index,
        report,
      })),
      session,
    );
    return true;
  }

  /** What came of the lines from a place on, in their order. */
  async recorded(
    { _id: importId, clientId }: AgentImportDocument,
    firstPlace: number,
    limit: number,
  ): Promise<LineReport[]> {
    const stored = await this.lines
      .find({ clientId, importId, place: { $gte: firstPlace } })
      .select({ report: 1 })
      .sort({ place: 1 })
      .limit(limit)
      .lean<Pick<ImportLineDocument, 'report'>[]>();
    return stored.map(({ report }) => report);
  }

  async finish({ _id, clientId, runner }: AgentImportDocument): Promise<void> {
    await this.imports.updateOne({ _id, clientId, runner }, { $set: { state: 'done' } });
  }

  /** Forgets an import with its lines. */
  async delete({ _id, clientId }: Pick<AgentImportDocument, '_id' | 'clientId'>): Promise<void> {
    await this.lines.deleteMany({ clientId, importId: _id });
    await this.imports.deleteOne({ _id, clientId });
  }

  /** Those that began before, of all tenants. */
  async listBefore(before: Date): Promise<AgentImportDocument[]> {
    return await this.imports
      .find({ startedAt: { $lt: before } })
      .setOptions(SYSTEM)
      .lean<AgentImportDocument[]>();
  }
}
