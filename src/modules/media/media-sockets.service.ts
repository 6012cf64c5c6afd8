import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { WebSocketServer, type WebSocket } from 'ws';
import { Clock } from '../../common/clock.js';
import { asProviderSid, Ids } from '../../common/ids.js';
import { MINUTE, SECOND } from '../../common/time.js';
import { SocketOut } from '../../platform/http-out/socket-out.js';
import { Upgrades } from '../../platform/http/upgrades.js';
import { Log } from '../../platform/logging/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { runForTenant, runInContext } from '../../platform/mongo/request-context.js';
import { startFor } from './frames.domain.js';
import { MediaBridge } from './media-bridge.js';
import type { MediaStreamDocument } from './media-stream.schema.js';
import { MEDIA_PATH, MediaStreams } from './media-streams.service.js';
import { StreamFlow, type BotTurn } from './stream-flow.port.js';

/** A chunk of 100 kB (exotel.md 4.2) is this long in base64, with its frame. */
const MESSAGE_BYTES = 160 * 1024;
const BOT_OPEN_MS = 5 * SECOND;
/** Exotel says which call it is at once, and sends ten frames a second, silence too. */
const START_WITHIN_MS = 10 * SECOND;
const LONGEST_SILENCE_MS = 15 * SECOND;
const LONGEST_TALK_MS = 60 * MINUTE;
const LOOK_EVERY_MS = 2 * SECOND;
/** What one node carries; more would sound worse for all. */
const MOST_STREAMS = 1000;
const GOING_AWAY = 1001;

/** The WebSockets that Exotel opens for calls of bots: `/media/:token`. */
@Injectable()
export class MediaSockets implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES,
    clientTracking: false,
    perMessageDeflate: false,
  });
  /** By the ids of their streams. */
  private readonly bridges = new Map<string, MediaBridge>();
  private timer: NodeJS.Timeout | undefined;
  private readonly delays;
  private readonly ends;

  constructor(
    private readonly streams: MediaStreams,
    private readonly flow: StreamFlow,
    private readonly socketOut: SocketOut,
    private readonly upgrades: Upgrades,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.delays = metrics.histogram(
      'crosspoint_media_delay_seconds',
      'From a frame of sound coming to its being written to the other side',
      [],
      [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5],
    );
    this.ends = metrics.counter('crosspoint_media_streams_total', 'Streams of bots that ended', [
      'end',
    ]);
  }

  onApplicationBootstrap(): void {
    this.upgrades.serve(MEDIA_PATH, (request, socket, head) => {
      void this.upgrade(request, socket, head);
    });
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  /** Callers go on to a person, or to a bot of another node. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    const all = [...this.bridges.values()];
    await Promise.allSettled(all.map((bridge) => bridge.end({ kind: 'failed' }, GOING_AWAY)));
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const ignore = () => undefined;
    socket.on('error', ignore);
    const token = (request.url ?? '').slice(MEDIA_PATH.length).split(/[?/]/)[0] ?? '';
    try {
      const context = { requestId: this.ids.next() };
      const stream = await runInContext(context, () => this.streams.byToken(token));
      socket.off('error', ignore);
      if (socket.destroyed) return;
      if (!stream) return this.upgrades.refuse(socket);
      if (this.bridges.size >= MOST_STREAMS) {
        socket.end('HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      this.server.handleUpgrade(request, socket, head, (opened) => this.serve(opened, stream));
    } catch (error) {
      this.log.error('media socket not opened', { error });
      socket.destroy();
    }
  }

  private serve(caller: WebSocket, stream: MediaStreamDocument): void {
    const { _id, clientId, callLogId, offerId, agentId, direction } = stream;
    let { providerSid } = stream;
    // Two may come with one token at once: one of them is closed.
    const bridgeId = `${_id} ${this.ids.next()}`;
    const turn = (): BotTurn => ({
      clientId,
      callLogId,
      offerId,
      agentId,
      direction,
      providerSid,
    });
    const inTenant = <T>(work: () => Promise<T>) => runForTenant(clientId, _id, work);
    let claimed: Promise<boolean> | undefined;
    const claim = () => (claimed ??= inTenant(() => this.streams.start(stream, providerSid)));
    const bridge = new MediaBridge(caller, {
      openBot: () => inTenant(() => this.openBot(stream)),
      begin: ({ callSid, whole }) =>
        inTenant(async () => {
          // A call that we place learns its id here at times.
          if (callSid !== null) providerSid ??= asProviderSid(callSid);
          if (callSid !== null && callSid !== providerSid) return null;
          if (!(await claim())) return null;
          return startFor(whole, { callLogId, agentId: String(agentId) });
        }),
      claim,
      joined: () => inTenant(() => this.flow.joined(turn())),
      ended: (end, figures) =>
        inTenant(async () => {
          this.ends.inc({ end: end.kind });
          this.log.info('bot stream ended', { callLogId, agentId, end: end.kind, ...figures });
          await this.flow.ended(turn(), end);
          await this.streams.end(stream, end.kind, figures);
        }).catch((error: unknown) => {
          // The call's next question, or a look at Exotel's record, finds it out.
          this.log.error('the end of a bot stream was not stored', { callLogId, error });
        }),
      observeDelay: (ms) => this.delays.observe(ms / SECOND),
    });
    this.bridges.set(bridgeId, bridge);
    caller.on('close', () => this.bridges.delete(bridgeId));
  }

  private async openBot(stream: MediaStreamDocument): Promise<WebSocket> {
    const url = await this.streams.botUrlOf(stream);
    if (url === null) throw new Error('the bot has no stream any more');
    const { callLogId, agentId } = stream;
    try {
      const sizes = { timeoutMs: BOT_OPEN_MS, maxMessageBytes: MESSAGE_BYTES };
      const bot = await this.socketOut.open({ url, ...sizes });
      bot.on('error', (error) => this.log.warn('bot socket failed', { callLogId, agentId, error }));
      return bot;
    } catch (error) {
      this.log.warn('bot cannot be reached', { callLogId, agentId, error });
      throw error;
    }
  }

  /** Ends what Exotel left without a word, and what somebody hung up. */
  private async look(): Promise<void> {
    const nowMs = this.clock.monotonicMs();
    for (const bridge of this.bridges.values()) {
      const ageMs = nowMs - bridge.openedMs;
      if (!bridge.hasCall && ageMs > START_WITHIN_MS) void bridge.end({ kind: 'failed' });
      else if (bridge.silentMs > LONGEST_SILENCE_MS) void bridge.end({ kind: 'failed' });
      else if (ageMs > LONGEST_TALK_MS) void bridge.end({ kind: 'done' });
    }
    const ids = [...new Set([...this.bridges.keys()].map(streamOf))];
    if (ids.length === 0) return;
    try {
      const over = new Set(await this.streams.toHangUp(ids));
      for (const [id, bridge] of this.bridges) {
        if (over.has(streamOf(id))) void bridge.end({ kind: 'done' });
      }
    } catch (error) {
      this.log.warn('streams to hang up are not known', { error });
    }
  }
}

const streamOf = (bridgeId: string): string => bridgeId.split(' ')[0] ?? '';
