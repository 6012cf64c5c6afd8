import type { AgentId, TenantId } from '../../common/ids.js';
import { normalisePhone } from '../../common/phone.js';
import { DEFAULT_CALLS, type Agent, type AgentInput } from './agents.types.js';

/** What the figures of a new agent begin with; they count in no statistics. */
const START = {
  avgResponseTime: 5,
  customerSatisfaction: 3.5,
  performanceLevel: 'medium',
} as const;

/** An agent as it comes: active, offline, its counters at zero. */
export function newAgent(id: AgentId, clientId: TenantId, input: AgentInput, now: Date): Agent {
  const kind = input.kind ?? 'human';
  return {
    id,
    clientId,
    username: input.username,
    email: input.email,
    role: input.role,
    isActive: true,
    lastLoginAt: null,
    fullName: input.fullName,
    avatar: input.avatar ?? null,
    phone: input.phone ?? null,
    dialNumber: normalisePhone(input.phone),
    department: input.department,
    kind,
    streamUrl: input.streamUrl ?? null,
    maxConcurrentCalls: input.maxConcurrentCalls ?? DEFAULT_CALLS[kind],
    externalId: input.externalId ?? null,
    onlineStatus: 'offline',
    lastSeen: null,
    currentTickets: 0,
    totalTicketsHandled: 0,
    ticketsResolvedToday: 0,
    messagesHandledToday: 0,
    onlineHoursToday: 0,
    ...START,
    mustChangePassword: false,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}
