import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { readinessRulesOf } from '../heartbeat/presence-view.domain.js';
import { readinessOf } from '../heartbeat/readiness.domain.js';
import { SettingsService } from '../settings/settings.service.js';
import { AgentIndex } from './agent-index.js';

/** For `/metrics`: how many agents of each sector are ready for a call, all companies together. */
@Injectable()
export class SectorReadiness {
  constructor(
    private readonly index: AgentIndex,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.gaugeOf(
      'crosspoint_sector_ready_agents',
      'Agents that are ready for a call, by sector',
      'sector',
      () => this.ready(),
    );
  }

  private async ready(): Promise<ReadonlyMap<string, number>> {
    const all = new Map<string, number>();
    for (const clientId of this.index.companies()) {
      // The database may be away: the figures of the others are told all the same.
      const own = await this.readyOf(clientId).catch(() => new Map<string, number>());
      for (const [sector, count] of own) all.set(sector, (all.get(sector) ?? 0) + count);
      // Callers are waiting for this process too.
      await nextTurn();
    }
    return all;
  }

  private async readyOf(clientId: TenantId): Promise<ReadonlyMap<string, number>> {
    const tenant = this.index.of(clientId);
    const sectors = tenant.sectors();
    if (sectors.length === 0) return new Map();
    const { rules } = await this.settings.of(clientId);
    const readiness = readinessRulesOf(rules, this.clock.speed);
    const now = this.clock.now();
    const isReady = (facts: Parameters<typeof readinessOf>[0]) =>
      readinessOf(facts, readiness, now).isReady;
    return new Map(
      sectors.map((sector) => {
        const agents = [...tenant.prioritiesOf({ kind: 'sector', sector }).keys()];
        const candidates = agents.map((agentId) => tenant.candidate(agentId));
        return [sector, candidates.filter((one) => one !== null && isReady(one.facts)).length];
      }),
    );
  }
}
