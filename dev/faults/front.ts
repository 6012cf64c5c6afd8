import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What goes wrong between the server and Exotel, at the first dial of a call. */
export const FAULTS = [
  'none',
  'lose_answer',
  'answer_500',
  'answer_429',
  'slow',
  'too_late',
  'cut',
  'webhooks_lost',
  'webhooks_doubled',
] as const;
export type Fault = (typeof FAULTS)[number];

/** What a call has come to; the server may be killed there. */
export const STEPS = ['accepted', 'asked', 'dialled', 'answered', 'connected', 'ended'] as const;
export type Step = (typeof STEPS)[number];

/** Longer than the server waits for an answer: it dials after the server gave up. */
const TOO_LATE_MS = 7000;
const SLOW_MS = 2000;

interface Watched {
  readonly fault: Fault;
  dials: number;
}

/** Stands between the server and Exotel, in both directions, and spoils what passes. */
export class Front {
  /** Where the server finds Exotel, and Exotel the server. */
  url = '';
  /** Called when a call reaches a step, before anything passes on. */
  onStep: (step: Step) => Promise<void> = () => Promise.resolve();
  private readonly watched = new Map<string, Watched>();
  private readonly faultOf = new Map<string, Fault>();
  private readonly server: Server;

  constructor(
    private readonly exotelUrl: () => string,
    private readonly serverUrl: () => string,
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

  /** What happens to the call to this number. */
  watch(number: string, fault: Fault): void {
    this.watched.set(number, { fault, dials: 0 });
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const isWebhook = request.url?.startsWith('/webhooks/') === true;
    if (isWebhook) return await this.webhook(request, body, response);
    if (request.method !== 'POST') {
      return await this.answer(response, await this.forward(this.exotelUrl(), request, body));
    }
    const form = new URLSearchParams(body.toString());
    const call = this.watched.get(form.get('To') ?? '');
    const isFirst = call?.dials === 0;
    if (call) call.dials += 1;
    const fault = call?.fault ?? 'none';
    this.faultOf.set(form.get('CustomField') ?? '', fault);
    if (isFirst) await this.onStep('asked');
    // Whoever asked was killed: nothing of it reached Exotel.
    if (response.destroyed) return;
    await this.dial(isFirst ? fault : 'none', request, body, response);
  }

  private async dial(
    fault: Fault,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    if (fault === 'cut') {
      response.destroy();
      return;
    }
    if (fault === 'answer_429') {
      response.writeHead(429, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ RestException: { Status: 429, Message: 'Too many' } }));
      return;
    }
    if (fault === 'slow') await sleep(SLOW_MS);
    if (fault === 'too_late') await sleep(TOO_LATE_MS);
    const answer = await this.forward(this.exotelUrl(), request, body);
    await this.onStep('dialled');
    if (fault === 'lose_answer') response.destroy();
    else if (fault === 'answer_500') response.writeHead(500).end();
    else await this.answer(response, answer);
    await this.onStep('answered');
  }

  private async webhook(
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    const callLogId = request.url?.split('/')[5] ?? '';
    const fault = this.faultOf.get(callLogId);
    const { EventType } = JSON.parse(body.toString()) as { EventType?: string };
    await this.onStep(EventType === 'answered' ? 'connected' : 'ended');
    if (fault === 'webhooks_lost') {
      response.writeHead(200).end('OK');
      return;
    }
    const answer = await this.forward(this.serverUrl(), request, body);
    if (fault === 'webhooks_doubled') await this.forward(this.serverUrl(), request, body);
    await this.answer(response, answer);
  }

  private async forward(base: string, request: IncomingMessage, body: Buffer): Promise<Response> {
    const { authorization = '', 'content-type': type } = request.headers;
    return await fetch(`${base}${request.url ?? ''}`, {
      method: request.method ?? 'GET',
      headers: { authorization, ...(type !== undefined && { 'content-type': type }) },
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
  }

  private async answer(response: ServerResponse, answer: Response): Promise<void> {
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
    });
    response.end(await answer.text());
  }
}
