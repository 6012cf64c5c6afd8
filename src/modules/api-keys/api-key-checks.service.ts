import { timingSafeEqual } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { asSessionId, type AgentId, type ApiKeyId } from '../../common/ids.js';
import { MINUTE } from '../../common/time.js';
import { ApiKeyCheck } from '../../platform/http/api-key-check.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { allows, type Permission } from '../../platform/http/roles.js';
import { Log } from '../../platform/logging/log.js';
import { ChangeFeeds, touches, type Change, type Feed } from '../../platform/mongo/change-feed.js';
import { AgentsService } from '../agents/agents.service.js';
import { sha256 } from '../auth/tokens.js';
import { idOf, judgeKey } from './api-key.domain.js';
import { ApiKeyErrors } from './api-keys.errors.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import type { ApiKey } from './api-keys.types.js';

/** A key with what its agent may do; `isDead`: that agent is not active any more. */
interface Standing {
  readonly key: ApiKey;
  readonly hash: string;
  readonly scopes: ReadonlySet<Permission>;
  readonly isDead: boolean;
}
interface Entry {
  readonly standing: Promise<Standing | null>;
  /** Not known while it is being loaded. */
  agentId?: AgentId | null;
}

/** Beyond it the cache begins anew, rather than grow. */
const MAX_ENTRIES = 10_000;
/** What the hash of an unknown key is compared with, so that it takes the same time. */
const NO_HASH = sha256('no key has this hash');
/** What of a key or an agent decides; `lastUsedAt` and presence change far more often. */
const DECISIVE = ['revokedAt', 'isActive', 'role'];

/**
 * Checks the keys that requests show. Kept in memory and dropped by the change stream, so that a
 * revocation is in force on every node at once; while the stream is away, MongoDB is asked.
 */
@Injectable()
export class ApiKeyChecks extends ApiKeyCheck implements OnApplicationBootstrap {
  private readonly cache = new Map<ApiKeyId, Entry>();
  private readonly touched = new Map<ApiKeyId, number>();
  private feed: Feed | undefined;

  constructor(
    private readonly repository: ApiKeysRepository,
    private readonly agents: AgentsService,
    private readonly feeds: ChangeFeeds,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.feed = await this.feeds.follow({
      name: 'api-keys',
      collections: ['api_keys', 'agents'],
      operations: ['update', 'replace', 'delete'],
      wants: (change) => touches(change, DECISIVE),
      onReset: () => Promise.resolve(this.cache.clear()),
      onChange: (change) => this.forget(change),
    });
  }

  override async principalOf(shown: string): Promise<Principal> {
    const id = idOf(shown);
    const standing = id === null ? null : await this.standingOf(id);
    const isRight = timingSafeEqual(
      Buffer.from(standing?.hash ?? NO_HASH, 'hex'),
      Buffer.from(sha256(shown), 'hex'),
    );
    if (!standing || !isRight) throw ApiKeyErrors.API_KEY_INVALID();
    const { key, scopes, isDead } = standing;
    const verdict = judgeKey(key, this.clock.now());
    if (verdict === 'expired') throw ApiKeyErrors.API_KEY_EXPIRED();
    if (verdict === 'revoked' || isDead) {
      throw ApiKeyErrors.API_KEY_REVOKED({ context: { keyId: key.id } });
    }
    this.touch(key);
    return {
      agentId: key.agentId ?? key.createdBy,
      clientId: key.clientId,
      role: key.agentId === null ? 'admin' : 'cs',
      sessionId: asSessionId(key.id),
      apiKey: { id: key.id, scopes },
    };
  }

  private async standingOf(id: ApiKeyId): Promise<Standing | null> {
    if (!this.feed?.isLive()) {
      this.cache.clear();
      return await this.load(id);
    }
    const known = await this.cache.get(id)?.standing;
    if (known) return known;
    if (this.cache.size >= MAX_ENTRIES) this.cache.clear();
    const entry: Entry = { standing: this.load(id) };
    this.cache.set(id, entry);
    const drop = () => {
      if (this.cache.get(id) === entry) this.cache.delete(id);
    };
    entry.standing.then((found) => (found ? (entry.agentId = found.key.agentId) : drop()), drop);
    return await entry.standing;
  }

  /** What the key may do: never more than the agent that it acts for. */
  private async load(id: ApiKeyId): Promise<Standing | null> {
    const found = await this.repository.findWithHash(id);
    if (!found) return null;
    const { key, hash } = found;
    if (key.agentId === null) return { key, hash, scopes: new Set(key.scopes), isDead: false };
    const agent = (await this.agents.find(key.clientId, [key.agentId])).get(key.agentId);
    const scopes = key.scopes.filter((scope) => agent && allows(agent.role, scope));
    return { key, hash, scopes: new Set(scopes), isDead: !agent?.isActive };
  }

  /** Stores the time of use at most once a minute, over all nodes. */
  private touch({ clientId, id }: ApiKey): void {
    const now = this.clock.now();
    if (now - (this.touched.get(id) ?? 0) < MINUTE) return;
    if (this.touched.size >= MAX_ENTRIES) this.touched.clear();
    this.touched.set(id, now);
    this.repository
      .setLastUsed(clientId, id, new Date(now), new Date(now - MINUTE))
      .catch((error: unknown) => {
        this.touched.delete(id);
        this.log.warn('last use of a key not stored', { keyId: id, error });
      });
  }

  private forget(change: Change): void {
    const id: unknown = change.documentKey._id;
    if (change.ns.coll === 'api_keys') {
      this.cache.delete(id as ApiKeyId);
      return;
    }
    for (const [keyId, { agentId }] of this.cache) {
      if (agentId === undefined || agentId === id) this.cache.delete(keyId);
    }
  }
}
