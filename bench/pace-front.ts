import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** As long as Exotel takes for an answer, about: dials overlap. */
const ANSWER_MS = 100;

/** What came to Exotel's door; times in ms. */
export interface Arrivals {
  readonly starts: number;
  readonly mostInASecond: number;
  readonly mostInFlight: number;
  readonly leastGapMs: number;
  /** From the first start to the last. */
  readonly spanMs: number;
}

/** Stands between the servers and Exotel, in both directions, and notes when dials come. */
export class PaceFront {
  url = '';
  private readonly times: number[] = [];
  private inFlight = 0;
  private mostInFlight = 0;
  private turn = 0;
  private readonly server: Server;

  constructor(
    private readonly exotelUrl: string,
    private readonly nodes: () => readonly string[],
  ) {
    this.server = createServer((request, response) => {
      this.pass(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  arrivals(): Arrivals {
    const { times } = this;
    const gaps = times.slice(1).map((at, place) => at - (times[place] ?? at));
    let from = 0;
    let mostInASecond = 0;
    for (const [place, at] of times.entries()) {
      while ((times[from] ?? at) <= at - 1000) from += 1;
      mostInASecond = Math.max(mostInASecond, place - from + 1);
    }
    return {
      starts: times.length,
      mostInASecond,
      mostInFlight: this.mostInFlight,
      leastGapMs: Math.min(...gaps),
      spanMs: (times.at(-1) ?? 0) - (times[0] ?? 0),
    };
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isDial = request.method === 'POST' && !request.url?.startsWith('/webhooks/');
    if (isDial) {
      this.times.push(performance.now());
      this.inFlight += 1;
      this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await this.forward(request, Buffer.concat(chunks));
    if (isDial) {
      await sleep(ANSWER_MS);
      this.inFlight -= 1;
    }
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
    });
    response.end(await answer.text());
  }

  /** Exotel's webhooks go to the nodes in turn. */
  private async forward(request: IncomingMessage, body: Buffer): Promise<Response> {
    const { authorization = '', 'content-type': type } = request.headers;
    const nodes = this.nodes();
    const isWebhook = request.url?.startsWith('/webhooks/') === true;
    const base = isWebhook ? (nodes[(this.turn += 1) % nodes.length] ?? '') : this.exotelUrl;
    return await fetch(`${base}${request.url ?? ''}`, {
      method: request.method ?? 'GET',
      headers: { authorization, ...(type !== undefined && { 'content-type': type }) },
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
  }
}
