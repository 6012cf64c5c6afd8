import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable } from '@nestjs/common';

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** Who opens the WebSockets of which path of the HTTP server. */
@Injectable()
export class Upgrades {
  private readonly prefixes = new Map<string, Upgrade>();
  private readonly attached = new WeakSet<Server>();

  /** Every path that begins so is opened by this. */
  serve(prefix: string, upgrade: Upgrade): void {
    this.prefixes.set(prefix, upgrade);
  }

  /** Says as HTTP does that there is nothing here. */
  refuse(socket: Duplex): void {
    socket.end(NOT_FOUND);
  }

  /** From now on the server's upgrades are ours; those of a path that nobody serves are refused. */
  attach(server: Server): void {
    if (this.attached.has(server)) return;
    this.attached.add(server);
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const prefix = [...this.prefixes.keys()].find((begin) => path.startsWith(begin));
      const upgrade = prefix === undefined ? undefined : this.prefixes.get(prefix);
      if (upgrade) upgrade(request, socket, head);
      else this.refuse(socket);
    });
  }
}
