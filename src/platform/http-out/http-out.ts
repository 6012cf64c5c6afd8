import type { Readable } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, buildConnector, request, type Dispatcher } from 'undici';
import { Config } from '../../config/config.js';
import { AddressGuard, pinnedTo } from './address-guard.js';
import { toOutgoingError } from './outgoing-error.js';
import { bareHost, parseOutgoing, portOf, WEB_PORTS } from './outgoing-url.js';

const CONNECT_MS = 5_000;
const KEEP_ALIVE_MS = 10_000;
const CONNECTIONS_TO_ONE = 10;
const MAX_BYTES = 1024 * 1024;

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first step to the last byte of the answer; ms of the wall. */
  readonly timeoutMs: number;
  /** More than this of the answer is not read. 1 MB where it is left out. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

export interface OutgoingAnswer {
  readonly status: number;
  readonly text: string;
  /** Was there more than `maxBytes`? */
  readonly isCut: boolean;
}

/** An answer whose body is passed on as it comes. */
export interface OutgoingStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/**
 * Every HTTP request that we make. To public addresses only (see `AddressGuard`), over https in
 * production, with an end in time and a limit of size, and to nowhere else: a redirect is an answer
 * like any other, its target is not called.
 */
@Injectable()
export class HttpOut implements OnApplicationShutdown {
  private readonly protocols: readonly string[];
  private readonly agent: Agent;

  constructor(
    private readonly guard: AddressGuard,
    config: Config,
  ) {
    this.protocols = config.isProduction ? ['https:'] : ['https:', 'http:'];
    this.agent = new Agent({
      connect: (options, done) => void this.connect(options, done),
      connections: CONNECTIONS_TO_ONE,
      keepAliveTimeout: KEEP_ALIVE_MS,
    });
  }

  /** The answer, whatever its status. @throws OutgoingError */
  async request(given: OutgoingRequest): Promise<OutgoingAnswer> {
    const url = parseOutgoing(given.url, this.protocols);
    const deadline = AbortSignal.timeout(given.timeoutMs);
    const signal = given.signal ? AbortSignal.any([given.signal, deadline]) : deadline;
    try {
      const { statusCode, body } = await request(url, {
        dispatcher: this.agent,
        method: given.method,
        headers: { 'user-agent': 'Crosspoint/1', ...given.headers },
        body: given.body ?? null,
        signal,
      });
      return { status: statusCode, ...(await readBody(body, given.maxBytes ?? MAX_BYTES)) };
    } catch (error) {
      throw toOutgoingError(error, url.hostname, portOf(url));
    }
  }

  /**
   * The answer's head, and its body as a stream that must be read or destroyed.
   * @param timeoutMs of the wall, until the head is there and between two pieces of the body
   * @throws OutgoingError
   */
  async open(given: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly timeoutMs: number;
  }): Promise<OutgoingStream> {
    const url = parseOutgoing(given.url, this.protocols);
    try {
      const { statusCode, headers, body } = await request(url, {
        dispatcher: this.agent,
        method: 'GET',
        headers: { 'user-agent': 'Crosspoint/1', ...given.headers },
        headersTimeout: given.timeoutMs,
        bodyTimeout: given.timeoutMs,
      });
      const single = Object.entries(headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as const] : [],
      );
      return { status: statusCode, headers: Object.fromEntries(single), body };
    } catch (error) {
      throw toOutgoingError(error, url.hostname, portOf(url));
    }
  }

  /**
   * Looks whether a URL may be called at present, without calling it.
   * @throws OutgoingError with the reason in plain words
   */
  async check(url: string): Promise<void> {
    const parsed = parseOutgoing(url, this.protocols);
    await this.guard.vet(bareHost(parsed), portOf(parsed), WEB_PORTS);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }

  /** Asks for the addresses once, and connects to what was answered. */
  private async connect(
    options: buildConnector.Options,
    done: Parameters<buildConnector.connector>[1],
  ): Promise<void> {
    const { hostname, protocol } = options;
    const port = Number(options.port || (protocol === 'https:' ? 443 : 80));
    try {
      const lookup = pinnedTo(await this.guard.vet(hostname, port, WEB_PORTS));
      buildConnector({ timeout: CONNECT_MS, lookup, autoSelectFamily: true })(options, done);
    } catch (error) {
      done(toOutgoingError(error, hostname, port), null);
    }
  }
}

async function readBody(
  body: Dispatcher.ResponseData['body'],
  maxBytes: number,
): Promise<{ readonly text: string; readonly isCut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop destroys the rest of the body with its connection.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break;
  }
  const text = Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
  return { text, isCut: size > maxBytes };
}
