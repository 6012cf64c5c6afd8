import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import type { AgentId, TeamId, TenantId } from '../../common/ids.js';
import { periodOf, type Period } from '../../common/period.js';
import { dayOf } from '../../common/time.js';
import { SettingsService } from '../settings/settings.service.js';
import { FiguresRepository } from './figures.repository.js';
import type {
  CostBy,
  CostSums,
  Selection,
  SlotSums,
  Subject,
  SubjectDaySums,
  SubjectSums,
} from './figures.types.js';
import type { Interval } from '../call-figures/slot.domain.js';
import { addSums, type Sums } from '../call-figures/sums.domain.js';

export interface AskedPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Narrows figures to one agent, sector, team or channel, or to an agent in one of the others. */
export interface Narrowing {
  readonly agentId?: AgentId | undefined;
  readonly sector?: string | undefined;
  readonly teamId?: TeamId | undefined;
  readonly channelId?: string | undefined;
}

export interface Narrowed extends AskedPeriod, Narrowing {}

/** Days of a company, in its zone. */
export interface ZonedPeriod extends Period {
  /** IANA name; days are days in it. */
  readonly timezone: string;
}

/** What figures are told apart by. */
export type By = 'agent' | 'sector' | 'team' | 'channel';

/** Days that a question by so short intervals may be about. */
const MOST_DAYS: Readonly<Record<Interval, number>> = { quarter: 31, hour: 100, day: 400 };

/** The folded figures, as questions ask for them. */
@Injectable()
export class FiguresService {
  constructor(
    private readonly figures: FiguresRepository,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** @throws CommonErrors.VALIDATION_ERROR for days that make no sense, or too many of them */
  async period(
    clientId: TenantId,
    asked: AskedPeriod,
    interval: Interval = 'day',
  ): Promise<ZonedPeriod> {
    const { timezone } = await this.settings.of(clientId);
    const today = dayOf(this.clock.now(), timezone);
    const limits = { days: 7, maxDays: MOST_DAYS[interval] };
    const { from, to } = periodOf(asked, today, limits);
    return { from, to, timezone };
  }

  /** The company's day now. */
  async today(clientId: TenantId): Promise<string> {
    const { timezone } = await this.settings.of(clientId);
    return dayOf(this.clock.now(), timezone);
  }

  /** @throws CommonErrors.VALIDATION_ERROR for filters that exclude one another */
  async totals(clientId: TenantId, asked: Narrowing, period: Period): Promise<Sums> {
    return addSums(...(await this.figures.byDay(clientId, selectionOf(asked), period)));
  }

  /**
   * The quarters, hours or days that have any call, the oldest first.
   * @throws CommonErrors.VALIDATION_ERROR for filters that exclude one another, or the interval
   */
  async slots(
    clientId: TenantId,
    asked: Narrowing,
    period: Period,
    interval: Interval,
  ): Promise<SlotSums[]> {
    const selection = selectionOf(asked);
    if (interval !== 'day' && DAYS_ONLY.has(selection.kind)) {
      throw refused('interval', 'must be day for an agent within a sector, team or channel');
    }
    return await this.figures.bySlot(clientId, { ...selection, interval }, period);
  }

  /**
   * Every agent, sector, team or channel with its sums, the busiest first.
   * @throws CommonErrors.VALIDATION_ERROR for filters that exclude one another
   */
  async subjects(
    clientId: TenantId,
    asked: Narrowing,
    period: Period,
    by: By,
  ): Promise<SubjectSums[]> {
    const { selection, subject } = selectionBy(asked, by);
    return await this.figures.bySubject(clientId, selection, period, subject);
  }

  /** The days of some of them, the oldest first. */
  async daysOf(
    clientId: TenantId,
    asked: Narrowing,
    period: Period,
    by: By,
    subjects: readonly SubjectSums['subject'][],
  ): Promise<SubjectDaySums[]> {
    const { selection, subject } = selectionBy(asked, by);
    return await this.figures.daysOf(clientId, selection, period, subject, subjects);
  }

  /** What calls cost and brought, told apart by something, and by currency. */
  async costs(
    clientId: TenantId,
    asked: Pick<Narrowing, 'agentId' | 'channelId'> & { readonly campaignId?: string | undefined },
    period: Period,
    by: CostBy | null,
  ): Promise<CostSums[]> {
    return await this.figures.costs(clientId, asked, period, by);
  }
}

const DAYS_ONLY: ReadonlySet<Selection['kind']> = new Set([
  'sector_agent',
  'team_agent',
  'channel_agent',
]);
const PLACES = [
  ['sector', 'sector'],
  ['teamId', 'team'],
  ['channelId', 'channel'],
] as const;

const refused = (field: string, message: string) =>
  CommonErrors.VALIDATION_ERROR({ details: [{ field, message }] });

/** Which one of sector, team and channel is asked for; buckets are kept for one of them at a time. */
function placeOf(asked: Narrowing) {
  const given = PLACES.filter(([name]) => asked[name] !== undefined);
  const [first, second] = given;
  if (first && second) throw refused(second[1], `cannot be combined with ${first[1]}`);
  return first && { kind: first[1], key: asked[first[0]] };
}

function selectionOf(asked: Narrowing): Selection {
  const { agentId } = asked;
  const place = placeOf(asked);
  if (agentId === undefined) return place ?? { kind: 'tenant' };
  return place
    ? { kind: `${place.kind}_agent`, key: place.key, agentId }
    : { kind: 'agent', agentId };
}

function selectionBy(asked: Narrowing, by: By): { selection: Selection; subject: Subject } {
  const { agentId } = asked;
  const place = placeOf(asked);
  if (by === 'agent') {
    const selection = place
      ? { kind: `${place.kind}_agent` as const, key: place.key, agentId }
      : { kind: 'agent' as const, agentId };
    return { selection, subject: 'agentId' };
  }
  if (place && place.kind !== by) throw refused(place.kind, `cannot be combined with ${by}`);
  const key = place?.key;
  if (agentId !== undefined) {
    return { selection: { kind: `${by}_agent`, key, agentId }, subject: 'key' };
  }
  return { selection: { kind: by, key }, subject: by === 'team' ? 'teamId' : 'key' };
}
