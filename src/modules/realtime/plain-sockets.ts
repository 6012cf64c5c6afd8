import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { CommonErrors, type DomainError } from '../../common/errors.js';
import { Ids } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { errorBody, STATUS_OF, toDomainError } from '../../platform/http/errors.filter.js';
import { Log } from '../../platform/logging/log.js';
import { runInContext } from '../../platform/mongo/request-context.js';
import { Commands } from './commands.service.js';
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

/** A message that is longer ends its socket. */
export const MESSAGE_BYTES = 64 * 1024;

/** Codes of RFC 6455 that applications may use. */
const CLOSE_CODES: Readonly<Record<CloseReason, number>> = {
  token_expired: 4401,
  session_ended: 4401,
  password_change_required: 4403,
  too_slow: 4408,
  flood: 4429,
  unavailable: 1013,
  shutting_down: 1012,
};

const frame = (event: string, data: unknown): string => JSON.stringify({ event, data });

const plainMedium: Medium = {
  name: 'websocket',
  sendAll(links, event, data) {
    const text = frame(event, data);
    for (const link of links) (link as PlainLink).sendText(text);
  },
};

class PlainLink implements Link {
  readonly medium = plainMedium;
  /** Did it give a sign of life since it was asked for one? */
  isAlive = true;
  readonly pulse = new Pulse(() => {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.ping();
  });

  constructor(
    readonly id: string,
    readonly socket: WebSocket,
  ) {}

  send(event: string, data: unknown): void {
    this.sendText(frame(event, data));
  }

  sendText(text: string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(text);
  }

  backlog(): number {
    return this.socket.bufferedAmount;
  }

  close(reason: CloseReason): void {
    this.send('closing', closingMessage(reason));
    this.socket.close(CLOSE_CODES[reason], reason);
  }

  cut(): void {
    this.socket.terminate();
  }
}

/**
 * WebSockets without socket.io: frames `{ event, data, id? }` in, `{ event, data }` out; each frame
 * is answered by `{ event: 'ack', id, data }`. The token comes in the header or the query.
 */
@Injectable()
export class PlainSockets implements OnApplicationShutdown {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES,
    clientTracking: false,
    perMessageDeflate: false,
  });
  private readonly links = new Set<PlainLink>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly handshakes: Handshakes,
    private readonly hub: Hub,
    private readonly commands: Commands,
    private readonly config: Config,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  /** Answers a request for a WebSocket: opens it, or refuses as HTTP does. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.timer ??= setInterval(() => this.ping(), this.config.sockets.pingMs).unref();
    const ignore = () => undefined;
    socket.on('error', ignore);
    await runInContext({ requestId: this.ids.next() }, async () => {
      try {
        const admission = await this.admit(request);
        socket.off('error', ignore);
        if (socket.destroyed) return;
        this.server.handleUpgrade(request, socket, head, (opened) => this.serve(opened, admission));
      } catch (error) {
        const refusal = toDomainError(error);
        if (refusal.kind === 'internal') this.log.error('socket not opened', { error });
        refuse(socket, refusal);
      }
    });
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    for (const link of this.links) link.cut();
  }

  private async admit(request: IncomingMessage): Promise<Admission> {
    if (!this.handshakes.isWelcome(request.headers)) {
      throw CommonErrors.ORIGIN_NOT_ALLOWED();
    }
    const query = new URLSearchParams((request.url ?? '').split('?')[1]);
    const token = request.headers.authorization ?? query.get('token');
    const lastSeq = query.get('lastSeq');
    const admission = await this.handshakes.admit({ token, lastSeq });
    this.hub.mustHavePlace(admission.who.agentId);
    return admission;
  }

  private serve(socket: WebSocket, admission: Admission): void {
    const link = new PlainLink(this.ids.next(), socket);
    this.links.add(link);
    // What is no WebSocket, or too long, closes the socket; there is nobody to tell.
    socket.on('error', () => undefined);
    const connection = this.hub.enter(link, admission);
    socket.on('pong', () => {
      link.isAlive = true;
      link.pulse.answered();
    });
    socket.on('close', () => {
      this.links.delete(link);
      this.hub.left(connection);
    });
    socket.on('message', (data, isBinary) => {
      link.isAlive = true;
      void this.answer(link, connection, readFrame(data, isBinary));
    });
  }

  private async answer(
    link: PlainLink,
    connection: Connection,
    { event, payload, id }: Frame,
  ): Promise<void> {
    const answer = await this.commands.handle(connection, event, payload);
    link.sendText(JSON.stringify({ event: 'ack', id, data: { event, ...answer } }));
  }

  /** Who does not answer until the next one is gone. */
  private ping(): void {
    for (const link of this.links) {
      if (!link.isAlive) {
        link.cut();
        continue;
      }
      link.isAlive = false;
      void link.pulse.ask();
    }
  }
}

interface Frame {
  /** Null: it is no frame of ours. */
  readonly event: string | null;
  readonly payload: unknown;
  readonly id: string | number | null;
}

function readFrame(data: RawData, isBinary: boolean): Frame {
  const rubbish: Frame = { event: null, payload: null, id: null };
  if (isBinary) return rubbish;
  try {
    const read: unknown = JSON.parse((data as Buffer).toString());
    if (typeof read !== 'object' || read === null) return rubbish;
    const { event, data: payload, id } = read as Record<string, unknown>;
    return {
      event: typeof event === 'string' ? event.slice(0, 100) : null,
      payload,
      id: typeof id === 'string' || typeof id === 'number' ? id : null,
    };
  } catch {
    return rubbish;
  }
}

function refuse(socket: Duplex, error: DomainError): void {
  const body = JSON.stringify(errorBody(error));
  const retry = error.retryAfterSeconds ? `Retry-After: ${error.retryAfterSeconds}\r\n` : '';
  socket.end(
    `HTTP/1.1 ${STATUS_OF[error.kind]} ${error.code}\r\nConnection: close\r\n${retry}` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
