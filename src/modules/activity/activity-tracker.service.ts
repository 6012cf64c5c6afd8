import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Ids, type AgentId, type TenantId } from '../../common/ids.js';
import { EventStore } from '../../platform/events/event-store.js';
import { AgentActivities } from '../agents/agent-activities.service.js';
import { AgentFiguresService } from '../agents/agent-figures.service.js';
import { AgentsService } from '../agents/agents.service.js';
import type { Activity } from '../agents/agents.types.js';
import { agentActivity } from './activity.events.js';
import type { ReportedActivity, ReportedType } from './activity.types.js';
import { takeNews } from './ticket.domain.js';
import { TicketTurnsRepository } from './ticket-turns.repository.js';

const DESCRIPTIONS: Readonly<Record<ReportedType, string>> = {
  ticket_assigned: 'Got a ticket',
  ticket_resolved: 'Resolved a ticket',
  message_sent: 'Sent a message',
  call_offered: 'Was offered a call',
  call_answered: 'Answered a call',
  call_missed: 'Missed a call',
  call_completed: 'Completed a call',
};

/** Takes in what is reported of agents: the line, the ticket, the figures and the event together. */
@Injectable()
export class ActivityTracker {
  constructor(
    private readonly agents: AgentsService,
    private readonly activities: AgentActivities,
    private readonly figures: AgentFiguresService,
    private readonly turns: TicketTurnsRepository,
    private readonly events: EventStore,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * In the caller's transaction, which must be tried again when it finds a duplicate key: two
   * reports of one ticket came at once.
   * @throws AgentErrors.AGENT_NOT_FOUND
   */
  async track(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    reported: ReportedActivity,
  ): Promise<Activity> {
    await this.agents.require(session, clientId, agentId);
    const { type } = reported;
    const metadata = reported.metadata ?? {};
    const at = this.clock.date();
    const ticketId = ticketOf(metadata);
    const rating = typeof metadata['rating'] === 'number' ? metadata['rating'] : undefined;
    const last = ticketId === null ? null : await this.turns.findLast(session, clientId, ticketId);
    const step = takeNews(last, { type, agentId, ticketId, at, rating });
    if (last && step.changed) await this.turns.update(session, clientId, last._id, step.changed);
    if (step.added) {
      await this.turns.insert(session, { _id: this.ids.next(), clientId, ...step.added });
    }
    if (step.relieved !== null) {
      const counters = { currentTickets: -1 };
      await this.figures.apply(session, clientId, step.relieved, { counters });
    }
    const figures = await this.figures.apply(session, clientId, agentId, step.figures);
    const counted = {
      ...(rating !== undefined && { rating }),
      ...(step.isRepeat && { isRepeat: true as const }),
    };
    const [activity] = await this.activities.record(session, {
      clientId,
      agentId,
      type,
      description: reported.description ?? DESCRIPTIONS[type],
      metadata,
      timestamp: at,
      ...(Object.keys(counted).length > 0 && { counted }),
    });
    if (!activity) throw new Error('no line was recorded');
    await this.events.append(session, [agentActivity(clientId, activity, figures)]);
    return activity;
  }
}

function ticketOf(metadata: Readonly<Record<string, unknown>>): string | null {
  const { ticketId } = metadata;
  if (typeof ticketId === 'string' && ticketId !== '') return ticketId;
  return typeof ticketId === 'number' ? String(ticketId) : null;
}
