import { planDay, type BankResult, type DayPlan } from '../bank/plan.js';
import type { BankDay } from '../bank/day-file.js';
import type { SimCallRecord } from '../exotel/call-record.js';
import { SeededRandom } from '../seeded-random.js';
import { waitUntil } from '../servers/process.js';
import { calendarDay, dateOf, type PlayedDay } from './calendar.js';
import { check, tally, type Verdict } from './checker.js';
import { playDay, seedOf } from './day.js';
import type { DemoClock } from './demo-clock.js';
import { Flows, holdPieceSeconds } from './flows.js';
import type { DemoOptions } from './options.js';
import { ensureProfiles } from './people.js';
import { recount, type Recount } from './recount.js';
import type { Records } from './records.js';
import { sumOfDays, table } from './report.js';
import type { Screen } from './screen.js';
import type { Company, Stage } from './stage.js';
import type { DemoState } from './state.js';

/** A day begins so long before its first caller, and a little more for the server to start in. */
const LEAD_MS = 2 * 60_000;
const START_WALL_MS = 1000;
/** Kept free before a day: for making the companies, and for a slow start at a high speed. */
const ROOM_MS = 15 * 60_000;
const ROOM_WALL_MS = 20_000;
/** After the last call everything must be counted within this much of the wall. */
const SETTLE_WALL_MS = 120_000;
const RECOUNTS = 3;

export interface PlayParts {
  readonly options: DemoOptions;
  readonly stage: Stage;
  readonly bank: Company;
  readonly companies: readonly Company[];
  readonly clock: DemoClock;
  readonly state: DemoState;
  readonly records: Records;
  readonly screen: Screen;
}

/** The recorded days as plans, each the same at every run. */
export function plansOf(days: readonly BankDay[]): DayPlan[] {
  return days.map((day) => planDay(day, new SeededRandom(seedOf(day.date))));
}

/** The calendar day for the next plan, with room before it. */
export function nextDay(plan: DayPlan, speed: number, state: DemoState): PlayedDay {
  const roomMs = ROOM_MS + ROOM_WALL_MS * speed;
  return calendarDay(plan, Date.now(), state, roomMs);
}

/** Where the clock stands while the companies are made. */
export const roomBefore = (day: PlayedDay, speed: number): number =>
  day.firstMs - ROOM_MS - ROOM_WALL_MS * speed;

/** Plays recorded days one after the other; resolves with what the checker says of the run. */
export class Play {
  private readonly seen: SimCallRecord[] = [];
  private readonly banks: BankResult[] = [];
  private requestsFailed = 0;

  constructor(private readonly parts: PlayParts) {}

  /** `ready` is called when the server is ready for the first day. */
  async run(plans: readonly DayPlan[], ready: () => void, stop: AbortSignal): Promise<Verdict> {
    const { options, state, screen, bank } = this.parts;
    for (const [place, plan] of plans.entries()) {
      const day = nextDay(plan, options.speed, state);
      if (place > 0) await ensureProfiles(bank.admin, bank.people, plan.agents);
      await this.setClock(day);
      if (place === 0) ready();
      state.write({ lastDay: day.date });
      screen.line(`Plays ${plan.date} as ${day.date}, ${options.speed} times as fast`);
      await this.playOne(plan, day, crashesOn(place, plans.length, options.crashes), stop);
      stop.throwIfAborted();
    }
    return await this.verdict();
  }

  /** Sets the clock forward to the day: the server starts with it, the simulator goes on. */
  private async setClock(day: PlayedDay): Promise<void> {
    const { clock, stage, options } = this.parts;
    const leadMs = LEAD_MS + (START_WALL_MS + 2 * stage.nodes.startMs) * options.speed;
    const earliest = Math.max(clock.now(), roomBefore(day, options.speed));
    await stage.nodes.restart(() => clock.set(Math.max(earliest, day.firstMs - leadMs)));
  }

  private async playOne(
    plan: DayPlan,
    day: PlayedDay,
    crashes: number,
    stop: AbortSignal,
  ): Promise<void> {
    const { bank, clock, options, records, screen, stage } = this.parts;
    const { webhookToken, exophone } = bank.voice;
    const { simulator, nodes, api } = stage;
    const flows = new Flows(nodes.urls, webhookToken, holdPieceSeconds(options.speed));
    const calls = await playDay(
      plan,
      day,
      crashes,
      {
        simulator,
        clock,
        api,
        people: bank.people,
        accountSid: bank.plan.account.sid,
        exophone,
        flow: (sector, priority) => flows.of(sector, priority),
        crash: (which) => nodes.crash(which),
        onFailure: () => (this.requestsFailed += 1),
        onProgress: (line) => screen.status(`${day.date} ${line}`),
      },
      stop,
    );
    this.seen.push(...calls);
    this.banks.push(plan.bank);
    if (stop.aborted) return;
    const sids = calls.map(({ sid }) => sid);
    await this.settle(sids);
    const ours = await tally(records, bank.plan.clientId, sids);
    screen.line();
    screen.line(`${plan.date}, played as ${day.date}:`);
    screen.line(table(ours, plan.bank));
  }

  /** Until every call is over and folded into the figures. */
  private async settle(sids: readonly string[]): Promise<void> {
    const { bank, records, screen } = this.parts;
    const isSettled = async (): Promise<boolean> => {
      const left = await records.unsettled(bank.plan.clientId, sids);
      if (left > 0) screen.status(`${left} calls are still to be closed or counted`);
      return left === 0;
    };
    if (await waitUntil(isSettled, SETTLE_WALL_MS, 250)) return;
    screen.line(`Some calls are not closed and counted after ${SETTLE_WALL_MS / 1000} s`);
  }

  private async verdict(): Promise<Verdict> {
    const { bank, companies, records, stage } = this.parts;
    const { simulator, nodes } = stage;
    const counted = await this.recountAll();
    return await check(records, {
      clientId: bank.plan.clientId,
      clientIds: companies.map(({ plan }) => plan.clientId),
      seen: {
        calls: this.seen,
        overCapacity: simulator.overCapacity(),
        doubleOffers: simulator.doubleOffers(),
        webhookTimes: simulator.webhookTimes(),
      },
      bank: sumOfDays(this.banks),
      recount: counted,
      faults: { ...nodes.counts, requestsFailed: this.requestsFailed },
    });
  }

  /** Exotel's later word on a call (price, confirmation) may come while it is counted: then again. */
  private async recountAll(): Promise<Recount> {
    const { bank, stage } = this.parts;
    const sids = this.seen.map(({ sid }) => sid);
    for (let attempt = 1; ; attempt += 1) {
      const counted = await recount(bank.plan.clientId, stage.env());
      if (!counted.differences || attempt === RECOUNTS) return counted;
      await this.settle(sids);
    }
  }
}

/** The crashes of a run, spread over its days. */
function crashesOn(place: number, days: number, crashes: number): number {
  return Math.floor(((place + 1) * crashes) / days) - Math.floor((place * crashes) / days);
}

/** What is known of earlier runs, from the home and from the data themselves. */
export async function learnPast(
  state: DemoState,
  records: Records,
  clientId: string,
): Promise<void> {
  const newest = await records.newestCallMs(clientId);
  if (newest === 0) return;
  const lastDay = state.lastDay ?? dateOf(newest);
  state.write({ lastDay, clockMs: Math.max(state.clockMs, newest) });
}
