import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, CallLogId, TeamId, TenantId } from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { CallsService } from '../calls/calls.service.js';
import type { Call } from '../calls/call.types.js';
import { CallErrors } from '../calls/calls.errors.js';
import { AgentIndex } from '../routing/agent-index.js';
import { SettingsService } from '../settings/settings.service.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { QueueRepository } from './queue.repository.js';
import type { QueueEntry } from './queue.schema.js';
import { WaitPromises } from './wait-promises.js';
import { WaitingLine } from './waiting-line.js';

export interface PlaceInLine {
  readonly entry: QueueEntry;
  readonly position: number | null;
  readonly waitedSeconds: number;
  readonly expectedWaitSeconds: number | null;
}

/** The callers who wait for the same team or sector. */
export interface Line {
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  readonly waiting: number;
  readonly longestWaitSeconds: number;
}

/** What an agent serves. */
export interface Scopes {
  readonly sectors: readonly string[];
  readonly teams: readonly TeamId[];
}

/** Who waits, where in line, and for how long. */
@Injectable()
export class QueueService {
  constructor(
    private readonly repository: QueueRepository,
    private readonly line: WaitingLine,
    private readonly promises: WaitPromises,
    private readonly settings: SettingsService,
    private readonly calls: CallsService,
    private readonly index: AgentIndex,
    private readonly clock: Clock,
  ) {}

  /** @param ofAgent only the calls that this agent might get; null: all */
  async list(
    clientId: TenantId,
    ofAgent: AgentId | null,
    page: PageRequest,
  ): Promise<Page<PlaceInLine>> {
    const scopes = ofAgent === null ? null : this.scopesOf(clientId, ofAgent);
    const found = await this.repository.list(clientId, scopes, page);
    const settings = await this.settings.of(clientId);
    return { ...found, items: found.items.map((entry) => this.place(settings, entry)) };
  }

  /** @throws CallErrors.CALL_NOT_FOUND when there is no such call, or it does not wait */
  async get(
    clientId: TenantId,
    ofAgent: AgentId | null,
    callLogId: CallLogId,
  ): Promise<PlaceInLine> {
    const call = await this.calls.get(clientId, callLogId);
    if (ofAgent !== null && !this.isFor(clientId, ofAgent, call)) throw CallErrors.CALL_NOT_FOUND();
    const entry = await this.repository.find(clientId, callLogId);
    if (!entry)
      throw CallErrors.CALL_NOT_FOUND({ message: `The call does not wait: ${call.status}` });
    return this.place(await this.settings.of(clientId), entry);
  }

  /** How many wait now, and how long the first has waited. */
  waitingNow(clientId: TenantId): { readonly count: number; readonly longestSeconds: number } {
    const { count, oldestAt } = this.line.summary(clientId);
    return { count, longestSeconds: oldestAt ? this.secondsSince(oldestAt) : 0 };
  }

  /** The same for each team and sector that somebody waits for. */
  lines(clientId: TenantId): readonly Line[] {
    return this.line.summaries(clientId).map(({ oldestAt, count, ...scope }) => ({
      ...scope,
      waiting: count,
      longestWaitSeconds: this.secondsSince(oldestAt),
    }));
  }

  /** The teams and sectors whose calls an agent might get. */
  scopesOf(clientId: TenantId, agentId: AgentId): Scopes {
    return this.index.of(clientId).scopesOf(agentId);
  }

  private isFor(clientId: TenantId, agentId: AgentId, call: Call): boolean {
    const { sectors, teams } = this.scopesOf(clientId, agentId);
    return call.teamId === null ? sectors.includes(call.sector ?? '') : teams.includes(call.teamId);
  }

  private place(settings: TenantSettings, entry: QueueEntry): PlaceInLine {
    const position = this.line.positionOf(entry.clientId, entry._id);
    return {
      entry,
      position,
      waitedSeconds: this.secondsSince(entry.arrivedAt),
      expectedWaitSeconds: this.promises.expect(settings, entry, position ?? 1).p50Seconds,
    };
  }

  private secondsSince(at: Date): number {
    return Math.max(0, Math.round((this.clock.now() - at.getTime()) / 1000));
  }
}
