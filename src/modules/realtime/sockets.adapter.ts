import { createServer, type Server as HttpServer } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { Server } from 'socket.io';
import { Config } from '../../config/config.js';
import { Upgrades, type Upgrade } from '../../platform/http/upgrades.js';
import { Log } from '../../platform/logging/log.js';
import { Handshakes } from './handshake.service.js';
import { MESSAGE_BYTES, PlainSockets } from './plain-sockets.js';

export const SOCKETS_PATH = '/ws';
/** A client that opened a connection must say who it is within this. */
const SIGN_IN_MS = 10_000;
const PONG_MS = 20_000;

/**
 * Opens the sockets at `/ws`: socket.io where its handshake comes, plain WebSockets else, both on
 * the HTTP server or, with WS_PORT, on one of their own. Only a process of role `realtime` has them.
 */
export class SocketsAdapter extends IoAdapter {
  private readonly config: Config;
  private readonly handshakes: Handshakes;
  private readonly plain: PlainSockets;
  private own: HttpServer | null = null;

  constructor(private readonly app: INestApplication) {
    super(app);
    this.config = app.get(Config);
    this.handshakes = app.get(Handshakes);
    this.plain = app.get(PlainSockets);
  }

  /** Nest has a socket.io of its own, of the same protocol: ours is the one that we declare. */
  override create(): ReturnType<IoAdapter['create']> {
    return this.open() as never;
  }

  override async close(io: Parameters<IoAdapter['close']>[0]): Promise<void> {
    io.engine?.close();
    const { own } = this;
    if (own) await new Promise((resolve) => own.close(resolve));
  }

  private open(): Server {
    const io = new Server({
      path: SOCKETS_PATH,
      addTrailingSlash: false,
      destroyUpgrade: false,
      serveClient: false,
      maxHttpBufferSize: MESSAGE_BYTES,
      pingInterval: this.config.sockets.pingMs,
      pingTimeout: PONG_MS,
      connectTimeout: SIGN_IN_MS,
      perMessageDeflate: false,
      cors: { origin: [...this.config.http.corsOrigins] },
      allowRequest: ({ headers }, answer) => {
        const isWelcome = this.handshakes.isWelcome(headers);
        answer(isWelcome ? null : 'This origin may not open sockets', isWelcome);
      },
    });
    if (!this.config.roles.has('realtime')) return io;
    const server = this.serverOfSockets();
    io.attach(server);
    this.shareUpgrades(server);
    return io;
  }

  private serverOfSockets(): HttpServer {
    const { port } = this.config.sockets;
    if (port === null) return this.app.getHttpServer() as HttpServer;
    const log = this.app.get(Log);
    this.own = createServer((_request, response) => response.writeHead(404).end());
    this.own.listen(port, this.config.http.host, () => log.info('sockets listen', { port }));
    return this.own;
  }

  /** socket.io has just taken every upgrade: those without its handshake are plain ones. */
  private shareUpgrades(server: HttpServer): void {
    const toSocketIo = server.listeners('upgrade').at(-1) as Upgrade;
    server.off('upgrade', toSocketIo);
    const upgrades = this.own ? new Upgrades() : this.app.get(Upgrades);
    upgrades.serve(SOCKETS_PATH, (request, socket, head) => {
      const [path = '', query = ''] = (request.url ?? '').split('?');
      if (path.replace(/\/$/, '') !== SOCKETS_PATH) upgrades.refuse(socket);
      else if (new URLSearchParams(query).has('EIO')) toSocketIo(request, socket, head);
      else void this.plain.upgrade(request, socket, head);
    });
    upgrades.attach(server);
  }
}
