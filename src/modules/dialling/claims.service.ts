import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import type { ProviderSid } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { duplicateFields, isDuplicateKey } from '../../platform/mongo/documents.js';
import { isAnswered } from '../../platform/mongo/request-context.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { isStream, reachOf } from '../agents/agent-reach.domain.js';
import type { Agent } from '../agents/agents.types.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import { StaleCallError } from '../calls/calls.errors.js';
import { DncService } from '../dnc/dnc.service.js';
import { PresenceService } from '../heartbeat/presence.service.js';
import { readinessRulesOf } from '../heartbeat/presence-view.domain.js';
import type { PresenceDocument } from '../heartbeat/presence.schema.js';
import { SettingsService } from '../settings/settings.service.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import type { OutboundLine } from '../telephony/outbound-provider.port.js';
import { CallBatches } from '../call-batches/call-batches.service.js';
import { ledTo } from '../placed-calls/customer-first.domain.js';
import {
  claimed,
  failed,
  LONGEST_CALL_SECONDS,
  type DialStep,
} from '../placed-calls/dial.domain.js';
import { SEND_WITHIN_MS, type Claimed } from './dialler.service.js';
import { DialMoves } from './dial-moves.service.js';
import { initiated } from '../placed-calls/intent.domain.js';
import { LinesRepository } from './lines.repository.js';

/** Sent in time, and answered: after this a process that claimed a call is taken for dead. */
const STALE_WALL_MS = SEND_WITHIN_MS + 7000;

/** Why a call cannot be dialled now. */
export type NotNow =
  | 'agent_not_ready'
  | 'no_line_free'
  | 'numbers_being_dialed'
  | 'on_dnc_list'
  | 'tried_already'
  | 'not_its_turn'
  | 'changed';

export type ClaimAnswer =
  | { readonly kind: 'claimed'; readonly claimed: Claimed }
  | { readonly kind: 'not_now'; readonly why: NotNow }
  /** It is over: the number is on the list of those that are never called. */
  | { readonly kind: 'over' };

class NotNowError extends Error {
  constructor(readonly why: NotNow) {
    super(why);
  }
}

/**
 * Takes what a call needs in one transaction: the agent's place, by the same conditional write as
 * for an incoming call, one of the company's lines, and the two numbers for itself.
 */
@Injectable()
export class Claims {
  constructor(
    private readonly presence: PresenceService,
    private readonly lines: LinesRepository,
    private readonly batches: CallBatches,
    private readonly moves: DialMoves,
    private readonly dnc: DncService,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @param isNew the call is stored with its claim; else it waits already */
  async claim(
    settings: TenantSettings,
    call: OutboundCall,
    agent: Agent,
    line: OutboundLine,
    isNew: boolean,
  ): Promise<ClaimAnswer> {
    const claimedAtMs = this.clock.monotonicMs();
    try {
      const stored = await this.transactions.run(async (session) => {
        const refused = await this.refused(session, call, isNew);
        // The agent first: who is not ready costs no write.
        const isTaken = !refused && call.way !== 'flow';
        const reserved = isTaken ? await this.reserve(session, settings, call, agent) : null;
        const step = refused ?? (await this.take(session, settings, call, agent, line, isNew));
        const { call: after } = await this.moves.store(
          session,
          settings,
          isNew ? null : call,
          step,
        );
        return { call: after, presence: reserved, isOver: refused !== null };
      });
      this.moves.told(call.clientId, stored.presence);
      if (stored.isOver) return { kind: 'over' };
      return { kind: 'claimed', claimed: { call: stored.call, line, claimedAtMs } };
    } catch (error) {
      if (error instanceof NotNowError) return { kind: 'not_now', why: error.why };
      if (error instanceof StaleCallError) return { kind: 'not_now', why: 'changed' };
      if (isDuplicateKey(error)) {
        const isAttempt = duplicateFields(error).includes('attemptNumber');
        return { kind: 'not_now', why: isAttempt ? 'tried_already' : 'numbers_being_dialed' };
      }
      throw error;
    }
  }

  /**
   * The agent's place for a call whose customer picked up and waits; null: it has none.
   * @throws StaleCallError when the call changed since it was read
   */
  async takeFor(call: OutboundCall, sid: ProviderSid, agent: Agent): Promise<OutboundCall | null> {
    const settings = await this.settings.of(call.clientId);
    const from = agent.dialNumber;
    if (from === null) return null;
    try {
      const { stored, presence } = await this.transactions.run(async (session) => {
        const reserved = await this.reserve(session, settings, call, agent);
        // Exotel was told "nobody" meanwhile: the agent would wait in vain.
        if (isAnswered(this.clock.monotonicMs())) {
          throw new NotNowError('changed');
        }
        const step = ledTo(call, sid, { agentId: agent.id, from }, this.clock.date());
        const { call: after } = await this.moves.store(session, settings, call, step);
        return { stored: after, presence: reserved };
      });
      this.moves.told(call.clientId, presence);
      return stored;
    } catch (error) {
      if (error instanceof NotNowError) return null;
      throw error;
    }
  }

  /** A call that waits and whose number was put on the list meanwhile comes to its end. */
  private async refused(
    session: ClientSession,
    call: OutboundCall,
    isNew: boolean,
  ): Promise<DialStep | null> {
    const { clientId, phoneNumber } = call;
    const listed = await this.dnc.among(clientId, [phoneNumber], session);
    if (!listed.has(phoneNumber)) return null;
    if (isNew) throw new NotNowError('on_dnc_list');
    return failed(call, 'on_dnc_list', this.clock.date());
  }

  private async take(
    session: ClientSession,
    settings: TenantSettings,
    call: OutboundCall,
    agent: Agent,
    line: OutboundLine,
    isNew: boolean,
  ): Promise<DialStep> {
    const { clientId } = call;
    const at = this.clock.date();
    const { batchId } = call.metadata;
    if (call.intervalMs > 0 && batchId !== undefined) {
      const batch = { clientId, batchId };
      const isItsTurn = await this.batches.takeTurn(session, batch, call.intervalMs);
      if (!isItsTurn) throw new NotNowError('not_its_turn');
    }
    const until = new Date(at.getTime() + LONGEST_CALL_SECONDS * SECOND);
    const taken = { callLogId: call._id, until };
    const cap = settings.rules.concurrentCalls.outbound;
    if (!(await this.lines.take(session, clientId, taken, cap, at))) {
      throw new NotNowError('no_line_free');
    }
    const staleAt = new Date(at.getTime() + this.clock.fromWallMs(STALE_WALL_MS));
    const from = call.way === 'flow' ? '' : (reachOf({ ...agent, agentId: agent.id }) ?? '');
    const way = isStream(from) ? 'stream' : call.way;
    const claim = { way, from, channelId: line.channelId, staleAt } as const;
    const step = claimed(call, claim, at);
    return isNew ? { ...step, events: [...initiated(call, at).events, ...step.events] } : step;
  }

  private async reserve(
    session: ClientSession,
    { rules }: TenantSettings,
    call: OutboundCall,
    agent: Agent,
  ): Promise<PresenceDocument> {
    const reach = reachOf({ ...agent, agentId: agent.id });
    if (!agent.isActive || reach === null) throw new NotNowError('agent_not_ready');
    const now = this.clock.date();
    const { staleMs } = readinessRulesOf(rules, this.clock.speed);
    const { enhancedDiscovery, agentHeartbeat, deviceConnectivity } = rules.features;
    const heartbeatSince = new Date(now.getTime() - staleMs);
    const hold = { callLogId: call._id, offerId: call._id, since: now };
    const presence = await this.presence.reserve(session, call.clientId, agent.id, hold, {
      maxConcurrentCalls: agent.maxConcurrentCalls,
      now,
      heartbeatSince: enhancedDiscovery && agentHeartbeat ? heartbeatSince : null,
      needsDevice: enhancedDiscovery && deviceConnectivity,
    });
    if (!presence) throw new NotNowError('agent_not_ready');
    return presence;
  }
}
