import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';

export type SocketKind = 'socket.io' | 'websocket';

interface Wire {
  isOpen(): boolean;
  /** Stops reading until `resume`. */
  pause(): void;
  resume(): void;
  cut(): void;
}

type Heard = (event: string, data: Readonly<Record<string, unknown>>) => void;

const OPEN_MS = 10_000;

/** A client that comes back after each cut, and notes whatever it was not told as promised. */
export class CheckedSocket {
  /** The numbers of all events that it was sent, as they came. */
  readonly heard: number[] = [];
  readonly problems: string[] = [];
  readonly counts = { opened: 0, cut: 0, slowed: 0 };
  /** From here on it must have heard everything. */
  first: number | null = null;
  last: number | null = null;
  private wire: Wire | null = null;

  constructor(
    readonly name: string,
    readonly kind: SocketKind,
    readonly token: string,
  ) {}

  get isOpen(): boolean {
    return this.wire?.isOpen() ?? false;
  }

  /** Opens it at a node, after the last event that it had; false when that node does not answer. */
  async open(url: string): Promise<boolean> {
    this.wire?.cut();
    const state = { isReady: false };
    const take: Heard = (event, data) => {
      if (event === 'ready') {
        state.isReady = true;
        this.begin(data);
      } else if (typeof data['seq'] === 'number') this.take(event, data['seq'], data['prev']);
    };
    const wire = this.kind === 'socket.io' ? this.openIo(url, take) : this.openPlain(url, take);
    this.wire = wire;
    const end = performance.now() + OPEN_MS;
    while (!state.isReady && performance.now() < end && wire === this.wire) await sleep(10);
    if (state.isReady) this.counts.opened += 1;
    else wire.cut();
    return state.isReady;
  }

  cut(): void {
    this.counts.cut += 1;
    this.wire?.cut();
  }

  async slow(ms: number): Promise<void> {
    const { wire } = this;
    this.counts.slowed += 1;
    wire?.pause();
    await sleep(ms);
    wire?.resume();
  }

  private begin(data: Readonly<Record<string, unknown>>): void {
    const seq = Number(data['seq']);
    if (this.last === null) {
      this.first = seq;
      this.last = seq;
    } else if (data['resumed'] !== true || seq !== this.last) {
      this.problems.push(`goes on after ${seq}, not after ${this.last}`);
    }
  }

  private take(event: string, seq: number, prev: unknown): void {
    this.heard.push(seq);
    if (prev !== this.last) this.problems.push(`${event} ${seq} after ${String(prev)}`);
    if (this.last !== null && seq <= this.last) this.problems.push(`${event} ${seq} again`);
    this.last = seq;
  }

  private openIo(url: string, take: Heard): Wire {
    const socket = io(url, {
      path: '/ws',
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token: this.token, ...(this.last !== null && { lastSeq: this.last }) },
    });
    let isOver = false;
    socket.onAny((event: string, data: Readonly<Record<string, unknown>>) => {
      if (!isOver) take(event, data);
    });
    const raw = () =>
      (socket.io.engine.transport as unknown as { readonly ws?: WebSocket }).ws ?? null;
    return {
      isOpen: () => socket.connected,
      pause: () => raw()?.pause(),
      resume: () => raw()?.resume(),
      cut: () => {
        isOver = true;
        raw()?.terminate();
        socket.disconnect();
      },
    };
  }

  private openPlain(url: string, take: Heard): Wire {
    const last = this.last === null ? '' : `&lastSeq=${this.last}`;
    const address = `${url.replace(/^http/, 'ws')}/ws?token=${this.token}${last}`;
    const socket = new WebSocket(address);
    let isOver = false;
    socket.on('error', () => undefined);
    socket.on('message', (text: Buffer) => {
      if (isOver) return;
      const { event, data } = JSON.parse(text.toString()) as {
        event: string;
        data: Readonly<Record<string, unknown>>;
      };
      take(event, data);
    });
    return {
      isOpen: () => socket.readyState === WebSocket.OPEN,
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      cut: () => {
        isOver = true;
        socket.terminate();
      },
    };
  }
}
