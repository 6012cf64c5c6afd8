import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { insert, pageOf } from '../../platform/mongo/documents.js';
import { ANOMALY_STATES, type Anomaly, type AnomalyState } from './anomaly.types.js';
import type { Metric } from './detection.domain.js';

export interface AnomalyFilter {
  readonly from: Date;
  readonly to: Date;
  readonly state?: AnomalyState | undefined;
  readonly metric?: Metric | undefined;
  readonly sector?: string | undefined;
}
export type AnomalyChange = Partial<Omit<Anomaly, '_id' | 'clientId' | 'version'>>;

/** Every query of `anomaly_detection`. */
@Injectable()
export class AnomaliesRepository {
  constructor(@InjectModel('Anomaly') private readonly anomalies: Model<Anomaly>) {}

  async insert(session: ClientSession, anomalies: readonly Anomaly[]): Promise<void> {
    await insert(this.anomalies, anomalies, session);
  }

  async find(clientId: TenantId, id: string, session: ClientSession): Promise<Anomaly | null> {
    return await this.anomalies.findOne({ _id: id, clientId }).session(session).lean<Anomaly>();
  }

  /** Those that are not resolved, and those that were seen since a moment. */
  async listRecent(session: ClientSession, clientId: TenantId, since: Date): Promise<Anomaly[]> {
    return await this.anomalies
      .find({
        clientId,
        $or: [{ state: { $in: ['open', 'acknowledged'] } }, { until: { $gte: since } }],
      })
      .session(session)
      .lean<Anomaly[]>();
  }

  /** A change of what was read in the same transaction; what it is then. */
  async update(
    session: ClientSession,
    { _id, clientId, version }: Anomaly,
    change: AnomalyChange,
  ): Promise<Anomaly> {
    const changed = await this.anomalies
      .findOneAndUpdate(
        { _id, clientId, version },
        { $set: change, $inc: { version: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean<Anomaly>();
    if (!changed) throw new Error(`anomaly ${_id} changed within a transaction`);
    return changed;
  }

  /** Those that are not resolved, the newest first. */
  async listUnresolved(clientId: TenantId, limit: number): Promise<Anomaly[]> {
    return await this.anomalies
      .find({ clientId, state: { $in: ['open', 'acknowledged'] } })
      .sort({ since: -1, _id: -1 })
      .limit(limit)
      .lean<Anomaly[]>();
  }

  /** Those that began in a time, the newest first. */
  async list(
    clientId: TenantId,
    { from, to, state, metric, sector }: AnomalyFilter,
    page: PageRequest,
  ): Promise<Page<Anomaly>> {
    const filter = {
      clientId,
      since: { $gte: from, $lt: to },
      ...(state && { state }),
      ...(metric && { metric }),
      ...(sector !== undefined && { sector }),
    };
    return await pageOf(this.anomalies, filter, { since: -1, _id: -1 }, page);
  }

  /** How many began in a time, by state. */
  async countByState(
    clientId: TenantId,
    { from, to, metric, sector }: AnomalyFilter,
  ): Promise<Readonly<Record<AnomalyState, number>>> {
    const rows = await this.anomalies.aggregate<{ _id: AnomalyState; count: number }>([
      {
        $match: {
          clientId,
          since: { $gte: from, $lt: to },
          ...(metric && { metric }),
          ...(sector !== undefined && { sector }),
        },
      },
      { $group: { _id: '$state', count: { $sum: 1 } } },
    ]);
    return Object.fromEntries(
      ANOMALY_STATES.map((state) => [state, rows.find((row) => row._id === state)?.count ?? 0]),
    ) as Record<AnomalyState, number>;
  }
}
