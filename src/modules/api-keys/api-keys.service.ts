import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { asAgentId, asApiKeyId, Ids, type ApiKeyId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { EventStore } from '../../platform/events/event-store.js';
import type { Principal } from '../../platform/http/auth.decorators.js';
import { Log } from '../../platform/logging/log.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentsService } from '../agents/agents.service.js';
import { sha256 } from '../auth/tokens.js';
import { actorOf, differencesOf } from '../settings/settings-audit.domain.js';
import { SettingsAudit } from '../settings/settings-audit.service.js';
import { scopesOfAnAgent, wholeKey } from './api-key.domain.js';
import { ApiKeyErrors } from './api-keys.errors.js';
import { apiKeyCreated, apiKeyRevoked } from './api-keys.events.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import type { ApiKey, NewApiKey } from './api-keys.types.js';

const ID_BYTES = 8;
const SECRET_BYTES = 32;

/** The keys by which programs (bots, help desks, CRMs) come in. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly repository: ApiKeysRepository,
    private readonly agents: AgentsService,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly audit: SettingsAudit,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Makes a key. The whole of it is in this answer and nowhere else.
   * @throws AgentErrors.AGENT_NOT_FOUND, CommonErrors.VALIDATION_ERROR
   */
  async create(
    me: Principal,
    input: NewApiKey,
    ip: string,
  ): Promise<{ apiKey: ApiKey; key: string }> {
    const now = this.clock.date();
    mustMakeSense(input, now);
    const apiKey: ApiKey = {
      id: asApiKeyId(Buffer.from(this.ids.secret(ID_BYTES), 'base64url').toString('hex')),
      clientId: me.clientId,
      name: input.name,
      scopes: input.scopes,
      agentId: input.agentId ? asAgentId(input.agentId) : null,
      createdBy: me.agentId,
      createdAt: now,
      expiresAt: input.expiresAt ?? null,
      lastUsedAt: null,
      revokedAt: null,
    };
    const key = wholeKey(apiKey.id, this.ids.secret(SECRET_BYTES));
    await this.transactions.run(async (session) => {
      const { agentId } = apiKey;
      if (agentId !== null) await this.agents.require(session, me.clientId, agentId);
      await this.repository.insert(session, apiKey, sha256(key));
      await this.events.append(session, [apiKeyCreated(apiKey, me.agentId, now)]);
      const { name, scopes, expiresAt } = apiKey;
      await this.record(session, me, ip, apiKey.id, null, { name, scopes, agentId, expiresAt });
    });
    this.log.info('API key made', {
      kind: 'security',
      keyId: apiKey.id,
      scopes: apiKey.scopes,
      by: me.agentId,
    });
    return { apiKey, key };
  }

  /** Those that were not revoked, newest first. */
  async list(clientId: TenantId, page: PageRequest): Promise<Page<ApiKey>> {
    return await this.repository.list(clientId, page);
  }

  /**
   * Ends a key on every node (see `ApiKeyChecks`).
   * @throws ApiKeyErrors.API_KEY_NOT_FOUND
   */
  async revoke(me: Principal, id: ApiKeyId, ip: string): Promise<void> {
    const now = this.clock.date();
    await this.transactions.run(async (session) => {
      const apiKey = await this.repository.revoke(session, me.clientId, id, now);
      if (!apiKey) throw ApiKeyErrors.API_KEY_NOT_FOUND();
      await this.events.append(session, [apiKeyRevoked(apiKey, me.agentId, now)]);
      const { revokedAt } = apiKey;
      await this.record(session, me, ip, id, { revokedAt }, { revokedAt: now });
    });
    this.log.info('API key revoked', { kind: 'security', keyId: id, by: me.agentId });
  }

  private async record(
    session: ClientSession,
    me: Principal,
    ip: string,
    target: ApiKeyId,
    before: object | null,
    after: object,
  ): Promise<void> {
    const changes = differencesOf(before, after);
    const { clientId } = me;
    const entry = { clientId, actor: actorOf(me), ip, section: 'api_keys', target, changes };
    await this.audit.record(session, entry);
  }
}

function mustMakeSense({ scopes, agentId, expiresAt }: NewApiKey, now: Date): void {
  const own = agentId ? [] : scopesOfAnAgent(scopes);
  const details = [
    ...own.map((scope) => ({ field: 'scopes', message: `${scope} needs an agentId` })),
    ...(expiresAt && expiresAt <= now
      ? [{ field: 'expiresAt', message: 'must be in the future' }]
      : []),
  ];
  if (details.length > 0) throw CommonErrors.VALIDATION_ERROR({ details });
}
