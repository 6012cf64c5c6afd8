import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { Ids, type AgentId, type OfferId, type TenantId } from '../../common/ids.js';
import { Log } from '../../platform/logging/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import type { Call } from '../calls/call.types.js';
import { PresenceService } from '../heartbeat/presence.service.js';
import type { PresenceDocument } from '../heartbeat/presence.schema.js';
import { readinessRulesOf } from '../heartbeat/presence-view.domain.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { AgentIndex } from './agent-index.js';
import { DecisionsRepository } from './decisions.repository.js';
import { choose, type Choice } from './choose.js';
import type { RankedCandidate, RoutedNeed, RoutingDecision } from './routing.types.js';
import type { LiveState, TenantIndex } from './tenant-index.js';

const POLICY_VERSION = 1;

/** Who would take a call now, in order; nothing is taken yet but a claim in this process. */
export interface Proposal {
  /** The index that it was made from: claims are given back there. */
  readonly tenant: TenantIndex;
  readonly settings: TenantSettings;
  readonly need: RoutedNeed;
  readonly choice: Choice;
  readonly startedMs: number;
  claimed: AgentId | null;
}

export interface Winner {
  readonly agentId: AgentId;
  readonly dialNumber: string;
  readonly presence: PresenceDocument;
}

/** Chooses the agent for a call: the index proposes, a conditional write decides. */
@Injectable()
export class AgentRouter implements OnModuleInit {
  private readonly routingTime;
  private readonly routed;

  constructor(
    private readonly index: AgentIndex,
    private readonly presence: PresenceService,
    private readonly decisions: DecisionsRepository,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.routingTime = metrics.histogram(
      'crosspoint_routing_seconds',
      'From the question to the reserved agent',
      ['path'],
      [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5],
    );
    this.routed = metrics.counter('crosspoint_routing_total', 'Routing decisions', ['path']);
  }

  onModuleInit(): void {
    this.log.info('AgentRouter initialized');
  }

  /** Ranks the candidates from memory and claims the best. Every proposal must be settled. */
  propose(settings: TenantSettings, need: RoutedNeed, tried: ReadonlySet<AgentId>): Proposal {
    const startedMs = this.clock.monotonicMs();
    const tenant = this.index.of(settings.clientId);
    const choice = choose(
      tenant,
      settings,
      readinessRulesOf(settings.rules, this.clock.speed),
      need,
      tried,
      this.clock.now(),
      (error, instead) => this.log.error('choosing failed, less decides', { error, instead }),
    );
    const proposal: Proposal = {
      tenant,
      settings,
      need,
      choice,
      startedMs,
      claimed: null,
    };
    this.claim(tenant, proposal, choice.ranked[0]?.agentId ?? null);
    return proposal;
  }

  /** The voice bots of a company. */
  botsOf(clientId: TenantId): readonly AgentId[] {
    return this.index.of(clientId).bots();
  }

  /**
   * Takes the best agent that still has a place, in the caller's transaction, and stores the
   * decision. Null when nobody has: the call waits.
   */
  async selectAgent(
    session: ClientSession,
    proposal: Proposal,
    call: Pick<Call, '_id' | 'clientId'>,
    offerId: OfferId,
  ): Promise<Winner | null> {
    const winner = await this.reserveBest(session, proposal, call, offerId);
    await this.decisions.insert(session, this.decision(proposal, call, winner));
    return winner;
  }

  /** Stores that a call waits although somebody is ready: others were there before it. */
  async noteQueued(
    session: ClientSession,
    proposal: Proposal,
    call: Pick<Call, '_id' | 'clientId'>,
  ): Promise<void> {
    await this.decisions.insert(session, this.decision(proposal, call, null));
  }

  /** Gives the claims back and takes in what the write told; after the commit, or the failure. */
  settle(proposal: Proposal, winner: Winner | null): void {
    this.claim(proposal.tenant, proposal, null, winner?.presence);
    if (!winner) return;
    const { path } = proposal.choice;
    this.routed.inc({ path });
    this.routingTime.observe({ path }, (this.clock.monotonicMs() - proposal.startedMs) / 1000);
  }

  /** What a committed change made of agents' live states: known here before the stream tells. */
  takeIn(clientId: TenantId, states: readonly PresenceDocument[]): void {
    const tenant = this.index.of(clientId);
    for (const state of states) tenant.setLive(state._id, state);
  }

  private async reserveBest(
    session: ClientSession,
    proposal: Proposal,
    call: Pick<Call, '_id' | 'clientId'>,
    offerId: OfferId,
  ): Promise<Winner | null> {
    const { tenant } = proposal;
    const { rules } = proposal.settings;
    const now = this.clock.date();
    const isEnhanced = proposal.choice.discovery === 'enhanced';
    const stale = readinessRulesOf(rules, this.clock.speed).staleMs;
    for (const { agentId } of proposal.choice.ranked) {
      const candidate = tenant.candidate(agentId);
      if (!candidate?.dialNumber) continue;
      this.claim(tenant, proposal, agentId);
      const presence = await this.presence.reserve(
        session,
        call.clientId,
        agentId,
        { callLogId: call._id, offerId, since: now },
        {
          maxConcurrentCalls: candidate.facts.maxConcurrentCalls,
          now,
          heartbeatSince:
            isEnhanced && rules.features.agentHeartbeat ? new Date(now.getTime() - stale) : null,
          needsDevice: isEnhanced && rules.features.deviceConnectivity,
        },
      );
      if (presence) return { agentId, dialNumber: candidate.dialNumber, presence };
      void this.index.refresh(call.clientId, agentId).catch(() => undefined);
    }
    return null;
  }

  private claim(
    tenant: TenantIndex,
    proposal: Proposal,
    agentId: AgentId | null,
    live: LiveState | null = null,
  ): void {
    if (proposal.claimed === agentId) return;
    if (proposal.claimed !== null) tenant.settle(proposal.claimed, live);
    if (agentId !== null) tenant.claim(agentId);
    proposal.claimed = agentId;
  }

  private decision(
    { settings, need, choice, startedMs }: Proposal,
    call: Pick<Call, '_id' | 'clientId'>,
    winner: Winner | null,
  ): RoutingDecision {
    const { teamId, sector, capabilities, priority } = need;
    const decision: RoutingDecision = {
      _id: this.ids.next(),
      clientId: call.clientId,
      callLogId: call._id,
      at: this.clock.date(),
      path: winner ? choice.path : 'queued',
      winner: winner?.agentId ?? null,
      candidates: winner ? winnerFirst(choice.ranked, winner.agentId) : choice.ranked,
      candidateCount: choice.open,
      fallen: choice.fallen,
      need: { teamId, sector, capabilities, priority, capabilityLevel: choice.level },
      rulesVersion: settings.version,
      indexVersion: this.index.version(),
      policyVersion: POLICY_VERSION,
      discovery: choice.discovery,
      ms: Math.round((this.clock.monotonicMs() - startedMs) * 1000) / 1000,
    };
    const { path, candidateCount, fallen, discovery, ms } = decision;
    const line = { callLogId: call._id, agentId: decision.winner, path, candidateCount };
    const debug = settings.rules.features.inboundCallDebug;
    this.log.info('routing decision', debug ? { decision } : { ...line, fallen, discovery, ms });
    return decision;
  }
}

/** The winner and those who came next. */
function winnerFirst(
  ranked: readonly RankedCandidate[],
  winner: AgentId,
): readonly RankedCandidate[] {
  const place = ranked.findIndex((candidate) => candidate.agentId === winner);
  return place <= 0 ? ranked : [...ranked.slice(place), ...ranked.slice(0, place)];
}
