import { asAgentId, type AgentId } from '../../common/ids.js';
import type { EventDocument } from '../../platform/events/event.schema.js';
import type { Audience, NumberedEventName, Wire } from './wire.types.js';

type Stored = Pick<EventDocument, 'type' | 'at' | 'callLogId' | 'agentId' | 'data'>;
type Fields = Readonly<Record<string, unknown>>;

/** One kind of stored event: its name on the wire, what it says, and who hears it. */
interface Translation {
  readonly type: RegExp;
  readonly event: NumberedEventName;
  data(event: Stored, fields: Fields): Fields;
  audience(event: Stored, fields: Fields): Audience | null;
}

/**
 * From stored events to those of sockets, in one table: the first row that fits counts, and what
 * fits none stays inside. One stored event is one on the wire: its number is enough to go on after.
 */
const TRANSLATIONS: readonly Translation[] = [
  { type: /^agent\.online$/, event: 'agent_online', data: moment, audience: everybody },
  { type: /^agent\.offline$/, event: 'agent_offline', data: moment, audience: everybody },
  {
    type: /^agent\.status_changed$/,
    event: 'agent_status_change',
    data: (event, { status }) => ({ ...moment(event), status }),
    audience: everybody,
  },
  { type: /^agent\.created$/, event: 'agent_created', data: agent, audience: everybody },
  {
    type: /^agent\.(deleted|deactivated)$/,
    event: 'agent_deleted',
    data: moment,
    audience: everybody,
  },
  {
    type: /^agent\.(updated|reactivated)$/,
    event: 'agent_updated',
    data: agent,
    audience: everybody,
  },
  {
    type: /^(agent\.)?activity(\.|_|$)/,
    event: 'agent_activity',
    data: (event, fields) => ({ ...unwrapped(fields, 'activity'), ...moment(event) }),
    audience: everybody,
  },
  {
    type: /^agent\.performance_level_changed$/,
    event: 'performance_update',
    data: (event, { to }) => ({ ...moment(event), metric: 'performanceLevel', value: to }),
    audience: everybody,
  },
  {
    type: /^(agent\.)?performance(\.|_|$)/,
    event: 'performance_update',
    data: (event, { metric, value }) => ({ ...moment(event), metric, value }),
    audience: everybody,
  },
  {
    type: /^call\.offered$/,
    event: 'call_offered',
    data: (event, fields) => ({ ...fields, ...ofCall(event) }),
    audience: ownAndAdmins,
  },
  {
    type: /^call\.ended$/,
    event: 'call_ended',
    data: (event, fields) => ({ ...fields, ...ofCall(event) }),
    audience: ownAndAdmins,
  },
  {
    type: /^call\./,
    event: 'call_update',
    data: (event, fields) => ({ ...fields, change: event.type.slice(5), ...ofCall(event) }),
    audience: ownAndAdmins,
  },
  {
    type: /^anomaly(\.|_)/,
    event: 'anomaly_detected',
    data: (event, fields) => ({ ...unwrapped(fields, 'anomaly'), timestamp: event.at }),
    audience: () => ({ kind: 'analysts' }),
  },
  { type: /^(batch|bulk)(\.|_)/, event: 'batch_progress', data: progress, audience: whoBegan },
  { type: /^report(\.|_)/, event: 'report_progress', data: progress, audience: whoBegan },
];

/** The event as sockets hear it; null when they hear nothing of it. */
export function wireOf(event: Stored): Wire | null {
  const row = TRANSLATIONS.find(({ type }) => type.test(event.type));
  if (!row) return null;
  const fields = fieldsOf(event.data);
  const audience = row.audience(event, fields);
  return audience && { event: row.event, data: row.data(event, fields), audience };
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (data: unknown): Fields => (isObject(data) ? data : {});

/** What an event tells of, whether it stands in a field of its own or not. */
function unwrapped(fields: Fields, name: string): Fields {
  const inner = fields[name];
  return isObject(inner) ? inner : fields;
}

const agentOf = (event: Stored): AgentId | null => {
  const id = event.agentId ?? fieldsOf(event.data)['agentId'];
  return typeof id === 'number' ? asAgentId(id) : null;
};

function moment(event: Stored): Fields {
  return { agentId: agentOf(event), timestamp: event.at };
}

function ofCall(event: Stored): Fields {
  return { callLogId: event.callLogId ?? null, ...moment(event) };
}

function progress(event: Stored, fields: Fields): Fields {
  return { ...fields, timestamp: event.at };
}

/** What sign-in and search keep of an agent for themselves. */
const INTERNAL = /(hash|key|keys)$/i;

/** The agent itself, as `GET /api/agents/:id` shows it. */
function agent(event: Stored, fields: Fields): Fields {
  const shown = Object.entries(unwrapped(fields, 'agent')).filter(([name]) => !INTERNAL.test(name));
  return { id: agentOf(event), ...Object.fromEntries(shown) };
}

function everybody(event: Stored): Audience {
  return { kind: 'everybody', about: agentOf(event) };
}

function ownAndAdmins(event: Stored): Audience {
  return { kind: 'admins', and: agentOf(event) };
}

/** Fields that name whoever began a piece of work. */
const BEGINNERS = ['startedBy', 'requestedBy', 'createdBy', 'agentId'] as const;

function whoBegan(event: Stored, fields: Fields): Audience | null {
  const named = [...BEGINNERS.map((name) => fields[name]), event.agentId];
  const id = named.find((value): value is number => Number.isInteger(value));
  return id === undefined ? null : { kind: 'person', agentId: asAgentId(id) };
}
