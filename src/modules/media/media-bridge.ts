import { performance } from 'node:perf_hooks';
import { WebSocket, type RawData } from 'ws';
import { readFrame, type Frame } from './frames.domain.js';
import type { StreamFigures } from './media-stream.schema.js';
import type { TurnEnd } from './stream-flow.port.js';

/** Caller's sound that waits for the bot to open: 5 s of it. */
const HELD_FRAMES = 50;
/** More than this on its way to a bot is old: 3 s of sound at 8 kHz. What comes then is dropped. */
const BOT_BACKLOG_BYTES = 64 * 1024;
/** More than this on its way to the caller: the bot is not read until half of it is gone. */
const CALLER_BACKLOG_BYTES = 256 * 1024;

const GONE_WELL: ReadonlySet<number> = new Set([1000, 1001, 1005]);

/** What a bridge asks of the outside. */
export interface BridgePort {
  /** A socket to the bot, on its way. @throws where it may not be called */
  openBot(): Promise<WebSocket>;
  /** Exotel says which call this is; the first words for the bot, or null: it is none of ours. */
  begin(start: Extract<Frame, { event: 'start' }>): Promise<string | null>;
  /** The call is ours to answer for, although Exotel has not begun; false: somebody else's. */
  claim(): Promise<boolean>;
  /** Both sides are there; false: the call is somebody else's by now. */
  joined(): Promise<boolean>;
  /** Stores how it ended. */
  ended(end: TurnEnd, figures: StreamFigures): Promise<void>;
  observeDelay(ms: number): void;
}

/**
 * One call's sound on its way: Exotel's socket on one side, the bot's on the other. Frames go through
 * as they are. Memory is bounded: the caller's sound is live, so what a slow bot cannot take is
 * dropped; a bot may speak faster than sound is played, so it is read no faster than Exotel takes it.
 */
export class MediaBridge {
  private bot: WebSocket | null = null;
  private held: Buffer[] = [];
  private state: 'opening' | 'joined' | 'over' = 'opening';
  private hasBegun = false;
  private hasBotFailed = false;
  private isBotPaused = false;
  private closing: Promise<void> | null = null;
  readonly openedMs = performance.now();
  private lastHeardMs = this.openedMs;
  private joinedMs: number | null = null;
  private botOpenMs: number | null = null;
  private firstSoundMs: number | null = null;
  private callerFrames = 0;
  private botFrames = 0;
  private droppedFrames = 0;
  private delays = 0;
  private delaySumMs = 0;
  private longestDelayMs = 0;

  constructor(
    private readonly caller: WebSocket,
    private readonly port: BridgePort,
  ) {
    // What is no WebSocket, or too long, closes the socket.
    caller.on('error', () => undefined);
    caller.on('message', (data: RawData) => this.fromCaller(data as Buffer));
    // Exotel says `stop` when the caller hangs up. A socket that breaks off leaves a caller behind.
    caller.on('close', () => void this.end({ kind: 'failed' }));
    void this.openBot();
  }

  /** Since Exotel was heard last. */
  get silentMs(): number {
    return performance.now() - this.lastHeardMs;
  }

  get hasCall(): boolean {
    return this.hasBegun;
  }

  /** Ends the bot's turn; what this stored is stored when it returns. Once: later ends are ignored. */
  async end(end: TurnEnd, code = 1000): Promise<void> {
    this.closing ??= this.close(end, code);
    await this.closing;
  }

  private async close(end: TurnEnd, code: number): Promise<void> {
    this.state = 'over';
    this.held = [];
    if (this.bot?.readyState === WebSocket.OPEN) {
      const reason = end.kind === 'hung_up' ? 'callended' : 'stopped';
      this.bot.send(JSON.stringify({ event: 'stop', stop: { reason } }));
    }
    this.bot?.close(1000);
    try {
      // Before Exotel's flow goes on: its next question must find the call as it is now.
      if (this.hasBegun || (this.hasBotFailed && (await this.port.claim()))) {
        await this.port.ended(end, this.figures());
      }
    } finally {
      this.caller.close(code);
    }
  }

  private async openBot(): Promise<void> {
    try {
      const bot = await this.port.openBot();
      this.bot = bot;
      bot.on('error', () => undefined);
      bot.on('close', (code) => this.botLeft(code));
      bot.on('message', (data: RawData, isBinary) => {
        if (!isBinary) this.fromBot(data as Buffer);
      });
      bot.on('open', () => {
        this.botOpenMs = performance.now() - this.openedMs;
        this.join();
      });
      if (this.state === 'over') bot.terminate();
    } catch {
      this.botLeft(null);
    }
  }

  private botLeft(code: number | null): void {
    const isWell = this.state === 'joined' && code !== null && GONE_WELL.has(code);
    this.hasBotFailed = !isWell;
    void this.end({ kind: isWell ? 'done' : 'failed' });
  }

  private fromCaller(data: Buffer): void {
    this.lastHeardMs = performance.now();
    if (this.state === 'over') return;
    const frame = readFrame(data);
    switch (frame?.event) {
      case 'media':
        this.callerFrames += 1;
        this.toBot(data);
        return;
      case 'start':
        void this.begin(frame);
        return;
      case 'stop':
        void this.end({ kind: frame.isCallOver ? 'hung_up' : 'done' });
        return;
      case 'connected':
      case 'dtmf':
      case 'mark':
        if (this.state === 'joined') this.bot?.send(data, { binary: false });
        else this.hold(data);
        return;
      case undefined:
      case 'clear':
      case 'handover':
        return;
    }
  }

  private async begin(start: Extract<Frame, { event: 'start' }>): Promise<void> {
    if (this.hasBegun) return;
    try {
      const words = await this.port.begin(start);
      if (words === null) return await this.end({ kind: 'failed' }, 4404);
      this.hasBegun = true;
      this.held = [Buffer.from(words), ...this.held];
      this.join();
    } catch {
      await this.end({ kind: 'failed' }, 1011);
    }
  }

  private join(): void {
    const isReady = this.hasBegun && this.bot?.readyState === WebSocket.OPEN;
    if (!isReady || this.state !== 'opening' || this.joinedMs !== null) return;
    this.joinedMs = performance.now();
    void this.tellJoined();
  }

  private async tellJoined(): Promise<void> {
    const isOurs = await this.port.joined().catch(() => false);
    if (!isOurs) return await this.end({ kind: 'failed' });
    if (this.state !== 'opening') return;
    this.state = 'joined';
    for (const data of this.held) this.bot?.send(data, { binary: false });
    this.held = [];
  }

  private toBot(data: Buffer): void {
    const { bot } = this;
    if (this.state !== 'joined' || !bot) return this.hold(data);
    if (bot.bufferedAmount > BOT_BACKLOG_BYTES) {
      this.droppedFrames += 1;
      return;
    }
    this.pass(bot, data);
  }

  /** Kept until the bot listens; the oldest goes first. */
  private hold(data: Buffer): void {
    if (this.held.length >= HELD_FRAMES) {
      this.held.splice(this.hasBegun ? 1 : 0, 1);
      this.droppedFrames += 1;
    }
    this.held.push(data);
  }

  private fromBot(data: Buffer): void {
    if (this.state !== 'joined') return;
    const frame = readFrame(data);
    switch (frame?.event) {
      case 'media':
        this.firstSoundMs ??= performance.now() - (this.joinedMs ?? this.openedMs);
        this.botFrames += 1;
        return this.toCaller(data);
      case 'mark':
      case 'clear':
        return this.toCaller(data);
      case 'handover':
        void this.end({ kind: 'handed_over', need: frame.need });
        return;
      case 'stop':
        void this.end({ kind: 'done' });
        return;
      case undefined:
      case 'connected':
      case 'dtmf':
      case 'start':
        return;
    }
  }

  private toCaller(data: Buffer): void {
    this.pass(this.caller, data);
    if (this.isBotPaused || this.caller.bufferedAmount <= CALLER_BACKLOG_BYTES) return;
    this.isBotPaused = true;
    this.bot?.pause();
  }

  private pass(to: WebSocket, data: Buffer): void {
    const cameMs = performance.now();
    to.send(data, { binary: false }, () => {
      const ms = performance.now() - cameMs;
      this.delays += 1;
      this.delaySumMs += ms;
      if (ms > this.longestDelayMs) this.longestDelayMs = ms;
      this.port.observeDelay(ms);
      if (!this.isBotPaused || this.caller.bufferedAmount > CALLER_BACKLOG_BYTES / 2) return;
      this.isBotPaused = false;
      this.bot?.resume();
    });
  }

  private figures(): StreamFigures {
    const rounded = (ms: number) => Math.round(ms * 100) / 100;
    return {
      botOpenMs: this.botOpenMs === null ? null : rounded(this.botOpenMs),
      firstSoundMs: this.firstSoundMs === null ? null : rounded(this.firstSoundMs),
      talkMs: this.joinedMs === null ? 0 : rounded(performance.now() - this.joinedMs),
      callerFrames: this.callerFrames,
      botFrames: this.botFrames,
      droppedFrames: this.droppedFrames,
      meanDelayMs: this.delays === 0 ? 0 : rounded(this.delaySumMs / this.delays),
      longestDelayMs: rounded(this.longestDelayMs),
    };
  }
}
