import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform, type TransformCallback } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP proxy between two parts of the deployment, which breaks and delays what passes. */
export class Link {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private turn = 0;
  private cuts = 0;
  private delayMs = 0;
  private readonly server: Server;

  /** @param targets ports of 127.0.0.1, each connection to the next one that takes it */
  private constructor(private readonly targets: () => readonly number[]) {
    this.server = createServer({ allowHalfOpen: false }, (socket) => void this.accept(socket));
  }

  static async open(targets: () => readonly number[]): Promise<Link> {
    const link = new Link(targets);
    link.server.listen(0, '127.0.0.1');
    await once(link.server, 'listening');
    return link;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Breaks every connection, and each new one for so long. */
  async cut(lastsMs: number): Promise<void> {
    this.cuts += 1;
    for (const pair of this.pairs) for (const socket of pair) socket.resetAndDestroy();
    await sleep(lastsMs);
    this.cuts -= 1;
  }

  /** Each piece comes so much later, for so long. */
  async delay(byMs: number, lastsMs: number): Promise<void> {
    this.delayMs += byMs;
    await sleep(lastsMs);
    this.delayMs -= byMs;
  }

  async close(): Promise<void> {
    this.cuts = 1;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private async accept(near: Socket): Promise<void> {
    near.on('error', () => near.destroy());
    const far = this.cuts > 0 ? null : await this.reach();
    if (!far || this.cuts > 0 || near.destroyed) {
      far?.destroy();
      near.resetAndDestroy();
      return;
    }
    const pair = [near, far] as const;
    this.pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        this.pairs.delete(pair);
        for (const either of pair) either.destroy();
      });
    }
    near.pipe(this.late()).pipe(far);
    far.pipe(this.late()).pipe(near);
  }

  /** A connection to the first that takes one, beginning with the one whose turn it is. */
  private async reach(): Promise<Socket | null> {
    const ports = this.targets();
    this.turn += 1;
    for (let tried = 0; tried < ports.length; tried += 1) {
      const port = ports[(this.turn + tried) % ports.length] ?? 0;
      const socket = connect({ port, host: '127.0.0.1' });
      const isOpen = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      if (isOpen) return socket;
    }
    return null;
  }

  /** Whatever passes, in order, each piece as late as the link is when it comes. */
  private late(): Transform {
    // Timers of one moment may come in any order: each does what is first in line.
    const waiting: (() => void)[] = [];
    let dueAt = 0;
    const after = (work: () => void): void => {
      const now = performance.now();
      dueAt = Math.max(dueAt, now + this.delayMs);
      if (dueAt <= now && waiting.length === 0) {
        work();
        return;
      }
      waiting.push(work);
      setTimeout(() => waiting.shift()?.(), dueAt - now);
    };
    const passing: Transform = new Transform({
      transform: (chunk: Buffer, _encoding, done: TransformCallback) => {
        after(() => passing.push(chunk));
        done();
      },
      flush: (done) => after(done),
    });
    return passing;
  }
}
