import type { TenantId } from '../../common/ids.js';
import type { TenantFeed } from '../feed/tenant-feed.js';
import type { Connection } from './connection.js';

/** One company's sockets on this node, by the rooms that they are in. */
export class Floor {
  readonly connections = new Set<Connection>();
  /** Nobody was here any more: it hears nothing. */
  isClosed = false;
  /** Has anything happened since the gauges were looked at? */
  hasNews = true;
  private readonly rooms = new Map<string, Set<Connection>>();

  constructor(
    readonly clientId: TenantId,
    readonly feed: TenantFeed,
  ) {}

  enter(connection: Connection): void {
    this.connections.add(connection);
    for (const room of connection.rooms) this.put(room, connection);
  }

  leave(connection: Connection): void {
    this.connections.delete(connection);
    for (const room of connection.rooms) this.take(room, connection);
  }

  /** From the rooms where it is into others. */
  move(connection: Connection, rooms: ReadonlySet<string>): void {
    const isHere = this.connections.has(connection);
    for (const room of connection.rooms) {
      if (rooms.has(room)) continue;
      connection.rooms.delete(room);
      this.take(room, connection);
    }
    for (const room of rooms) {
      connection.rooms.add(room);
      if (isHere) this.put(room, connection);
    }
  }

  /** Whoever is in one of the rooms; who is in two of them comes twice. */
  *inRooms(rooms: readonly string[]): Iterable<Connection> {
    for (const room of rooms) yield* this.rooms.get(room) ?? [];
  }

  private put(room: string, connection: Connection): void {
    const members = this.rooms.get(room);
    if (members) members.add(connection);
    else this.rooms.set(room, new Set([connection]));
  }

  private take(room: string, connection: Connection): void {
    const members = this.rooms.get(room);
    members?.delete(connection);
    if (members?.size === 0) this.rooms.delete(room);
  }
}
