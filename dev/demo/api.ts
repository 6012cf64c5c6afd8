import type { SimClock } from '../scaled-clock.js';

const TIMEOUT_MS = 10_000;
/** A token is renewed when this share of its life is left. */
const RENEW_SHARE = 0.1;

export type Method = 'GET' | 'POST' | 'PUT';

/** The server refused a request. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The HTTP interface; with several nodes each request takes the next one. */
export class Api {
  private turn = 0;

  constructor(private readonly urls: () => readonly string[]) {}

  /** @throws ApiError when it is refused, TypeError or TimeoutError when there is no answer */
  async request<T>(
    method: Method,
    path: string,
    body?: unknown,
    token?: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const urls = this.urls();
    const url = urls[(this.turn += 1) % urls.length] ?? '';
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...more,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw refusal(`${method} ${path}`, response.status, text);
    return (text === '' ? null : JSON.parse(text)) as T;
  }
}

function refusal(request: string, status: number, text: string): ApiError {
  try {
    const { error } = JSON.parse(text) as {
      error: { code: string; message: string; details?: unknown };
    };
    const details = error.details === undefined ? '' : ` ${JSON.stringify(error.details)}`;
    const message = `${request}: ${status} ${error.code}: ${error.message}${details}`;
    return new ApiError(status, error.code, message);
  } catch {
    return new ApiError(status, '', `${request}: ${status} ${text.slice(0, 200)}`);
  }
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds of the deployment's clock. */
  readonly expiresIn: number;
}

/** One account, signed in when it first asks for something, and again whenever it must be. */
export class Session {
  private tokens: (Tokens & { readonly renewAt: number }) | undefined;

  constructor(
    private readonly api: Api,
    private readonly clock: SimClock,
    private readonly credentials: Credentials,
  ) {}

  async get<T>(path: string): Promise<T> {
    return await this.request<T>('GET', path);
  }

  /** @param key sent with each repeat of the request: what it makes is made once */
  async post<T>(path: string, body: unknown, key?: string): Promise<T> {
    const more = key === undefined ? undefined : { 'idempotency-key': key };
    return await this.request<T>('POST', path, body, more);
  }

  async put<T>(path: string, body: unknown): Promise<T> {
    return await this.request<T>('PUT', path, body);
  }

  private async request<T>(
    method: Method,
    path: string,
    body?: unknown,
    more?: Readonly<Record<string, string>>,
  ): Promise<T> {
    const token = await this.token();
    try {
      return await this.api.request<T>(method, path, body, token, more);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      // The session was ended, or the clock was set: sign in anew.
      this.tokens = undefined;
      return await this.api.request<T>(method, path, body, await this.token(), more);
    }
  }

  /** An access token that is good now. */
  async token(): Promise<string> {
    if (!this.tokens || this.clock.now() >= this.tokens.renewAt) {
      const tokens = (await this.renew()) ?? (await this.signIn());
      const lifeMs = tokens.expiresIn * 1000 * (1 - RENEW_SHARE);
      this.tokens = { ...tokens, renewAt: this.clock.now() + lifeMs };
    }
    return this.tokens.accessToken;
  }

  /** New tokens for the old one; null when it is not taken (any more). */
  private async renew(): Promise<Tokens | null> {
    if (!this.tokens) return null;
    const { refreshToken } = this.tokens;
    this.tokens = undefined;
    try {
      return await this.api.request<Tokens>('POST', '/api/auth/refresh', { refreshToken });
    } catch (error) {
      if (error instanceof ApiError && error.status < 500) return null;
      throw error;
    }
  }

  private async signIn(): Promise<Tokens> {
    const { username, password } = this.credentials;
    return await this.api.request<Tokens>('POST', '/api/auth/login', { username, password });
  }
}
