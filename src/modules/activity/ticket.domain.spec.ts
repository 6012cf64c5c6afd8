import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asAgentId } from '../../common/ids.js';
import { MINUTE } from '../../common/time.js';
import type { ReportedType } from './activity.types.js';
import { takeNews, type TurnFields } from './ticket.domain.js';

const START = Date.parse('2026-01-15T06:00:00Z');
const ANNA = asAgentId(1);
const BEN = asAgentId(2);

interface Report {
  readonly type: ReportedType;
  readonly agentId: typeof ANNA;
  readonly minute: number;
}

/** One ticket's reports in their order: every turn, and each agent's counters. */
function play(reports: readonly Report[]) {
  const turns: TurnFields[] = [];
  const counters = new Map<number, Record<string, number>>();
  const add = (agentId: number, name: string, by: number) => {
    const own = counters.get(agentId) ?? {};
    counters.set(agentId, { ...own, [name]: (own[name] ?? 0) + by });
  };
  const answers: number[] = [];
  for (const { type, agentId, minute } of reports) {
    const at = new Date(START + minute * MINUTE);
    const step = takeNews(turns.at(-1) ?? null, { type, agentId, ticketId: 'T1', at });
    if (step.changed) turns[turns.length - 1] = step.changed;
    if (step.added) turns.push(step.added);
    if (step.relieved !== null) add(step.relieved, 'currentTickets', -1);
    if (step.figures.answerSeconds !== undefined) answers.push(step.figures.answerSeconds);
    for (const [name, by] of Object.entries(step.figures.counters)) add(agentId, name, by);
  }
  return { turns, counters, answers };
}

describe('what is reported of a ticket', () => {
  it('measures from the assignment to the first message, once', () => {
    const { answers, counters } = play([
      { type: 'ticket_assigned', agentId: ANNA, minute: 0 },
      { type: 'message_sent', agentId: ANNA, minute: 4 },
      { type: 'message_sent', agentId: ANNA, minute: 9 },
      { type: 'ticket_resolved', agentId: ANNA, minute: 10 },
    ]);
    expect(answers).toEqual([240]);
    expect(counters.get(ANNA)).toEqual({
      currentTickets: 0,
      messagesHandledToday: 2,
      totalTicketsHandled: 1,
      ticketsResolvedToday: 1,
    });
  });

  it('passes a ticket from one agent to another', () => {
    const { turns, counters, answers } = play([
      { type: 'ticket_assigned', agentId: ANNA, minute: 0 },
      { type: 'ticket_assigned', agentId: BEN, minute: 5 },
      { type: 'message_sent', agentId: ANNA, minute: 6 },
      { type: 'message_sent', agentId: BEN, minute: 7 },
    ]);
    expect(turns.map(({ agentId, end }) => [agentId, end])).toEqual([
      [ANNA, 'reassigned'],
      [BEN, null],
    ]);
    expect(counters.get(ANNA)?.['currentTickets']).toBe(0);
    expect(counters.get(BEN)?.['currentTickets']).toBe(1);
    expect(answers).toEqual([120]);
  });

  it('takes a ticket that was resolved by another from the one who had it', () => {
    const { counters } = play([
      { type: 'ticket_assigned', agentId: ANNA, minute: 0 },
      { type: 'ticket_resolved', agentId: BEN, minute: 5 },
    ]);
    expect(counters.get(ANNA)).toEqual({ currentTickets: 0 });
    expect(counters.get(BEN)).toEqual({ totalTicketsHandled: 1, ticketsResolvedToday: 1 });
  });

  it('begins anew when a resolved ticket is assigned again', () => {
    const { turns, counters } = play([
      { type: 'ticket_assigned', agentId: ANNA, minute: 0 },
      { type: 'ticket_resolved', agentId: ANNA, minute: 1 },
      { type: 'ticket_assigned', agentId: ANNA, minute: 2 },
    ]);
    expect(turns.map(({ number }) => number)).toEqual([1, 2]);
    expect(counters.get(ANNA)?.['currentTickets']).toBe(1);
  });

  it('takes a report without a ticket’s id as it is', () => {
    const at = new Date(START);
    const told = (type: ReportedType) =>
      takeNews(null, { type, agentId: ANNA, ticketId: null, at });
    const nothing = { changed: null, added: null, relieved: null, isRepeat: false };
    expect(told('ticket_assigned')).toEqual({
      ...nothing,
      figures: { counters: { currentTickets: 1 } },
    });
    expect(told('ticket_resolved')).toEqual({
      ...nothing,
      figures: {
        counters: { totalTicketsHandled: 1, ticketsResolvedToday: 1, currentTickets: -1 },
      },
    });
    expect(told('message_sent')).toEqual({
      ...nothing,
      figures: { counters: { messagesHandledToday: 1 } },
    });
    expect(told('call_completed')).toEqual({
      ...nothing,
      figures: { counters: {} },
    });
  });

  it('begins and ends a turn with a resolution of which no assignment was told', () => {
    const at = new Date(START);
    const news = { type: 'ticket_resolved', agentId: BEN, ticketId: 'T1', at } as const;
    expect(takeNews(null, news)).toEqual({
      changed: null,
      added: {
        ticketId: 'T1',
        number: 1,
        agentId: BEN,
        assignedAt: at,
        answeredAt: null,
        endedAt: at,
        end: 'resolved',
      },
      figures: { counters: { totalTicketsHandled: 1, ticketsResolvedToday: 1 } },
      relieved: null,
      isRepeat: false,
    });
  });

  it('counts a customer’s answer once, with the report that is no repeat', () => {
    const at = new Date(START);
    const news = { type: 'ticket_resolved', agentId: ANNA, ticketId: 'T1', at, rating: 5 } as const;
    const first = takeNews(null, news);
    expect(first.figures.rating).toBe(5);
    const again = takeNews(first.added, news);
    expect([again.isRepeat, again.figures]).toEqual([true, { counters: {} }]);
    expect('rating' in takeNews(null, { ...news, rating: undefined }).figures).toBe(false);
  });

  it('says when a ticket was its agent’s already, and relieves nobody of one’s own', () => {
    const at = new Date(START);
    const news = { type: 'ticket_assigned', agentId: ANNA, ticketId: 'T1', at } as const;
    const { added } = takeNews(null, news);
    expect(takeNews(added, news)).toMatchObject({ isRepeat: true, added: null, changed: null });
    const step = takeNews(added, { ...news, type: 'ticket_resolved' });
    expect([step.relieved, step.figures.counters.currentTickets]).toEqual([null, -1]);
  });

  it('measures no answer of somebody else, or of a ticket that is closed', () => {
    const { answers } = play([
      { type: 'ticket_assigned', agentId: ANNA, minute: 0 },
      { type: 'message_sent', agentId: BEN, minute: 1 },
      { type: 'ticket_resolved', agentId: ANNA, minute: 2 },
      { type: 'message_sent', agentId: ANNA, minute: 3 },
    ]);
    expect(answers).toEqual([]);
  });

  const report = fc.record({
    type: fc.constantFrom<ReportedType>('ticket_assigned', 'ticket_resolved', 'message_sent'),
    agentId: fc.constantFrom(ANNA, BEN),
    minute: fc.nat({ max: 1000 }),
  });

  it('leaves one open turn at most, and counters that agree with it', () => {
    fc.assert(
      fc.property(fc.array(report, { maxLength: 30 }), (unordered) => {
        const reports = unordered.sort((a, b) => a.minute - b.minute);
        const { turns, counters } = play(reports);
        const open = turns.filter((turn) => turn.endedAt === null);
        expect(open.length).toBeLessThanOrEqual(1);
        for (const agentId of [ANNA, BEN]) {
          const current = counters.get(agentId)?.['currentTickets'] ?? 0;
          expect(current).toBe(open.filter((turn) => turn.agentId === agentId).length);
        }
        const resolved = [ANNA, BEN].reduce(
          (sum, agentId) => sum + (counters.get(agentId)?.['ticketsResolvedToday'] ?? 0),
          0,
        );
        expect(resolved).toBe(turns.filter((turn) => turn.end === 'resolved').length);
      }),
    );
  });

  it('counts nothing when a state is reported twice', () => {
    fc.assert(
      fc.property(fc.array(report, { maxLength: 20 }), (unordered) => {
        const reports = unordered
          .filter(({ type }) => type !== 'message_sent')
          .sort((a, b) => a.minute - b.minute);
        const twice = reports.flatMap((one) => [one, one]);
        expect(play(twice)).toEqual(play(reports));
      }),
    );
  });
});
