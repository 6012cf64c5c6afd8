import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import type { TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import type { Period } from '../../common/period.js';
import type { AgentsAccuracy } from './agent-outlook.domain.js';
import type { Accuracy } from '../forecasting/accuracy.domain.js';
import type { AgentsDocument, VolumeDocument } from './forecast.schema.js';

type Made = VolumeDocument | AgentsDocument;
/** A forecast without what it said of each quarter. */
export type ScoredForecast = Omit<VolumeDocument, 'days'>;

/** Every query of `predictive_analytics`. */
@Injectable()
export class ForecastsRepository {
  constructor(@InjectModel('Forecast') private readonly forecasts: Model<Made>) {}

  /** Stores a forecast in place of the one that was made for the same on the same day. */
  async put(session: ClientSession, forecast: Made): Promise<void> {
    const { _id, clientId } = forecast;
    await this.forecasts.replaceOne({ _id, clientId }, forecast, { upsert: true, session });
  }

  async newestVolume(clientId: TenantId, sector: string | null): Promise<VolumeDocument | null> {
    return await this.newest<VolumeDocument>(clientId, 'volume', sector);
  }

  async volumeMadeOn(
    clientId: TenantId,
    sector: string | null,
    madeOn: string,
  ): Promise<VolumeDocument | null> {
    return await this.forecasts
      .findOne({ clientId, kind: 'volume', sector, madeOn })
      .lean<VolumeDocument>();
  }

  async newestAgents(clientId: TenantId): Promise<AgentsDocument | null> {
    return await this.newest<AgentsDocument>(clientId, 'agents', null);
  }

  /** Forecasts of agents that are over and were not scored. */
  async listAgentsUnscored(clientId: TenantId, yesterday: string): Promise<AgentsDocument[]> {
    return await this.forecasts
      .find({
        clientId,
        kind: 'agents',
        sector: null,
        lastDay: { $lte: yesterday },
        agentsAccuracy: { $exists: false },
      })
      .lean<AgentsDocument[]>();
  }

  /** Notes how right a forecast of agents was; null: none of them answered a call. */
  async scoreAgents(
    session: ClientSession,
    { _id, clientId }: AgentsDocument,
    agentsAccuracy: AgentsAccuracy | null,
  ): Promise<void> {
    await this.forecasts.updateOne({ _id, clientId }, { $set: { agentsAccuracy } }, { session });
  }

  /** How right the newest forecast of agents was that is over; null before there is one. */
  async newestAgentsAccuracy(
    clientId: TenantId,
  ): Promise<Pick<AgentsDocument, 'madeOn' | 'lastDay' | 'agentsAccuracy'> | null> {
    return await this.forecasts
      .findOne({ clientId, kind: 'agents', sector: null, agentsAccuracy: { $ne: null } })
      .sort({ madeOn: -1 })
      .select({ madeOn: 1, lastDay: 1, agentsAccuracy: 1 })
      .lean<AgentsDocument>();
  }

  /** Forecasts of which days have passed since they were last scored. */
  async listUnscored(
    clientId: TenantId,
    sector: string | null,
    yesterday: string,
  ): Promise<VolumeDocument[]> {
    const found = await this.forecasts
      .find({
        clientId,
        kind: 'volume',
        sector,
        madeOn: { $lte: yesterday },
        days: { $exists: true },
      })
      .lean<VolumeDocument[]>();
    return found.filter(({ scoredTo }) => (scoredTo ?? '') < yesterday);
  }

  /** Notes how right a forecast was so far; one that is over needs its quarters no more. */
  async score(
    session: ClientSession,
    { _id, clientId, lastDay }: VolumeDocument,
    accuracy: Accuracy,
    scoredTo: string,
  ): Promise<void> {
    await this.forecasts.updateOne(
      { _id, clientId },
      {
        $set: { accuracy, scoredTo },
        ...(scoredTo >= lastDay && { $unset: { days: true } }),
      },
      { session },
    );
  }

  /** Forecasts of a period of which some day is over, the newest first. */
  async listScored(
    clientId: TenantId,
    sector: string | null,
    { from, to }: Period,
    { page, limit }: PageRequest,
  ): Promise<Page<ScoredForecast> & { readonly accuracies: readonly Accuracy[] }> {
    const all = await this.forecasts
      .find({
        clientId,
        kind: 'volume',
        sector,
        madeOn: { $gte: from, $lte: to },
        accuracy: { $ne: null },
      })
      .select({ days: 0 })
      .sort({ madeOn: -1 })
      .lean<ScoredForecast[]>();
    const items = all.slice((page - 1) * limit, page * limit);
    const accuracies = all.flatMap(({ accuracy }) => (accuracy ? [accuracy] : []));
    return { items, total: all.length, page, limit, accuracies };
  }

  private async newest<T extends Made>(
    clientId: TenantId,
    kind: Made['kind'],
    sector: string | null,
  ): Promise<T | null> {
    return await this.forecasts.findOne({ clientId, kind, sector }).sort({ madeOn: -1 }).lean<T>();
  }
}
