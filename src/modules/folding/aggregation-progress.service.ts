import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../common/ids.js';
import { AggregationRepository } from './aggregation.repository.js';
import type { AggregationState } from './aggregation.schema.js';

/** How the folding of a company's calls goes. */
@Injectable()
export class AggregationProgress {
  constructor(private readonly repository: AggregationRepository) {}

  /** Null before the first run. */
  async of(clientId: TenantId): Promise<AggregationState | null> {
    return await this.repository.state(clientId);
  }
}
