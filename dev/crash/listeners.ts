import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '../demo/api.js';
import { Receiver } from '../receiver.js';
import { CheckedSocket, type SocketKind } from '../sockets/checked-socket.js';
import type { HeardByReceiver, HeardBySocket } from './history.js';

const KINDS: readonly SocketKind[] = ['websocket', 'socket.io'];
const TYPES = ['call.answered', 'call.ended', 'schedule.run', 'callback.done'] as const;
const LOOK_MS = 200;
const MOMENT_MS = 1000;

interface Client {
  readonly socket: CheckedSocket;
  readonly agentId: number | null;
}

/** Whoever has a socket: an agent, or an administrator. */
export interface Listener {
  readonly name: string;
  readonly agentId: number | null;
  readonly session: Session;
}

/** Socket clients and a receiver of webhooks, who write down what they hear. */
export class Listeners {
  private isOver = false;
  private watching: readonly Promise<void>[] = [];

  private constructor(
    private readonly clients: readonly Client[],
    private readonly receiver: Receiver,
    private readonly webhookId: string,
    private readonly url: string,
    private readonly after: number,
  ) {}

  /** @param after the number of the last event before */
  static async open(
    url: string,
    admin: Session,
    who: readonly Listener[],
    after: number,
  ): Promise<Listeners> {
    const receiver = await Receiver.start();
    const made = await admin.post<{ data: { id: string } }>('/api/webhooks', {
      url: receiver.url,
      events: TYPES,
    });
    const clients = await Promise.all(
      who.map(async ({ name, agentId, session }, place) => {
        const kind = KINDS[place % KINDS.length] ?? 'websocket';
        return { agentId, socket: new CheckedSocket(name, kind, await session.token()) };
      }),
    );
    const listeners = new Listeners(clients, receiver, made.data.id, url, after);
    await Promise.all(clients.map(({ socket }) => listeners.reopen(socket)));
    listeners.watching = clients.map(({ socket }) => listeners.watch(socket));
    return listeners;
  }

  get subscription(): string {
    return this.webhookId;
  }

  /** What the sockets heard up to this number, or as far as they came in time. */
  async sockets(until: number, untilMs: number): Promise<HeardBySocket[]> {
    // Administrators hear of every call: where they are, the others are a moment later.
    const isBehind = (): boolean =>
      this.clients.some(
        ({ socket, agentId }) => !socket.isOpen || (agentId === null && (socket.last ?? 0) < until),
      );
    while (isBehind() && performance.now() < untilMs) await sleep(LOOK_MS);
    await sleep(MOMENT_MS);
    return this.clients.map(({ agentId, socket: { name, first, heard, problems } }) => ({
      name,
      agentId,
      after: first ?? 0,
      until,
      problems,
      heard: [...heard],
    }));
  }

  /** What the receiver got. */
  webhooks(): HeardByReceiver {
    const heard = this.receiver.heard.map(({ message: { id, seq, callLogId } }) => ({
      id,
      seq,
      callLogId,
    }));
    return { types: TYPES, after: this.after, heard };
  }

  /** How often a socket was opened. */
  get opened(): number {
    return this.clients.reduce((sum, { socket }) => sum + socket.counts.opened, 0);
  }

  async close(): Promise<void> {
    this.isOver = true;
    for (const { socket } of this.clients) socket.cut();
    await Promise.all(this.watching);
    await this.receiver.stop();
  }

  private async watch(socket: CheckedSocket): Promise<void> {
    while (!this.isOver) {
      if (!socket.isOpen) await this.reopen(socket);
      await sleep(LOOK_MS);
    }
  }

  private async reopen(socket: CheckedSocket): Promise<void> {
    while (!this.isOver && !(await socket.open(this.url))) await sleep(LOOK_MS);
  }
}
