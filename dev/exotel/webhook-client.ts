import { Agent, request } from 'undici';
import type { SimClock } from '../scaled-clock.js';
import type { SimCall, SimWebhook, WebhookKind } from './call-record.js';

/** A request to the customer's server. */
export interface WebhookRequest {
  readonly call: SimCall;
  readonly kind: WebhookKind;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  readonly query?: URLSearchParams;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Of the wall. */
  readonly timeoutMs: number;
}

/** What came back; `log` is its line in the call's log. */
export interface WebhookAnswer {
  readonly status: number | 'timeout' | 'refused';
  readonly contentType: string;
  readonly body: string;
  readonly log: SimWebhook;
}

/** Answer times kept for each kind. */
const TIMES_KEPT = 200_000;

/** Exotel's HTTP client: keeps its connections, never follows a redirect, logs each answer. */
export class WebhookClient {
  private readonly agent = new Agent({ connections: 512, keepAliveTimeout: 30_000 });
  private readonly times = new Map<WebhookKind, number[]>();

  constructor(
    private readonly clock: SimClock,
    private readonly logSize: number,
  ) {}

  async send(webhook: WebhookRequest): Promise<WebhookAnswer> {
    const at = this.clock.now();
    const url = withQuery(webhook.url, webhook.query);
    let status: WebhookAnswer['status'];
    let contentType = '';
    let body = '';
    try {
      const response = await request(url, {
        dispatcher: this.agent,
        method: webhook.method,
        headers: { 'user-agent': 'Exotel-Simulator', ...webhook.headers },
        body: webhook.body,
        signal: AbortSignal.timeout(webhook.timeoutMs),
      });
      body = await response.body.text();
      contentType = String(response.headers['content-type'] ?? '');
      status = response.statusCode;
    } catch (error) {
      status = isTimeout(error) ? 'timeout' : 'refused';
    }
    const wallMs = (this.clock.now() - at) / this.clock.speed;
    const log: SimWebhook = { kind: webhook.kind, path: pathOf(url), at, wallMs, status };
    this.keep(webhook.call, log);
    return { status, contentType, body, log };
  }

  /** Milliseconds of the wall that answers took, of one kind or of all. */
  answerTimes(kind?: WebhookKind): readonly number[] {
    if (kind) return this.times.get(kind) ?? [];
    return [...this.times.values()].flat();
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private keep(call: SimCall, log: SimWebhook): void {
    call.webhooks.push(log);
    if (call.webhooks.length > this.logSize) call.webhooks.shift();
    const times = this.times.get(log.kind) ?? [];
    this.times.set(log.kind, times);
    if (typeof log.status === 'number' && times.length < TIMES_KEPT) times.push(log.wallMs);
  }
}

function withQuery(url: string, query?: URLSearchParams): string {
  if (!query) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query.toString()}`;
}

function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2);
  if (start < 0) return '/';
  const end = url.indexOf('?', start);
  return url.slice(start, end < 0 ? undefined : end);
}

function isTimeout(error: unknown): boolean {
  return (error as { readonly name?: unknown } | null)?.name === 'TimeoutError';
}
