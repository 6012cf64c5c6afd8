import type { AgentId } from '../../common/ids.js';
import { secondsBetween } from '../../common/time.js';
import type { FiguresChange } from '../agents/agent-figures.types.js';
import type { ReportedType, TicketTurn } from './activity.types.js';

/** What is reported of a ticket; null where the report names none. */
export interface TicketNews {
  readonly type: ReportedType;
  readonly agentId: AgentId;
  readonly ticketId: string | null;
  readonly at: Date;
  readonly rating?: number | undefined;
}

export type TurnFields = Omit<TicketTurn, '_id' | 'clientId'>;

/** What a report changes. */
export interface TicketStep {
  /** The last turn as it is now; null: unchanged. */
  readonly changed: TurnFields | null;
  /** A new turn. */
  readonly added: TurnFields | null;
  readonly figures: FiguresChange;
  /** Another agent who has one ticket less. */
  readonly relieved: AgentId | null;
  /** The ticket was in that state already: nothing is counted. */
  readonly isRepeat: boolean;
}

const NOTHING: TicketStep = {
  changed: null,
  added: null,
  figures: { counters: {} },
  relieved: null,
  isRepeat: false,
};

/**
 * What a report means, given the ticket's last turn. A ticket belongs to the agent whom it was
 * assigned to last, until it is resolved; assigned again after that, it begins anew. A report
 * without a ticket's id is taken as it is.
 */
export function takeNews(last: TurnFields | null, news: TicketNews): TicketStep {
  const rated = news.rating === undefined ? {} : { rating: news.rating };
  const step = stepOf(last, news);
  if (step.isRepeat) return step;
  return { ...step, figures: { ...step.figures, ...rated } };
}

function stepOf(last: TurnFields | null, news: TicketNews): TicketStep {
  switch (news.type) {
    case 'ticket_assigned':
      return assigned(last, news);
    case 'ticket_resolved':
      return resolved(last, news);
    case 'message_sent':
      return messageSent(last, news);
    default:
      return NOTHING;
  }
}

function assigned(last: TurnFields | null, { agentId, ticketId, at }: TicketNews): TicketStep {
  const figures = { counters: { currentTickets: 1 } };
  if (ticketId === null) return { ...NOTHING, figures };
  const isOpen = last?.endedAt === null;
  if (isOpen && last.agentId === agentId) return { ...NOTHING, isRepeat: true };
  return {
    ...NOTHING,
    figures,
    changed: isOpen ? { ...last, endedAt: at, end: 'reassigned' } : null,
    relieved: isOpen ? last.agentId : null,
    added: {
      ticketId,
      number: (last?.number ?? 0) + 1,
      agentId,
      assignedAt: at,
      answeredAt: null,
      endedAt: null,
      end: null,
    },
  };
}

function resolved(last: TurnFields | null, { agentId, ticketId, at }: TicketNews): TicketStep {
  const counters = { totalTicketsHandled: 1, ticketsResolvedToday: 1 };
  const ownToo = { counters: { ...counters, currentTickets: -1 } };
  if (ticketId === null) return { ...NOTHING, figures: ownToo };
  // Nobody told of its assignment: a turn that begins and ends with this.
  if (!last) {
    const turn = { ticketId, number: 1, agentId, assignedAt: at, answeredAt: null } as const;
    return { ...NOTHING, figures: { counters }, added: { ...turn, endedAt: at, end: 'resolved' } };
  }
  if (last.endedAt !== null) return { ...NOTHING, isRepeat: true };
  const isOwn = last.agentId === agentId;
  return {
    ...NOTHING,
    changed: { ...last, endedAt: at, end: 'resolved' },
    figures: isOwn ? ownToo : { counters },
    relieved: isOwn ? null : last.agentId,
  };
}

/** Response time: from `ticket_assigned` to the first `message_sent` of the same ticket. */
function messageSent(last: TurnFields | null, { agentId, at }: TicketNews): TicketStep {
  const figures = { counters: { messagesHandledToday: 1 } };
  const isFirst = last?.agentId === agentId && last.endedAt === null && last.answeredAt === null;
  if (!isFirst) return { ...NOTHING, figures };
  const answerSeconds = secondsBetween(last.assignedAt, at) ?? 0;
  return {
    ...NOTHING,
    figures: { ...figures, answerSeconds },
    changed: { ...last, answeredAt: at },
  };
}
