import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Flow } from './flow.js';

/** A request that the stub got. */
export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Respond = (request: StubRequest, response: ServerResponse) => void;

/** What the stub says to the Connect applet. */
export interface StubConnect {
  readonly status?: number;
  readonly contentType?: string;
  readonly body: unknown;
}

/** The customer's server, as small as it gets: for the specs of the simulator. */
export class BackendStub {
  readonly requests: StubRequest[] = [];
  url = '';
  /** Whether the hold loop finds an agent ready. */
  ready: () => boolean = () => true;
  /** Answers of Connect, one for each fetch; the last stays. */
  connects: StubConnect[] = [];
  private readonly routes = new Map<string, Respond>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      void this.serve(request, response);
    });
    this.on('/wait', (_, response) => response.writeHead(this.ready() ? 200 : 302).end());
    this.on('/connect', (_, response) => {
      const answer = (this.connects.length > 1 ? this.connects.shift() : this.connects[0]) ?? {
        body: { destination: { numbers: [] } },
      };
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      const headers = { 'content-type': answer.contentType ?? 'application/json' };
      response.writeHead(answer.status ?? 200, headers).end(text);
    });
    this.on('/hold', (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('Please hold.');
    });
  }

  static async start(): Promise<BackendStub> {
    const stub = new BackendStub();
    await new Promise<void>((resolve) => {
      stub.server.listen(0, '127.0.0.1', resolve);
    });
    stub.url = `http://127.0.0.1:${(stub.server.address() as AddressInfo).port}`;
    return stub;
  }

  /** Answers a path in another way; any path without one is answered 200. */
  on(path: string, respond: Respond): void {
    this.routes.set(path, respond);
  }

  /** Requests of a path, in order of arrival. */
  at(path: string): StubRequest[] {
    return this.requests.filter((request) => request.path === path);
  }

  flow(changes: Partial<Flow> = {}): Flow {
    return {
      id: '7',
      waitUrl: `${this.url}/wait?at=wait`,
      connectUrl: `${this.url}/connect`,
      holdUrl: `${this.url}/hold`,
      endUrl: `${this.url}/end`,
      popupUrl: `${this.url}/popup`,
      holdPieceSeconds: 8,
      ringEvents: true,
      ...changes,
    };
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://stub');
    const seen: StubRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    this.requests.push(seen);
    const respond = this.routes.get(url.pathname);
    if (respond) respond(seen, response);
    else response.writeHead(200).end();
  }
}
