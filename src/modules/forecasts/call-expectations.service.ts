import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../common/ids.js';
import type { Period } from '../../common/period.js';
import { quartersIn, type QuarterForecast } from './predictions.service.js';
import { ForecastsRepository } from './forecasts.repository.js';
import { QuartersRepository, type Quarter } from './quarters.repository.js';

/** What was expected of the calls of a company or a sector (null: all), and what came. */
@Injectable()
export class CallExpectations {
  constructor(
    private readonly forecasts: ForecastsRepository,
    private readonly quarters: QuartersRepository,
  ) {}

  /** What the forecast that was made on a day said of days from it on; empty when there is none. */
  async expected(
    clientId: TenantId,
    sector: string | null,
    madeOn: string,
    period: Period,
  ): Promise<readonly QuarterForecast[]> {
    const made = await this.forecasts.volumeMadeOn(clientId, sector, madeOn);
    return made ? quartersIn(made, period) : [];
  }

  /** The quarters of an hour with any call, the oldest first. */
  async came(
    clientId: TenantId,
    sector: string | null,
    period: Period,
  ): Promise<readonly Quarter[]> {
    return await this.quarters.list(clientId, sector, period);
  }
}
