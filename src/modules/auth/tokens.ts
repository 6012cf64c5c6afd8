import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import jwt from 'jsonwebtoken';
import { Clock } from '../../common/clock.js';
import {
  asAgentId,
  asSessionId,
  asTenantId,
  Ids,
  type AgentId,
  type SessionId,
  type TenantId,
} from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { JWT_AUDIENCE, JWT_ISSUER, TokenKeys } from '../../platform/http/token.js';
import type { Agent } from '../agents/agents.types.js';

const TOKEN_BYTES = 32;
const TEMPORARY_BYTES = 12;

/** The SHA-256 of a text, in hexadecimal. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What an access token says, once its signature and its time are found good. */
export interface AccessClaims {
  readonly clientId: TenantId;
  readonly agentId: AgentId;
  readonly sessionId: SessionId;
  readonly expiresAt: Date;
}

/** Makes access tokens (signed, short) and refresh tokens (opaque, 256 bits). */
@Injectable()
export class Tokens {
  private readonly chaining: Buffer;

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly keys: TokenKeys,
  ) {
    const secret = Buffer.from(config.auth.jwtSecret);
    this.chaining = Buffer.from(hkdfSync('sha256', secret, '', 'refresh-token-chain', TOKEN_BYTES));
  }

  /** An access token; its times are the deployment's, not the operating system's. */
  access(agent: Agent, sessionId: SessionId): { token: string; expiresIn: number } {
    const iat = Math.floor(this.clock.now() / 1000);
    const expiresIn = this.config.auth.accessSeconds;
    const claims = {
      sub: String(agent.id),
      clientId: agent.clientId,
      role: agent.role,
      sid: sessionId,
      iss: JWT_ISSUER,
      aud: JWT_AUDIENCE,
      iat,
      exp: iat + expiresIn,
    };
    const { id: keyid, key } = this.keys.signing;
    return { token: jwt.sign(claims, key, { algorithm: 'HS256', keyid }), expiresIn };
  }

  /** Reads an access token that did not come with an HTTP request; null when it is not good now. */
  read(token: string): AccessClaims | null {
    try {
      const claims = jwt.verify(token, this.keys.of(token), {
        algorithms: ['HS256'],
        issuer: JWT_ISSUER,
        audience: JWT_AUDIENCE,
        // By the deployment's clock, below.
        ignoreExpiration: true,
      }) as { sub: string; clientId: string; sid: string; exp: number };
      const expiresAt = new Date(claims.exp * 1000);
      if (!(expiresAt.getTime() > this.clock.now())) return null;
      return {
        clientId: asTenantId(claims.clientId),
        agentId: asAgentId(Number(claims.sub)),
        sessionId: asSessionId(claims.sid),
        expiresAt,
      };
    } catch {
      return null;
    }
  }

  /** The first refresh token of a session. */
  firstRefresh(): string {
    return this.ids.secret(TOKEN_BYTES);
  }

  /** A password for the first sign-in after a reset: 96 bits, and what the rules ask for. */
  temporaryPassword(): string {
    return `${this.ids.secret(TEMPORARY_BYTES)}aA1`;
  }

  /**
   * The one token that follows another. Made from it with a key of ours, so that a repeat gets the
   * same one although no token is stored anywhere.
   */
  refreshAfter(token: string): string {
    return createHmac('sha256', this.chaining).update(token).digest('base64url');
  }
}
