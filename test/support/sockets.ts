import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { mustFitAsyncApi } from './asyncapi.js';

export interface Message {
  readonly event: string;
  readonly data: Record<string, unknown>;
}

export interface Ack {
  readonly ok: boolean;
  readonly data?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface OpenOptions {
  readonly token?: string;
  readonly lastSeq?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly transports?: readonly ('polling' | 'websocket')[];
}

/** A socket as an agent's app has it: keeps all it was sent, and looks that nothing is missing. */
export abstract class TestSocket {
  readonly messages: Message[] = [];
  readonly problems: Error[] = [];
  /** Why it is closed, by the transport's own word; null while it is open. */
  closed: string | null = null;
  /** The last event, as a client would say it when it comes back. */
  lastSeq: number | null = null;

  abstract ask(event: string, data?: unknown): Promise<Ack>;
  abstract close(): void;
  /** Ends the connection without a word. */
  abstract cut(): void;

  protected took(event: string, data: Record<string, unknown>): void {
    this.messages.push({ event, data });
    try {
      mustFitAsyncApi(event, data);
    } catch (error) {
      this.problems.push(error as Error);
    }
    const { seq, prev } = data as { seq?: number; prev?: number };
    if (event === 'ready') this.lastSeq = seq ?? null;
    else if (seq !== undefined) {
      if (prev !== this.lastSeq) {
        this.problems.push(new Error(`${event} ${seq}: after ${prev}, not ${this.lastSeq}`));
      }
      this.lastSeq = seq;
    }
  }

  /** @throws Error when anything came that should not have, or did not come that should have */
  mustBeWhole(): void {
    const [problem] = this.problems;
    if (problem) throw problem;
  }

  named(event: string): Record<string, unknown>[] {
    return this.messages.filter((message) => message.event === event).map(({ data }) => data);
  }

  /** The first message of that name that fits, whether it has come or is to come. */
  async heard(
    event: string,
    fits: (data: Record<string, unknown>) => boolean = () => true,
    ms = 30_000,
  ): Promise<Record<string, unknown>> {
    const end = performance.now() + ms;
    for (;;) {
      this.mustBeWhole();
      const found = this.named(event).find(fits);
      if (found) return found;
      if (performance.now() > end) {
        throw new Error(
          `no such ${event}; closed: ${this.closed}; ${JSON.stringify(this.messages.slice(-20))}`,
        );
      }
      await sleep(10);
    }
  }

  async isClosed(ms = 30_000): Promise<string> {
    const end = performance.now() + ms;
    while (this.closed === null) {
      if (performance.now() > end) throw new Error('the socket stays open');
      await sleep(10);
    }
    return this.closed;
  }
}

/** What a refused handshake was told. */
export class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

class IoSocket extends TestSocket {
  constructor(private readonly socket: Socket) {
    super();
    socket.onAny((event: string, data: Record<string, unknown>) => this.took(event, data));
    socket.on('disconnect', (reason) => (this.closed = reason));
  }

  async ask(event: string, data?: unknown): Promise<Ack> {
    return (await this.socket.timeout(20_000).emitWithAck(event, data)) as Ack;
  }

  close(): void {
    this.socket.disconnect();
  }

  cut(): void {
    this.socket.io.engine.close();
  }
}

class PlainSocket extends TestSocket {
  private asked = 0;
  private readonly answers = new Map<number, (answer: Ack) => void>();

  constructor(readonly socket: WebSocket) {
    super();
    socket.on('message', (text: Buffer) => {
      const frame = JSON.parse(text.toString()) as Message & { id?: number | null };
      if (frame.event === 'ack') this.answers.get(frame.id ?? -1)?.(frame.data as unknown as Ack);
      else this.took(frame.event, frame.data);
    });
    socket.on('close', (code, reason) => (this.closed = `${code} ${String(reason)}`));
    socket.on('error', () => undefined);
  }

  async ask(event: string, data?: unknown): Promise<Ack> {
    const id = (this.asked += 1);
    const answer = new Promise<Ack>((resolve) => this.answers.set(id, resolve));
    this.socket.send(JSON.stringify({ event, data, id }));
    return await answer;
  }

  close(): void {
    this.socket.close();
  }

  cut(): void {
    this.socket.terminate();
  }
}

export type Kind = 'socket.io' | 'websocket';

/**
 * Opens a socket; resolves when the server said that it is ready.
 * @throws Refused when the handshake is
 */
export async function openSocket(
  url: string,
  kind: Kind,
  options: OpenOptions = {},
): Promise<TestSocket> {
  const socket = kind === 'socket.io' ? await openIo(url, options) : await openPlain(url, options);
  await socket.heard('ready');
  return socket;
}

async function openIo(url: string, options: OpenOptions): Promise<TestSocket> {
  const { token, lastSeq, headers, transports = ['websocket'] } = options;
  const socket = io(url, {
    path: '/ws',
    transports: [...transports],
    reconnection: false,
    forceNew: true,
    auth: { ...(token !== undefined && { token }), ...(lastSeq !== undefined && { lastSeq }) },
    ...(headers && { extraHeaders: { ...headers } }),
  });
  const test = new IoSocket(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error: Error & { data?: { code?: string } }) => {
      socket.disconnect();
      reject(new Refused(error.data?.code ?? error.message));
    });
  });
  return test;
}

async function openPlain(url: string, options: OpenOptions): Promise<TestSocket> {
  const { token, lastSeq, headers } = options;
  const query = new URLSearchParams({
    ...(token !== undefined && { token }),
    ...(lastSeq !== undefined && { lastSeq: String(lastSeq) }),
  });
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws?${query.toString()}`, {
    headers: { ...headers },
  });
  const test = new PlainSocket(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => {
        const { error } = JSON.parse(text || '{}') as { error?: { code: string } };
        reject(new Refused(error?.code ?? String(response.statusCode)));
      });
    });
    socket.once('error', reject);
  });
  return test;
}
