import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { shiftDay, type Period } from '../../common/period.js';
import { dayBounds, dayOf, HOUR, MINUTE } from '../../common/time.js';
import { EventStore } from '../../platform/events/event-store.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { CallExpectations } from '../forecasts/call-expectations.service.js';
import { SettingsService } from '../settings/settings.service.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { anomalyEvent } from './anomalies.events.js';
import { AnomaliesRepository } from './anomalies.repository.js';
import type { Anomaly } from './anomaly.types.js';
import {
  expectedOf,
  isSame,
  levelShiftOf,
  spikesOf,
  together,
  usualOf,
  type Expected,
  type Finding,
  type Hour,
} from './detection.domain.js';
import { hoursOf } from './hours.domain.js';

/** Calls are counted when they have ended: an hour is looked at so long after its end. */
const SETTLE_MS = 15 * MINUTE;
/** What hours are like is learnt from so many days. */
const USUAL_DAYS = 28;
/** Days that together tell a shift of the level. */
const SHIFT_DAYS = 3;
/** Of a company that was never looked at, and after a long pause. */
const MOST_HOURS_BACK = 24;

/** Of which calls it is: those of a sector; null: all of the company. */
interface SectorFinding extends Finding {
  readonly sector: string | null;
}

export interface DetectionRun {
  readonly hours: number;
  readonly raised: number;
  readonly resolved: number;
  /** The end of the last hour that was looked at. */
  readonly upTo: Date;
}

/** Compares what came with what was expected, and raises what is not as it should be, once. */
@Injectable()
export class AnomalyDetector {
  constructor(
    private readonly expectations: CallExpectations,
    private readonly anomalies: AnomaliesRepository,
    private readonly settings: SettingsService,
    private readonly events: EventStore,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Looks at every hour that has ended and settled since the last time, and at the days when one
   * ended, of all calls and, where a company has several sectors, of each. Run twice for the same
   * hours, it raises nothing twice.
   * @param since the end of the last hour that was looked at
   */
  async detectAnomalies(
    clientId: TenantSettings['clientId'],
    since: Date | null,
    lease: Lease,
  ): Promise<DetectionRun> {
    const settings = await this.settings.of(clientId);
    const { sectors } = settings;
    const settledMs = this.clock.now() - SETTLE_MS;
    const earliestMs = settledMs - MOST_HOURS_BACK * HOUR;
    const sinceMs = Math.max(since?.getTime() ?? 0, earliestMs);
    const findings: SectorFinding[] = [];
    let looked: readonly Hour[] = [];
    for (const sector of [null, ...(sectors.length > 1 ? sectors : [])]) {
      const { due, found } = await this.look(settings, sector, sinceMs, settledMs);
      findings.push(...found.map((finding) => ({ ...finding, sector })));
      looked = due;
    }
    const last = looked.at(-1);
    const upTo = last ? new Date(last.start.getTime() + HOUR) : new Date(sinceMs);
    const told = await this.store(settings, findings, upTo, lease);
    return { hours: looked.length, upTo, ...told };
  }

  /** Compares the hours of a sector that ended in a time, and says which these are. */
  private async look(
    settings: TenantSettings,
    sector: string | null,
    sinceMs: number,
    settledMs: number,
  ): Promise<{ readonly due: readonly Hour[]; readonly found: readonly Finding[] }> {
    const { clientId, timezone } = settings;
    const today = dayOf(settledMs, timezone);
    const period = { from: shiftDay(today, -USUAL_DAYS), to: today };
    const quarters = await this.expectations.came(clientId, sector, period);
    const all = hoursOf(quarters, period, timezone);
    const settled = all.filter((hour) => hour.start.getTime() + HOUR <= settledMs);
    const due = settled.filter((hour) => hour.start.getTime() + HOUR > sinceMs);
    const usual = usualOf(settled.filter((hour) => !due.includes(hour) && hour.offered > 0));
    const rate = settings.rules.anomalyFalseAlarmRate;
    const found: Finding[] = [];
    for (const day of new Set(due.map((hour) => hour.day))) {
      const expected = await this.expectedOn(settings, sector, day);
      for (const hour of due.filter((one) => one.day === day)) {
        found.push(...spikesOf(hour, expected.get(hour.start.getTime()) ?? null, usual, rate));
      }
      const first = settled.find((hour) => hour.day === day);
      const hasBegun = first !== undefined && due.includes(first);
      const shift = hasBegun
        ? await this.levelShift(settings, sector, shiftDay(day, -1), all)
        : null;
      if (shift) found.push(shift);
    }
    return { due, found };
  }

  /** What the forecast of a day's morning said of each of its hours, by their beginning. */
  private async expectedOn(
    settings: TenantSettings,
    sector: string | null,
    day: string,
  ): Promise<ReadonlyMap<number, Expected>> {
    const only: Period = { from: day, to: day };
    const quarters = await this.expectations.expected(settings.clientId, sector, day, only);
    const known = new Map(quarters.map((quarter) => [quarter.at.getTime(), quarter]));
    const hours = hoursOf([], only, settings.timezone);
    return new Map(
      hours.flatMap(({ quarters: starts, start }) => {
        const parts = starts.flatMap((at) => {
          const quarter = known.get(at);
          return quarter ? [expectedOf(quarter.expected, quarter.high80)] : [];
        });
        return parts.length === 0 ? [] : [[start.getTime(), together(parts)] as const];
      }),
    );
  }

  /** Were the three days up to this one what the forecast before them said? */
  private async levelShift(
    { clientId, timezone, rules }: TenantSettings,
    sector: string | null,
    lastDay: string,
    hours: readonly Hour[],
  ): Promise<Finding | null> {
    const period = { from: shiftDay(lastDay, 1 - SHIFT_DAYS), to: lastDay };
    const quarters = await this.expectations.expected(clientId, sector, period.from, period);
    const days = [...new Set(quarters.map(({ day }) => day))].map((day) => ({
      actual: hours
        .filter((hour) => hour.day === day)
        .reduce((sum, { offered }) => sum + offered, 0),
      expected: together(
        quarters
          .filter((quarter) => quarter.day === day)
          .map(({ expected, high80 }) => expectedOf(expected, high80)),
      ),
    }));
    if (days.length < SHIFT_DAYS) return null;
    const since = dayBounds(period.from, timezone).from;
    return levelShiftOf(days, since, dayBounds(lastDay, timezone).to, rules.anomalyFalseAlarmRate);
  }

  private async store(
    { clientId }: TenantSettings,
    findings: readonly SectorFinding[],
    upTo: Date,
    lease: Lease,
  ): Promise<{ readonly raised: number; readonly resolved: number }> {
    return await this.transactions.run(async (session) => {
      await lease.fence(session);
      const at = this.clock.date();
      const recentFrom = new Date(upTo.getTime() - (SHIFT_DAYS + 1) * 24 * HOUR);
      let known = await this.anomalies.listRecent(session, clientId, recentFrom);
      const raised: Anomaly[] = [];
      for (const finding of findings) {
        const same = known.find(
          (one) => (one.sector ?? null) === finding.sector && isSame(one, finding),
        );
        const now = same
          ? await this.goOn(session, same, finding)
          : this.raise(clientId, finding, at);
        if (!same) {
          raised.push(now);
          await this.anomalies.insert(session, [now]);
        }
        known = [...known.filter((one) => one._id !== now._id), now];
      }
      const over = known.filter((one) => one.state !== 'resolved' && isOver(one, upTo));
      const resolved: Anomaly[] = [];
      for (const one of over) {
        const change = { state: 'resolved', resolvedAt: at, resolvedBy: null } as const;
        resolved.push(await this.anomalies.update(session, one, change));
      }
      await this.events.append(session, [
        ...raised.map((one) => anomalyEvent('anomaly.detected', one, at, null)),
        ...resolved.map((one) => anomalyEvent('anomaly.resolved', one, at, null)),
      ]);
      return { raised: raised.length, resolved: resolved.length };
    });
  }

  /** Seen again: it lasts longer, and keeps where it was furthest off. One that is resolved stays so. */
  private async goOn(session: ClientSession, known: Anomaly, found: Finding): Promise<Anomaly> {
    const isLater = found.until > known.until;
    const isWorse = found.p < known.p;
    if (!isLater && !isWorse) return known;
    const { actual, expected, p } = found;
    return await this.anomalies.update(session, known, {
      ...(isLater && { until: found.until }),
      ...(isWorse && { actual, expected, p }),
    });
  }

  private raise(clientId: Anomaly['clientId'], found: SectorFinding, detectedAt: Date): Anomaly {
    return {
      _id: this.ids.next(),
      clientId,
      ...found,
      state: 'open',
      detectedAt,
      acknowledgedAt: null,
      acknowledgedBy: null,
      resolvedAt: null,
      resolvedBy: null,
      note: null,
      version: 1,
    };
  }
}

/** Two hours without it, or two days of a level: it is over. */
function isOver({ kind, until }: Anomaly, upTo: Date): boolean {
  const restMs = kind === 'spike' ? 2 * HOUR : 48 * HOUR;
  return upTo.getTime() - until.getTime() >= restMs;
}
