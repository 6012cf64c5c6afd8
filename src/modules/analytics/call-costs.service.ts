import { Injectable } from '@nestjs/common';
import type { AgentId, CallLogId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { dayBounds } from '../../common/time.js';
import { CallCostsRepository } from './call-costs.repository.js';
import { moneyFiguresOf, type MoneyFigures } from '../call-figures/definitions.domain.js';
import type { ZonedPeriod } from './figures.service.js';
import { costSubject } from '../call-figures/money.domain.js';
import { addMoney } from '../call-figures/sums.domain.js';

/** What one call cost and brought. */
export interface CallCost extends MoneyFigures {
  readonly callLogId: CallLogId;
  readonly day: string;
  readonly receivedAt: Date;
  readonly direction: 'inbound' | 'outbound';
  readonly agentId: AgentId | null;
  readonly channelId: string | null;
  readonly campaignId: string | null;
  readonly currency: string;
}

/** Costs call by call, as they were folded. */
@Injectable()
export class CallCosts {
  constructor(private readonly costs: CallCostsRepository) {}

  /** The calls that came in a period, the newest first. */
  async list(
    clientId: TenantId,
    filter: { readonly agentId?: AgentId | undefined; readonly channelId?: string | undefined },
    { from, to, timezone }: ZonedPeriod,
    page: PageRequest,
  ): Promise<Page<CallCost>> {
    const span = { from: dayBounds(from, timezone).from, to: dayBounds(to, timezone).to };
    const found = await this.costs.list(clientId, filter, span, page);
    return {
      ...found,
      items: found.items.flatMap(({ folded, ...part }) =>
        folded
          .filter(({ kind }) => kind === 'cost')
          .map(({ key, agentId, day, sums }) => ({
            callLogId: part.callLogId,
            day,
            receivedAt: part.receivedAt,
            direction: part.direction ?? 'inbound',
            agentId,
            ...costSubject(key ?? ''),
            ...moneyFiguresOf(addMoney(sums)),
          })),
      ),
    };
  }
}
