import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { DomainError } from '../../common/errors.js';
import type { DomainEvent } from '../../common/events.js';
import {
  asCallLogId,
  Ids,
  type CallLogId,
  type ProviderSid,
  type TenantId,
} from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { EventStore } from '../../platform/events/event-store.js';
import { AgentsService } from '../agents/agents.service.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import { DncErrors } from '../dnc/dnc.errors.js';
import { SettingsService } from '../settings/settings.service.js';
import { OutboundProvider } from '../telephony/outbound-provider.port.js';
import { TelephonyErrors } from '../telephony/telephony.errors.js';
import { Claims, type NotNow } from './claims.service.js';
import { Dialler } from './dialler.service.js';
import { DialErrors } from './dialling.errors.js';
import { initiated, intentOf, type NewIntent } from '../placed-calls/intent.domain.js';
import { LinesRepository } from './lines.repository.js';
import { OutboundCallsRepository } from './outbound-calls.repository.js';

/** A longer line of waiting calls is not counted out. */
const MOST_COUNTED = 100_000;

const REASONS: Readonly<Record<NotNow, () => DomainError>> = {
  agent_not_ready: () => DialErrors.AGENT_NOT_READY(),
  no_line_free: () => DialErrors.CONCURRENT_LIMIT_REACHED({ retryAfterSeconds: 5 }),
  numbers_being_dialed: () => DialErrors.NUMBERS_BEING_DIALED(),
  on_dnc_list: () => DncErrors.NUMBER_ON_DNC(),
  tried_already: () => DialErrors.CALL_NOT_RETRYABLE(),
  // Neither can happen to a call that is new and belongs to no batch.
  not_its_turn: () => DialErrors.AGENT_NOT_READY(),
  changed: () => DialErrors.AGENT_NOT_READY(),
};

/**
 * Takes in what somebody wants to be called. What is accepted is stored, and dialled once, whatever
 * fails. Numbers, agents and lists must have been checked by whoever asks.
 */
@Injectable()
export class OutboundIntents {
  constructor(
    private readonly repository: OutboundCallsRepository,
    private readonly lines: LinesRepository,
    private readonly agents: AgentsService,
    private readonly settings: SettingsService,
    private readonly provider: OutboundProvider,
    private readonly claims: Claims,
    private readonly dialler: Dialler,
    private readonly events: EventStore,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Stores intents in the caller's transaction, with one command; each is dialled when it is due and
   * its agent is ready.
   * @param told one event for all of them; left out: one for each
   */
  async accept(
    session: ClientSession,
    given: readonly NewIntent[],
    told?: DomainEvent,
  ): Promise<readonly CallLogId[]> {
    const at = this.clock.date();
    const calls = given.map((intent) => intentOf(asCallLogId(this.ids.next()), intent, at));
    await this.repository.insert(session, calls);
    const events = told ? [told] : calls.flatMap((call) => initiated(call, at).events);
    await this.events.append(session, events);
    return calls.map(({ _id }) => _id);
  }

  /**
   * Stores one intent, takes its agent, and dials at once.
   * @param id what the call shall be named, where whoever asks may ask again; null: anything. One
   * that is there already is answered as it is
   * @throws AGENT_NOT_READY, CONCURRENT_LIMIT_REACHED, NUMBERS_BEING_DIALED, NO_OUTBOUND_LINE,
   * API_UNAVAILABLE, AgentErrors.AGENT_NOT_FOUND, DncErrors.NUMBER_ON_DNC
   */
  async placeNow(given: NewIntent, id: CallLogId | null = null): Promise<OutboundCall> {
    const { clientId } = given;
    const before = id && (await this.repository.find(clientId, id));
    if (before) return before;
    const callLogId = id ?? asCallLogId(this.ids.next());
    const agent = await this.agents.get(clientId, given.agentId);
    const line = await this.provider.lineOf(clientId);
    if (!line) throw DialErrors.NO_OUTBOUND_LINE();
    const closedForMs = await this.provider.closedForMs(line);
    if (closedForMs > 0) {
      const retryAfterSeconds = Math.ceil(this.clock.toWallMs(closedForMs) / SECOND);
      throw TelephonyErrors.API_UNAVAILABLE({ retryAfterSeconds });
    }
    const settings = await this.settings.of(clientId);
    const call = intentOf(callLogId, given, this.clock.date());
    const answer = await this.claims.claim(settings, call, agent, line, true);
    if (answer.kind === 'not_now') throw REASONS[answer.why]();
    if (answer.kind === 'over') throw DncErrors.NUMBER_ON_DNC();
    this.dialler.begin(answer.claimed);
    return answer.claimed.call;
  }

  async find(clientId: TenantId, callLogId: CallLogId): Promise<OutboundCall | null> {
    return await this.repository.find(clientId, callLogId);
  }

  /** The call that the telephone company knows by an id. */
  async findBySid(clientId: TenantId, sid: ProviderSid): Promise<OutboundCall | null> {
    return await this.repository.findBySid(clientId, sid);
  }

  /** The call that an agent's line is at now; null: it is over, or no line. */
  async currentOnLine(clientId: TenantId, lineId: CallLogId): Promise<OutboundCall | null> {
    return await this.repository.currentOnLine(clientId, lineId);
  }

  /** The calls that were accepted with a batch, in their order. */
  async ofBatch(clientId: TenantId, batchId: string): Promise<readonly CallLogId[]> {
    return await this.repository.idsOfBatch(clientId, batchId);
  }

  /** How many calls are live, and how many are due and wait. */
  async load(
    clientId: TenantId,
  ): Promise<{ readonly activeCalls: number; readonly queuedJobs: number }> {
    const now = this.clock.date();
    const [activeCalls, queuedJobs] = await Promise.all([
      this.lines.count(clientId, now),
      this.repository.countDue(clientId, now, MOST_COUNTED),
    ]);
    return { activeCalls, queuedJobs };
  }
}
