import type { Principal } from '../../platform/http/auth.decorators.js';
import { defaultRooms, type Member } from '../feed/rooms.domain.js';
import type { Admission } from './handshake.service.js';
import type { Pulse } from './pulse.js';

/** Why a socket is closed; it is told so before. */
export const CLOSE_REASONS = [
  'token_expired',
  'session_ended',
  'password_change_required',
  'too_slow',
  'flood',
  'unavailable',
  'shutting_down',
] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** Reasons after which the same client may simply connect again. */
const PASSING: ReadonlySet<CloseReason> = new Set(['too_slow', 'unavailable', 'shutting_down']);

/** What a socket is told before it is closed. */
export const closingMessage = (reason: CloseReason) => ({
  reason,
  reconnect: PASSING.has(reason),
});

/** A way in which messages reach sockets: socket.io or plain frames. */
export interface Medium {
  readonly name: 'socket.io' | 'websocket';
  /** The same message to many, encoded once. */
  sendAll(links: readonly Link[], event: string, data: unknown): void;
}

/** The wire of one socket. */
export interface Link {
  readonly id: string;
  readonly medium: Medium;
  readonly pulse: Pulse;
  send(event: string, data: unknown): void;
  /** Bytes that wait because the other side does not read. */
  backlog(): number;
  /** Tells why, and closes once that is on its way. */
  close(reason: CloseReason): void;
  /** Closes at once: the other side would not read a word. */
  cut(): void;
}

/** Who is at a socket, as the session or the key says now. */
export type SocketPrincipal = Principal & Member;

/** One open socket: whose it is, what it hears, and what it was sent last. */
export class Connection {
  who: SocketPrincipal;
  readonly rooms: Set<string>;
  /** Everything up to this number was sent, or was not for it. */
  position = 0;
  /** The number of the last event that was sent; before the first, where it began. */
  lastSent = 0;
  /** Has it got what it missed, so that events reach it as they come? */
  isLive = false;
  isClosed = false;
  /** Must its session be looked at? */
  isDoubtful = false;
  /** What it was told of each gauge, to tell it only what changed. */
  readonly gauges = new Map<string, string>();

  constructor(
    readonly link: Link,
    readonly admission: Admission,
  ) {
    this.who = admission.who;
    this.rooms = new Set(defaultRooms(this.who));
  }

  get id(): string {
    return this.link.id;
  }

  /** Is the agent itself at it, and not a program that acts for none? */
  get isOfAgent(): boolean {
    return !this.who.apiKey || this.who.role !== 'admin';
  }
}
