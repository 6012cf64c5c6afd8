import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId } from '../../common/ids.js';
import { Log } from '../../platform/logging/log.js';
import { readinessRulesOf } from '../heartbeat/presence-view.domain.js';
import { readinessOf } from '../heartbeat/readiness.domain.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { AgentIndex } from './agent-index.js';
import { choose, outByTime, scopeOf, type Choice } from './choose.js';
import type { Fallen, RankedCandidate, RoutedNeed } from './routing.types.js';
import { totalScore } from './score.domain.js';

/** An agent of the team or sector as a call would see it. */
export interface SeenCandidate extends RankedCandidate {
  /** What keeps it out; null: it may be offered the call. */
  readonly fallenTo: Fallen | null;
}

/** Who would get such a call now? Looks at memory only: nothing is claimed, stored or counted. */
@Injectable()
export class RoutingPreview {
  constructor(
    private readonly index: AgentIndex,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  choose(settings: TenantSettings, need: RoutedNeed, tried: ReadonlySet<AgentId>): Choice {
    return choose(
      this.index.of(settings.clientId),
      settings,
      readinessRulesOf(settings.rules, this.clock.speed),
      need,
      tried,
      this.clock.now(),
      (error, instead) => this.log.error('choosing failed, less decides', { error, instead }),
    );
  }

  /** Everybody of the team or sector: who may be offered it first, then those who are out. */
  everybody(
    settings: TenantSettings,
    need: RoutedNeed,
    { discovery, level }: Pick<Choice, 'discovery' | 'level'>,
  ): SeenCandidate[] {
    const rules = readinessRulesOf(settings.rules, this.clock.speed);
    const pool = this.index
      .of(settings.clientId)
      .pool(scopeOf(need), need.capabilities, settings, rules, discovery, level);
    const now = this.clock.now();
    return [...pool.everybody()]
      .map(({ candidate, terms, fallenTo }) => ({
        agentId: candidate.agentId,
        score: totalScore(terms),
        terms,
        readiness: readinessOf(candidate.facts, rules, now).score,
        idleSince: new Date(candidate.idleSinceMs),
        fallenTo: fallenTo ?? outByTime(candidate, rules, now, discovery),
      }))
      .sort(
        (a, b) =>
          Number(a.fallenTo !== null) - Number(b.fallenTo !== null) ||
          b.score - a.score ||
          a.idleSince.getTime() - b.idleSince.getTime() ||
          a.agentId - b.agentId,
      );
  }
}
