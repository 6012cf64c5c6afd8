import { Injectable } from '@nestjs/common';
import type { CallLogId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { CallsService } from '../calls/calls.service.js';
import { DecisionsRepository, type DecisionFilter } from './decisions.repository.js';
import type { RoutingDecision } from './routing.types.js';

/** Why calls went where they went. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly repository: DecisionsRepository,
    private readonly calls: CallsService,
  ) {}

  /** @throws CallErrors.CALL_NOT_FOUND */
  async ofCall(clientId: TenantId, callLogId: CallLogId): Promise<RoutingDecision[]> {
    await this.calls.get(clientId, callLogId);
    return await this.repository.ofCall(clientId, callLogId);
  }

  async list(
    clientId: TenantId,
    filter: DecisionFilter,
    page: PageRequest,
  ): Promise<Page<RoutingDecision>> {
    return await this.repository.list(clientId, filter, page);
  }
}
