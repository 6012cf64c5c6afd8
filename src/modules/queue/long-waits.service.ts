import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { IDLE, Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { CallsService } from '../calls/calls.service.js';
import { AgentIndex } from '../routing/agent-index.js';
import { SettingsService } from '../settings/settings.service.js';
import { CallMoves } from './call-moves.service.js';
import { Matcher } from './matcher.service.js';
import { hasWaitedTooLong, overflowed } from './overflow.domain.js';
import type { QueueEntry } from './queue.schema.js';
import { WaitingLine } from './waiting-line.js';

/** Leads calls to the overflow that have waited as long as they may, within a second or so. */
@Injectable()
export class LongWaits implements OnApplicationBootstrap {
  private readonly overflows;

  constructor(
    private readonly line: WaitingLine,
    private readonly calls: CallsService,
    private readonly moves: CallMoves,
    private readonly matcher: Matcher,
    private readonly index: AgentIndex,
    private readonly settings: SettingsService,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.overflows = metrics.counter(
      'crosspoint_overflows_total',
      'Calls that waited too long, by where they were led',
      ['to'],
    );
  }

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'overflow-long-waits',
      description: 'Leads calls elsewhere that have waited as long as they may',
      everyMs: SECOND,
      atLeastWallMs: 250,
      run: async () => {
        const tenants = this.line.tenantsWaiting();
        if (tenants.length === 0) return IDLE;
        await Promise.all(tenants.map((clientId) => this.lookAt(clientId)));
        return undefined;
      },
    });
  }

  private async lookAt(clientId: TenantId): Promise<void> {
    const { rules } = await this.settings.of(clientId);
    const before = this.clock.now() - rules.longestWaitSeconds * SECOND;
    const due = this.line
      .waiting(clientId)
      .filter((entry) => !entry.isCallback && sinceMs(entry) <= before);
    for (const entry of due) {
      await runForTenant(clientId, this.ids.next(), () => this.overflow(entry)).catch(
        (error: unknown) =>
          this.log.warn('a call could not overflow; tried again', {
            callLogId: entry._id,
            error,
          }),
      );
    }
  }

  private async overflow({ clientId, _id }: QueueEntry): Promise<void> {
    const settings = await this.settings.of(clientId);
    const { rules } = settings;
    const call = await this.moves.decideAndStore(settings, async () => {
      const at = this.clock.date();
      const before = await this.calls.get(clientId, _id);
      if (!hasWaitedTooLong(before, rules, at)) return null;
      const step = overflowed(before, rules, at, (teamId) => this.index.isTeam(clientId, teamId));
      return { before, step, wantsAgent: false, offersAtOnce: false };
    });
    if (!call) return;
    this.overflows.inc({ to: call.status === 'queued' ? 'agents' : rules.overflow.to });
    // Somebody may be free where it was led.
    if (call.status === 'queued') this.matcher.soon(clientId);
  }
}

const sinceMs = ({ waitsSince, arrivedAt }: QueueEntry): number =>
  (waitsSince ?? arrivedAt).getTime();
