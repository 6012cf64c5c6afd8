import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { readDayFile } from '../../dev/bank/day-file.js';
import type { TenantId } from '../../src/common/ids.js';
import { DAY, HOUR } from '../../src/common/time.js';
import { figuresOf } from '../../src/modules/call-figures/definitions.domain.js';
import type { Call } from '../../src/modules/calls/call.types.js';
import { FiguresStage } from '../support/figures-stage.js';

jest.setTimeout(300_000);

let stage: FiguresStage;
beforeAll(async () => {
  stage = await FiguresStage.open();
}, 60_000);
afterAll(() => stage.close());

const ENDS = ['completed', 'completed', 'completed', 'abandoned', 'failed', 'busy'] as const;
const anyFields = fc
  .record({
    hoursAgo: fc.integer({ min: 0, max: 24 * 20 }),
    minute: fc.integer({ min: 0, max: 59 }),
    status: fc.constantFrom(...ENDS),
    agentId: fc.integer({ min: 1, max: 3 }),
    sector: fc.constantFrom('loans', 'cards', null),
    teamId: fc.constantFrom('t1', null),
    channelId: fc.constantFrom('ch1', 'ch2'),
    phoneNumber: fc.constantFrom('+911', '+912', '+913', null),
    direction: fc.constantFrom('inbound', 'inbound', 'inbound', 'outbound'),
    waitSeconds: fc.integer({ min: 0, max: 60 }),
    talkSeconds: fc.integer({ min: 0, max: 600 }),
    failureReason: fc.constantFrom('talked', 'talked', 'talked', 'closed'),
    cost: fc.option(fc.integer({ min: 0, max: 5000 }).map((cents) => cents / 100)),
    disposition: fc.option(fc.record({ isSuccess: fc.boolean(), value: fc.nat(1000) })),
  })
  .map(({ hoursAgo, minute, status, agentId, ...rest }) => ({
    ...rest,
    status,
    agentId: status === 'completed' ? agentId : null,
    agoMs: hoursAgo * HOUR + minute * 60_000,
  }));

const anyStep = fc.oneof(
  { weight: 4, arbitrary: anyFields.map((fields) => ({ do: 'call' as const, fields })) },
  {
    weight: 3,
    arbitrary: fc
      .record({ which: fc.nat(), fields: anyFields })
      .map((step) => ({ do: 'correct' as const, ...step })),
  },
  { weight: 1, arbitrary: fc.nat().map((which) => ({ do: 'double' as const, which })) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        which: fc.nat(),
        csat: fc.integer({ min: 1, max: 5 }),
        nps: fc.integer({ min: 0, max: 10 }),
      })
      .map((step) => ({ do: 'answer' as const, ...step })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('commit' as const, 'abort' as const, 'lose_answer' as const)
      .map((fate) => ({ do: 'fold' as const, fate })),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 24 * 9 }).map((hours) => ({ do: 'wait' as const, hours })),
  },
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** Plays a history; the calls that there are at its end. */
async function play(clientId: TenantId, steps: readonly Step[]): Promise<void> {
  const calls: Call[] = [];
  const answered = new Set<string>();
  const timed = ({ agoMs, ...fields }: { readonly agoMs: number }) => {
    const receivedAt = new Date(stage.clock.now() - agoMs);
    return { ...fields, receivedAt, startedAt: receivedAt };
  };
  const pick = (which: number) => calls[which % Math.max(1, calls.length)];
  for (const step of steps) {
    if (step.do === 'call') calls.push(...(await stage.store(clientId, [timed(step.fields)])));
    else if (step.do === 'wait') stage.clock.ms += step.hours * HOUR;
    else if (step.do === 'fold') {
      stage.transactions.next = step.fate;
      await stage.fold(clientId).catch((error: unknown) => {
        if (!String(error).includes('killed')) throw error;
      });
      stage.transactions.next = 'commit';
      // In the middle of it all, what was folded is right as well.
      expect(await stage.recount.run(clientId)).toMatchObject({ differences: [] });
    } else {
      const call = pick(step.which);
      if (!call) continue;
      // A number, once told, stays what it is.
      if (step.do === 'correct') {
        const { phoneNumber: _, direction: _d, ...fields } = timed(step.fields) as Partial<Call>;
        await stage.correct(call, fields);
      } else if (step.do === 'double') await stage.correct(call, {});
      else if (!answered.has(call._id)) {
        answered.add(call._id);
        await stage.connection.collection('customer_satisfaction').insertOne({
          _id: randomUUID() as never,
          clientId,
          callLogId: call._id,
          agentId: 1,
          channelId: 'ch1',
          day: '2026-01-15',
          csat: step.csat,
          nps: step.nps,
          source: 'api',
          createdAt: stage.clock.date(),
        });
        await stage.correct(call, {});
      }
    }
  }
}

/** First contacts by the naive rule, from the raw calls alone. */
async function naiveFollowed(clientId: TenantId, until: Date) {
  const calls = (await stage.connection
    .collection('call_logs')
    .find({ clientId, direction: 'inbound', failureReason: { $ne: 'closed' } })
    .toArray()) as unknown as Call[];
  const asked = (call: Call) => `${call.phoneNumber} ${call.sector ?? `team ${call.teamId}`}`;
  const over = calls.filter(
    (call) =>
      call.status === 'completed' &&
      call.phoneNumber !== null &&
      call.receivedAt.getTime() + 7 * DAY <= until.getTime(),
  );
  const resolved = over.filter(
    (call) =>
      !calls.some((other) => {
        const pause = other.receivedAt.getTime() - call.receivedAt.getTime();
        return asked(other) === asked(call) && pause > 0 && pause <= 7 * DAY;
      }),
  );
  return { followed: over.length, resolvedFirst: resolved.length, offered: calls.length };
}

describe('any history of calls', () => {
  it('late, doubled, corrected, in any order and with crashes between, folds to the recount', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 30 }), async (steps) => {
        const clientId = stage.newTenant();
        await play(clientId, steps);
        stage.clock.ms += 10 * DAY;
        await stage.fold(clientId);
        const { calls, pending, differences } = await stage.recount.run(clientId);
        expect({ pending, differences }).toEqual({ pending: 0, differences: [] });
        const all = await stage.figures.byDay(
          clientId,
          { kind: 'tenant' },
          { from: '2020-01-01', to: '2040-01-01' },
        );
        const sum = (field: 'offered' | 'followed' | 'resolvedFirst') =>
          all.reduce((total, day) => total + day[field], 0);
        const state = await stage.connection
          .collection('aggregation_state')
          .findOne({ _id: clientId });
        const naive = await naiveFollowed(clientId, state?.['followedUntil'] as Date);
        expect({
          followed: sum('followed'),
          resolvedFirst: sum('resolvedFirst'),
          offered: sum('offered'),
        }).toEqual(naive);
        expect(calls).toBeGreaterThanOrEqual(naive.offered);
      }),
      { numRuns: 15 },
    );
  });
});

describe('what a call says of one before it', () => {
  const asked = { sector: 'loans', phoneNumber: '+911', agentId: 1 };
  const came = (daysAgo: number) => new Date(stage.clock.now() - daysAgo * DAY);

  it('changes its first contact in the same run, told late, closed, told apart and told back', async () => {
    const clientId = stage.newTenant();
    const rightAfterOneRun = async () => {
      await stage.fold(clientId);
      expect(await stage.recount.run(clientId)).toMatchObject({ pending: 0, differences: [] });
      const days = await stage.figures.byDay(
        clientId,
        { kind: 'tenant' },
        { from: '2020-01-01', to: '2040-01-01' },
      );
      return days.reduce((sum, day) => sum + day.resolvedFirst, 0);
    };
    await stage.store(clientId, [{ ...asked, receivedAt: came(12) }]);
    expect(await rightAfterOneRun()).toBe(1);
    const [late] = await stage.store(clientId, [
      { ...asked, receivedAt: came(11), status: 'failed', agentId: null },
    ]);
    expect(await rightAfterOneRun()).toBe(0);
    await stage.correct(late!, { failureReason: 'closed' });
    expect(await rightAfterOneRun()).toBe(1);
    await stage.correct(late!, { failureReason: 'busy' });
    expect(await rightAfterOneRun()).toBe(0);
    await stage.correct(late!, { sector: 'cards' });
    expect(await rightAfterOneRun()).toBe(1);
  });

  it('is not asked again by calls that stay as they were', async () => {
    const clientId = stage.newTenant();
    const calls = await stage.store(clientId, [
      { ...asked, receivedAt: came(12) },
      { ...asked, receivedAt: came(11) },
    ]);
    await stage.fold(clientId);
    await stage.correct(calls[1]!, { cost: 2 });
    expect(await stage.fold(clientId)).toMatchObject({ calls: 1 });
  });
});

describe("the bank's two weeks", () => {
  it('fold to what the file says: served, abandoned and mean wait of each day', async () => {
    const bank = await FiguresStage.open('Asia/Jerusalem');
    try {
      const clientId = bank.newTenant();
      const days = readDayFile('dev/bank/anonymous-bank-1999-02-01-to-14.csv.gz');
      const expected = days.map(({ date, calls }) => {
        // Plainly: rows that were served, rows that hung up, and the mean of their waits.
        const served = calls.filter(({ outcome }) => outcome === 'AGENT');
        const left = calls.filter(({ outcome }) => outcome === 'HANG');
        const mean = (rows: typeof calls) =>
          rows.reduce((sum, row) => sum + row.waitSeconds, 0) / rows.length;
        return {
          day: date,
          served: served.length,
          abandoned: left.length,
          meanWait: mean(served),
          meanPatience: mean(left),
        };
      });
      const stored = days.flatMap(({ date, calls }) =>
        calls
          .filter(({ outcome }) => outcome !== 'PHANTOM')
          .map((row) => {
            const isServed = row.outcome === 'AGENT';
            // Jerusalem was two hours ahead in February.
            const receivedAt = new Date(Date.parse(`${date}T00:00:00+02:00`) + row.vruEntry * 1000);
            return {
              receivedAt,
              endedAt: receivedAt,
              status: isServed ? 'completed' : 'abandoned',
              agentId: isServed ? 1 : null,
              sector: row.type,
              waitSeconds: row.waitSeconds,
              talkSeconds: isServed ? row.serviceSeconds : 0,
            };
          }),
      );
      for (let from = 0; from < stored.length; from += 2000) {
        await bank.store(clientId, stored.slice(from, from + 2000));
      }
      await bank.fold(clientId);
      const folded = await bank.figures.byDay(
        clientId,
        { kind: 'tenant' },
        { from: '1999-02-01', to: '1999-02-14' },
      );
      expect(folded).toHaveLength(14);
      expect(
        folded.map(({ day, ...sums }) => {
          const { answered, abandoned, asa, waitAbandoned } = figuresOf(sums);
          return { day, served: answered, abandoned, meanWait: asa, meanPatience: waitAbandoned };
        }),
      ).toEqual(expected);
      // The first day is the one of the demo.
      expect(expected[0]).toMatchObject({ served: 1354, abandoned: 197 });
      expect(await bank.recount.run(clientId)).toMatchObject({ pending: 0, differences: [] });
    } finally {
      await bank.close();
    }
  });
});
