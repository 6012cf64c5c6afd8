import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CommonErrors } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { ApiKeyCheck } from '../../platform/http/api-key-check.js';
import { isOurs } from '../../platform/http/browsers.js';
import { API_KEY_PREFIX } from '../../platform/http/token.js';
import { AuthErrors } from '../auth/auth.errors.js';
import { SessionChecks } from '../auth/session-checks.js';
import { Tokens, type AccessClaims } from '../auth/tokens.js';
import { Departments } from '../feed/departments.js';
import type { SocketPrincipal } from './connection.js';

/** What a client says when it opens a socket. */
export interface Handshake {
  /** Of the auth field, the header or the query, whichever came first. */
  readonly token: unknown;
  readonly lastSeq: unknown;
}

export interface Admission {
  readonly who: SocketPrincipal;
  /**
   * The same, asked again.
   * @throws an `unauthenticated` error when the session or the key is over,
   * AuthErrors.PASSWORD_CHANGE_REQUIRED
   */
  whoNow(): Promise<SocketPrincipal>;
  /** When the token, and the socket with it, ends; null: a key, which is looked at again. */
  readonly expiresAt: Date | null;
  /** The last event that the client had; null: it begins anew. */
  readonly lastSeq: number | null;
}

const lastSeqSchema = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Who may open a socket. */
@Injectable()
export class Handshakes {
  constructor(
    private readonly tokens: Tokens,
    private readonly checks: SessionChecks,
    private readonly apiKeys: ApiKeyCheck,
    private readonly departments: Departments,
    private readonly config: Config,
  ) {}

  /** May a page of this origin open sockets? Programs send no origin. */
  isWelcome({ origin, host }: IncomingHttpHeaders): boolean {
    return isOurs({ origin, host }, this.config.http.corsOrigins);
  }

  /**
   * @throws CommonErrors.UNAUTHENTICATED, FORBIDDEN, VALIDATION_ERROR,
   * AuthErrors.PASSWORD_CHANGE_REQUIRED, and what a bad API key is told
   */
  async admit({ token, lastSeq }: Handshake): Promise<Admission> {
    const text = typeof token === 'string' ? token.replace(/^Bearer\s+/i, '') : '';
    const claims = text.startsWith(API_KEY_PREFIX) ? null : this.claimsOf(text);
    const whoNow = async () => (claims ? await this.ofSession(claims) : await this.ofApiKey(text));
    const who = await whoNow();
    const expiresAt = claims?.expiresAt ?? null;
    return { who, whoNow, expiresAt, lastSeq: readLastSeq(lastSeq) };
  }

  private claimsOf(token: string): AccessClaims {
    const claims = this.tokens.read(token);
    if (!claims) throw CommonErrors.UNAUTHENTICATED();
    return claims;
  }

  private async ofSession(claims: AccessClaims): Promise<SocketPrincipal> {
    const { clientId, agentId, sessionId } = claims;
    const standing = await this.checks.standingOf(clientId, agentId, sessionId);
    if (!standing) throw CommonErrors.UNAUTHENTICATED();
    if (standing.mustChangePassword) throw AuthErrors.PASSWORD_CHANGE_REQUIRED();
    const { role, department } = standing;
    return { clientId, agentId, sessionId, role, department };
  }

  private async ofApiKey(key: string): Promise<SocketPrincipal> {
    const principal = await this.apiKeys.principalOf(key);
    if (!principal.apiKey?.scopes.has('events:read')) {
      throw CommonErrors.FORBIDDEN({ message: 'This API key may not do that: events:read' });
    }
    const { clientId, agentId } = principal;
    const department = (await this.departments.of(clientId, [agentId])).get(agentId) ?? '';
    return { ...principal, department };
  }
}

function readLastSeq(given: unknown): number | null {
  if (given === undefined || given === null || given === '') return null;
  const read = lastSeqSchema.safeParse(given);
  if (read.success && typeof given !== 'boolean') return read.data;
  throw CommonErrors.VALIDATION_ERROR({
    details: [{ field: 'lastSeq', message: 'must be the number of an event' }],
  });
}
