import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import type { AgentId, SessionId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { Passwords } from '../../platform/crypto/passwords.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { Log } from '../../platform/logging/log.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentsService } from '../agents/agents.service.js';
import type { Agent } from '../agents/agents.types.js';
import { firstPasswordUntil, isPasswordOver } from '../agents/first-password.domain.js';
import { AuthErrors } from './auth.errors.js';
import type { Device, PasswordReset, Session, SignedIn } from './auth.types.js';
import { judgeRefresh } from './refresh.domain.js';
import { RefreshTokensRepository } from './refresh-tokens.repository.js';
import { SessionManager } from './session-manager.service.js';
import { SignInLock } from './sign-in-lock.service.js';
import { sha256, Tokens } from './tokens.js';

/** Two tabs, or an answer that was lost on the way: a matter of the wire, so of the wall. */
const GRACE_WALL_MS = 10 * SECOND;

type Refreshed =
  | { readonly outcome: 'good'; readonly agent: Agent; readonly session: Session }
  | { readonly outcome: 'reused'; readonly sessionId: SessionId }
  | { readonly outcome: 'invalid' };

/** Sign-in and all that follows from it. */
@Injectable()
export class AuthService {
  constructor(
    private readonly agents: AgentsService,
    private readonly passwords: Passwords,
    private readonly lock: SignInLock,
    private readonly sessions: SessionManager,
    private readonly refreshTokens: RefreshTokensRepository,
    private readonly tokens: Tokens,
    private readonly transactions: Transactions,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * An unknown account, a wrong password and an inactive agent are one answer in one time.
   * @throws AuthErrors.INVALID_CREDENTIALS, ACCOUNT_LOCKED, PASSWORD_EXPIRED
   */
  async login(usernameOrEmail: string, password: string, device: Device): Promise<SignedIn> {
    const found = await this.agents.findByLogin(usernameOrEmail);
    const account = found
      ? accountOf(found.agent)
      : `name:${sha256(usernameOrEmail.toLowerCase())}`;
    await this.lock.guard(account, async () => {
      const matches = await this.passwords.verify(found?.passwordHash ?? null, password);
      return matches && found?.agent.isActive === true;
    });
    if (!found) throw AuthErrors.INVALID_CREDENTIALS();
    const { agent, passwordUntil } = found;
    if (isPasswordOver(passwordUntil, this.clock.now())) throw AuthErrors.PASSWORD_EXPIRED();
    const refreshToken = this.tokens.firstRefresh();
    const now = this.clock.date();
    const session = await this.transactions.run(async (transaction) => {
      const created = await this.sessions.createSession(transaction, agent, device);
      await this.storeRefresh(transaction, created, refreshToken);
      const isWelcome = await this.agents.recordLogin(transaction, agent.clientId, agent.id, now);
      if (!isWelcome) throw AuthErrors.INVALID_CREDENTIALS();
      return created;
    });
    this.log.info('agent signed in', {
      kind: 'security',
      tenant: agent.clientId,
      agentId: agent.id,
    });
    return this.signedIn({ ...agent, lastLoginAt: now }, session.id, refreshToken);
  }

  /** @throws AuthErrors.REFRESH_TOKEN_INVALID, REFRESH_TOKEN_REUSED */
  async refresh(token: string, device: Device): Promise<SignedIn> {
    const successor = this.tokens.refreshAfter(token);
    const result = await this.transactions.run((transaction) =>
      this.exchange(transaction, token, successor, device),
    );
    if (result.outcome === 'invalid') throw AuthErrors.REFRESH_TOKEN_INVALID();
    if (result.outcome === 'reused') {
      throw AuthErrors.REFRESH_TOKEN_REUSED({ context: { sessionId: result.sessionId } });
    }
    return this.signedIn(result.agent, result.session.id, successor);
  }

  /** Ends the caller's session, on every node. */
  async logout({ clientId, agentId, sessionId }: Principal): Promise<void> {
    await this.sessions.endSession(clientId, agentId, sessionId, 'logout');
  }

  /** @throws AuthErrors.SESSION_NOT_FOUND also for a session of somebody else */
  async endSession({ clientId, agentId }: Principal, id: SessionId): Promise<void> {
    const ended = await this.sessions.endSession(clientId, agentId, id, 'revoked');
    if (!ended) throw AuthErrors.SESSION_NOT_FOUND();
  }

  /**
   * A new password ends every other session of the agent.
   * @throws AuthErrors.INVALID_CREDENTIALS, ACCOUNT_LOCKED
   */
  async changePassword(me: Principal, current: string, next: string): Promise<void> {
    const { clientId, agentId, sessionId } = me;
    const { agent, passwordHash: old } = await this.agents.credentialsOf(clientId, agentId);
    await this.lock.guard(accountOf(agent), () => this.passwords.verify(old, current));
    if (current === next) {
      const message = 'must differ from the current password';
      throw CommonErrors.VALIDATION_ERROR({ details: [{ field: 'newPassword', message }] });
    }
    const passwordHash = await this.passwords.hash(next);
    await this.transactions.run(async (transaction) => {
      const change = { passwordHash, mustChangePassword: false, passwordUntil: null };
      await this.agents.setPassword(transaction, clientId, agentId, change);
      await this.sessions.endAll(transaction, clientId, agentId, 'password_changed', sessionId);
    });
    this.log.info('password changed', { kind: 'security', agentId });
  }

  /**
   * An admin's help for somebody who cannot sign in: a temporary password that must be changed
   * first, the account open again, and every session over. Makes a password where none is given.
   * @throws AgentErrors.AGENT_NOT_FOUND
   */
  async resetPassword(me: Principal, id: AgentId, given?: string): Promise<PasswordReset> {
    const { clientId } = me;
    const agent = await this.agents.get(clientId, id);
    const made = given === undefined ? this.tokens.temporaryPassword() : null;
    const passwordHash = await this.passwords.hash(given ?? made ?? '');
    const passwordUntil = firstPasswordUntil(this.clock.now());
    await this.transactions.run(async (transaction) => {
      const change = { passwordHash, mustChangePassword: true, passwordUntil };
      await this.agents.setPassword(transaction, clientId, id, change);
      await this.sessions.endAll(transaction, clientId, id, 'password_reset');
    });
    await this.lock.unlock(accountOf(agent));
    this.log.info('password reset', { kind: 'security', agentId: id, by: me.agentId });
    return { temporaryPassword: made, validUntil: passwordUntil };
  }

  /**
   * Opens an account that failed sign-ins have locked.
   * @throws AgentErrors.AGENT_NOT_FOUND
   */
  async unlock(me: Principal, id: AgentId): Promise<void> {
    await this.lock.unlock(accountOf(await this.agents.get(me.clientId, id)));
    this.log.info('sign-in unlocked', { kind: 'security', agentId: id, by: me.agentId });
  }

  private async exchange(
    transaction: ClientSession,
    token: string,
    successor: string,
    device: Device,
  ): Promise<Refreshed> {
    const stored = await this.refreshTokens.findByHash(transaction, sha256(token));
    if (!stored) return { outcome: 'invalid' };
    const { clientId, agentId, sessionId } = stored;
    const session = await this.sessions.find(transaction, clientId, sessionId);
    if (!session?.isActive) return { outcome: 'invalid' };
    const now = this.clock.date();
    const usedBy = sha256(JSON.stringify([device.ipAddress, device.userAgent]));
    const graceMs = this.clock.fromWallMs(GRACE_WALL_MS);
    const verdict = judgeRefresh(stored, usedBy, now.getTime(), graceMs);
    if (verdict === 'expired') return { outcome: 'invalid' };
    if (verdict === 'reused') {
      await this.sessions.end(transaction, clientId, agentId, sessionId, 'refresh_reused');
      return { outcome: 'reused', sessionId };
    }
    const agent = await this.agents.require(transaction, clientId, agentId);
    if (!agent.isActive) return { outcome: 'invalid' };
    if (verdict === 'rotate') {
      await this.refreshTokens.markUsed(transaction, stored, now, usedBy);
      await this.storeRefresh(transaction, session, successor);
    }
    return { outcome: 'good', agent, session };
  }

  private async storeRefresh(
    transaction: ClientSession,
    { clientId, agentId, id: sessionId }: Session,
    token: string,
  ): Promise<void> {
    const createdAt = this.clock.date();
    await this.refreshTokens.insert(transaction, {
      _id: sha256(token),
      clientId,
      agentId,
      sessionId,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + this.config.auth.refreshSeconds * SECOND),
      usedAt: null,
      usedBy: null,
    });
  }

  private signedIn(agent: Agent, sessionId: SessionId, refreshToken: string): SignedIn {
    const { token: accessToken, expiresIn } = this.tokens.access(agent, sessionId);
    return { accessToken, refreshToken, expiresIn, agent };
  }
}

/** How failed sign-ins of an agent are counted, by whichever name they came. */
const accountOf = (agent: Agent): string => `agent:${agent.id}`;
