import { describe, expect, it } from '@jest/globals';
import { isValidPhoneNumber } from 'libphonenumber-js';

import { readDayFile, type BankDay, type BankRow } from './day-file.js';
import { checkStaffing, planDay, type Random } from './plan.js';

/** A linear congruential generator (Numerical Recipes). */
function seeded(seed: number): Random {
  let state = seed >>> 0;
  return {
    next() {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    },
  };
}

let line = 1;
function aCall(changes: Partial<BankRow> = {}): BankRow {
  line++;
  return {
    line,
    vruLine: 'AA0101',
    callId: String(line),
    customerId: '0',
    priority: 0,
    type: 'PS',
    vruEntry: 36_000,
    vruExit: 36_010,
    vruSeconds: 10,
    queued: true,
    waitSeconds: 30,
    outcome: 'AGENT',
    serviceStart: 36_040,
    serviceSeconds: 120,
    server: 'DORIT',
    ...changes,
  };
}

function aHangUp(changes: Partial<BankRow> = {}): BankRow {
  return aCall({
    outcome: 'HANG',
    serviceStart: null,
    serviceSeconds: 0,
    server: null,
    ...changes,
  });
}

const LEFT_IN_IVR = { queued: false, waitSeconds: 0 };

function plan(calls: BankRow[], seed = 1) {
  return planDay({ date: '1999-02-01', calls, problems: [] }, seeded(seed));
}

describe('the calls of a plan', () => {
  it('come at the exit from the IVR, in order, with type, sector and priority of the record', () => {
    const { calls } = plan([
      aCall({ vruEntry: 86_390, vruExit: 5, vruSeconds: 15, type: 'NE' }),
      aCall({ vruEntry: 40_050, vruExit: 40_000, vruSeconds: -50, priority: 2 }),
      aCall({ vruEntry: 100, vruExit: 120, vruSeconds: 20, priority: 1 }),
    ]);
    expect(calls).toMatchObject([
      { arrivalSecond: 120, type: 'PS', sector: 'regular', priority: 'medium' },
      { arrivalSecond: 40_000, priority: 'high' },
      { arrivalSecond: 86_405, type: 'NE', sector: 'stock', priority: 'medium' },
    ]);
  });

  it('leave out PHANTOM and keep who hung up in the IVR, without patience', () => {
    const { calls, bank } = plan([
      aCall({ outcome: 'PHANTOM', server: null }),
      aHangUp(LEFT_IN_IVR),
      aHangUp({ waitSeconds: 45 }),
      aCall({ waitSeconds: 15 }),
    ]);
    expect(calls).toMatchObject([
      { patienceSeconds: 0, recorded: { outcome: 'HANG', waitSeconds: 0, leftInIvr: true } },
      { patienceSeconds: 45, recorded: { outcome: 'HANG', waitSeconds: 45, leftInIvr: false } },
      { recorded: { outcome: 'AGENT', waitSeconds: 15, leftInIvr: false } },
    ]);
    expect(bank).toEqual({ served: 1, abandoned: 2, meanWaitSeconds: 20 });
  });

  it('have more patience than the wait they were served after', () => {
    const { calls } = plan([aHangUp({ waitSeconds: 50 }), aCall({ waitSeconds: 49 })]);
    expect(calls[1]!.patienceSeconds).toBe(50);
  });

  it('do not count who left in the IVR as impatient', () => {
    const rows = [aHangUp({ waitSeconds: 500 }), aCall({ waitSeconds: 600 })];
    const leavers = Array.from({ length: 50 }, () => aHangUp({ ...LEFT_IN_IVR, vruExit: 80_000 }));
    const [with50, without] = [plan([...rows, ...leavers]), plan(rows)];
    expect(with50.calls[1]!.patienceSeconds).toBe(without.calls[1]!.patienceSeconds);
  });

  it('wait without an end but the day’s when nobody hung up', () => {
    expect(plan([aCall()]).calls[0]!.patienceSeconds).toBe(86_400);
  });

  it('serve a caller who hung up as long as one of its type was served that day', () => {
    const { calls } = plan([
      aHangUp({ type: 'TT' }),
      aHangUp({ type: 'NE' }),
      aCall({ type: 'NE', serviceSeconds: 77 }),
      aCall({ type: 'PS', serviceSeconds: 77 }),
      aCall({ type: 'NE', serviceSeconds: 5, server: null }),
      aCall({ type: 'NE', serviceSeconds: 0 }),
    ]);
    expect(calls.map((call) => call.serviceSeconds)).toEqual([77, 77, 77, 77, 5, 1]);
  });

  it('have one number for a customer, and a number each for unknown ones', () => {
    const ids = ['23317894', '0', '23317894', '0', '6.02701E+11', '309415347', '6.02701E+11', '7'];
    const phones = plan(ids.map((customerId) => aCall({ customerId }))).calls.map(
      (call) => call.customerPhone,
    );
    expect(phones[0]).toBe('+919823317894');
    expect(phones[2]).toBe(phones[0]);
    expect(phones[6]).toBe(phones[4]);
    expect(new Set(phones).size).toBe(6);
    expect(phones.filter((phone) => !isValidPhoneNumber(phone))).toEqual([]);
  });
});

describe('the agents of a plan', () => {
  it('are on duty from first to last service, with the sectors they served', () => {
    const { agents } = plan([
      aCall({ serviceStart: 36_040, serviceSeconds: 100 }),
      aCall({ type: 'IN', serviceStart: 36_200, serviceSeconds: 700 }),
      aCall({ server: 'AVNI', type: 'NW', serviceStart: 36_300, serviceSeconds: 10 }),
    ]);
    expect(agents).toEqual([
      { name: 'AVNI', sectors: ['prospects'], from: 36_300, to: 36_310 },
      { name: 'DORIT', sectors: ['regular', 'internet'], from: 36_040, to: 36_900 },
    ]);
  });

  it('have no shift from NO_SERVER, or from services of no length', () => {
    const { agents } = plan([
      aCall({ server: null }),
      aCall({ server: 'ELI', serviceSeconds: 0 }),
      aCall({ server: 'GILI', serviceStart: null, serviceSeconds: 0 }),
    ]);
    expect(agents).toEqual([]);
  });

  it('stay past midnight', () => {
    const late = { vruEntry: 86_380, vruExit: 86_390 };
    const { agents } = plan([aCall({ ...late, serviceStart: 20, serviceSeconds: 60 })]);
    expect(agents).toMatchObject([{ from: 86_420, to: 86_480 }]);
  });
});

describe('the staffing check', () => {
  it('counts calls that nobody on duty can take, at arrival and for as long as they wait', () => {
    const agent = { name: 'ELI', sectors: ['stock' as const], from: 1000, to: 2000 };
    const [call] = plan([aCall({ type: 'NE' })]).calls;
    const at = (arrivalSecond: number, patienceSeconds: number) => ({
      ...call!,
      arrivalSecond,
      patienceSeconds,
    });
    const calls = [at(900, 50), at(900, 150), at(1000, 0), at(1999, 9), at(2000, 9)];
    expect(checkStaffing({ calls, agents: [agent] })).toEqual([
      { type: 'NE', sector: 'stock', calls: 5, unstaffedAtArrival: 3, onlyAbandoned: 2 },
    ]);
  });
});

describe('the plan of 1 February 1999', () => {
  const [day] = readDayFile('dev/bank/anonymous-bank-1999-02-01.csv') as [BankDay];
  const bankDay = planDay(day, seeded(7));

  it('is the same for the same seed', () => {
    expect(planDay(day, seeded(7))).toEqual(bankDay);
    expect(planDay(day, seeded(8))).not.toEqual(bankDay);
  });

  it('has the bank’s figures', () => {
    expect(bankDay.calls).toHaveLength(1551);
    expect(bankDay.bank).toMatchObject({ served: 1354, abandoned: 197 });
    expect(bankDay.calls.filter((call) => call.recorded.leftInIvr)).toHaveLength(52);
    expect(bankDay.agents.map((agent) => agent.name)).toHaveLength(16);
  });

  it('keeps each caller’s patience to the record', () => {
    for (const { patienceSeconds, serviceSeconds, recorded } of bankDay.calls) {
      expect(Number.isInteger(patienceSeconds)).toBe(true);
      expect(serviceSeconds).toBeGreaterThanOrEqual(1);
      if (recorded.outcome === 'HANG') expect(patienceSeconds).toBe(recorded.waitSeconds);
      else expect(patienceSeconds).toBeGreaterThan(recorded.waitSeconds);
    }
  });
});
