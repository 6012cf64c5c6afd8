import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { Feeds } from '../feed/feeds.service.js';
import { isShown } from '../feed/rooms.domain.js';
import type { Told } from '../feed/tenant-feed.js';
import type { Connection, Link, Medium } from './connection.js';
import { Floor } from './floor.js';

/** A socket that leaves more than this unread is closed. */
export const BACKLOG_BYTES = 1024 * 1024;
const REPLAY_AT_ONCE = 200;
/** A socket that is sent what it missed must read it; it is looked at so often, for so long. */
const DRAIN_LOOK_MS = 20;
const DRAIN_MS = 30_000;

/** What the sockets of this node are sent: what they missed, then what comes, each once. */
@Injectable()
export class Deliveries {
  private readonly floors = new Map<TenantId, Promise<Floor>>();
  private readonly sent;
  private tooSlow: (connection: Connection) => void = () => undefined;

  constructor(
    private readonly feeds: Feeds,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.sent = metrics.counter('crosspoint_socket_events_total', 'Events sent to sockets', [
      'event',
    ]);
  }

  /** Hears of sockets that do not read what they are sent. */
  onTooSlow(listener: (connection: Connection) => void): void {
    this.tooSlow = listener;
  }

  /** Lets a socket in: it is told where it begins, then sent what it missed and what comes. */
  async begin(connection: Connection): Promise<void> {
    const { clientId } = connection.who;
    const { lastSeq, expiresAt } = connection.admission;
    const isResumed = lastSeq !== null && (await this.feeds.canResume(clientId, lastSeq));
    let floor = await this.floorOf(clientId);
    while (floor.isClosed) floor = await this.floorOf(clientId);
    if (connection.isClosed) return;
    // From here to the end of the turn nothing can come between.
    const start = isResumed ? lastSeq : floor.feed.last;
    connection.position = start;
    connection.lastSent = start;
    floor.enter(connection);
    const rooms = [...connection.rooms].filter(isShown);
    const { agentId, role } = connection.who;
    this.send([connection], 'ready', {
      seq: start,
      resumed: isResumed,
      reload: lastSeq !== null && !isResumed,
      agentId,
      clientId,
      role,
      rooms,
      serverTime: this.clock.date(),
      expiresAt,
    });
    await this.catchUp(floor, connection);
  }

  /** The socket is closed. */
  leave(connection: Connection): void {
    void this.floors.get(connection.who.clientId)?.then(
      (floor) => floor.leave(connection),
      () => undefined,
    );
  }

  /** Moves a socket into other rooms; where it is then. */
  async setRooms(
    connection: Connection,
    change: (current: ReadonlySet<string>) => readonly string[],
  ): Promise<string[]> {
    const floor = await this.floorOf(connection.who.clientId);
    floor.move(connection, new Set(change(connection.rooms)));
    return [...connection.rooms].filter(isShown);
  }

  /** The companies that have open sockets here. */
  async openFloors(): Promise<readonly Floor[]> {
    const floors = await Promise.all(
      [...this.floors.values()].map((floor) => floor.catch(() => null)),
    );
    return floors.filter((floor) => floor !== null);
  }

  /** The same message to many sockets, encoded once for each medium. */
  send(connections: Iterable<Connection>, event: string, data: object): void {
    const byMedium = new Map<Medium, Link[]>();
    const reached: Connection[] = [];
    for (const connection of connections) {
      if (connection.isClosed) continue;
      reached.push(connection);
      const links = byMedium.get(connection.link.medium);
      if (links) links.push(connection.link);
      else byMedium.set(connection.link.medium, [connection.link]);
    }
    for (const [medium, links] of byMedium) medium.sendAll(links, event, data);
    this.sent.inc({ event }, reached.length);
    for (const connection of reached) {
      if (connection.link.backlog() > BACKLOG_BYTES) this.tooSlow(connection);
    }
  }

  /** Follows no company any more that nobody here listens to. */
  closeEmpty(): void {
    for (const [clientId, opening] of this.floors) void this.closeIfEmpty(clientId, opening);
  }

  /** Sends what a socket missed, until nothing is left between that and what comes live. */
  private async catchUp(floor: Floor, connection: Connection): Promise<void> {
    while (!connection.isClosed) {
      // What was told live is in the collection: once all of it was sent, the next comes live.
      const { last } = floor.feed;
      if (connection.position >= last) {
        connection.isLive = true;
        return;
      }
      const { clientId } = connection.who;
      const read = await this.feeds.read(clientId, connection.position, REPLAY_AT_ONCE);
      for (const told of read.told) {
        if (told.rooms.some((room) => connection.rooms.has(room))) {
          this.sendNumbered(told, [connection]);
          await this.drained(connection);
        }
      }
      connection.position = read.told.length === 0 ? last : read.upTo;
    }
  }

  private async drained(connection: Connection): Promise<void> {
    const end = this.clock.monotonicMs() + DRAIN_MS;
    while (!connection.isClosed && connection.link.backlog() > BACKLOG_BYTES / 4) {
      if (this.clock.monotonicMs() > end) this.tooSlow(connection);
      await sleep(DRAIN_LOOK_MS);
    }
  }

  /** Passes a live event on to everybody who hears it and has all that was before it. */
  private tell(floor: Floor, told: Told): void {
    floor.hasNews = true;
    const live: Connection[] = [];
    for (const connection of floor.inRooms(told.rooms)) {
      if (connection.isLive && told.seq > connection.position) live.push(connection);
    }
    this.sendNumbered(told, live);
  }

  private sendNumbered({ seq, wire }: Told, connections: readonly Connection[]): void {
    if (!wire) return;
    // Sockets that hear the same rooms were sent the same event before: one message for them all.
    const byPrev = new Map<number, Connection[]>();
    for (const connection of connections) {
      // In two of the rooms.
      if (connection.lastSent >= seq) continue;
      const alike = byPrev.get(connection.lastSent);
      if (alike) alike.push(connection);
      else byPrev.set(connection.lastSent, [connection]);
      connection.lastSent = seq;
    }
    for (const [prev, alike] of byPrev) this.send(alike, wire.event, { ...wire.data, seq, prev });
  }

  private async floorOf(clientId: TenantId): Promise<Floor> {
    const known = this.floors.get(clientId);
    if (known) return await known;
    const opening = this.openFloor(clientId);
    this.floors.set(clientId, opening);
    opening.catch(() => this.floors.delete(clientId));
    return await opening;
  }

  private async openFloor(clientId: TenantId): Promise<Floor> {
    const waiting: Told[] = [];
    let floor: Floor | null = null;
    const feed = await this.feeds.follow(clientId, (told) => {
      if (floor) this.tell(floor, told);
      else waiting.push(told);
    });
    floor = new Floor(clientId, feed);
    for (const told of waiting) this.tell(floor, told);
    return floor;
  }

  private async closeIfEmpty(clientId: TenantId, opening: Promise<Floor>): Promise<void> {
    const floor = await opening.catch(() => null);
    if (!floor || floor.connections.size > 0 || floor.isClosed) return;
    floor.isClosed = true;
    this.floors.delete(clientId);
    this.feeds.leave(floor.feed);
  }
}
