import { Injectable } from '@nestjs/common';
import { SchemaSync, type DatabaseView } from '../../platform/mongo/schema-sync.js';

const isStatus = (status: string) => ({
  $sum: { $cond: [{ $and: ['$isActive', { $eq: ['$onlineStatus', status] }] }, 1, 0] },
});
const total = (field: string) => ({ $sum: `$${field}` });
/** Null where there is nothing to divide by. */
const mean = (sum: unknown, count: string) => ({
  $cond: [{ $gt: [`$${count}`, 0] }, { $round: [{ $divide: [sum, `$${count}`] }, 2] }, null],
});

/** Each agent's days, with who it is. */
const AGENT_DAILY_SUMMARY: DatabaseView = {
  name: 'agent_daily_summary',
  on: 'agent_performance_metrics',
  pipeline: [
    { $lookup: { from: 'agents', localField: 'agentId', foreignField: '_id', as: 'agent' } },
    { $unwind: '$agent' },
    {
      $project: {
        _id: 1,
        clientId: 1,
        agentId: 1,
        date: 1,
        fullName: '$agent.fullName',
        department: '$agent.department',
        messagesHandled: 1,
        avgResponseTime: 1,
        customerSatisfaction: 1,
        ticketsResolved: 1,
        onlineHours: 1,
        slaCompliance: 1,
        isFinal: 1,
      },
    },
  ],
};

/** Each department of each company: how many agents, and what they do today. */
const DEPARTMENT_STATS: DatabaseView = {
  name: 'department_stats',
  on: 'agents',
  pipeline: [
    // Means are of what was measured: the values that an agent starts with are no figures.
    { $lookup: { from: 'agent_figures', localField: '_id', foreignField: '_id', as: 'sums' } },
    { $set: { sums: { $first: '$sums' } } },
    {
      $group: {
        _id: { clientId: '$clientId', department: '$department' },
        agents: { $sum: 1 },
        active: { $sum: { $cond: ['$isActive', 1, 0] } },
        online: isStatus('online'),
        busy: isStatus('busy'),
        away: isStatus('away'),
        currentTickets: total('currentTickets'),
        ticketsResolvedToday: total('ticketsResolvedToday'),
        messagesHandledToday: total('messagesHandledToday'),
        onlineHoursToday: total('onlineHoursToday'),
        answers: total('sums.answers'),
        answerSeconds: total('sums.answerSeconds'),
        ratings: total('sums.ratings'),
        ratingSum: total('sums.ratingSum'),
      },
    },
    {
      $set: {
        clientId: '$_id.clientId',
        department: '$_id.department',
        avgResponseTime: mean({ $divide: ['$answerSeconds', 60] }, 'answers'),
        customerSatisfaction: mean('$ratingSum', 'ratings'),
      },
    },
    { $unset: ['answers', 'answerSeconds', 'ratings', 'ratingSum'] },
  ],
};

/** Each company as it is now: its agents by status, calls they hold, calls that wait. */
const REAL_TIME_METRICS: DatabaseView = {
  name: 'real_time_metrics',
  on: 'agents',
  pipeline: [
    {
      $group: {
        _id: '$clientId',
        agents: { $sum: { $cond: ['$isActive', 1, 0] } },
        online: isStatus('online'),
        busy: isStatus('busy'),
        away: isStatus('away'),
        offline: isStatus('offline'),
        currentTickets: total('currentTickets'),
        ticketsResolvedToday: total('ticketsResolvedToday'),
        messagesHandledToday: total('messagesHandledToday'),
        onlineHoursToday: total('onlineHoursToday'),
      },
    },
    {
      $lookup: {
        from: 'agent_presence',
        localField: '_id',
        foreignField: 'clientId',
        pipeline: [{ $group: { _id: null, held: { $sum: '$activeCalls' } } }],
        as: 'presence',
      },
    },
    {
      $lookup: {
        from: 'call_queue',
        localField: '_id',
        foreignField: 'clientId',
        // Who is to be called back is not on the line.
        pipeline: [
          { $match: { state: 'waiting', isCallback: { $ne: true } } },
          { $count: 'waiting' },
        ],
        as: 'queue',
      },
    },
    {
      $set: {
        clientId: '$_id',
        activeCalls: { $ifNull: [{ $first: '$presence.held' }, 0] },
        waitingCalls: { $ifNull: [{ $first: '$queue.waiting' }, 0] },
      },
    },
    { $unset: ['presence', 'queue'] },
  ],
};

/** What is read beside the program, by reports of the company's own: each view names the tenant. */
@Injectable()
export class AgentViews {
  constructor(sync: SchemaSync) {
    sync.addViews(AGENT_DAILY_SUMMARY, DEPARTMENT_STATS, REAL_TIME_METRICS);
  }
}
