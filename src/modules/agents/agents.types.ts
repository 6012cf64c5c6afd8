import type { AgentId, TenantId } from '../../common/ids.js';
import type { Role } from '../../platform/http/roles.js';

/** A person, or a voice bot that takes calls as people do. */
export const AGENT_KINDS = ['human', 'bot'] as const;
export type AgentKind = (typeof AGENT_KINDS)[number];

/** What others see of an agent; derived by `heartbeat` from three facts that it keeps apart. */
export const ONLINE_STATUSES = ['online', 'offline', 'away', 'busy'] as const;
export type OnlineStatus = (typeof ONLINE_STATUSES)[number];

export const PERFORMANCE_LEVELS = ['high', 'medium', 'low'] as const;
export type PerformanceLevel = (typeof PERFORMANCE_LEVELS)[number];

export const ACTIVITY_TYPES = [
  'login',
  'logout',
  'status_change',
  'ticket_assigned',
  'ticket_resolved',
  'message_sent',
  'call_offered',
  'call_answered',
  'call_missed',
  'call_completed',
] as const;
export type ActivityType = (typeof ACTIVITY_TYPES)[number];

/** How many calls a person or a bot takes at once unless told otherwise. */
export const DEFAULT_CALLS: Readonly<Record<AgentKind, number>> = { human: 1, bot: 10 };

/** An agent as everybody but sign-in sees it: without its password. */
export interface Agent {
  readonly id: AgentId;
  readonly clientId: TenantId;
  readonly username: string;
  readonly email: string;
  readonly role: Role;
  readonly isActive: boolean;
  readonly lastLoginAt: Date | null;
  readonly fullName: string;
  readonly avatar: string | null;
  /** As it was given. */
  readonly phone: string | null;
  /** The same number in E.164; null when it is no number that can be dialled. */
  readonly dialNumber: string | null;
  readonly department: string;
  readonly kind: AgentKind;
  /** Where a bot listens for the audio of its calls (WebSocket); null: it is dialled by its phone. */
  readonly streamUrl: string | null;
  readonly maxConcurrentCalls: number;
  /** Its name in another system. */
  readonly externalId: string | null;
  readonly onlineStatus: OnlineStatus;
  readonly lastSeen: Date | null;
  readonly currentTickets: number;
  readonly totalTicketsHandled: number;
  readonly avgResponseTime: number;
  readonly customerSatisfaction: number;
  readonly ticketsResolvedToday: number;
  readonly messagesHandledToday: number;
  readonly onlineHoursToday: number;
  readonly performanceLevel: PerformanceLevel;
  readonly mustChangePassword: boolean;
  /** Counts the changes of what it is and may do; its presence is not counted. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What may be changed of an agent. */
export const CHANGEABLE = [
  'username',
  'email',
  'fullName',
  'role',
  'department',
  'phone',
  'avatar',
  'isActive',
  'kind',
  'streamUrl',
  'maxConcurrentCalls',
] as const satisfies readonly (keyof Agent)[];
export type AgentChanges = Partial<Pick<Agent, (typeof CHANGEABLE)[number]>>;

/** What sign-in needs to know of an account. */
export interface Credentials {
  readonly agent: Agent;
  readonly passwordHash: string;
  /** Null: it does not end. */
  readonly passwordUntil: Date | null;
}

/** A password that was hashed before: hashing must not hold a transaction open. */
export interface PasswordChange {
  readonly passwordHash: string;
  readonly mustChangePassword: boolean;
  /** Null: it does not end. */
  readonly passwordUntil: Date | null;
}

/** What is known of an agent when it comes. */
export interface AgentInput {
  readonly username: string;
  readonly email: string;
  readonly fullName: string;
  readonly role: Role;
  readonly department: string;
  readonly phone?: string | null;
  readonly avatar?: string | null;
  readonly kind?: AgentKind | null;
  readonly streamUrl?: string | null;
  readonly maxConcurrentCalls?: number | null;
  readonly externalId?: string | null;
}

export interface NewAgent extends AgentInput {
  readonly password: string;
}

/** One of many who come at once, from another system. */
export interface Newcomer extends AgentInput {
  readonly isActive: boolean;
  readonly passwordHash: string;
  /** When that ends; null: never. */
  readonly passwordUntil: Date | null;
  /** Its id in the other system, if it could be one of ours. */
  readonly wantedId: AgentId | null;
}

/** What lists of agents may be sorted by. */
export const AGENT_SORTS = [
  'id',
  'username',
  'fullName',
  'email',
  'role',
  'department',
  'onlineStatus',
  'performanceLevel',
  'lastLoginAt',
  'createdAt',
] as const;
export type AgentSort = (typeof AGENT_SORTS)[number];

export interface AgentFilter {
  readonly role?: Role;
  readonly isActive?: boolean;
  readonly onlineStatus?: OnlineStatus;
  readonly department?: string;
  readonly performanceLevel?: PerformanceLevel;
  /** Every word must be part of the username, name, e-mail or department. */
  readonly search?: string;
}

export interface AgentOrder {
  readonly by: AgentSort;
  readonly descending: boolean;
}

/** How many agents are alike in these. */
export interface AgentCount {
  readonly role: Role;
  readonly department: string;
  readonly isActive: boolean;
  readonly onlineStatus: OnlineStatus;
  readonly count: number;
}

/** What the figures take from a line. Set by us alone, whatever the line's metadata say. */
export interface CountedInLine {
  /** The customer's answer, 1 to 5. */
  readonly rating?: number;
  /** Its ticket was in that state already: no figure counts the line. */
  readonly isRepeat?: true;
}

/** One line of an agent's history. */
export interface NewActivity {
  readonly clientId: TenantId;
  readonly agentId: AgentId;
  readonly type: ActivityType;
  readonly description: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly counted?: CountedInLine;
  /** Of what the line tells, where that makes it one of a kind: a second one is not stored. */
  readonly id?: string;
  /** When it was; now, where it is left out. */
  readonly timestamp?: Date;
}

/** A line as others see it. */
export interface Activity {
  readonly id: string;
  readonly agentId: AgentId;
  readonly type: ActivityType;
  readonly description: string;
  readonly timestamp: Date;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The status of an agent as others see it. */
export interface ShownStatus {
  readonly agentId: AgentId;
  readonly onlineStatus: OnlineStatus;
  readonly lastSeen: Date | null;
}
