export interface CrosspointOptions {
  /** Where the server is, such as `https://crosspoint.example.com`. */
  readonly baseUrl: string;
  /** An access token or an API key (`cpk_…`), or what gives the present one. */
  readonly token?: string | (() => string | undefined);
  /** Another `fetch`, for proxies and tests. */
  readonly fetch?: typeof fetch;
  /** ms until a request is given up; 30,000 unless given. */
  readonly timeoutMs?: number;
}

/** What a request carries beside its address; every method says which of these it takes. */
interface Input {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: object;
  readonly headers?: object;
  readonly body?: unknown;
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly details?: readonly { readonly field: string; readonly message: string }[];
  readonly requestId: string;
}

/** A refusal of the server. `code` is stable (docs/errors.md), the message may change. */
export class CrosspointError extends Error {
  override readonly name = 'CrosspointError';
  readonly code: string;
  readonly details: NonNullable<Refusal['details']>;
  /** Finds the request in the server's log. */
  readonly requestId: string;

  constructor(
    readonly status: number,
    refusal: Refusal,
    /** Ask again after so many seconds; null: asking again changes nothing. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(`${refusal.code}: ${refusal.message}`);
    this.code = refusal.code;
    this.details = refusal.details ?? [];
    this.requestId = refusal.requestId;
  }
}

/** Sends requests and reads answers; nothing but `fetch`, so it works in browsers too. */
export class Transport {
  constructor(private readonly options: CrosspointOptions) {}

  /**
   * @throws CrosspointError when the server refuses
   * @throws TypeError when it cannot be reached, DOMException when it does not answer in time
   */
  protected async request<T>(
    method: string,
    path: string,
    { path: places = {}, query = {}, headers: given = {}, body }: Input,
    as: 'json' | 'text' | 'blob',
  ): Promise<T> {
    const { baseUrl, token, fetch: send = fetch, timeoutMs = 30_000 } = this.options;
    const url = new URL(
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(places[name] ?? '')),
      baseUrl,
    );
    for (const [name, value] of entriesOf(query)) url.searchParams.set(name, value);
    const headers = new Headers(entriesOf(given));
    const secret = typeof token === 'function' ? token() : token;
    if (secret !== undefined) headers.set('Authorization', `Bearer ${secret}`);
    const isRaw = body === undefined || body instanceof FormData;
    // A form's own type names its boundary: fetch sets it.
    if (!isRaw) {
      headers.set('Content-Type', typeof body === 'string' ? 'text/csv' : 'application/json');
    }
    const answer = await send(url, {
      method,
      headers,
      body: isRaw || typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!answer.ok) throw await errorOf(answer);
    return (await answer[as]()) as T;
  }
}

function entriesOf(fields: object): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  );
}

/** Also of an answer that is not ours: a proxy's. */
async function errorOf(answer: Response): Promise<CrosspointError> {
  const text = await answer.text();
  const retryAfter = Number(answer.headers.get('Retry-After') ?? Number.NaN);
  let refusal: Refusal = {
    code: `HTTP_${answer.status}`,
    message: text.slice(0, 200),
    requestId: answer.headers.get('X-Request-Id') ?? '',
  };
  try {
    refusal = (JSON.parse(text) as { error?: Refusal }).error ?? refusal;
  } catch {
    // Not JSON: what is known is the status.
  }
  return new CrosspointError(answer.status, refusal, Number.isNaN(retryAfter) ? null : retryAfter);
}
