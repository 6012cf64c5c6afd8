import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { dialProblem } from '../../common/phone.js';
import { SECOND } from '../../common/time.js';
import { EventStore } from '../../platform/events/event-store.js';
import { IDLE, Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import type { Lease } from '../../platform/mongo/leases.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { isOver } from '../placed-calls/dial.domain.js';
import { OutboundIntents } from '../dialling/intents.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { turnAt } from './schedule.domain.js';
import { scheduleEvent, type ScheduleEventType } from './schedule.events.js';
import type { ScheduledCall } from './schedule.types.js';
import { openingsFor } from './scheduled-calls.service.js';
import { ScheduledCallsRepository } from './scheduled-calls.repository.js';

const RUN_EVERY_MS = SECOND;
const AT_ONCE = 200;

/**
 * Runs schedules when they are due. A run is its call's stored intent and the schedule's next run in
 * one transaction: a process that dies leaves both or none, and two that run cannot both store.
 */
@Injectable()
export class ScheduleRunner implements OnApplicationBootstrap {
  constructor(
    private readonly repository: ScheduledCallsRepository,
    private readonly intents: OutboundIntents,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'run-scheduled-calls',
      description: 'Places scheduled calls when they are due',
      everyMs: RUN_EVERY_MS,
      run: async (lease) => {
        const due = await this.repository.due(this.clock.date(), AT_ONCE);
        for (const schedule of due) await this.inTenant(schedule, () => this.run(lease, schedule));
        const running = await this.repository.running(AT_ONCE);
        for (const schedule of running) await this.inTenant(schedule, () => this.look(schedule));
        return due.length === 0 ? IDLE : undefined;
      },
    });
  }

  private async inTenant(schedule: ScheduledCall, work: () => Promise<void>): Promise<void> {
    const { _id: scheduleId, clientId } = schedule;
    await runForTenant(clientId, this.ids.next(), work).catch((error: unknown) => {
      this.log.error('scheduled call not run', { scheduleId, error });
    });
  }

  private async run(lease: Lease, seen: ScheduledCall): Promise<void> {
    const settings = await this.settings.of(seen.clientId);
    await this.transactions.run(async (session) => {
      const schedule = await this.repository.find(seen.clientId, seen._id, session);
      if (schedule?.version !== seen.version) return;
      await lease.fence(session);
      const at = this.clock.date();
      // Its number was forgotten: there is nobody to call.
      if (dialProblem(schedule.phoneNumber) !== null) {
        const version = schedule.version + 1;
        const over = { ...schedule, status: 'canceled', nextRunAt: null, version, updatedAt: at };
        await this.repository.replace(session, over as ScheduledCall);
        return;
      }
      const openings = openingsFor(schedule, settings);
      const turn = turnAt(schedule, openings, schedule.nextIndex, at.getTime());
      const [callLogId = schedule.callLogId] = turn.runs
        ? await this.intents.accept(session, [intentOf(schedule)])
        : [];
      const after: ScheduledCall = {
        ...schedule,
        callLogId,
        occurrences: schedule.occurrences + (turn.runs ? 1 : 0),
        missedRuns: schedule.missedRuns + turn.missed.length,
        nextIndex: turn.next?.index ?? schedule.nextIndex,
        nextRunAt: turn.next?.runAt ?? null,
        status: turn.next ? 'pending' : endOf(schedule, turn.runs !== null),
        version: schedule.version + 1,
        updatedAt: at,
      };
      await this.repository.replace(session, after);
      const told: ScheduleEventType[] = [
        ...(turn.missed.length > 0 ? (['schedule.missed'] as const) : []),
        ...(turn.runs ? (['schedule.run'] as const) : []),
      ];
      await this.events.append(
        session,
        told.map((type) => scheduleEvent(type, after, at)),
      );
    });
  }

  /** A schedule without a run to come is done when its last call is over. */
  private async look(seen: ScheduledCall): Promise<void> {
    const { clientId, callLogId } = seen;
    const call = callLogId && (await this.intents.find(clientId, callLogId));
    if (call && !isOver(call)) return;
    await this.transactions.run(async (session) => {
      const at = this.clock.date();
      const done = { ...seen, status: 'done', version: seen.version + 1, updatedAt: at } as const;
      if (!(await this.repository.replace(session, done))) return;
      await this.events.append(session, [scheduleEvent('schedule.done', done, at)]);
    });
  }
}

/** What a schedule without another run is: its last call goes on, or its last run was too late. */
function endOf({ callLogId }: ScheduledCall, runsNow: boolean): ScheduledCall['status'] {
  if (runsNow) return 'running';
  return callLogId === null ? 'missed' : 'done';
}

const intentOf = ({ clientId, phoneNumber, agentId, ...schedule }: ScheduledCall) => ({
  clientId,
  origin: 'scheduled' as const,
  phoneNumber,
  agentId,
  teamId: null,
  sector: null,
  userId: schedule.userId,
  priority: schedule.priority,
  metadata: { ...schedule.metadata, scheduleId: schedule._id },
  timezone: schedule.timezone,
  scheduledFor: schedule.nextRunAt,
  intervalMs: 0,
  retryOf: null,
  retryCount: 0,
});
