import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { AgentMetricsRepository } from './agent-metrics.repository.js';
import { AggregationRepository } from './aggregation.repository.js';
import type { FigureRules } from '../call-figures/contribution.domain.js';

/** The rules as they are now, from the beginning of time. */
export function rulesOf({ timezone, rules }: TenantSettings): FigureRules {
  const { serviceLevel, agentCostPerHour, currency } = rules;
  return {
    from: new Date(0),
    timezone,
    targetSeconds: serviceLevel.seconds,
    agentCostPerHour,
    currency,
  };
}

/** Keeps what calls were judged by since when, so that a call's figures never depend on today. */
@Injectable()
export class FigureRulesService {
  constructor(
    private readonly repository: AggregationRepository,
    private readonly metrics: AgentMetricsRepository,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * The rules of a tenant since when; a change of its settings is noted first. It counts for calls
   * from now on, and for none that was judged by the rules before.
   */
  async upToDate(settings: TenantSettings, lease: Lease): Promise<readonly FigureRules[]> {
    const { clientId } = settings;
    const current = rulesOf(settings);
    const history = await this.repository.history(clientId);
    if (isLast(history, current)) return history;
    return await this.transactions.run(async (session) => {
      await lease.fence(session);
      const known = await this.repository.history(clientId, session);
      if (isLast(known, current)) return known;
      const newest = await this.metrics.newest(session, clientId);
      const from =
        known.length === 0
          ? current.from
          : new Date(Math.max(this.clock.now(), (newest?.getTime() ?? 0) + 1));
      const rules = { ...current, from };
      await this.repository.addRules(session, { _id: this.ids.next(), clientId, ...rules });
      return [...known, rules];
    });
  }
}

function isLast(history: readonly FigureRules[], current: FigureRules): boolean {
  const last = history.at(-1);
  return last !== undefined && WHAT_COUNTS.every((rule) => last[rule] === current[rule]);
}

const WHAT_COUNTS = ['timezone', 'targetSeconds', 'agentCostPerHour', 'currency'] as const;
