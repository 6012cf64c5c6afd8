import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';

/** 100 ms of 8 kHz sound. */
export const SOUND = Buffer.alloc(1600, 7).toString('base64');

export interface Frame {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** What came over a socket, and waiting for more of it. */
export class Heard {
  readonly frames: Frame[] = [];
  closedWith: number | null = null;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.frames.push(JSON.parse((data as Buffer).toString()) as Frame);
    });
    socket.on('close', (code) => (this.closedWith = code));
    socket.on('error', () => undefined);
  }

  of(event: string): Frame[] {
    return this.frames.filter((frame) => frame.event === event);
  }

  async until(isSo: () => boolean, ms = 20_000): Promise<void> {
    const end = performance.now() + ms;
    while (!isSo()) {
      if (performance.now() > end) {
        throw new Error(`heard only ${JSON.stringify(this.frames.map(({ event }) => event))}`);
      }
      await sleep(5);
    }
  }

  say(frame: Frame): void {
    this.socket.send(JSON.stringify(frame));
  }
}

/** A bot's server: it keeps what it hears; tests speak for it. */
export class BotServer {
  readonly calls: Heard[] = [];

  private constructor(
    private readonly server: WebSocketServer,
    readonly url: string,
  ) {
    server.on('connection', (socket) => this.calls.push(new Heard(socket)));
  }

  static async start(): Promise<BotServer> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return new BotServer(server, `ws://127.0.0.1:${port}/voice`);
  }

  async call(number = 1): Promise<Heard> {
    const end = performance.now() + 20_000;
    for (;;) {
      const heard = this.calls[number - 1];
      if (heard) return heard;
      if (performance.now() > end) throw new Error('nobody called the bot');
      await sleep(5);
    }
  }

  async stop(): Promise<void> {
    for (const { socket } of this.calls) socket.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Exotel's end of a Voicebot applet (exotel.md 4.1). */
export class ExotelStream extends Heard {
  private sequence = 1;

  static async open(url: string): Promise<ExotelStream> {
    const socket = new WebSocket(url);
    const stream = new ExotelStream(socket);
    await once(socket, 'open');
    return stream;
  }

  start(callSid: string): void {
    this.say({ event: 'connected' });
    this.say({
      event: 'start',
      sequence_number: this.next(),
      stream_sid: 'S1',
      start: {
        stream_sid: 'S1',
        call_sid: callSid,
        account_sid: 'acc1',
        from: '09812345678',
        to: '08011112222',
        custom_parameters: { k: 'v' },
        media_format: { encoding: 'raw/slin', sample_rate: '8000', bit_rate: '128kbps' },
      },
    });
  }

  sound(payload = SOUND): void {
    const media = { chunk: this.sequence, timestamp: '10', payload };
    this.say({ event: 'media', sequence_number: this.next(), stream_sid: 'S1', media });
  }

  digit(digit: string): void {
    const dtmf = { duration: '100', digit };
    this.say({ event: 'dtmf', sequence_number: this.next(), stream_sid: 'S1', dtmf });
  }

  hangUp(): void {
    const stop = { call_sid: 'C', account_sid: 'acc1', reason: 'callended' };
    this.say({ event: 'stop', sequence_number: this.next(), stream_sid: 'S1', stop });
    this.socket.close();
  }

  private next(): number {
    return this.sequence++;
  }
}
