import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimAccount } from './account.js';
import type { RestFaults } from './faults.js';
import type { RateLimit } from './rate-limit.js';
import { renderAnswer, restException, type RestAnswer } from './rest-answer.js';
import type { RestRoutes } from './rest-routes.js';
import type { World } from './world.js';

/** Case-sensitive (exotel.md 1.1). */
const PATH = /^\/(v1|v2_beta)\/Accounts\/([^/]+?)(?:\/(.+?))?(\.json)?$/;
const MAX_BODY_BYTES = 65_536;

/** Exotel's REST interface over HTTP: door (auth, limit, faults), then the routes. */
export class RestServer {
  private readonly server: Server;

  constructor(
    private readonly world: World,
    private readonly accounts: ReadonlyMap<string, SimAccount>,
    private readonly routes: RestRoutes,
    private readonly limit: RateLimit,
    private readonly faults: RestFaults,
  ) {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        send(response, restException(500, String(error)), true);
      });
    });
  }

  /** Listens on 127.0.0.1 and tells its address. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clock } = this.world;
    const isDial = request.method === 'POST';
    const fault = this.faults.take(isDial ? 'dial' : 'read');
    if (fault.down) {
      request.socket.destroy();
      return;
    }
    const body = await readBody(request);
    if (fault.delayMs) await clock.sleep(fault.delayMs * clock.speed);
    const url = new URL(request.url ?? '/', 'http://exotel');
    const match = PATH.exec(url.pathname);
    const json = match?.[4] === '.json' || match?.[1] === 'v2_beta';
    if (fault.answer429) {
      send(response, restException(429, 'Too many requests'), json);
      return;
    }
    const answer = await this.answer(request, url, match, body);
    const dialled = isDial && answer.status === 200;
    if (dialled && fault.loseAnswerAfterDial) request.socket.destroy();
    else if (dialled && fault.answer500AfterDial) {
      send(response, restException(500, 'Internal server error'), json);
    } else send(response, answer, json);
  }

  private async answer(
    request: IncomingMessage,
    url: URL,
    match: RegExpExecArray | null,
    body: Buffer | null,
  ): Promise<RestAnswer> {
    const credentials = basicCredentials(request.headers.authorization);
    const known = [...this.accounts.values()].filter(
      ({ apiKey, apiToken }) => `${apiKey}:${apiToken}` === credentials,
    );
    if (known.length === 0) return restException(401, 'Authentication failed');
    const account = known.find(({ sid }) => sid === match?.[2]);
    if (!match || !account) return restException(404, 'Resource not found');
    if (this.limit.exceeded(account.sid, this.world.clock.now() / this.world.clock.speed)) {
      return restException(429, 'Too many requests');
    }
    if (!body) return restException(400, 'The body is too large');
    return this.routes.answer({
      account,
      method: request.method ?? 'GET',
      version: match[1] ?? '',
      resource: match[3] ?? '',
      path: url.pathname,
      query: url.searchParams,
      form: request.method === 'POST' ? await readForm(request, body) : null,
    });
  }
}

function send(response: ServerResponse, answer: RestAnswer, json: boolean): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { contentType, text } = renderAnswer(answer, json);
  response.writeHead(answer.status, { 'content-type': contentType }).end(text);
}

function basicCredentials(header: string | undefined): string | null {
  const encoded = /^Basic (\S+)$/i.exec(header ?? '')?.[1];
  return encoded === undefined ? null : Buffer.from(encoded, 'base64').toString();
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk as Buffer);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks);
}

/** urlencoded or multipart (exotel.md 1.1); null for anything else. A repeated `[]` keeps all values. */
async function readForm(request: IncomingMessage, body: Buffer) {
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(headers['content-type'])) {
    return null;
  }
  const form = new Map<string, string>();
  try {
    const data = await new Response(new Uint8Array(body), { headers }).formData();
    data.forEach((value, name) => {
      const key = name.endsWith('[]') && form.has(name) ? `${name}${form.size}` : name;
      form.set(key, typeof value === 'string' ? value : '');
    });
  } catch {
    return null;
  }
  return form;
}
