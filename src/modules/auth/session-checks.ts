import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, SessionId, TenantId } from '../../common/ids.js';
import { MINUTE, SECOND } from '../../common/time.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import type { Role } from '../../platform/http/roles.js';
import { SessionCheck } from '../../platform/http/session-check.js';
import { Log } from '../../platform/logging/log.js';
import { ChangeFeeds, touches, type Change, type Feed } from '../../platform/mongo/change-feed.js';
import { AgentsService } from '../agents/agents.service.js';
import { SessionManager } from './session-manager.service.js';
import { SessionsRepository } from './sessions.repository.js';

/** What a good session allows. */
export interface Standing {
  readonly clientId: TenantId;
  readonly agentId: AgentId;
  readonly role: Role;
  readonly department: string;
  readonly mustChangePassword: boolean;
}

/** Whose sessions may have changed; `all`: the stream was away. */
export type SessionDoubt =
  { readonly sessionId: SessionId } | { readonly agentId: AgentId } | 'all';
interface Entry {
  readonly agentId: AgentId;
  readonly standing: Promise<Standing | null>;
}

/** Beyond it the cache begins anew, rather than grow. */
const MAX_ENTRIES = 50_000;
/** `lastActivity` is written so often: by the clock, and by the wall at the most. */
const TOUCH_MS = MINUTE;
const TOUCH_WALL_MS = 5 * SECOND;
/** What of an agent decides over its sessions; its presence changes far more often. */
const DECISIVE = ['isActive', 'role', 'department', 'mustChangePassword'];

/**
 * Is a session still good? Kept in memory and dropped by the change stream, so that a sign-out or a
 * deactivation is in force on every node at once; while the stream is away, MongoDB is asked.
 */
@Injectable()
export class SessionChecks extends SessionCheck implements OnApplicationBootstrap {
  private readonly cache = new Map<SessionId, Entry>();
  private readonly touched = new Map<SessionId, number>();
  private readonly listeners: ((doubt: SessionDoubt) => void)[] = [];
  private feed: Feed | undefined;

  constructor(
    private readonly sessions: SessionsRepository,
    private readonly manager: SessionManager,
    private readonly agents: AgentsService,
    private readonly feeds: ChangeFeeds,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.feed = await this.feeds.follow({
      name: 'sessions',
      collections: ['agent_sessions', 'agents'],
      wants: (change) => change.operationType !== 'insert' && touches(change, DECISIVE),
      onReset: () => Promise.resolve(this.forgetAll()),
      onChange: (change) => this.forget(change),
    });
  }

  override async roleOf(
    clientId: TenantId,
    agentId: AgentId,
    sessionId: SessionId,
  ): Promise<Role | null> {
    const standing = await this.standingOf(clientId, agentId, sessionId);
    if (!standing) return null;
    this.touch(clientId, sessionId);
    return standing.role;
  }

  /** Must this caller choose a new password before anything else? */
  async mustChangePassword({ clientId, agentId, sessionId }: Principal): Promise<boolean> {
    const standing = await this.standingOf(clientId, agentId, sessionId);
    return standing?.mustChangePassword ?? false;
  }

  /** Hears whose sessions must be looked at again, within a second of the change on any node. */
  onDoubt(listener: (doubt: SessionDoubt) => void): void {
    this.listeners.push(listener);
  }

  /** What a session allows now; null when it, or its agent, has ended. Counts as no activity. */
  async standingOf(
    clientId: TenantId,
    agentId: AgentId,
    sessionId: SessionId,
  ): Promise<Standing | null> {
    if (!this.feed?.isLive()) {
      this.cache.clear();
      return await this.load(clientId, agentId, sessionId);
    }
    const known = await this.cache.get(sessionId)?.standing;
    if (known) return known.clientId === clientId && known.agentId === agentId ? known : null;
    const standing = this.load(clientId, agentId, sessionId);
    const entry = { agentId, standing };
    if (this.cache.size >= MAX_ENTRIES) this.cache.clear();
    this.cache.set(sessionId, entry);
    // Only a good session is kept: a "no" would outlive a write that is on its way.
    const drop = () => {
      if (this.cache.get(sessionId) === entry) this.cache.delete(sessionId);
    };
    standing.then((found) => found ?? drop(), drop);
    return await standing;
  }

  private async load(
    clientId: TenantId,
    agentId: AgentId,
    sessionId: SessionId,
  ): Promise<Standing | null> {
    const [session, agents] = await Promise.all([
      this.sessions.findById(clientId, sessionId),
      this.agents.find(clientId, [agentId]),
    ]);
    const agent = agents.get(agentId);
    if (!session?.isActive || session.agentId !== agentId || !agent?.isActive) return null;
    const { role, department, mustChangePassword } = agent;
    return { clientId, agentId, role, department, mustChangePassword };
  }

  private touch(clientId: TenantId, sessionId: SessionId): void {
    const now = this.clock.now();
    const pause = Math.max(TOUCH_MS, this.clock.fromWallMs(TOUCH_WALL_MS));
    if (now - (this.touched.get(sessionId) ?? 0) < pause) return;
    if (this.touched.size >= MAX_ENTRIES) this.touched.clear();
    this.touched.set(sessionId, now);
    this.manager.updateLastActivity(clientId, sessionId).catch((error: unknown) => {
      this.touched.delete(sessionId);
      this.log.warn('last activity not stored', { sessionId, error });
    });
  }

  private forget(change: Change): void {
    const id: unknown = change.documentKey._id;
    if (change.ns.coll === 'agent_sessions') {
      const sessionId = id as SessionId;
      this.cache.delete(sessionId);
      this.touched.delete(sessionId);
      this.tell({ sessionId });
      return;
    }
    for (const [sessionId, { agentId }] of this.cache) {
      if (agentId === id) this.cache.delete(sessionId);
    }
    this.tell({ agentId: id as AgentId });
  }

  private forgetAll(): void {
    this.cache.clear();
    this.tell('all');
  }

  private tell(doubt: SessionDoubt): void {
    for (const listener of this.listeners) listener(doubt);
  }
}
