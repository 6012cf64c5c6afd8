import { z } from 'zod';
import { ROLES } from '../../src/platform/http/roles.js';
import { ANOMALY_STATES } from '../../src/modules/anomalies/anomaly.types.js';
import { KINDS, METRICS } from '../../src/modules/anomalies/detection.domain.js';
import { ONLINE_STATUSES } from '../../src/modules/agents/agents.types.js';
import { END_CAUSES, INBOUND_STATES } from '../../src/modules/calls/call.types.js';
import type { GaugeName, NumberedEventName } from '../../src/modules/feed/wire.types.js';
import { REPORT_TYPES } from '../../src/modules/report-content/report-content.types.js';
import { FORMATS } from '../../src/modules/report-writing/report-file.types.js';
import { REPORT_STATES } from '../../src/modules/reports/report.types.js';
import { CLOSE_REASONS } from '../../src/modules/realtime/connection.js';

export interface Described {
  readonly summary: string;
  readonly schema: z.ZodType;
}

const time = z.iso.datetime();
const agentId = z.int().describe('an agent of the company');
const count = z.int().min(0);
const nullable = <T extends z.ZodType>(schema: T) => schema.nullable();

/** What every stored event carries beside what it says. */
const numbers = {
  seq: z.int().min(1).describe('the number of the event in its company'),
  prev: z
    .int()
    .min(0)
    .describe('the one sent to this socket before: another than yours means that one is missing'),
};
const moment = { agentId, timestamp: time };
const call = { callLogId: z.string(), agentId: nullable(agentId), timestamp: time };

const agent = z.looseObject({
  id: agentId,
  clientId: z.string(),
  username: z.string(),
  email: z.string(),
  fullName: z.string(),
  role: z.enum(ROLES),
  department: z.string(),
  isActive: z.boolean(),
  onlineStatus: z.enum(ONLINE_STATUSES),
  ...numbers,
});

/** Stored events: numbered, and sent again to who comes back. */
export const NUMBERED: Readonly<Record<NumberedEventName, Described>> = {
  agent_online: {
    summary: 'An agent came to be there.',
    schema: z.strictObject({ ...moment, ...numbers }),
  },
  agent_offline: {
    summary: 'An agent is gone.',
    schema: z.strictObject({ ...moment, ...numbers }),
  },
  agent_status_change: {
    summary: 'What others see of an agent changed, or what it chose.',
    schema: z.strictObject({ ...moment, status: z.enum(ONLINE_STATUSES), ...numbers }),
  },
  agent_activity: {
    summary: 'An agent did something: a line of its history.',
    schema: z.looseObject({ ...moment, ...numbers }),
  },
  performance_update: {
    summary: 'A figure of an agent changed.',
    schema: z.strictObject({ ...moment, metric: z.string(), value: z.unknown(), ...numbers }),
  },
  agent_created: { summary: 'Somebody new: the agent.', schema: agent },
  agent_updated: { summary: 'What an agent is or may do changed: the agent.', schema: agent },
  agent_deleted: {
    summary: 'An agent was deactivated.',
    schema: z.strictObject({ ...moment, ...numbers }),
  },
  call_offered: {
    summary:
      'A call is offered to an agent: its phone rings from now on. To that agent and admins.',
    schema: z.looseObject({
      ...call,
      agentId,
      offerId: z.string().describe('for accept_call and reject_call'),
      number: z.int().min(1).describe('of the offer within the call'),
      ringUntil: time,
      sector: nullable(z.string()),
      teamId: nullable(z.string()),
      priority: z.int(),
      ...numbers,
    }),
  },
  call_update: {
    summary: 'A call moved on. To the agent whom it concerns and admins.',
    schema: z.looseObject({
      ...call,
      change: z
        .string()
        .describe(
          'received, queued, reserved, ringing, answered, talk_ended, offer_accepted, offer_rejected, offer_ended, confirmed …',
        ),
      status: z.enum(INBOUND_STATES).or(z.string()),
      ...numbers,
    }),
  },
  call_ended: {
    summary: 'A call is over. To the agent who had it and admins.',
    schema: z.looseObject({
      ...call,
      status: z.string(),
      cause: z.enum(END_CAUSES).or(z.string()).nullable(),
      waitSeconds: nullable(count),
      talkSeconds: nullable(count),
      ...numbers,
    }),
  },
  anomaly_detected: {
    summary:
      'A figure is not what it should be, or somebody said so, or it is over: `state` tells. To ' +
      'admins and viewers.',
    schema: z.looseObject({
      id: z.string(),
      sector: z.string().nullable().describe('null: of all calls of the company'),
      metric: z.enum(METRICS),
      kind: z.enum(KINDS),
      direction: z.enum(['above', 'below']),
      state: z.enum(ANOMALY_STATES),
      since: time,
      until: time,
      actual: z.number(),
      expected: z.number(),
      p: z.number().min(0).max(1).describe('how likely it is by chance alone'),
      timestamp: time,
      ...numbers,
    }),
  },
  batch_progress: {
    summary: 'How far a batch is. To whoever began it.',
    schema: z.looseObject({ timestamp: time, ...numbers }),
  },
  report_progress: {
    summary: 'How far a report is. To whoever asked for it.',
    schema: z.looseObject({
      reportId: z.string(),
      type: z.enum(REPORT_TYPES),
      format: z.enum(FORMATS),
      title: z.string(),
      state: z.enum(REPORT_STATES),
      progress: z.int().min(0).max(100).describe('percent'),
      rows: count,
      createdBy: agentId,
      timestamp: time,
      ...numbers,
    }),
  },
};

const line = z.strictObject({
  teamId: nullable(z.string()),
  sector: nullable(z.string()),
  waiting: count,
  longestWaitSeconds: count,
});

/** Figures of the moment, once a second at the most. */
export const GAUGES: Readonly<Record<GaugeName, Described>> = {
  queue_update: {
    summary: 'Who waits. An agent gets the lines that it may serve.',
    schema: z.strictObject({
      waiting: count,
      longestWaitSeconds: count,
      lines: z.array(line),
      asOf: time,
    }),
  },
  metrics_update: {
    summary: 'The floor as GET /api/metrics/live shows it.',
    schema: z.looseObject({
      callsWaiting: count,
      longestWaitSeconds: count,
      ringing: count,
      inTalk: count,
      agents: z.record(z.string(), count),
      serviceLevel: z.looseObject({}),
      today: z.looseObject({ offered: count, answered: count, abandoned: count }),
      asOf: time,
    }),
  },
};

const answered = z.discriminatedUnion('ok', [
  z.strictObject({ event: z.string().nullable(), ok: z.literal(true), data: z.unknown() }),
  z.strictObject({
    event: z.string().nullable(),
    ok: z.literal(false),
    error: z.strictObject({
      code: z.string().describe('one of docs/errors.md'),
      message: z.string(),
      details: z.array(z.strictObject({ field: z.string(), message: z.string() })).optional(),
    }),
  }),
]);

/** What the socket itself is told. */
export const SOCKET: Readonly<Record<string, Described>> = {
  ready: {
    summary: 'The first message: from which number on this socket hears everything.',
    schema: z.strictObject({
      seq: z.int().min(0).describe('say it as lastSeq until an event has come'),
      resumed: z.boolean().describe('true: what was missed since lastSeq follows'),
      reload: z
        .boolean()
        .describe('true: lastSeq is over 24 hours old or unknown; read the state anew over HTTP'),
      agentId,
      clientId: z.string(),
      role: z.enum(ROLES),
      rooms: z.array(z.string()),
      serverTime: time,
      expiresAt: nullable(time).describe(
        'when the token, and this socket, ends; null for API keys',
      ),
    }),
  },
  closing: {
    summary: 'The last message: why the socket is closed.',
    schema: z.strictObject({
      reason: z.enum(CLOSE_REASONS),
      reconnect: z.boolean().describe('true: connect again, with lastSeq'),
    }),
  },
  ack: {
    summary:
      'The answer to a message that was sent without a callback. Plain frames carry the id of the message beside it.',
    schema: answered,
  },
};
