import type { ClientRequestArgs } from 'node:http';
import { Injectable } from '@nestjs/common';
import { WebSocket, type ClientOptions } from 'ws';
import { Config } from '../../config/config.js';
import { AddressGuard, pinnedTo } from './address-guard.js';
import { toOutgoingError } from './outgoing-error.js';
import { bareHost, parseOutgoing, portOf, WEB_PORTS } from './outgoing-url.js';

export interface OutgoingSocket {
  readonly url: string;
  /** Until it is open; ms of the wall. */
  readonly timeoutMs: number;
  /** A longer message ends it. */
  readonly maxMessageBytes: number;
}

/** WebSockets that we open: to the same addresses as `HttpOut`, over TLS in production. */
@Injectable()
export class SocketOut {
  private readonly protocols: readonly string[];

  constructor(
    private readonly guard: AddressGuard,
    config: Config,
  ) {
    this.protocols = config.isProduction ? ['wss:'] : ['wss:', 'ws:'];
  }

  /**
   * A socket on its way to a vetted address; it says itself when it is open, or why it never was.
   * @throws OutgoingError where the address may not be called
   */
  async open({ url: text, timeoutMs, maxMessageBytes }: OutgoingSocket): Promise<WebSocket> {
    const url = parseOutgoing(text, this.protocols);
    const host = bareHost(url);
    const port = portOf(url);
    try {
      const lookup = pinnedTo(await this.guard.vet(host, port, WEB_PORTS));
      const options: ClientOptions & ClientRequestArgs & { readonly autoSelectFamily: boolean } = {
        lookup,
        autoSelectFamily: true,
        handshakeTimeout: timeoutMs,
        maxPayload: maxMessageBytes,
        perMessageDeflate: false,
        followRedirects: false,
        headers: { 'user-agent': 'Crosspoint/1' },
      };
      return new WebSocket(url, options);
    } catch (error) {
      throw toOutgoingError(error, host, port);
    }
  }
}
