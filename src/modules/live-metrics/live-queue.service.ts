import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantId } from '../../common/ids.js';
import { figuresOf } from '../call-figures/definitions.domain.js';
import { QueueService, type Line } from '../queue/queue.service.js';
import { LiveAgents } from './live-agents.service.js';
import { LiveCounters } from './live-counters.service.js';

/** The waiting lines now, and how the last half an hour went. */
export interface LiveQueue {
  readonly asOf: Date;
  readonly waiting: number;
  readonly longestWaitSeconds: number;
  readonly agentsReady: number;
  readonly last30Minutes: {
    readonly offered: number;
    readonly answered: number;
    readonly abandoned: number;
    readonly serviceLevel: number | null;
    readonly asa: number | null;
    readonly abandonRate: number | null;
  };
  readonly lines: readonly Line[];
}

@Injectable()
export class LiveQueueService {
  constructor(
    private readonly queue: QueueService,
    private readonly counters: LiveCounters,
    private readonly agents: LiveAgents,
    private readonly clock: Clock,
  ) {}

  async now(clientId: TenantId): Promise<LiveQueue> {
    const { recent } = await this.counters.of(clientId);
    const { ready } = await this.agents.count(clientId);
    const { count, longestSeconds } = this.queue.waitingNow(clientId);
    const { offered, answered, abandoned, serviceLevel, asa, abandonRate } = figuresOf(recent);
    return {
      asOf: this.clock.date(),
      waiting: count,
      longestWaitSeconds: longestSeconds,
      agentsReady: ready,
      last30Minutes: { offered, answered, abandoned, serviceLevel, asa, abandonRate },
      lines: this.queue.lines(clientId),
    };
  }
}
