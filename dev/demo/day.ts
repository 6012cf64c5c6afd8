import { setMaxListeners } from 'node:events';

import type { DayPlan, PlannedCall } from '../bank/plan.js';
import type { SimCallRecord } from '../exotel/call-record.js';
import type { Flow } from '../exotel/flow.js';
import type { ExotelSimulator } from '../exotel/simulator.js';
import { between, chance, SeededRandom } from '../seeded-random.js';
import { AgentDriver } from './agent-driver.js';
import type { Api } from './api.js';
import type { PlayedDay } from './calendar.js';
import type { DemoClock } from './demo-clock.js';
import type { Person } from './people.js';
import { Progress } from './progress.js';

export interface DayWorld {
  readonly simulator: ExotelSimulator;
  readonly clock: DemoClock;
  readonly api: Api;
  readonly people: ReadonlyMap<string, Person>;
  readonly accountSid: string;
  readonly exophone: string;
  /** What callers of a sector and priority go through. */
  readonly flow: (sector: string, priority: number) => Flow;
  /** Kills a server process; resolves when it is back. */
  readonly crash: (which: number) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  readonly onProgress: (line: string) => void;
}

const PROGRESS_EVERY_MS = 2000;
/** Customers of priority 2 first; all others alike. */
const PRIORITY = { high: 10, medium: 5 } as const;

/** Plays a recorded day as a calendar day; resolves with its calls when the last one is over. */
export async function playDay(
  plan: DayPlan,
  day: PlayedDay,
  crashes: number,
  world: DayWorld,
  stop: AbortSignal,
): Promise<readonly SimCallRecord[]> {
  const { clock, simulator, onProgress } = world;
  const records: SimCallRecord[] = [];
  const live = new Set<SimCallRecord>();
  const progress = new Progress();
  const forget = simulator.onEnd((call) => {
    if (live.delete(call)) progress.note(call);
  });
  const show = (): void => onProgress(progress.line(clock.now(), live));
  const timer = setInterval(show, PROGRESS_EVERY_MS);
  const home = new AbortController();
  const goHome = AbortSignal.any([stop, home.signal]);
  setMaxListeners(0, goHome);
  const agents = sendAgents(plan, day, world, goHome);
  try {
    const killedAt = crashPlaces(plan.calls.length, crashes, day.date);
    const random = new SeededRandom(seedOf(`${day.date} callers`));
    let crashing = Promise.resolve();
    for (const [place, planned] of plan.calls.entries()) {
      await clock.sleepUntil(day.midnightMs + planned.arrivalSecond * 1000, stop);
      if (stop.aborted) break;
      const record = dial(planned, world, chance(random, 0.5));
      records.push(record);
      live.add(record);
      const kill = killedAt.indexOf(place);
      if (kill >= 0) crashing = crashing.then(() => world.crash(kill));
    }
    await crashing;
    if (!stop.aborted) await simulator.idle();
    show();
  } finally {
    home.abort();
    clearInterval(timer);
    forget();
    await Promise.all(agents);
  }
  return records;
}

function sendAgents(
  plan: DayPlan,
  day: PlayedDay,
  { api, clock, people, simulator, onFailure }: DayWorld,
  stop: AbortSignal,
): Promise<void>[] {
  return plan.agents.map(async ({ name, from, to }) => {
    const person = people.get(name);
    if (!person) throw new Error(`${name} has no account`);
    const shift = { from: day.midnightMs + from * 1000, to: day.midnightMs + to * 1000 };
    const random = new SeededRandom(seedOf(`${day.date} ${name}`));
    const phone = simulator.phone(person.phone);
    const world = { api, clock, random, phone, onFailure };
    await new AgentDriver(person, shift, world).work(stop);
  });
}

function dial(planned: PlannedCall, world: DayWorld, hangsUpAfterTalk: boolean): SimCallRecord {
  const { sector, priority, customerPhone, patienceSeconds, serviceSeconds } = planned;
  return world.simulator.incomingCall({
    account: world.accountSid,
    exophone: world.exophone,
    from: customerPhone,
    flow: world.flow(sector, PRIORITY[priority]),
    patienceSeconds,
    serviceSeconds: () => serviceSeconds,
    hangsUpAfterTalk,
  }).record;
}

/** After which calls a process is killed: one in each of as many equal parts of the day's calls. */
export function crashPlaces(calls: number, crashes: number, date: string): number[] {
  const random = new SeededRandom(seedOf(`${date} crashes`));
  const part = calls / Math.max(1, crashes);
  return Array.from({ length: crashes }, (_, index) =>
    Math.min(calls - 1, Math.floor((index + between(random, 0.2, 0.8)) * part)),
  );
}

/** A number for a text, the same each time. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
