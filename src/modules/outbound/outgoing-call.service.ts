import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { CommonErrors } from '../../common/errors.js';
import { Ids, type AgentId, type CallLogId, type TenantId } from '../../common/ids.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { AgentsService } from '../agents/agents.service.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import { CallErrors } from '../calls/calls.errors.js';
import { canceled, isOver } from '../placed-calls/dial.domain.js';
import { DialErrors } from '../dialling/dialling.errors.js';
import { DialMoves } from '../dialling/dial-moves.service.js';
import { CallBatches } from '../call-batches/call-batches.service.js';
import { CallingHours } from '../placed-calls/calling-hours.port.js';
import type { NewIntent } from '../placed-calls/intent.domain.js';
import { OutboundIntents } from '../dialling/intents.service.js';
import { DncService } from '../dnc/dnc.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { MediaStreams } from '../media/media-streams.service.js';
import { OutboundProvider } from '../telephony/outbound-provider.port.js';
import { TelephonyErrors } from '../telephony/telephony.errors.js';
import { readRow, type CallRequest, type RowProblem } from './call-request.domain.js';

/** A row that was not accepted, by its place among all (from 0). */
export interface RowError extends RowProblem {
  readonly index: number;
}

export interface BulkReport {
  readonly total: number;
  readonly successful: number;
  readonly failed: number;
  readonly callLogIds: readonly CallLogId[];
  readonly errors: readonly RowError[];
  readonly batchId: string;
}

export interface OutboundStats {
  readonly activeCalls: number;
  readonly maxConcurrentCalls: number;
  /** Percent. */
  readonly utilization: number;
  readonly circuitBreaker: 'closed' | 'open' | 'half-open';
  readonly rateLimiter: { readonly currentJobs: number; readonly queuedJobs: number };
}

/** Calls that a company places. */
@Injectable()
export class OutgoingCallService {
  constructor(
    private readonly intents: OutboundIntents,
    private readonly batches: CallBatches,
    private readonly moves: DialMoves,
    private readonly hours: CallingHours,
    private readonly agents: AgentsService,
    private readonly dnc: DncService,
    private readonly settings: SettingsService,
    private readonly provider: OutboundProvider,
    private readonly streams: MediaStreams,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Places a call now: its agent is taken, and dialled first.
   * @param id of the call, for whoever may ask again; null: anything
   * @throws AGENT_NOT_FOUND, AGENT_NOT_READY, CONCURRENT_LIMIT_REACHED, NUMBERS_BEING_DIALED,
   * NO_OUTBOUND_LINE, API_UNAVAILABLE, NUMBER_ON_DNC
   */
  async initiateCall(
    clientId: TenantId,
    request: CallRequest,
    id: CallLogId | null = null,
  ): Promise<OutboundCall> {
    return await this.intents.placeNow({ ...request, ...AT_ONCE, clientId, origin: 'now' }, id);
  }

  /**
   * Tries an ended call again, now: as with any retry, only when its number may ring.
   * @param agentId for whom; null: the same agent
   * @throws CALL_NOT_FOUND, CALL_NOT_RETRYABLE, OUTSIDE_CALLING_WINDOW, and as `initiateCall`
   */
  async tryAgain(
    clientId: TenantId,
    callLogId: CallLogId,
    given: Partial<CallRequest>,
    visibleTo: AgentId | null,
    id: CallLogId | null = null,
  ): Promise<OutboundCall> {
    const before = await this.getCallStatus(clientId, callLogId, visibleTo);
    if (!isOver(before) || before.failureReason === 'invalid_number') {
      throw DialErrors.CALL_NOT_RETRYABLE();
    }
    const isOther = given.phoneNumber !== undefined && given.phoneNumber !== before.phoneNumber;
    if (isOther) {
      const message = 'is not the number of the call';
      throw CommonErrors.VALIDATION_ERROR({ details: [{ field: 'phoneNumber', message }] });
    }
    const opening = await this.hours.openingOf(before, this.clock.date());
    if (!opening.isOpen && opening.by === 'outside_calling_window') {
      throw DialErrors.OUTSIDE_CALLING_WINDOW();
    }
    const next: NewIntent = {
      clientId,
      origin: 'now',
      phoneNumber: before.phoneNumber,
      agentId: given.agentId ?? before.agentId,
      teamId: before.teamId,
      sector: before.sector,
      userId: given.userId ?? before.userId,
      priority: given.priority ?? before.urgency,
      metadata: { ...before.metadata, ...given.metadata },
      timezone: before.timezone,
      scheduledFor: null,
      intervalMs: 0,
      retryOf: before.retryOf ?? before._id,
      retryCount: before.retryCount + 1,
    };
    return await this.intents.placeNow(next, id);
  }

  /**
   * Accepts many calls in one pass; a row that is no good holds up no other.
   * @param intervalMs between the dials; null: the company's own pause
   * @param id of the batch, for whoever may ask again; null: anything
   */
  async bulkInitiateCalls(
    clientId: TenantId,
    rows: readonly unknown[],
    intervalMs: number | null,
    by: AgentId,
    id: string | null = null,
  ): Promise<BulkReport> {
    const batchId = id ?? this.ids.next();
    const pauseMs = intervalMs ?? (await this.settings.of(clientId)).rules.bulkPauseMs;
    const { accepted, errors } = await this.check(clientId, rows);
    const before = id === null ? [] : await this.intents.ofBatch(clientId, batchId);
    const callLogIds =
      before.length > 0
        ? before
        : await this.transactions.run((session) =>
            this.accept(session, { clientId, batchId, pauseMs, by, fileHash: null }, accepted),
          );
    const successful = callLogIds.length;
    const failed = rows.length - successful;
    return { total: rows.length, successful, failed, callLogIds, errors, batchId };
  }

  /** Stores checked calls as a new batch, or as more of it, in the caller's transaction. */
  async accept(
    session: ClientSession,
    batch: {
      readonly clientId: TenantId;
      readonly batchId: string;
      readonly pauseMs: number;
      readonly by: AgentId;
      readonly fileHash: string | null;
    },
    requests: readonly CallRequest[],
  ): Promise<readonly CallLogId[]> {
    const { clientId, batchId, pauseMs } = batch;
    const intents = requests.map((request): NewIntent => {
      const metadata = { ...request.metadata, batchId };
      return { ...request, ...AT_ONCE, metadata, clientId, origin: 'bulk', intervalMs: pauseMs };
    });
    const told = await this.batches.add(session, batch, intents.length);
    return await this.intents.accept(session, intents, told);
  }

  /** Reads rows and asks of all of them at once what only the database knows. */
  async check(
    clientId: TenantId,
    rows: readonly unknown[],
  ): Promise<{ readonly accepted: readonly CallRequest[]; readonly errors: readonly RowError[] }> {
    const read = rows.map(readRow);
    const good = read.flatMap((row) => (row.ok ? [row.request] : []));
    const [agents, listed] = await Promise.all([
      this.agents.find(clientId, [...new Set(good.map(({ agentId }) => agentId))]),
      this.dnc.among(clientId, [...new Set(good.map(({ phoneNumber }) => phoneNumber))]),
    ]);
    const accepted: CallRequest[] = [];
    const errors: RowError[] = [];
    read.forEach((row, index) => {
      const problem = row.ok ? problemOf(row.request, agents, listed) : row.problem;
      if (problem) errors.push({ index, ...problem });
      else if (row.ok) accepted.push(row.request);
    });
    return { accepted, errors };
  }

  /** @param visibleTo the agent whose call it must be; null: any @throws CALL_NOT_FOUND */
  async getCallStatus(
    clientId: TenantId,
    callLogId: CallLogId,
    visibleTo: AgentId | null = null,
  ): Promise<OutboundCall> {
    const call = await this.intents.find(clientId, callLogId);
    const isVisible = visibleTo === null || call?.agentId === visibleTo;
    if (!call || !isVisible) throw CallErrors.CALL_NOT_FOUND();
    return call;
  }

  /**
   * Takes back a call that is not dialled yet; one that is, only where the line can hang up, or where
   * it is with a bot.
   * @throws CALL_NOT_FOUND, CALL_NOT_CANCELABLE, PROVIDER_CANNOT_HANG_UP
   */
  async cancelCall(
    clientId: TenantId,
    callLogId: CallLogId,
    visibleTo: AgentId | null = null,
  ): Promise<OutboundCall> {
    await this.getCallStatus(clientId, callLogId, visibleTo);
    const line = await this.provider.lineOf(clientId);
    const stored = await this.moves.decideAndStore(clientId, callLogId, (call) => {
      if (isOver(call)) throw DialErrors.CALL_NOT_CANCELABLE();
      if (call.dialState === 'waiting') return canceled(call, this.clock.date());
      const canHangUp = isOnStream(call) || (line && this.provider.canHangUp(line));
      if (!canHangUp) throw TelephonyErrors.PROVIDER_CANNOT_HANG_UP();
      return null;
    });
    if (!stored) throw CallErrors.CALL_NOT_FOUND();
    if (isOnStream(stored)) await this.streams.askToHangUp(clientId, callLogId);
    // Its end is told by the telephone company, like any other.
    else if (line && !isOver(stored) && stored.providerSid) {
      await this.provider.hangupCall(line, stored.providerSid);
    }
    return stored;
  }

  /** From shared state: the same on every node. */
  async getStats(clientId: TenantId): Promise<OutboundStats> {
    const { rules } = await this.settings.of(clientId);
    const maxConcurrentCalls = rules.concurrentCalls.outbound;
    const line = await this.provider.lineOf(clientId);
    const [{ activeCalls, queuedJobs }, circuitBreaker, limiter] = await Promise.all([
      this.intents.load(clientId),
      line ? this.provider.getCircuitBreakerState(line) : ('closed' as const),
      line ? this.provider.getRateLimiterStats(line) : { currentJobs: 0 },
    ]);
    return {
      activeCalls,
      maxConcurrentCalls,
      utilization: Math.round((1000 * activeCalls) / maxConcurrentCalls) / 10,
      circuitBreaker,
      rateLimiter: { currentJobs: limiter.currentJobs, queuedJobs },
    };
  }
}

/** Where the stream is closed, the call is over (exotel.md 2.4). */
const isOnStream = (call: OutboundCall): boolean =>
  call.way === 'stream' && call.dialState === 'placed' && call.status === 'connected';

const AT_ONCE = {
  teamId: null,
  sector: null,
  timezone: null,
  scheduledFor: null,
  intervalMs: 0,
  retryOf: null,
  retryCount: 0,
} as const;

function problemOf(
  { agentId, phoneNumber }: CallRequest,
  agents: ReadonlyMap<AgentId, { readonly isActive: boolean }>,
  listed: ReadonlySet<string>,
): RowProblem | null {
  if (agents.get(agentId)?.isActive !== true) {
    const message = 'there is no such agent';
    return { code: 'AGENT_NOT_FOUND', field: 'agentId', message };
  }
  if (listed.has(phoneNumber)) {
    const message = 'is on the list of numbers that are never called';
    return { code: 'NUMBER_ON_DNC', field: 'phoneNumber', message };
  }
  return null;
}
