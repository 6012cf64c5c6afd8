import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { shiftDay, type Period } from '../../common/period.js';
import { dayBounds, dayOf, HOUR, MINUTE, SECOND } from '../../common/time.js';
import { EventStore } from '../../platform/events/event-store.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { TicketTurns } from '../activity/ticket-turns.service.js';
import { AgentActivities } from '../agents/agent-activities.service.js';
import { AgentFiguresService } from '../agents/agent-figures.service.js';
import { AgentsService } from '../agents/agents.service.js';
import { PERFORMANCE_LEVELS, type Agent } from '../agents/agents.types.js';
import { StatusManager } from '../heartbeat/status-manager.js';
import { SettingsService } from '../settings/settings.service.js';
import type { AgentPerformance } from './agent-day.schema.js';
import { AgentDaysRepository, type DayFrame } from './agent-days.repository.js';
import { performanceLevelChanged } from './agent-performance.events.js';
import {
  avgResponseTime,
  customerSatisfaction,
  levelOf,
  NO_PERFORMANCE,
  round2,
  slaCompliance,
  type PerformanceSums,
} from './performance.domain.js';

/** Agents whose rows one transaction writes. */
const BATCH = 200;
/** Every agent of a company is counted; more than this many it has not. */
const ALL = { page: 1, limit: 100_000 };
/** Days that a level is judged by. */
const LEVEL_DAYS = 30;
/** So long after its end a day is counted although it is not certain who was there then. */
const PATIENCE_MS = 5 * MINUTE;

/** Makes agents' figures from what is recorded of them. */
@Injectable()
export class PerformanceCalculator {
  private readonly seconds;

  constructor(
    private readonly repository: AgentDaysRepository,
    private readonly agents: AgentsService,
    private readonly activities: AgentActivities,
    private readonly turns: TicketTurns,
    private readonly statuses: StatusManager,
    private readonly figures: AgentFiguresService,
    private readonly settings: SettingsService,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.seconds = metrics.histogram(
      'crosspoint_performance_calculation_seconds',
      'Time to calculate the performance of a company’s agents',
      ['what'],
      [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    );
  }

  /** Mean minutes from a ticket's assignment to the first message; null without an answer. */
  calculateAvgResponseTime(sums: PerformanceSums): number | null {
    return avgResponseTime(sums);
  }

  /** Mean of the customers' answers, two decimals; null without one. */
  calculateCustomerSatisfaction(sums: PerformanceSums): number | null {
    return customerSatisfaction(sums);
  }

  /** Percent of tickets answered within the target; null where no target was over. */
  calculateSLACompliance(sums: PerformanceSums): number | null {
    return slaCompliance(sums);
  }

  /**
   * Makes the rows of a day for every agent that the company had on it. A day that was counted
   * before is counted by the same frame and target again, and gives the same rows.
   * @returns how many rows; null: it is not yet certain who was there at the end of the day
   */
  async updateDailyMetrics(clientId: TenantId, date: string, lease: Lease): Promise<number | null> {
    const done = this.seconds.startTimer({ what: 'day' });
    const frame = await this.frameOf(clientId, date);
    const agents = await this.agentsBefore(clientId, frame);
    const now = this.clock.date();
    const isFinal = frame.to <= now;
    const span = { from: frame.from, to: isFinal ? frame.to : now };
    const [counts, answers, online] = await Promise.all([
      this.activities.count(clientId, span),
      this.turns.count(clientId, span.from, span.to, frame.targetSeconds),
      this.statuses.calculateOnlineHours(clientId, agents, [span]),
    ]);
    const isCertain = [...online.values()].every((hours) => hours.isFinal);
    if (isFinal && !isCertain && now.getTime() - span.to.getTime() < PATIENCE_MS) return null;
    const rows = agents.map(({ id: agentId }): AgentPerformance => {
      const count = counts.get(agentId);
      const answer = answers.get(agentId);
      const sums: PerformanceSums = {
        answers: answer?.answers ?? 0,
        answerSeconds: answer?.answerSeconds ?? 0,
        inTarget: answer?.inTarget ?? 0,
        overdue: answer?.overdue ?? 0,
        ratings: count?.ratings ?? 0,
        ratingSum: count?.ratingSum ?? 0,
      };
      return this.row(clientId, agentId, frame, isFinal, sums, {
        messagesHandled: count?.messages ?? 0,
        ticketsResolved: count?.resolved ?? 0,
        onlineHours: round2(online.get(agentId)?.hours[0] ?? 0),
        signedInSeconds: seconds(online.get(agentId)?.hours[0]),
        awaySeconds: seconds(online.get(agentId)?.awayHours[0]),
      });
    });
    for (const batch of inBatches(rows)) {
      await this.transactions.run(async (session) => {
        await lease.fence(session);
        await this.repository.store(session, batch);
      });
    }
    done();
    return rows.length;
  }

  /** Sets the counters of the present day to what was done since it began. */
  async beginDay(clientId: TenantId, lease: Lease): Promise<void> {
    const { timezone } = await this.settings.of(clientId);
    const { from } = dayBounds(dayOf(this.clock.now(), timezone), timezone);
    const agents = (await this.agents.list(clientId, {}, BY_ID, ALL)).items;
    for (const batch of inBatches(agents)) {
      const ids = batch.map((agent) => agent.id);
      const now = this.clock.date();
      const online = await this.statuses.calculateOnlineHours(clientId, batch, [{ from, to: now }]);
      await this.transactions.run(async (session) => {
        await lease.fence(session);
        const span = { from, to: this.clock.date() };
        const counts = await this.activities.count(clientId, span, ids, session);
        const counters = ids.map((agentId) => ({
          agentId,
          ticketsResolvedToday: counts.get(agentId)?.resolved ?? 0,
          messagesHandledToday: counts.get(agentId)?.messages ?? 0,
          onlineHoursToday: round2(online.get(agentId)?.hours[0] ?? 0),
        }));
        await this.statuses.resetDailyCounters(session, clientId, counters);
      });
    }
  }

  /** Brings the levels of active agents to what their last thirty days say; how many changed. */
  async updateLevels(clientId: TenantId, lease: Lease): Promise<number> {
    const done = this.seconds.startTimer({ what: 'levels' });
    const { timezone, rules } = await this.settings.of(clientId);
    const today = dayOf(this.clock.now(), timezone);
    const [{ items: agents }, sums] = await Promise.all([
      this.agents.list(clientId, { isActive: true }, BY_ID, ALL),
      this.repository.sumsSince(clientId, shiftDay(today, 1 - LEVEL_DAYS)),
    ]);
    const changed = agents.flatMap((agent) => {
      const level = levelOf(sums.get(agent.id) ?? NO_PERFORMANCE, rules.performanceLevels);
      return level === agent.performanceLevel ? [] : [{ agent, level }];
    });
    for (const batch of inBatches(changed)) {
      await this.transactions.run(async (session) => {
        await lease.fence(session);
        for (const level of PERFORMANCE_LEVELS) {
          const ids = batch.filter((one) => one.level === level).map(({ agent }) => agent.id);
          await this.figures.setLevel(session, clientId, level, ids);
        }
        const at = this.clock.date();
        const events = batch.map(({ agent, level }) => performanceLevelChanged(agent, level, at));
        await this.events.append(session, events);
      });
    }
    done();
    return changed.length;
  }

  /** An agent's days, the oldest first. */
  async days(clientId: TenantId, agentId: AgentId, period: Period): Promise<AgentPerformance[]> {
    await this.agents.get(clientId, agentId);
    return await this.repository.list(clientId, agentId, period);
  }

  /** Begins where the last day ended, so that days meet although the company changed its zone. */
  private async frameOf(clientId: TenantId, date: string): Promise<DayFrame> {
    const counted = await this.repository.frameOf(clientId, date);
    if (counted) return counted;
    const { timezone, rules } = await this.settings.of(clientId);
    const { from, to } = dayBounds(date, timezone);
    const before = await this.repository.frameBefore(clientId, date);
    const isNext = before?.date === shiftDay(date, -1);
    const begin = isNext ? Math.min(before.to.getTime(), to.getTime()) : from.getTime();
    return { date, from: new Date(begin), to, targetSeconds: rules.messageSla.seconds };
  }

  /** The agents that were there on a day: taken on before its end, and not let go before it. */
  private async agentsBefore(clientId: TenantId, { from, to }: DayFrame): Promise<Agent[]> {
    const { items } = await this.agents.list(clientId, {}, BY_ID, ALL);
    return items.filter(
      ({ createdAt, isActive, updatedAt }) => createdAt < to && (isActive || updatedAt >= from),
    );
  }

  private row(
    clientId: TenantId,
    agentId: AgentId,
    { date, from, to, targetSeconds }: DayFrame,
    isFinal: boolean,
    sums: PerformanceSums,
    counts: Pick<
      AgentPerformance,
      'messagesHandled' | 'ticketsResolved' | 'onlineHours' | 'signedInSeconds' | 'awaySeconds'
    >,
  ): AgentPerformance {
    return {
      _id: `${agentId}:${date}`,
      clientId,
      agentId,
      date,
      ...counts,
      avgResponseTime: this.calculateAvgResponseTime(sums),
      customerSatisfaction: this.calculateCustomerSatisfaction(sums),
      slaCompliance: this.calculateSLACompliance(sums),
      sums,
      from,
      to,
      targetSeconds,
      isFinal,
    };
  }
}

const seconds = (hours = 0): number => Math.round((hours * HOUR) / SECOND);

const BY_ID = { by: 'id', descending: false } as const;

function* inBatches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += BATCH) yield all.slice(from, from + BATCH);
}
