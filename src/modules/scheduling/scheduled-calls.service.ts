import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { Ids, type AgentId, type TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { EventStore } from '../../platform/events/event-store.js';
import { mustMatch } from '../../platform/http/if-match.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentsService } from '../agents/agents.service.js';
import { DncErrors } from '../dnc/dnc.errors.js';
import { DncService } from '../dnc/dnc.service.js';
import { SettingsService } from '../settings/settings.service.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { nextRun, openingsOf, type Openings } from './schedule.domain.js';
import { ScheduleErrors } from './schedule.errors.js';
import { scheduleEvent } from './schedule.events.js';
import type { ScheduledCall, ScheduleInput } from './schedule.types.js';
import { ScheduledCallsRepository, type ScheduleFilter } from './scheduled-calls.repository.js';

/** Who asks: an admin reaches every schedule, others those of their own calls. */
export interface Asker {
  readonly clientId: TenantId;
  readonly agentId: AgentId;
  readonly isAdmin: boolean;
}

/** A schedule as it shall be, and from which occurrence on it is planned. */
export interface ScheduleChange {
  readonly input: ScheduleInput;
  readonly fromIndex: number;
}

/** When a schedule may run: always, by its own hours, or by the company's. */
export function openingsFor(schedule: ScheduleInput, settings: TenantSettings): Openings | null {
  if (!schedule.respectBusinessHours) return null;
  return openingsOf(schedule.businessHours, schedule.timezone, settings);
}

/** Calls to come: made, changed and taken back. What runs them is `ScheduleRunner`. */
@Injectable()
export class ScheduledCalls {
  constructor(
    private readonly repository: ScheduledCallsRepository,
    private readonly agents: AgentsService,
    private readonly dnc: DncService,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly events: EventStore,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws FORBIDDEN, AGENT_NOT_FOUND, NUMBER_ON_DNC, VALIDATION_ERROR where it would never run */
  async create(by: Asker, input: ScheduleInput): Promise<ScheduledCall> {
    const settings = await this.settings.of(by.clientId);
    const at = this.clock.date();
    const schedule: ScheduledCall = {
      _id: this.ids.next(),
      clientId: by.clientId,
      ...input,
      ...this.planned(input, settings),
      status: 'pending',
      callLogId: null,
      occurrences: 0,
      missedRuns: 0,
      createdBy: by.agentId,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
    return await this.transactions.run(async (session) => {
      await this.check(session, by, input);
      await this.repository.insert(session, schedule);
      await this.events.append(session, [scheduleEvent('schedule.created', schedule, at)]);
      return schedule;
    });
  }

  async list(by: Asker, filter: ScheduleFilter, page: PageRequest): Promise<Page<ScheduledCall>> {
    const own = by.isAdmin ? filter : { ...filter, agentId: by.agentId };
    return await this.repository.list(by.clientId, own, page);
  }

  /** @throws SCHEDULED_CALL_NOT_FOUND */
  async get(by: Asker, id: string, session?: ClientSession): Promise<ScheduledCall> {
    const schedule = await this.repository.find(by.clientId, id, session);
    const isSeen = schedule && (by.isAdmin || schedule.agentId === by.agentId);
    if (!isSeen) throw ScheduleErrors.SCHEDULED_CALL_NOT_FOUND();
    return schedule;
  }

  /**
   * Changes it, and plans its next run; the runs that were made are counted on.
   * @throws as `create` does, SCHEDULED_CALL_NOT_FOUND, SCHEDULE_OVER, VERSION_CONFLICT
   */
  async change(
    by: Asker,
    id: string,
    expected: number | null,
    changeOf: (schedule: ScheduledCall) => ScheduleChange,
  ): Promise<ScheduledCall> {
    const settings = await this.settings.of(by.clientId);
    return await this.transactions.run(async (session) => {
      const before = await this.get(by, id, session);
      mustMatch(expected, before.version);
      if (before.status !== 'pending') throw ScheduleErrors.SCHEDULE_OVER();
      const { input, fromIndex } = changeOf(before);
      await this.check(session, by, input);
      const changed = { ...before, ...input, ...this.planned(input, settings, fromIndex) };
      return await this.store(session, changed, 'schedule.updated');
    });
  }

  /** @throws SCHEDULED_CALL_NOT_FOUND, SCHEDULE_OVER, VERSION_CONFLICT */
  async cancel(by: Asker, id: string, expected: number | null): Promise<ScheduledCall> {
    return await this.transactions.run(async (session) => {
      const before = await this.get(by, id, session);
      mustMatch(expected, before.version);
      if (before.status !== 'pending') throw ScheduleErrors.SCHEDULE_OVER();
      const canceled = { ...before, status: 'canceled' as const, nextRunAt: null };
      return await this.store(session, canceled, 'schedule.canceled');
    });
  }

  private async store(
    session: ClientSession,
    schedule: ScheduledCall,
    type: Parameters<typeof scheduleEvent>[0],
  ): Promise<ScheduledCall> {
    const at = this.clock.date();
    const stored = { ...schedule, version: schedule.version + 1, updatedAt: at };
    // Read in this transaction: another writer ends it with a conflict, and it is tried again.
    await this.repository.replace(session, stored);
    await this.events.append(session, [scheduleEvent(type, stored, at)]);
    return stored;
  }

  private planned(
    input: ScheduleInput,
    settings: TenantSettings,
    fromIndex = 0,
  ): Pick<ScheduledCall, 'nextIndex' | 'nextRunAt'> {
    const run = nextRun(input, openingsFor(input, settings), fromIndex);
    if (run) return { nextIndex: run.index, nextRunAt: run.runAt };
    const message = 'never comes within the business hours and the end of the schedule';
    throw CommonErrors.VALIDATION_ERROR({ details: [{ field: 'scheduledFor', message }] });
  }

  private async check(session: ClientSession, by: Asker, input: ScheduleInput): Promise<void> {
    if (!by.isAdmin && input.agentId !== by.agentId) throw CommonErrors.FORBIDDEN();
    await this.agents.require(session, by.clientId, input.agentId);
    const listed = await this.dnc.among(by.clientId, [input.phoneNumber], session);
    if (listed.has(input.phoneNumber)) throw DncErrors.NUMBER_ON_DNC();
  }
}
