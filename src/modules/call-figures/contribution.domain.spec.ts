import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asAgentId, asOfferId, asTeamId } from '../../common/ids.js';
import { END_STATES, type Offer } from '../calls/call.types.js';
import {
  contributionsOf,
  isCounted,
  NO_AFTERMATH,
  rulesAt,
  type CallRules,
  type CountedCall,
} from './contribution.domain.js';
import { addSums, NO_SUMS } from './sums.domain.js';
import { bucketName, Tally, type Bucket, type Contribution } from './tally.domain.js';

const RULES: CallRules = {
  timezone: 'Asia/Kolkata',
  targetSeconds: 20,
  agentCostPerHour: 360,
  currency: 'INR',
};
const CAME = new Date('2026-01-15T18:00:00Z');
const END = new Date('2026-01-15T18:05:00Z');

const offer = (agent: number, fields: Partial<Offer> = {}): Offer => ({
  id: asOfferId(`o${agent}`),
  number: 1,
  agentId: asAgentId(agent),
  dialNumber: '+919812345678',
  state: 'answered',
  reservedAt: CAME,
  offeredAt: CAME,
  ringUntil: null,
  answeredAt: CAME,
  endedAt: END,
  ...fields,
});

const call = (fields: Partial<CountedCall> = {}): CountedCall => ({
  direction: 'inbound',
  status: 'completed',
  agentId: asAgentId(7),
  teamId: null,
  sector: 'loans',
  channelId: 'ch1' as never,
  phoneNumber: null,
  cost: null,
  offers: [offer(7)],
  receivedAt: CAME,
  endedAt: END,
  waitSeconds: 12,
  ringSeconds: 4,
  talkSeconds: 180,
  holdSeconds: 0,
  wrapUpSeconds: 30,
  failureReason: 'talked',
  ...fields,
});

function of(contributions: readonly Contribution[], wanted: Partial<Contribution>) {
  const found = contributions.filter((entry) =>
    Object.entries(wanted).every(([field, value]) => entry[field as keyof Contribution] === value),
  );
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0] && addSums(found[0].sums);
}

describe('what a call adds to the figures', () => {
  it('is counted once for the tenant, its sector and the agent who took it', () => {
    const all = contributionsOf(call(), RULES);
    const expected = {
      ...NO_SUMS,
      offered: 1,
      answered: 1,
      answeredInTarget: 1,
      successes: 1,
      waitAnsweredSeconds: 12,
      ringSeconds: 4,
      talkSeconds: 180,
      wrapUpSeconds: 30,
    };
    expect(of(all, { kind: 'tenant' })).toEqual(expected);
    expect(of(all, { kind: 'sector', key: 'loans' })).toEqual(expected);
    const own = { ...expected, handleSquares: 210 ** 2 };
    expect(of(all, { kind: 'agent', agentId: asAgentId(7) })).toEqual(own);
    expect(of(all, { kind: 'sector_agent', key: 'loans' })).toEqual(own);
    expect(of(all, { kind: 'channel', key: 'ch1' })).toEqual(expected);
    expect(all.map(({ kind }) => kind)).toEqual([
      'tenant',
      'sector',
      'channel',
      'agent',
      'sector_agent',
      'channel_agent',
      'cost',
    ]);
  });

  it("is counted for a team, and its sector stays 'none'", () => {
    const all = contributionsOf(call({ teamId: asTeamId('t1'), sector: null }), RULES);
    expect(of(all, { kind: 'team', key: 't1' })).toMatchObject({ answered: 1 });
    expect(of(all, { kind: 'team_agent', key: 't1' })).toMatchObject({
      answered: 1,
      handleSquares: 210 ** 2,
    });
    expect(of(all, { kind: 'sector', key: null })).toMatchObject({ answered: 1 });
  });

  it('falls on the day that it came in the zone of the tenant', () => {
    // 18:00 UTC is 23:30 in Kolkata; half an hour later it is the next day there.
    const late = new Date('2026-01-15T18:30:00Z');
    expect(contributionsOf(call(), RULES)[0]?.day).toBe('2026-01-15');
    expect(contributionsOf(call({ receivedAt: late }), RULES)[0]?.day).toBe('2026-01-16');
  });

  it.each([
    [20, 'completed', { answered: 1, answeredInTarget: 1 }],
    [21, 'completed', { answered: 1, answeredInTarget: 0 }],
    [20, 'abandoned', { abandoned: 1, abandonedAfterTarget: 0 }],
    [21, 'abandoned', { abandoned: 1, abandonedAfterTarget: 1 }],
    [99, 'failed', { answered: 0, abandoned: 0, otherEnds: 1 }],
    [99, 'no_answer', { otherEnds: 1 }],
  ] as const)('after %d s %s counts %j', (waitSeconds, status, expected) => {
    const all = contributionsOf(call({ status, waitSeconds }), RULES);
    expect(of(all, { kind: 'tenant' })).toMatchObject({ offered: 1, ...expected });
  });

  it('counts a talk of no second as answered but as no success', () => {
    const all = contributionsOf(call({ talkSeconds: 0 }), RULES);
    expect(of(all, { kind: 'tenant' })).toMatchObject({ answered: 1, successes: 0 });
  });

  it('counts missed offers for each agent who missed, and the answer for who answered', () => {
    const offers = [
      offer(1, { state: 'missed' }),
      offer(2, { state: 'missed' }),
      offer(1, { state: 'missed' }),
      offer(3, { state: 'withdrawn', offeredAt: null }),
      offer(7),
    ];
    const all = contributionsOf(call({ offers }), RULES);
    expect(of(all, { kind: 'tenant' })).toMatchObject({ offered: 1, answered: 1, missedOffers: 3 });
    const ofAgent = (id: number) => of(all, { kind: 'agent', agentId: asAgentId(id) });
    expect(ofAgent(1)).toEqual({ ...NO_SUMS, offered: 1, otherEnds: 1, missedOffers: 2 });
    expect(ofAgent(2)).toEqual({ ...NO_SUMS, offered: 1, otherEnds: 1, missedOffers: 1 });
    // It never rang at the third one.
    expect(ofAgent(3)).toBeUndefined();
    expect(ofAgent(7)).toMatchObject({ offered: 1, answered: 1, missedOffers: 0 });
  });

  it('counts an abandoned call for the agent whose phone rang at that moment', () => {
    const offers = [offer(1, { state: 'missed' }), offer(2, { state: 'withdrawn', endedAt: END })];
    const left = { status: 'abandoned', agentId: asAgentId(2), waitSeconds: 25 } as const;
    const all = contributionsOf(call({ ...left, offers }), RULES);
    expect(of(all, { kind: 'agent', agentId: asAgentId(2) })).toMatchObject({
      abandoned: 1,
      abandonedAfterTarget: 1,
    });
    const earlier = [offer(2, { state: 'withdrawn', endedAt: CAME })];
    const inLine = contributionsOf(call({ ...left, offers: earlier }), RULES);
    expect(of(inLine, { kind: 'agent', agentId: asAgentId(2) })).toMatchObject({
      abandoned: 0,
      otherEnds: 1,
    });
  });

  it('is nothing for a call that goes on, an outgoing one, and one that came when all was closed', () => {
    expect(contributionsOf(call({ status: 'connected' }), RULES)).toEqual([]);
    const closed = { status: 'canceled', failureReason: 'closed' } as const;
    const kinds = (fields: Partial<CountedCall>) =>
      contributionsOf(call(fields), RULES).map(({ kind }) => kind);
    // They may have cost something all the same, and calls that we place are work.
    expect(kinds(closed)).toEqual(['cost']);
    const placed = { direction: 'outbound', startedAt: CAME } as const;
    expect(kinds(placed)).toEqual(['tenant', 'agent', 'cost']);
    expect(kinds({ ...placed, status: 'busy' })).toEqual(['cost']);
    expect(kinds({ ...placed, status: 'canceled', startedAt: null })).toEqual([]);
    expect(isCounted(call())).toBe(true);
  });
});

describe('what is said of a call afterwards', () => {
  it('is counted for the answered call, its agent and all that it was for', () => {
    const aftermath = { firstContact: false, quality: 4.25, csat: 4, nps: 6 };
    const all = contributionsOf(call(), RULES, aftermath);
    const said = {
      followed: 1,
      resolvedFirst: 0,
      scored: 1,
      scoreHundredths: 425,
      csatAnswers: 1,
      csatSatisfied: 1,
      csatPoints: 4,
      npsAnswers: 1,
      npsPromoters: 0,
      npsDetractors: 1,
    };
    for (const kind of ['tenant', 'sector', 'channel', 'agent'] as const) {
      expect(of(all, { kind })).toMatchObject(said);
    }
  });

  it.each([
    [
      { ...NO_AFTERMATH, csat: 3, nps: 9 },
      { csatSatisfied: 0, npsPromoters: 1, npsDetractors: 0 },
    ],
    [
      { ...NO_AFTERMATH, csat: 5, nps: 7 },
      { csatSatisfied: 1, npsPromoters: 0, npsDetractors: 0 },
    ],
    [
      { ...NO_AFTERMATH, firstContact: true },
      { followed: 1, resolvedFirst: 1, csatAnswers: 0 },
    ],
    [NO_AFTERMATH, { followed: 0, scored: 0, csatAnswers: 0, npsAnswers: 0 }],
  ])('%j counts %j', (aftermath, expected) => {
    const all = contributionsOf(call(), RULES, aftermath);
    expect(of(all, { kind: 'tenant' })).toMatchObject(expected);
  });
});

describe('what a call came to', () => {
  it('is a success when it was talked on, unless its disposition says otherwise', () => {
    const successes = (fields: Partial<CountedCall>) =>
      of(contributionsOf(call(fields), RULES), { kind: 'tenant' })?.successes;
    expect(successes({})).toBe(1);
    expect(successes({ disposition: { isSuccess: false } })).toBe(0);
    expect(successes({ talkSeconds: 0, disposition: { isSuccess: true } })).toBe(1);
    expect(successes({ disposition: { value: 3 } })).toBe(1);
  });

  it('is money: its price, its agent by the hour, and its value', () => {
    // 360 an hour is 0.1 a second: 180 s of talk and 30 s of wrap-up cost 21.
    const sold = call({
      cost: 1.25,
      disposition: { isSuccess: true, value: 250.5 },
      metadata: { campaignId: 'spring' },
    });
    const cost = contributionsOf(sold, RULES).find(({ kind }) => kind === 'cost');
    expect(cost).toMatchObject({
      agentId: 7,
      key: '["ch1","spring","INR"]',
      sums: {
        calls: 1,
        handledSeconds: 210,
        pricedCalls: 1,
        callCost: 12_500,
        costedCalls: 1,
        agentCost: 210_000,
        valuedCalls: 1,
        revenue: 2_505_000,
      },
    });
    const unknown = contributionsOf(call(), { ...RULES, agentCostPerHour: null });
    expect(unknown.find(({ kind }) => kind === 'cost')?.sums).toEqual({
      calls: 1,
      handledSeconds: 210,
    });
  });

  it('is counted for a bot that handed it over and for the person who took it', () => {
    const at = (second: number) => new Date(CAME.getTime() + second * 1000);
    const bot = {
      ...offer(3, { answeredAt: at(2), endedAt: at(42) }),
      handedOver: true,
    } as Offer;
    const person = offer(7, { answeredAt: at(60), endedAt: at(180) });
    const all = contributionsOf(call({ offers: [bot, person] }), RULES);
    expect(of(all, { kind: 'tenant' })).toMatchObject({ offered: 1, answered: 1 });
    expect(of(all, { kind: 'agent', agentId: asAgentId(3) })).toMatchObject({
      answered: 1,
      answeredInTarget: 1,
      talkSeconds: 40,
      successes: 0,
    });
    expect(of(all, { kind: 'agent', agentId: asAgentId(7) })).toMatchObject({
      answered: 1,
      talkSeconds: 120,
      successes: 1,
    });
  });
});

describe('buckets', () => {
  it('of tenant, sector, channel and agent are a quarter, an hour and a day; others a day', () => {
    const intervals = new Tally()
      .add(contributionsOf(call(), RULES))
      .entries()
      .map(({ kind, interval }) => `${kind} ${interval}`);
    const fine = ['tenant', 'sector', 'channel', 'agent'].flatMap((kind) => [
      `${kind} day`,
      `${kind} hour`,
      `${kind} quarter`,
    ]);
    const days = ['sector_agent day', 'channel_agent day', 'cost day'];
    expect(intervals.sort()).toEqual([...fine, ...days].sort());
  });

  it('begin by the clock of the tenant', () => {
    // 18:00 UTC is 23:30 in Kolkata: its hour began at 17:30 UTC.
    const [first] = contributionsOf(call(), RULES);
    expect(first).toMatchObject({
      day: '2026-01-15',
      hour: new Date('2026-01-15T17:30:00Z'),
      quarter: CAME,
    });
  });
});

const seconds = fc.option(fc.nat(4000), { freq: 10 });
const anyOffer = fc
  .record({
    agent: fc.integer({ min: 1, max: 4 }),
    state: fc.constantFrom<Offer['state']>('answered', 'missed', 'rejected', 'withdrawn'),
    hasRung: fc.boolean(),
  })
  .map(({ agent, state, hasRung }) =>
    offer(agent, { state, ...(!hasRung && { offeredAt: null }) }),
  );
const anyCall: fc.Arbitrary<CountedCall> = fc
  .record({
    direction: fc.constantFrom('inbound' as const, 'inbound' as const, 'outbound' as const),
    status: fc.constantFrom(...END_STATES, 'completed' as const, 'connected' as const),
    agentId: fc.option(fc.integer({ min: 1, max: 4 }).map(asAgentId)),
    teamId: fc.option(fc.constantFrom('t1', 't2').map(asTeamId)),
    sector: fc.option(fc.constantFrom('loans', 'cards')),
    offers: fc.array(anyOffer, { maxLength: 4 }),
    hour: fc.integer({ min: 0, max: 72 }),
    waitSeconds: seconds,
    ringSeconds: seconds,
    talkSeconds: seconds,
    holdSeconds: seconds,
    wrapUpSeconds: seconds,
  })
  .map(({ hour, ...fields }) =>
    call({ ...fields, receivedAt: new Date(CAME.getTime() + hour * 3_600_000) }),
  );

const sorted = (tally: Tally) =>
  new Map(
    tally
      .entries()
      .map((entry) => [bucketName(entry), entry.sums] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

describe('figures folded call by call', () => {
  it('are those of the last versions, whatever was folded before, in any order and repeated', () => {
    const histories = fc.array(fc.array(anyCall, { minLength: 1, maxLength: 3 }), { maxLength: 8 });
    fc.assert(
      fc.property(histories, fc.array(fc.nat(), { maxLength: 40 }), (versions, order) => {
        const folded = new Map<number, readonly Contribution[]>();
        const buckets = new Tally();
        const fold = (id: number, version: CountedCall) => {
          const now = contributionsOf(version, RULES);
          buckets.take(folded.get(id) ?? []).add(now);
          folded.set(id, now);
        };
        for (const turn of order) {
          const id = turn % Math.max(1, versions.length);
          const known = versions[id] ?? [];
          const version = known[turn % Math.max(1, known.length)];
          if (version) fold(id, version);
        }
        versions.forEach((known, id) => fold(id, known.at(-1)!));
        const fresh = new Tally();
        for (const known of versions) fresh.add(contributionsOf(known.at(-1)!, RULES));
        expect(sorted(buckets)).toEqual(sorted(fresh));
      }),
    );
  });

  it('have the same sums by quarter, by hour and by day', () => {
    fc.assert(
      fc.property(fc.array(anyCall), (calls) => {
        const entries = new Tally()
          .add(calls.flatMap((one) => contributionsOf(one, RULES)))
          .entries();
        for (const kind of ['tenant', 'sector', 'team', 'channel', 'agent'] as const) {
          const by = (interval: Bucket['interval']) =>
            addSums(
              ...entries
                .filter((entry) => entry.kind === kind && entry.interval === interval)
                .map(({ sums }) => sums),
            );
          expect(by('quarter')).toEqual(by('day'));
          expect(by('hour')).toEqual(by('day'));
        }
      }),
    );
  });

  it('have whole sums in which every offered call has exactly one end', () => {
    fc.assert(
      fc.property(fc.array(anyCall.filter(({ direction }) => direction === 'inbound')), (calls) => {
        const entries = new Tally()
          .add(calls.flatMap((one) => contributionsOf(one, RULES)))
          .entries();
        for (const entry of entries) {
          const sums = addSums(entry.sums);
          expect(Object.values(sums).every((value) => Number.isInteger(value) && value >= 0)).toBe(
            true,
          );
          expect(sums.answered + sums.abandoned + sums.otherEnds).toBe(sums.offered);
          expect(sums.answeredInTarget).toBeLessThanOrEqual(sums.answered);
          expect(sums.abandonedAfterTarget).toBeLessThanOrEqual(sums.abandoned);
        }
        const total = (kind: Bucket['kind']) =>
          addSums(
            ...entries
              .filter((entry) => entry.kind === kind && entry.interval === 'day')
              .map(({ sums }) => sums),
          );
        expect(total('sector')).toEqual(total('tenant'));
        expect(total('agent')).toEqual(total('sector_agent'));
        expect(total('agent').missedOffers).toBe(total('tenant').missedOffers);
      }),
    );
  });
});

describe('the rules for a call', () => {
  it('are those in force when it came', () => {
    const first = { ...RULES, from: new Date(0) };
    const second = { ...RULES, targetSeconds: 30, from: CAME };
    expect(rulesAt([first, second], new Date(CAME.getTime() - 1)).targetSeconds).toBe(20);
    expect(rulesAt([first, second], CAME).targetSeconds).toBe(30);
    expect(() => rulesAt([], CAME)).toThrow('no rules');
  });
});
