import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CommonErrors } from '../../common/errors.js';
import { Config } from '../../config/config.js';
import { isForeignOrigin } from '../../platform/http/origin.js';
import { AuthErrors } from '../auth/auth.errors.js';
import { SessionChecks } from '../auth/session-checks.js';
import { Tokens } from '../auth/tokens.js';
import type { SocketPrincipal } from './connection.js';

/** What a client says when it opens a socket. */
export interface Handshake {
  /** Of the auth field, the header or the query, whichever came first. */
  readonly token: unknown;
  readonly lastSeq: unknown;
}

export interface Admission {
  readonly who: SocketPrincipal;
  /** When the token, and the socket with it, ends. */
  readonly expiresAt: Date;
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
    private readonly config: Config,
  ) {}

  /** May a page of this origin open sockets? Programs send no origin. */
  isWelcome(headers: Readonly<Record<string, unknown>>): boolean {
    return !isForeignOrigin(headers, this.config.http.corsOrigins);
  }

  /** @throws CommonErrors.UNAUTHENTICATED, VALIDATION_ERROR, AuthErrors.PASSWORD_CHANGE_REQUIRED */
  async admit({ token, lastSeq }: Handshake): Promise<Admission> {
    const text = typeof token === 'string' ? token.replace(/^Bearer\s+/i, '') : '';
    const claims = this.tokens.read(text);
    if (!claims) throw CommonErrors.UNAUTHENTICATED();
    const { clientId, agentId, sessionId, expiresAt } = claims;
    const standing = await this.checks.standingOf(clientId, agentId, sessionId);
    if (!standing) throw CommonErrors.UNAUTHENTICATED();
    if (standing.mustChangePassword) throw AuthErrors.PASSWORD_CHANGE_REQUIRED();
    const { role, department } = standing;
    const who = { clientId, agentId, sessionId, role, department };
    return { who, expiresAt, lastSeq: readLastSeq(lastSeq) };
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
