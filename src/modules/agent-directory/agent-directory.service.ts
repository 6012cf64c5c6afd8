import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../common/ids.js';
import type { PageRequest } from '../../common/page.js';
import { HOUR, SECOND } from '../../common/time.js';
import { Config } from '../../config/config.js';
import { CacheManager } from '../../platform/cache/cache-manager.js';
import { envelope } from '../../platform/http/envelope.interceptor.js';
import type { JsonText } from '../../platform/http/json-text.js';
import { ROLES } from '../../platform/http/roles.js';
import { AGENT_CACHES } from '../agents/agents.caches.js';
import { AgentsService } from '../agents/agents.service.js';
import type { AgentFilter, AgentOrder } from '../agents/agents.types.js';
import { statisticsOf } from './agent-statistics.domain.js';

const DEPARTMENTS_SECONDS = HOUR / SECOND;

/** Lists and counts of agents, as many look at them often: kept until an agent changes. */
@Injectable()
export class AgentDirectory {
  constructor(
    private readonly agents: AgentsService,
    private readonly cache: CacheManager,
    private readonly config: Config,
  ) {}

  /** A page of the agents that match every filter. */
  async list(
    clientId: TenantId,
    filter: AgentFilter,
    order: AgentOrder,
    page: PageRequest,
  ): Promise<JsonText> {
    const { role, isActive, onlineStatus, department, performanceLevel, search } = filter;
    const key = JSON.stringify([
      [role, isActive, onlineStatus, department, performanceLevel, search],
      [order.by, order.descending, page.page, page.limit],
    ]);
    const { agentsSeconds } = this.config.cache;
    return await this.cache.read(AGENT_CACHES.lists, clientId, key, agentsSeconds, async () =>
      envelope(await this.agents.list(clientId, filter, order, page), 'object'),
    );
  }

  /** How many agents there are, by what they are and do. */
  async stats(clientId: TenantId): Promise<JsonText> {
    const { statsSeconds } = this.config.cache;
    return await this.cache.read(AGENT_CACHES.stats, clientId, '', statsSeconds, async () =>
      statisticsOf(await this.agents.countByKind(clientId), ROLES),
    );
  }

  /** A page of the departments, by name. */
  async departments(clientId: TenantId, { page, limit }: PageRequest): Promise<JsonText> {
    const key = `${page}:${limit}`;
    const { departments } = AGENT_CACHES;
    return await this.cache.read(departments, clientId, key, DEPARTMENTS_SECONDS, async () => {
      const all = await this.agents.countByDepartment(clientId);
      const items = all.slice((page - 1) * limit, page * limit);
      return envelope({ items, total: all.length, page, limit }, 'object');
    });
  }
}
