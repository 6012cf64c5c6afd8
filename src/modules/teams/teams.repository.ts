import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TeamId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert } from '../../platform/mongo/documents.js';
import type { TeamDocument } from './team.schema.js';
import type { Team, TeamFilter, TeamOfSector } from './teams.types.js';

type Stored = Omit<TeamDocument, 'nameKey'>;
const FIELDS = { nameKey: 0 } as const;

function toTeam({ _id: id, ...rest }: Stored): Team {
  return { id, ...rest };
}

@Injectable()
export class TeamsRepository {
  constructor(@InjectModel('Team') private readonly teams: Model<TeamDocument>) {}

  async insert(session: ClientSession, team: Team): Promise<void> {
    const { id: _id, ...rest } = team;
    await insert(this.teams, [{ _id, ...rest, nameKey: team.name.toLowerCase() }], session);
  }

  async findById(clientId: TenantId, id: TeamId, session?: ClientSession): Promise<Team | null> {
    const stored = await this.teams
      .findOne({ _id: id, clientId })
      .select(FIELDS)
      .session(session ?? null)
      .lean<Stored>();
    return stored && toTeam(stored);
  }

  async list(
    clientId: TenantId,
    { sector, isActive, search }: TeamFilter,
    { page, limit }: PageRequest,
  ): Promise<Page<Team>> {
    const part = search?.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    const query = {
      clientId,
      ...(sector !== undefined && { sector }),
      ...(isActive !== undefined && { isActive }),
      ...(part && { nameKey: { $regex: part } }),
    };
    const [items, total] = await Promise.all([
      this.teams
        .find(query)
        .select(FIELDS)
        .sort({ nameKey: 1 })
        .skip((page - 1) * limit)
        .limit(limit)
        .lean<Stored[]>(),
      this.teams.countDocuments(query),
    ]);
    return { items: items.map(toTeam), total, page, limit };
  }

  /** All teams of the tenant with their sectors, by name. */
  async listSectors(clientId: TenantId): Promise<TeamOfSector[]> {
    const stored = await this.teams
      .find({ clientId })
      .select({ name: 1, sector: 1, isActive: 1 })
      .sort({ nameKey: 1 })
      .lean<(Omit<TeamOfSector, 'id'> & { readonly _id: TeamId })[]>();
    return stored.map(({ _id: id, name, sector, isActive }) => ({ id, name, sector, isActive }));
  }

  async update(
    session: ClientSession,
    clientId: TenantId,
    id: TeamId,
    changes: Partial<Omit<Team, 'id' | 'clientId' | 'version'>>,
  ): Promise<Team | null> {
    const { name } = changes;
    const $set = { ...changes, ...(name !== undefined && { nameKey: name.toLowerCase() }) };
    const stored = await this.teams
      .findOneAndUpdate(
        { _id: id, clientId },
        { $set, $inc: { version: 1 } },
        { session, returnDocument: 'after', projection: FIELDS },
      )
      .lean<Stored>();
    return stored && toTeam(stored);
  }

  async delete(session: ClientSession, clientId: TenantId, id: TeamId): Promise<boolean> {
    const result = await this.teams.deleteOne({ _id: id, clientId }, { session });
    return result.deletedCount > 0;
  }
}
