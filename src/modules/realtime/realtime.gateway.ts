import { Injectable } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import { Ids } from '../../common/ids.js';
import type { DomainError } from '../../common/errors.js';
import { toDomainError } from '../../platform/http/errors.filter.js';
import { Log } from '../../platform/logging/log.js';
import { runInContext } from '../../platform/mongo/request-context.js';
import { Commands, type Answer } from './commands.service.js';
import {
  closingMessage,
  type CloseReason,
  type Connection,
  type Link,
  type Medium,
} from './connection.js';
import { Handshakes, type Admission } from './handshake.service.js';
import { Hub } from './hub.service.js';
import { Pulse } from './pulse.js';

interface SocketData {
  admission?: Admission;
}
type OurSocket = Socket<never, never, never, SocketData>;

/** One message for many sockets, encoded once by socket.io. */
class IoMedium implements Medium {
  readonly name = 'socket.io';

  constructor(private readonly server: Server) {}

  sendAll(links: readonly Link[], event: string, data: unknown): void {
    this.server.to(links.map((link) => link.id)).emit(event, data);
  }
}

class IoLink implements Link {
  /** Characters that wait until the transport can take more. */
  private queued = 0;
  readonly pulse: Pulse;

  constructor(
    private readonly socket: Socket,
    readonly medium: Medium,
  ) {
    // Pings are engine.io's own, for every client answers those; its way to send one is not typed.
    const { conn } = socket;
    const engine = conn as unknown as { sendPacket(type: 'ping'): void };
    this.pulse = new Pulse(() => engine.sendPacket('ping'));
    conn.on('packetCreate', ({ type, data }: { type: string; data?: unknown }) => {
      if (typeof data === 'string') this.queued += data.length;
      if (type === 'ping') this.pulse.asked();
    });
    conn.on('heartbeat', () => this.pulse.answered());
    conn.on('flush', () => (this.queued = 0));
  }

  get id(): string {
    return this.socket.id;
  }

  send(event: string, data: unknown): void {
    this.socket.emit(event, data);
  }

  backlog(): number {
    return this.queued;
  }

  close(reason: CloseReason): void {
    const closing = closingMessage(reason);
    this.send('closing', closing);
    // A client that is disconnected by the server stays so; one whose transport ends comes back.
    if (closing.reconnect) this.socket.conn.close();
    else this.socket.disconnect(true);
  }

  cut(): void {
    const { conn } = this.socket;
    conn.close(true);
    const { socket } = conn.transport as { readonly socket?: { terminate?(): void } };
    socket?.terminate?.();
  }
}

/** socket.io's side of the gateway; the path and the limits are the adapter's (`SocketsAdapter`). */
@Injectable()
@WebSocketGateway()
export class RealtimeGateway implements OnGatewayInit<Server>, OnGatewayConnection<OurSocket> {
  private medium: Medium | undefined;

  constructor(
    private readonly handshakes: Handshakes,
    private readonly hub: Hub,
    private readonly commands: Commands,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  afterInit(server: Server): void {
    this.medium = new IoMedium(server);
    server.use((socket: OurSocket, next) => void this.admit(socket, next));
  }

  handleConnection(socket: OurSocket): void {
    const { admission } = socket.data;
    if (!admission || !this.medium) return;
    const connection = this.hub.enter(new IoLink(socket, this.medium), admission);
    delete socket.data.admission;
    socket.on('disconnect', () => this.hub.left(connection));
    socket.onAny((event: string, ...args: unknown[]) => {
      void this.answer(connection, event, args);
    });
  }

  private async answer(connection: Connection, event: string, args: unknown[]): Promise<void> {
    const last = args.at(-1);
    const reply = typeof last === 'function' ? (last as (answer: Answer) => void) : null;
    const data = args[0] === reply ? undefined : args[0];
    const answer = await this.commands.handle(connection, event, data);
    if (reply) reply(answer);
    else connection.link.send('ack', { event, ...answer });
  }

  private async admit(socket: OurSocket, next: (refusal?: Error) => void): Promise<void> {
    const { auth, headers, query } = socket.handshake;
    await runInContext({ requestId: this.ids.next() }, async () => {
      try {
        const admission = await this.handshakes.admit({
          token: auth['token'] ?? headers.authorization ?? query['token'],
          lastSeq: auth['lastSeq'] ?? query['lastSeq'],
        });
        this.hub.mustHavePlace(admission.who.agentId);
        socket.data.admission = admission;
        next();
      } catch (error) {
        const refusal = toDomainError(error);
        if (refusal.kind === 'internal') this.log.error('socket not opened', { error });
        next(asConnectError(refusal));
      }
    });
  }
}

/** What socket.io gives the client as `connect_error`. */
function asConnectError({ code, message, details }: DomainError): Error {
  const data = { code, message, ...(details && { details }) };
  return Object.assign(new Error(message), { data });
}
