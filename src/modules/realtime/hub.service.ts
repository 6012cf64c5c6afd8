import { setTimeout as sleep } from 'node:timers/promises';
import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CommonErrors, DomainError } from '../../common/errors.js';
import type { AgentId, SessionId } from '../../common/ids.js';
import { Log } from '../../platform/logging/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { SessionChecks, type SessionDoubt } from '../auth/session-checks.js';
import { isShown, mayJoin, roomsAfter } from '../feed/rooms.domain.js';
import { Connection, type CloseReason, type Link } from './connection.js';
import { Deliveries } from './deliveries.service.js';
import type { Admission } from './handshake.service.js';
import { SilentSockets } from './silent-sockets.js';
import { SocketRegistry } from './socket-registry.service.js';

const SWEEP_MS = 1000;
/** Sockets of one agent on one node. */
export const SOCKETS_OF_AGENT = 20;
/** What is said last may take so long to go out; then the socket is cut. */
const FAREWELL_MS = 500;

/** The open sockets of this node: whose they are, and how long they stay. */
@Injectable()
export class Hub implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly connections = new Set<Connection>();
  private readonly byAgent = new Map<AgentId, Set<Connection>>();
  private readonly bySession = new Map<SessionId, Set<Connection>>();
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;
  private readonly open;
  private readonly closed;

  constructor(
    private readonly deliveries: Deliveries,
    private readonly checks: SessionChecks,
    private readonly registry: SocketRegistry,
    private readonly silent: SilentSockets,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.open = metrics.gauge('crosspoint_sockets_open', 'Open sockets', ['transport']);
    this.closed = metrics.counter('crosspoint_sockets_closed_total', 'Sockets closed by us', [
      'reason',
    ]);
    for (const transport of ['socket.io', 'websocket']) this.open.set({ transport }, 0);
  }

  onApplicationBootstrap(): void {
    this.checks.onDoubt((doubt) => this.doubt(doubt));
    this.deliveries.onTooSlow((connection) => this.close(connection, 'too_slow'));
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
    if (connection.isOfAgent) this.follow(connection);
    this.deliveries.begin(connection).catch((error: unknown) => {
      this.log.warn('socket not served', { agentId: who.agentId, error });
      this.close(connection, 'unavailable');
    });
    return connection;
  }

  /** The socket is closed, whoever closed it. */
  left(connection: Connection): void {
    if (connection.isClosed) return;
    connection.isClosed = true;
    this.connections.delete(connection);
    const { agentId, sessionId } = connection.who;
    take(this.byAgent, agentId, connection);
    take(this.bySession, sessionId, connection);
    this.open.dec({ transport: connection.link.medium.name });
    this.deliveries.leave(connection);
    connection.link.pulse.end();
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

  /**
   * Asks the sockets that an agent has here whether somebody is there.
   * @returns whether one answered in time; null: it has none here
   */
  async reaches(agentId: AgentId): Promise<boolean | null> {
    const own = [...(this.byAgent.get(agentId) ?? [])].filter(({ isOfAgent }) => isOfAgent);
    if (own.length === 0) return null;
    const answers = await Promise.all(own.map(({ link }) => link.pulse.ask()));
    return answers.includes(true);
  }

  /** Into these rooms too, as far as it may; where it is then. */
  async join(connection: Connection, rooms: readonly string[]): Promise<readonly string[]> {
    return await this.deliveries.setRooms(connection, (current) => [
      ...current,
      ...rooms.filter((room) => mayJoin(connection.who, room)),
    ]);
  }

  /** Out of these rooms; where it is then. */
  async leave(connection: Connection, rooms: readonly string[]): Promise<readonly string[]> {
    return await this.deliveries.setRooms(connection, (current) =>
      [...current].filter((room) => !isShown(room) || !rooms.includes(room)),
    );
  }

  /** Asks a new socket at once, before its agent's first offer; of silence the floor is told. */
  private follow(connection: Connection): void {
    const { pulse } = connection.link;
    pulse.onSilent(() => void this.silent.note(connection));
    void pulse.ask();
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
      await this.deliveries.setRooms(connection, (current) => roomsAfter(current, before, after));
    } catch (error) {
      const reason = reasonOf(error);
      if (reason) {
        this.close(connection, reason);
        return;
      }
      // The sweep looks again, whatever an older look says meanwhile.
      connection.isDoubtful = true;
      this.log.warn('session of a socket not looked at', { error });
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
    this.deliveries.closeEmpty();
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
