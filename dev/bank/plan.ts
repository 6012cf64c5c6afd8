import { type BankDay, type BankRow, type ServiceType } from './day-file.js';
import { estimatePatience, type PatienceCurve } from './patience.js';

/** The sectors of the demo company, by the bank's kind of service. */
export const SECTOR_OF_TYPE = {
  PS: 'regular',
  PE: 'english',
  IN: 'internet',
  NE: 'stock',
  NW: 'prospects',
  TT: 'callbacks',
} as const satisfies Record<ServiceType, string>;

export type Sector = (typeof SECTOR_OF_TYPE)[ServiceType];

/** Uniform numbers in [0, 1). */
export interface Random {
  next(): number;
}

/** A call the simulator places. */
export interface PlannedCall {
  /** The exit from the IVR, in seconds from the day's midnight; past the next one over 86,400. */
  arrivalSecond: number;
  type: ServiceType;
  sector: Sector;
  /** `high` for the bank's preferred customers (2), `medium` for all others (0 and 1). */
  priority: 'high' | 'medium';
  /** An Indian mobile number in E.164, the same for each call of a known customer. */
  customerPhone: string;
  /** Whole seconds; 0 for a caller who hung up before a queue could take it. */
  patienceSeconds: number;
  /** Whole seconds, at least 1. */
  serviceSeconds: number;
  recorded: {
    outcome: 'AGENT' | 'HANG';
    waitSeconds: number;
    /** Hung up in the IVR or at its exit and was never queued: its patience is 0. */
    leftInIvr: boolean;
  };
}

/** An agent of the bank with the shift of the day: the first service's start to the last's end. */
export interface PlannedAgent {
  name: string;
  sectors: Sector[];
  from: number;
  to: number;
}

/** What the bank did that day with the planned calls. */
export interface BankResult {
  served: number;
  abandoned: number;
  /** Time in queue over all calls, served and abandoned; who was never queued waited 0. */
  meanWaitSeconds: number;
}

export interface DayPlan {
  date: string;
  /** In order of arrival. */
  calls: PlannedCall[];
  /** In order of name. */
  agents: PlannedAgent[];
  bank: BankResult;
}

/** The calls of one kind that met a centre where nobody could serve them. */
export interface StaffingGap {
  type: ServiceType;
  sector: Sector;
  calls: number;
  /** Nobody on duty had the sector when the call came. */
  unstaffedAtArrival: number;
  /** Nor did anybody with the sector come on duty before the caller's patience ended. */
  onlyAbandoned: number;
}

const SECONDS_PER_DAY = 86_400;

/** A row the bank counts as a call: PHANTOM rows are no calls. */
type CallRow = BankRow & { outcome: 'AGENT' | 'HANG' };

/**
 * Turns a recorded day into the calls to place and the agents to take them.
 *
 * Every AGENT and HANG row is a call, also those who hung up in the IVR: they are among the bank's
 * abandoned, and with a patience of 0 they abandon here as well. They tell nothing of patience in a
 * queue, so the Kaplan–Meier curve leaves them out.
 */
export function planDay(day: BankDay, random: Random): DayPlan {
  const rows = day.calls.filter(isCall).sort(byArrival);
  const patience = patienceOf(rows);
  const services = servicesByType(rows);
  const phones = new PhoneNumbers();

  const calls = rows.map((row): PlannedCall => {
    const u = random.next();
    return {
      arrivalSecond: arrivalOf(row),
      type: row.type,
      sector: SECTOR_OF_TYPE[row.type],
      priority: row.priority === 2 ? 'high' : 'medium',
      customerPhone: phones.of(row),
      patienceSeconds: isServed(row) ? drawPatience(patience, row, u) : row.waitSeconds,
      serviceSeconds: isServed(row)
        ? Math.max(1, row.serviceSeconds)
        : drawService(services, row, u),
      recorded: {
        outcome: row.outcome,
        waitSeconds: row.waitSeconds,
        leftInIvr: leftInIvr(row),
      },
    };
  });
  return { date: day.date, calls, agents: agentsOf(rows), bank: resultOf(rows) };
}

/** Counts, for each kind of service called for, the calls that nobody on duty could take. */
export function checkStaffing(plan: Pick<DayPlan, 'calls' | 'agents'>): StaffingGap[] {
  const gaps = new Map<ServiceType, StaffingGap>();
  for (const { type, sector, arrivalSecond, patienceSeconds } of plan.calls) {
    const gap = gaps.get(type) ?? {
      type,
      sector,
      calls: 0,
      unstaffedAtArrival: 0,
      onlyAbandoned: 0,
    };
    gaps.set(type, gap);
    const able = plan.agents.filter((agent) => agent.sectors.includes(sector));
    const isStaffedUntil = (second: number) =>
      able.some(({ from, to }) => from <= second && to > arrivalSecond);
    gap.calls++;
    if (!isStaffedUntil(arrivalSecond)) gap.unstaffedAtArrival++;
    if (!isStaffedUntil(arrivalSecond + patienceSeconds)) gap.onlyAbandoned++;
  }
  return [...gaps.values()];
}

function isCall(row: BankRow): row is CallRow {
  return row.outcome !== 'PHANTOM';
}

function isServed(row: CallRow): boolean {
  return row.outcome === 'AGENT';
}

function leftInIvr(row: CallRow): boolean {
  return row.outcome === 'HANG' && !row.queued;
}

/** The file is in order of telephone line; the line number settles calls of the same second. */
function byArrival(a: CallRow, b: CallRow): number {
  return arrivalOf(a) - arrivalOf(b) || a.line - b.line;
}

/** An exit before the entry is past midnight, unless the record itself counts it as negative. */
function arrivalOf(row: CallRow): number {
  const isPastMidnight = row.vruExit < row.vruEntry && row.vruSeconds >= 0;
  return isPastMidnight ? row.vruExit + SECONDS_PER_DAY : row.vruExit;
}

function patienceOf(rows: CallRow[]): PatienceCurve {
  return estimatePatience(
    rows
      .filter((row) => !leftInIvr(row))
      .map((row) => ({ waitSeconds: row.waitSeconds, abandoned: !isServed(row) })),
  );
}

function drawPatience(curve: PatienceCurve, row: CallRow, u: number): number {
  return Math.min(SECONDS_PER_DAY, Math.ceil(curve.drawBeyond(row.waitSeconds, u)));
}

/** Times of service by agents: what NO_SERVER handled, or took no time, is not one. */
function servicesByType(rows: CallRow[]): Map<ServiceType, number[]> {
  const services = new Map<ServiceType, number[]>();
  for (const row of rows.filter(isService)) {
    const ofType = services.get(row.type) ?? [];
    services.set(row.type, ofType);
    ofType.push(row.serviceSeconds);
  }
  return services;
}

/** A day on which nobody was served of the caller's kind falls back to all of its services. */
function drawService(services: Map<ServiceType, number[]>, row: CallRow, u: number): number {
  const pool = services.get(row.type) ?? [...services.values()].flat();
  return pool[Math.floor(u * pool.length)] ?? 1;
}

type ServiceRow = CallRow & { server: string; serviceStart: number };

function isService(row: CallRow): row is ServiceRow {
  const { server, serviceStart, serviceSeconds } = row;
  return isServed(row) && server !== null && serviceStart !== null && serviceSeconds > 0;
}

function agentsOf(rows: CallRow[]): PlannedAgent[] {
  const agents = new Map<string, PlannedAgent>();
  for (const row of rows.filter(isService)) {
    const from = serviceStartOf(row);
    const to = from + row.serviceSeconds;
    const agent = agents.get(row.server) ?? { name: row.server, sectors: [], from, to };
    agents.set(row.server, agent);
    agent.from = Math.min(agent.from, from);
    agent.to = Math.max(agent.to, to);
    const sector = SECTOR_OF_TYPE[row.type];
    if (!agent.sectors.includes(sector)) agent.sectors.push(sector);
  }
  const sectors = Object.values(SECTOR_OF_TYPE);
  for (const agent of agents.values()) {
    agent.sectors.sort((a, b) => sectors.indexOf(a) - sectors.indexOf(b));
  }
  return [...agents.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** A service may begin a little before the recorded arrival; far before means past midnight. */
function serviceStartOf(row: ServiceRow): number {
  const isPastMidnight = row.serviceStart < arrivalOf(row) - SECONDS_PER_DAY / 2;
  return isPastMidnight ? row.serviceStart + SECONDS_PER_DAY : row.serviceStart;
}

function resultOf(rows: CallRow[]): BankResult {
  const waited = rows.reduce((sum, row) => sum + row.waitSeconds, 0);
  const served = rows.filter(isServed).length;
  return {
    served,
    abandoned: rows.length - served,
    meanWaitSeconds: rows.length === 0 ? 0 : waited / rows.length,
  };
}

/**
 * Numbers for the customers of a day. A known customer has +91 98 and its id (an id that is too
 * long +91 99 and a hash), a call of an unknown one +91 97 and a hash of line and call id.
 */
class PhoneNumbers {
  private readonly byKey = new Map<string, string>();
  private readonly taken = new Set<string>();

  of({ customerId, vruLine, callId }: CallRow): string {
    if (Number(customerId) === 0) return this.numberFor(`${vruLine}/${callId}`, '97');
    if (/^\d{1,8}$/.test(customerId)) return `+9198${customerId.padStart(8, '0')}`;
    return this.numberFor(customerId, '99');
  }

  private numberFor(key: string, prefix: string): string {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    for (let hash = fnv1a(key); ; hash++) {
      const number = `+91${prefix}${String(hash % 100_000_000).padStart(8, '0')}`;
      if (this.taken.has(number)) continue;
      this.taken.add(number);
      this.byKey.set(key, number);
      return number;
    }
  }
}

/** The 32-bit hash of Fowler, Noll and Vo. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
