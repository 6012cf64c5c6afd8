import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics/metrics.js';
import { AgentIndex } from '../routing/agent-index.js';
import { WaitingLine } from './waiting-line.js';

/** For `/metrics`: how many callers wait for each sector or its teams, all companies together. */
@Injectable()
export class QueueLengths {
  constructor(
    private readonly line: WaitingLine,
    private readonly index: AgentIndex,
    metrics: Metrics,
  ) {
    metrics.gaugeOf(
      'crosspoint_calls_waiting',
      'Callers who wait, by the sector of what they wait for',
      'sector',
      () => this.lengths(),
    );
  }

  private lengths(): ReadonlyMap<string, number> {
    const lengths = new Map<string, number>();
    for (const clientId of this.line.tenantsWaiting()) {
      const tenant = this.index.of(clientId);
      for (const { teamId, sector, count } of this.line.summaries(clientId)) {
        const of = (teamId === null ? sector : tenant.sectorOfTeam(teamId)) ?? 'none';
        lengths.set(of, (lengths.get(of) ?? 0) + count);
      }
    }
    return lengths;
  }
}
