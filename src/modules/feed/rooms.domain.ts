import type { AgentId } from '../../common/ids.js';
import type { Role } from '../../platform/http/roles.js';
import type { Audience } from './wire.types.js';

/** Whose rooms they are. Rooms are always those of one company. */
export interface Member {
  readonly agentId: AgentId;
  readonly role: Role;
  readonly department: string;
}

export const ALL_AGENTS = 'agents:all';
export const ADMINS = 'agents:admin';
export const departmentRoom = (name: string): string => `agents:department:${name}`;
export const agentRoom = (agentId: AgentId): string => `agent:${agentId}`;

/** Rooms that nobody can ask for: they come with the role, or with being that person. */
const VIEWERS = 'role:viewer';
const personRoom = (agentId: AgentId): string => `person:${agentId}`;
const INTERNAL = /^(role|person):/;

/** Where somebody is from the start. */
export function defaultRooms({ agentId, role, department }: Member): string[] {
  return [
    ALL_AGENTS,
    departmentRoom(department),
    agentRoom(agentId),
    personRoom(agentId),
    ...(role === 'admin' ? [ADMINS] : []),
    ...(role === 'viewer' ? [VIEWERS] : []),
  ];
}

export const isShown = (room: string): boolean => !INTERNAL.test(room);

/** A room's name, read. */
export type NamedRoom =
  | { readonly kind: 'all' | 'admins' }
  | { readonly kind: 'department'; readonly name: string }
  | { readonly kind: 'agent'; readonly agentId: number };

/** Null when it is no name of a room. */
export function readRoom(room: string): NamedRoom | null {
  if (room === ALL_AGENTS) return { kind: 'all' };
  if (room === ADMINS) return { kind: 'admins' };
  const department = /^agents:department:([^]{1,100})$/.exec(room)?.[1];
  if (department !== undefined) return { kind: 'department', name: department };
  const agentId = /^agent:([1-9]\d{0,14})$/.exec(room)?.[1];
  return agentId === undefined ? null : { kind: 'agent', agentId: Number(agentId) };
}

/** May somebody be in that room? Admins in any of their company, others in their own. */
export function mayJoin(member: Member, room: string): boolean {
  if (!isShown(room) || readRoom(room) === null) return false;
  return member.role === 'admin' || defaultRooms(member).includes(room);
}

/**
 * Where somebody is after a change of role or department: what is still allowed stays, what the
 * change brings comes, and what was left on purpose stays left.
 */
export function roomsAfter(current: ReadonlySet<string>, before: Member, after: Member): string[] {
  const old = defaultRooms(before);
  const now = defaultRooms(after);
  const kept = [...current].filter((room) =>
    old.includes(room) ? now.includes(room) : mayJoin(after, room),
  );
  return [...new Set([...kept, ...now.filter((room) => !old.includes(room))])];
}

/** The rooms that hear something. @param department of the agent that it is about */
export function roomsOf(audience: Audience, department: string | null): string[] {
  switch (audience.kind) {
    case 'everybody':
      return [
        ALL_AGENTS,
        ADMINS,
        ...(department === null ? [] : [departmentRoom(department)]),
        ...(audience.about === null ? [] : [agentRoom(audience.about)]),
      ];
    case 'admins':
      return [ADMINS, ...(audience.and === null ? [] : [agentRoom(audience.and)])];
    case 'analysts':
      return [ADMINS, VIEWERS];
    case 'person':
      return [personRoom(audience.agentId)];
  }
}
