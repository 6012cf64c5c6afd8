import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CommonErrors, DomainError } from '../../common/errors.js';
import type { AgentId, SessionId, TenantId } from '../../common/ids.js';
import { Log } from '../../platform/logging/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { SessionChecks, type SessionDoubt } from '../auth/session-checks.js';
import { Feeds } from '../feed/feeds.service.js';
import { isShown, mayJoin, roomsAfter } from '../feed/rooms.domain.js';
import type { Told } from '../feed/tenant-feed.js';
import { Connection, type CloseReason, type Link, type Medium } from './connection.js';
import { Floor } from './floor.js';
import type { Admission } from './handshake.service.js';
import { SocketRegistry } from './socket-registry.service.js';

const SWEEP_MS = 1000;
/** A socket that leaves more than this unread is closed. */
export const BACKLOG_BYTES = 1024 * 1024;
/** Sockets of one agent on one node. */
export const SOCKETS_OF_AGENT = 20;
const REPLAY_AT_ONCE = 200;
/** A socket that is sent what it missed must read it; it is looked at so often, for so long. */
const DRAIN_LOOK_MS = 20;
const DRAIN_MS = 30_000;
/** What is said last may take so long to go out; then the socket is cut. */
const FAREWELL_MS = 500;

/** The open sockets of this node: what each is sent, how long it stays. */
@Injectable()
export class Hub implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly floors = new Map<TenantId, Promise<Floor>>();
  private readonly connections = new Set<Connection>();
  private readonly byAgent = new Map<AgentId, Set<Connection>>();
  private readonly bySession = new Map<SessionId, Set<Connection>>();
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;
  private readonly open;
  private readonly sent;
  private readonly closed;

  constructor(
    private readonly feeds: Feeds,
    private readonly checks: SessionChecks,
    private readonly registry: SocketRegistry,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.open = metrics.gauge('crosspoint_sockets_open', 'Open sockets', ['transport']);
    this.sent = metrics.counter('crosspoint_socket_events_total', 'Events sent to sockets', [
      'event',
    ]);
    this.closed = metrics.counter('crosspoint_sockets_closed_total', 'Sockets closed by us', [
      'reason',
    ]);
    for (const transport of ['socket.io', 'websocket']) this.open.set({ transport }, 0);
  }

  onApplicationBootstrap(): void {
    this.checks.onDoubt((doubt) => this.doubt(doubt));
    this.timer = setInterval(() => this.sweep(), SWEEP_MS);
    this.timer.unref();
  }

  /** Tells every socket, closes it, and notes that it is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    const open = [...this.connections];
    for (const connection of open) this.close(connection, 'shutting_down');
    await this.registry.nodeCloses();
    if (open.length > 0) await sleep(FAREWELL_MS);
  }

  /**
   * A place for one more socket of an agent.
   * @throws CommonErrors.UNAVAILABLE while this node stops, RATE_LIMITED when it has too many
   */
  mustHavePlace(agentId: AgentId): void {
    if (this.isStopping) throw CommonErrors.UNAVAILABLE({ retryAfterSeconds: 1 });
    if ((this.byAgent.get(agentId)?.size ?? 0) >= SOCKETS_OF_AGENT) {
      throw CommonErrors.RATE_LIMITED({ message: 'This agent has too many open sockets' });
    }
  }

  /** Takes an admitted socket in: it gets what it missed, then what comes. */
  enter(link: Link, admission: Admission): Connection {
    const connection = new Connection(link, admission);
    const { who } = connection;
    this.connections.add(connection);
    put(this.byAgent, who.agentId, connection);
    put(this.bySession, who.sessionId, connection);
    this.open.inc({ transport: link.medium.name });
    // The session may have ended between the look at it and now.
    connection.isDoubtful = true;
    void this.recheck(connection);
    this.registry.opened(connection);
    this.begin(connection).catch((error: unknown) => {
      this.log.warn('socket not served', { agentId: who.agentId, error });
      this.close(connection, 'shutting_down');
    });
    return connection;
  }

  /** The socket is closed, whoever closed it. */
  left(connection: Connection): void {
    if (connection.isClosed) return;
    connection.isClosed = true;
    this.connections.delete(connection);
    const { agentId, sessionId, clientId } = connection.who;
    take(this.byAgent, agentId, connection);
    take(this.bySession, sessionId, connection);
    this.open.dec({ transport: connection.link.medium.name });
    void this.floors.get(clientId)?.then(
      (floor) => floor.leave(connection),
      () => undefined,
    );
    if (!this.isStopping) this.registry.closed(connection);
  }

  /** Tells a socket why, and closes it. */
  close(connection: Connection, reason: CloseReason): void {
    if (connection.isClosed) return;
    this.closed.inc({ reason });
    this.log.info('socket closed', { agentId: connection.who.agentId, reason });
    const { link } = connection;
    if (reason === 'too_slow') link.cut();
    else {
      link.close(reason);
      setTimeout(() => link.cut(), FAREWELL_MS).unref();
    }
    // It hears nothing more, even while its closing is on the way.
    this.left(connection);
  }

  /** Into these rooms too, as far as it may; where it is then. */
  async join(connection: Connection, rooms: readonly string[]): Promise<readonly string[]> {
    return await this.setRooms(connection, (current) => [
      ...current,
      ...rooms.filter((room) => mayJoin(connection.who, room)),
    ]);
  }

  /** Out of these rooms; where it is then. */
  async leave(connection: Connection, rooms: readonly string[]): Promise<readonly string[]> {
    return await this.setRooms(connection, (current) =>
      [...current].filter((room) => !rooms.includes(room)),
    );
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
      if (connection.link.backlog() > BACKLOG_BYTES) this.close(connection, 'too_slow');
    }
  }

  private async begin(connection: Connection): Promise<void> {
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

  /** Sends what a socket missed, until nothing is left between that and what comes live. */
  private async catchUp(floor: Floor, connection: Connection): Promise<void> {
    while (!connection.isClosed) {
      // What was told live is in the collection: once all of it was sent, the next comes live.
      if (connection.position >= floor.feed.last) {
        connection.isLive = true;
        return;
      }
      const { clientId } = connection.who;
      const read = await this.feeds.read(clientId, connection.position, REPLAY_AT_ONCE);
      for (const told of read.told) {
        if (told.rooms.some((room) => connection.rooms.has(room))) {
          this.sendNumbered(told, [connection]);
        }
      }
      connection.position = read.told.length === 0 ? floor.feed.last : read.upTo;
      await this.drained(connection);
    }
  }

  private async drained(connection: Connection): Promise<void> {
    const end = this.clock.monotonicMs() + DRAIN_MS;
    while (!connection.isClosed && connection.link.backlog() > BACKLOG_BYTES / 4) {
      if (this.clock.monotonicMs() > end) this.close(connection, 'too_slow');
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

  private async setRooms(
    connection: Connection,
    change: (current: ReadonlySet<string>) => readonly string[],
  ): Promise<string[]> {
    const floor = await this.floorOf(connection.who.clientId);
    floor.move(connection, new Set(change(connection.rooms)));
    return [...connection.rooms].filter(isShown);
  }

  private doubt(doubt: SessionDoubt): void {
    const doubted =
      doubt === 'all'
        ? this.connections
        : 'sessionId' in doubt
          ? this.bySession.get(doubt.sessionId)
          : this.byAgent.get(doubt.agentId);
    for (const connection of doubted ?? []) {
      connection.isDoubtful = true;
      void this.recheck(connection);
    }
  }

  /** Looks at the session again: it may have ended, or its agent may be somebody else now. */
  private async recheck(connection: Connection): Promise<void> {
    const before = connection.who;
    try {
      const after = await connection.admission.whoNow();
      connection.isDoubtful = false;
      connection.who = after;
      if (after.role === before.role && after.department === before.department) return;
      await this.setRooms(connection, (current) => roomsAfter(current, before, after));
    } catch (error) {
      const reason = reasonOf(error);
      if (reason) this.close(connection, reason);
      // The sweep looks again.
      else this.log.warn('session of a socket not looked at', { error });
    }
  }

  private sweep(): void {
    const now = this.clock.now();
    for (const connection of this.connections) {
      const { admission, isDoubtful, who } = connection;
      const isOver = admission.expiresAt !== null && admission.expiresAt.getTime() <= now;
      if (isOver) this.close(connection, 'token_expired');
      // Nobody tells of a key that is over; a look at it costs nothing.
      else if (isDoubtful || who.apiKey) void this.recheck(connection);
    }
    for (const [clientId, opening] of this.floors) void this.closeIfEmpty(clientId, opening);
  }

  private async closeIfEmpty(clientId: TenantId, opening: Promise<Floor>): Promise<void> {
    const floor = await opening.catch(() => null);
    if (!floor || floor.connections.size > 0 || floor.isClosed) return;
    floor.isClosed = true;
    this.floors.delete(clientId);
    this.feeds.leave(floor.feed);
  }
}

/** What a refusal means for a socket that is open; null: nothing, it could not be found out. */
function reasonOf(error: unknown): CloseReason | null {
  if (!(error instanceof DomainError)) return null;
  if (error.code === 'PASSWORD_CHANGE_REQUIRED') return 'password_change_required';
  return error.kind === 'unauthenticated' || error.kind === 'forbidden' ? 'session_ended' : null;
}

function put<K>(map: Map<K, Set<Connection>>, key: K, connection: Connection): void {
  const known = map.get(key);
  if (known) known.add(connection);
  else map.set(key, new Set([connection]));
}

function take<K>(map: Map<K, Set<Connection>>, key: K, connection: Connection): void {
  const known = map.get(key);
  known?.delete(connection);
  if (known?.size === 0) map.delete(key);
}
