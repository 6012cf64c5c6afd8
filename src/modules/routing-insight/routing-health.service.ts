import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { readinessRulesOf } from '../heartbeat/presence-view.domain.js';
import { readinessOf } from '../heartbeat/readiness.domain.js';
import { AgentIndex } from '../routing/agent-index.js';
import { DecisionsService } from '../routing/decisions.service.js';
import { SectorAgentsService } from '../sector-agents/sector-agents.service.js';
import { SettingsService } from '../settings/settings.service.js';

export interface SectorHealth {
  readonly sector: string;
  readonly ready: number;
  readonly candidates: number;
  /** Does this node know other profiles than the database? A moment after a change it does. */
  readonly isStale: boolean;
}

export interface RoutingHealth {
  /** Does the index hear of changes, so that calls are routed by what is so now? */
  readonly isLive: boolean;
  readonly ready: number;
  readonly candidates: number;
  readonly sectors: readonly SectorHealth[];
  readonly staleSectors: readonly string[];
  /** When the last decisions were made, the latest first. */
  readonly lastDecisions: readonly Date[];
  /** Milliseconds that they took, and what is between half and nine in ten of them. */
  readonly decisionMs: { readonly p50: number | null; readonly p95: number | null };
}

const LAST_DECISIONS = { page: 1, limit: 100 };
const SHOWN_DECISIONS = 10;

/** Is routing well? As the node that answers sees it. */
@Injectable()
export class RoutingHealthService {
  constructor(
    private readonly index: AgentIndex,
    private readonly decisions: DecisionsService,
    private readonly profiles: SectorAgentsService,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  async of(clientId: TenantId): Promise<RoutingHealth> {
    const [{ rules }, stored, { items: last }] = await Promise.all([
      this.settings.of(clientId),
      this.profiles.sectors(clientId),
      this.decisions.list(clientId, {}, LAST_DECISIONS),
    ]);
    const index = this.index.of(clientId);
    const readiness = readinessRulesOf(rules, this.clock.speed);
    const now = this.clock.now();
    const isReady = new Set<number>();
    let candidates = 0;
    for (const { agentId, facts } of index.candidates()) {
      candidates += 1;
      if (readinessOf(facts, readiness, now).isReady) isReady.add(agentId);
    }
    const isLive = this.index.isLive();
    const sectors = stored.map(({ sector, agentIds }) => {
      const known = [...index.prioritiesOf({ kind: 'sector', sector }).keys()];
      const isSame = known.length === agentIds.length && agentIds.every((id) => known.includes(id));
      return {
        sector,
        ready: agentIds.filter((id) => isReady.has(id)).length,
        candidates: agentIds.length,
        isStale: !isLive || !isSame,
      };
    });
    const times = last.map(({ ms }) => ms).sort((a, b) => a - b);
    return {
      isLive,
      ready: isReady.size,
      candidates,
      sectors,
      staleSectors: sectors.filter((one) => one.isStale).map(({ sector }) => sector),
      lastDecisions: last.slice(0, SHOWN_DECISIONS).map(({ at }) => at),
      decisionMs: { p50: quantile(times, 0.5), p95: quantile(times, 0.95) },
    };
  }
}

const quantile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
