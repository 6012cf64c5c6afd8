import { describe, expect, it } from '@jest/globals';
import type { CallRow, EventRow, History } from './history.js';
import { check, type PromiseName } from './promises.js';

const at = (second: number) => new Date(Date.UTC(2026, 0, 15, 10, 0, second));

const event = (seq: number, type: string, callLogId: string, more: Partial<EventRow> = {}) => ({
  _id: `e${seq}`,
  seq,
  type,
  callLogId,
  at: at(seq),
  agentId: null,
  ...more,
});

const row = (_id: string, more: Partial<CallRow> = {}): CallRow => ({
  _id,
  direction: 'inbound',
  providerSid: `sid-${_id}`,
  phoneNumber: null,
  status: 'completed',
  failureReason: null,
  scheduleId: null,
  ...more,
});

const simulated = (sid: string, more: object = {}) => ({
  sid,
  direction: 'inbound' as const,
  from: '+919900000001',
  to: '+918011112222',
  endedAt: 1,
  webhooks: [{ status: 200 }],
  ...more,
});

const dialled = (sid: string, to: string) =>
  simulated(sid, { direction: 'outbound-api', from: '+919600000001', to });

const offer = { agentId: 7, number: 1 };

/** An incoming call, one that was asked for, one of a schedule, one back: all went well. */
const KEPT: History = {
  exotel: {
    calls: [
      simulated('sid-in'),
      simulated('sid-lost-on-the-way', { webhooks: [{ status: 'refused' }, { status: 503 }] }),
      dialled('sid-out', '+919700000001'),
      dialled('sid-planned', '+919700000002'),
      dialled('sid-back', '+919700000003'),
    ],
    overCapacity: [],
    doubleOffers: [],
  },
  asked: {
    calls: [{ callLogId: 'out', number: '+919700000001' }],
    schedules: [{ scheduleId: 's1', number: '+919700000002' }],
    numbers: ['+919700000001', '+919700000002', '+919700000003'],
  },
  stored: {
    calls: [
      row('in'),
      row('out', { direction: 'outbound' }),
      row('planned', { direction: 'outbound', scheduleId: 's1' }),
      row('back', { direction: 'outbound' }),
    ],
    events: [
      event(1, 'call.received', 'in'),
      event(2, 'call.reserved', 'in', offer),
      event(3, 'call.answered', 'in', offer),
      event(4, 'call.ended', 'in'),
      ...['out', 'planned', 'back'].flatMap((id, place) => [
        event(5 + 2 * place, 'call.initiated', id),
        event(6 + 2 * place, 'call.ended', id),
      ]),
    ],
    schedules: [{ _id: 's1', status: 'done', occurrences: 1, missedRuns: 0 }],
    callbacks: [{ _id: 'in', phoneNumber: '+919700000003', state: 'done', attempts: 1 }],
    capacities: new Map([[7, 1]]),
    figures: { answered: 1, abandoned: 0, placedCalls: 3 },
    left: { places: [], lines: [], waiting: [], leases: [], sessions: [] },
  },
  sockets: [
    {
      name: 'admin',
      agentId: null,
      after: 1,
      until: 10,
      problems: [],
      heard: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    },
    { name: 'agent', agentId: 7, after: 1, until: 10, heard: [2, 3], problems: [] },
  ],
  receiver: {
    types: ['call.answered', 'call.ended'],
    after: 2,
    heard: [
      { id: 'e3', seq: 3, callLogId: 'in' },
      { id: 'e4', seq: 4, callLogId: 'in' },
      { id: 'e4', seq: 4, callLogId: 'in' },
      { id: 'e10', seq: 10, callLogId: 'back' },
      { id: 'e6', seq: 6, callLogId: 'out' },
      { id: 'e8', seq: 8, callLogId: 'planned' },
    ],
  },
  recountDifferences: 0,
};

/** The promises that were broken. */
const brokenIn = (history: History): string[] =>
  Object.entries(check(history))
    .filter(([, broken]) => broken.length > 0)
    .map(([name]) => name);

const withStored = (more: Partial<History['stored']>): History => ({
  ...KEPT,
  stored: { ...KEPT.stored, ...more },
});
const withExotel = (more: Partial<History['exotel']>): History => ({
  ...KEPT,
  exotel: { ...KEPT.exotel, ...more },
});
const withHeard = (heard: readonly number[]): History => ({
  ...KEPT,
  sockets: [{ ...KEPT.sockets[0]!, heard }],
});
const { calls, events, left } = KEPT.stored;
const without = <T extends { _id: string }>(list: readonly T[], id: string): T[] =>
  list.filter(({ _id }) => _id !== id);
const changed = (id: string, more: Partial<CallRow>): CallRow[] =>
  calls.map((call) => (call._id === id ? { ...call, ...more } : call));

describe('the checker', () => {
  it('finds nothing where every promise was kept', () => {
    expect(brokenIn(KEPT)).toEqual([]);
  });

  const another = [event(11, 'call.received', 'x'), event(14, 'call.ended', 'x')];
  const planted: [string, PromiseName, History][] = [
    [
      'a call without a record',
      'one_terminal_state',
      withExotel({ calls: [...KEPT.exotel.calls, simulated('sid-nobody-knows')] }),
    ],
    [
      'a call with two records',
      'one_terminal_state',
      withStored({
        calls: [...calls, row('in2', { providerSid: 'sid-in' })],
        events: [...events, event(11, 'call.received', 'in2'), event(12, 'call.ended', 'in2')],
      }),
    ],
    [
      'a call that is still open',
      'one_terminal_state',
      withStored({ calls: changed('in', { status: 'connected' }) }),
    ],
    [
      'a call that ended twice',
      'one_terminal_state',
      withStored({ events: [...events, event(11, 'call.ended', 'in', { _id: 'again' })] }),
    ],
    [
      'an engaged phone that was dialled',
      'agent_capacity',
      withExotel({
        overCapacity: [{ number: '+919600000001', dialledFor: 'sid-in', leg: 'connect' }],
      }),
    ],
    [
      'an agent with two calls',
      'agent_capacity',
      withStored({
        calls: [...calls, row('x', { providerSid: 'sid-x' })],
        events: [
          ...events.map((one) =>
            one.type === 'call.ended' && one.callLogId === 'in' ? { ...one, at: at(50) } : one,
          ),
          event(11, 'call.received', 'x'),
          event(12, 'call.ended', 'x', { at: at(60) }),
        ].flatMap((one) =>
          one._id === 'e3' ? [one, event(3.5, 'call.reserved', 'x', offer)] : [one],
        ),
      }),
    ],
    [
      'a call that rang at two phones',
      'one_offer',
      withExotel({ doubleOffers: [{ callSid: 'sid-in' }] }),
    ],
    [
      'a call that two agents held',
      'one_offer',
      withStored({
        calls: [...calls, row('x', { providerSid: 'sid-x' })],
        events: [
          ...events,
          ...another,
          event(12, 'call.reserved', 'x', { agentId: 8, number: 1 }),
          event(13, 'call.reserved', 'x', { agentId: 9, number: 2 }),
        ],
      }),
    ],
    [
      'a number that was dialled twice',
      'one_dial',
      withExotel({ calls: [...KEPT.exotel.calls, dialled('sid-again', '+919700000001')] }),
    ],
    [
      'a number that nobody asked for',
      'one_dial',
      withExotel({ calls: [...KEPT.exotel.calls, dialled('sid-strange', '+919799999999')] }),
    ],
    [
      'an accepted call without a record',
      'no_accepted_call_lost',
      {
        ...KEPT,
        asked: {
          ...KEPT.asked,
          calls: [...KEPT.asked.calls, { callLogId: 'gone', number: '+919700000001' }],
        },
      },
    ],
    [
      'an accepted call that was never dialled, and does not say why',
      'no_accepted_call_lost',
      withExotel({ calls: KEPT.exotel.calls.filter(({ sid }) => sid !== 'sid-out') }),
    ],
    ['a schedule that is gone', 'schedules_once', withStored({ schedules: [] })],
    [
      'a schedule that never ran',
      'schedules_once',
      withStored({
        schedules: [{ _id: 's1', status: 'pending', occurrences: 0, missedRuns: 0 }],
      }),
    ],
    [
      'a schedule that ran twice',
      'schedules_once',
      withStored({ calls: changed('out', { scheduleId: 's1' }) }),
    ],
    [
      'a promise to call back that was forgotten',
      'callbacks_kept',
      withStored({
        callbacks: [{ _id: 'in', phoneNumber: '+919700000003', state: 'waiting', attempts: 1 }],
      }),
    ],
    ['an event that is missing', 'events_complete', withStored({ events: without(events, 'e2') })],
    [
      'an event without a number',
      'events_complete',
      withStored({
        events: [...events, { _id: 'e11', type: 'x', callLogId: 'in', agentId: null, at: at(9) }],
      }),
    ],
    ['an event that a socket missed', 'sockets_hear_all', withHeard([2, 3, 4, 6, 7, 8, 9, 10])],
    [
      'an event that a socket heard too late',
      'sockets_hear_all',
      withHeard([2, 4, 3, 5, 6, 7, 8, 9, 10]),
    ],
    [
      'an event that an agent missed',
      'sockets_hear_all',
      { ...KEPT, sockets: [{ ...KEPT.sockets[1]!, heard: [2] }] },
    ],
    [
      'a socket that went on from another event than its last',
      'sockets_hear_all',
      { ...KEPT, sockets: [{ ...KEPT.sockets[0]!, problems: ['call_update 4 after 2'] }] },
    ],
    [
      'a socket that was never told anything',
      'sockets_hear_all',
      { ...KEPT, sockets: [{ ...KEPT.sockets[0]!, until: 1, heard: [] }] },
    ],
    [
      'a webhook that never came',
      'webhooks_hear_all',
      { ...KEPT, receiver: { ...KEPT.receiver, heard: KEPT.receiver.heard.slice(0, 4) } },
    ],
    [
      'webhooks of a call out of order',
      'webhooks_hear_all',
      { ...KEPT, receiver: { ...KEPT.receiver, heard: KEPT.receiver.heard.toReversed() } },
    ],
    ['figures that differ', 'figures_equal_recount', { ...KEPT, recountDifferences: 2 }],
    [
      'figures that do not have a call',
      'figures_equal_recount',
      withStored({ figures: { answered: 0, abandoned: 0, placedCalls: 3 } }),
    ],
    ['a recount that failed', 'figures_equal_recount', { ...KEPT, recountDifferences: null }],
    ...(['places', 'lines', 'waiting', 'leases', 'sessions'] as const).map(
      (what): [string, PromiseName, History] => [
        `${what} that were not given back`,
        'nothing_leaked',
        withStored({ left: { ...left, [what]: ['one'] } }),
      ],
    ),
  ];

  it.each(planted)('finds %s', (_what, promise, history) => {
    expect(brokenIn(history)).toContain(promise);
  });

  it('lets a customer be engaged', () => {
    const overCapacity = [{ number: '+919700000001', dialledFor: 'sid-out', leg: 'to' as const }];
    expect(brokenIn(withExotel({ overCapacity }))).toEqual([]);
  });

  it('knows each promise by a violation that was planted', () => {
    expect(new Set(planted.map(([, promise]) => promise))).toEqual(
      new Set(Object.keys(check(KEPT))),
    );
  });
});
