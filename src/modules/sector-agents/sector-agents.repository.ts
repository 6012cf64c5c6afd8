import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert, pageOf } from '../../platform/mongo/documents.js';
import type { SectorAgentDocument } from './sector-agent.schema.js';
import type {
  MeasuredFigures,
  ProfileChanges,
  ProfileFilter,
  SectorAgent,
  SectorStaff,
} from './sector-agents.types.js';

function toProfile({ _id: id, ...rest }: SectorAgentDocument): SectorAgent {
  return { id, ...rest };
}

@Injectable()
export class SectorAgentsRepository {
  constructor(@InjectModel('SectorAgent') private readonly profiles: Model<SectorAgentDocument>) {}

  async insert(session: ClientSession, profile: SectorAgent): Promise<void> {
    const { id: _id, ...rest } = profile;
    await insert(this.profiles, [{ _id, ...rest }], session);
  }

  async findById(
    clientId: TenantId,
    id: string,
    session?: ClientSession,
  ): Promise<SectorAgent | null> {
    const stored = await this.profiles
      .findOne({ _id: id, clientId })
      .session(session ?? null)
      .lean<SectorAgentDocument>();
    return stored && toProfile(stored);
  }

  /** By sector, then agent. */
  async list(
    clientId: TenantId,
    { capability, ...filter }: ProfileFilter,
    page: PageRequest,
  ): Promise<Page<SectorAgent>> {
    const query = {
      clientId,
      ...filter,
      ...(capability !== undefined && { 'capabilities.name': capability }),
    };
    const sort = { sector: 1, agentId: 1 } as const;
    const found = await pageOf(this.profiles, query as Record<string, unknown>, sort, page);
    return { ...found, items: found.items.map(toProfile) };
  }

  /** The sectors that have any profile, by name. */
  async listSectors(clientId: TenantId): Promise<SectorStaff[]> {
    const ifActive = (value: string) => ({ $cond: ['$isActive', value, '$$REMOVE'] });
    return await this.profiles.aggregate<SectorStaff>([
      { $match: { clientId } },
      { $sort: { clientId: 1, agentId: 1 } },
      {
        $group: {
          _id: '$sector',
          agentIds: { $push: ifActive('$agentId') },
          successRate: { $avg: ifActive('$successRate') },
        },
      },
      { $sort: { _id: 1 } },
      { $project: { _id: 0, sector: '$_id', agentIds: 1, successRate: 1 } },
    ]);
  }

  async update(
    session: ClientSession,
    clientId: TenantId,
    id: string,
    changes: ProfileChanges & { readonly updatedAt: Date },
  ): Promise<SectorAgent | null> {
    const stored = await this.profiles
      .findOneAndUpdate(
        { _id: id, clientId },
        { $set: { ...changes }, $inc: { version: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<SectorAgentDocument>();
    return stored && toProfile(stored);
  }

  /** Stores what was measured where it differs; no version of a profile counts that. */
  async setMeasured(
    session: ClientSession,
    clientId: TenantId,
    measured: readonly MeasuredFigures[],
  ): Promise<void> {
    const writes = measured.map(({ agentId, sector, ...figures }) => ({
      updateOne: {
        filter: {
          clientId,
          agentId,
          sector,
          $or: Object.entries(figures).map(([name, value]) => ({ [name]: { $ne: value } })),
        },
        update: { $set: figures },
      },
    }));
    if (writes.length > 0) {
      await this.profiles.collection.bulkWrite(writes, { session, ordered: false });
    }
  }

  async delete(session: ClientSession, clientId: TenantId, id: string): Promise<void> {
    await this.profiles.deleteOne({ _id: id, clientId }, { session });
  }
}
