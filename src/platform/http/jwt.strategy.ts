import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { asAgentId, asSessionId, asTenantId } from '../../common/ids.js';
import type { Principal } from './auth.decorators.js';
import { SessionCheck } from './session-check.js';
import { JWT_AUDIENCE, JWT_ISSUER, TokenKeys } from './token.js';

interface AccessClaims {
  readonly sub: string;
  readonly clientId: string;
  readonly sid: string;
  readonly exp: number;
}

/** Beyond this many tokens the memory of them begins anew. */
const MAX_KNOWN = 20_000;
const fromHeader = ExtractJwt.fromAuthHeaderAsBearerToken();

/**
 * Checks access tokens. passport-jwt would fix its time when it is made, so the end is checked here,
 * by the deployment's clock.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  /** Claims of tokens whose signature is good: that stays so, and costs most to find out. */
  private readonly known = new Map<string, AccessClaims>();

  constructor(
    keys: TokenKeys,
    private readonly clock: Clock,
    private readonly sessions: SessionCheck,
  ) {
    super({
      jwtFromRequest: fromHeader,
      secretOrKeyProvider: (
        _request: unknown,
        token: string,
        done: (error: null, key: never) => void,
      ) => done(null, keys.of(token) as never),
      algorithms: ['HS256'],
      issuer: JWT_ISSUER,
      audience: JWT_AUDIENCE,
      ignoreExpiration: true,
      passReqToCallback: true,
    });
  }

  /** Called by passport when the signature is good. */
  async validate(request: Parameters<typeof fromHeader>[0], claims: AccessClaims) {
    const principal = await this.principalOf(claims);
    const token = fromHeader(request);
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    if (token !== null) this.known.set(token, claims);
    return principal;
  }

  /**
   * The caller of a token that came before; null for one that must be checked. Its end and its
   * session are looked at each time.
   */
  async recognise(token: string): Promise<Principal | null> {
    const claims = this.known.get(token);
    return claims ? await this.principalOf(claims) : null;
  }

  private async principalOf(claims: AccessClaims): Promise<Principal> {
    if (!(claims.exp * 1000 > this.clock.now())) throw CommonErrors.UNAUTHENTICATED();
    const clientId = asTenantId(claims.clientId);
    const agentId = asAgentId(Number(claims.sub));
    const sessionId = asSessionId(claims.sid);
    const role = await this.sessions.roleOf(clientId, agentId, sessionId);
    if (role === null) throw CommonErrors.UNAUTHENTICATED();
    return { agentId, clientId, role, sessionId };
  }
}
