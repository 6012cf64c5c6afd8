import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { Clock } from '../../common/clock.js';
import { asOfferId, Ids, type AgentId, type TeamId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { isDuplicateKey } from '../../platform/mongo/documents.js';
import { isAnswered } from '../../platform/mongo/request-context.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import {
  offeredAtOnce,
  queued,
  reserved,
  triedSince,
  wasHandedOver,
  type Step,
} from '../calls/call.domain.js';
import type { Call } from '../calls/call.types.js';
import { StaleCallError } from '../calls/calls.errors.js';
import { CallsService, type StoredStep } from '../calls/calls.service.js';
import { AgentIndex } from '../routing/agent-index.js';
import { AgentRouter, type Proposal, type Winner } from '../routing/router.service.js';
import type { RoutedNeed } from '../routing/routing.types.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { Callbacks } from './callbacks.port.js';
import { leadsOn, notHeld, overflowed } from './overflow.domain.js';
import { entryOf, placeOf } from './queue.domain.js';
import { QueueRepository } from './queue.repository.js';
import type { QueueEntry } from './queue.schema.js';
import { WaitPromises } from './wait-promises.js';
import { WaitingLine } from './waiting-line.js';

/** After a turn that led to nothing, the same agent is left alone by the same call for so long. */
const PAIR_BACK_OFF_MS = 30 * SECOND;
const ATTEMPTS = 12;

/** How a step goes on once it is known whether an agent could be reserved. */
export interface Move {
  /** The call as it was read; null when it is new. */
  readonly before: Call | null;
  readonly step: Step;
  /** Shall an agent be found for it? */
  readonly wantsAgent: boolean;
  /** Is its number given to Exotel at once? Else the caller learns of it at its next webhook. */
  readonly offersAtOnce: boolean;
}

/** Carries decided moves out: call, agent's place, place in line, events, decision in one write. */
@Injectable()
export class CallMoves {
  constructor(
    private readonly calls: CallsService,
    private readonly router: AgentRouter,
    private readonly queue: QueueRepository,
    private readonly line: WaitingLine,
    private readonly index: AgentIndex,
    private readonly promises: WaitPromises,
    private readonly callbacks: Callbacks,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Decides and stores until the decision fits what is stored: another node, or another webhook of
   * the same call, may be faster. `decide` returns null when there is nothing to do; it hears
   * whether it was wrong before, and must then read the call.
   */
  async decideAndStore(
    settings: TenantSettings,
    decide: (isAgain: boolean) => Promise<Move | null>,
  ): Promise<Call | null> {
    for (let attempt = 1; ; attempt += 1) {
      const move = await decide(attempt > 1);
      if (!move) return null;
      try {
        return await this.store(settings, move);
      } catch (error) {
        const isRace = error instanceof StaleCallError || isDuplicateKey(error);
        if (!isRace || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Would somebody take such a call now? Looks at memory only. */
  isSomebodyReady(
    settings: TenantSettings,
    need: RoutedNeed,
    tried: ReadonlySet<AgentId>,
  ): boolean {
    return this.whoIsReady(settings, need, tried).length > 0;
  }

  /** Who would take such a call now, best first. Looks at memory only. */
  whoIsReady(
    settings: TenantSettings,
    need: RoutedNeed,
    tried: ReadonlySet<AgentId>,
  ): readonly AgentId[] {
    const proposal = this.router.propose(settings, need, tried);
    this.router.settle(proposal, null);
    return proposal.choice.ranked.map(({ agentId }) => agentId);
  }

  /** Who shall not be given this call: whom it has just tried without luck, bots it came from. */
  triedBy(call: Call): ReadonlySet<AgentId> {
    const tried = triedSince(call, this.clock.now() - PAIR_BACK_OFF_MS);
    if (!wasHandedOver(call)) return tried;
    // A bot gave it away: now it is for people.
    return new Set([...tried, ...this.router.botsOf(call.clientId)]);
  }

  private async store(settings: TenantSettings, decided: Move): Promise<Call> {
    const move = this.ledOn(settings, decided);
    const { call } = move.step;
    const proposal = move.wantsAgent
      ? this.router.propose(settings, call, this.triedBy(call))
      : null;
    let winner: Winner | null = null;
    let stored: StoredStep;
    try {
      stored = await this.transactions.run(async (session) => {
        winner = proposal && (await this.reserve(session, settings, move, proposal));
        const step = this.finish(settings, move, winner);
        await this.placeInLine(session, settings, move.before, step.call);
        return await this.calls.store(session, move.before, step, settings.rules.wrapUpSeconds);
      });
    } catch (error) {
      if (proposal) this.router.settle(proposal, null);
      throw error;
    }
    if (proposal) this.router.settle(proposal, winner);
    this.router.takeIn(settings.clientId, stored.presence);
    this.keepLine(settings, move.before, stored.call);
    this.calls.announce(stored);
    return stored.call;
  }

  private async reserve(
    session: ClientSession,
    settings: TenantSettings,
    { before, step }: Move,
    proposal: Proposal,
  ): Promise<Winner | null> {
    // A new call does not pass those who wait for the same agents.
    const isNew = before === null;
    const isBehind =
      isNew && this.line.isSomebodyBefore(this.entry(settings, step.call), this.clock.now());
    // Exotel was told "nobody" meanwhile: an agent kept for this answer would be kept in vain.
    if (isBehind || isAnswered(this.clock.monotonicMs())) {
      await this.router.noteQueued(session, proposal, step.call);
      return null;
    }
    return await this.router.selectAgent(session, proposal, step.call, asOfferId(this.ids.next()));
  }

  private finish(settings: TenantSettings, move: Move, winner: Winner | null): Step {
    if (!move.wantsAgent) return move.step;
    const at = this.clock.date();
    if (!winner) return this.waits(settings, move.step, at);
    const offerId = asOfferId(winner.presence.holds.at(-1)?.offerId ?? this.ids.next());
    const { agentId, dialNumber } = winner;
    const reservation = { agentId, dialNumber, offerId };
    return move.offersAtOnce
      ? offeredAtOnce(move.step, reservation, settings.rules.offerSeconds, at)
      : reserved(move.step, reservation, at);
  }

  /** Nobody can take it: it waits, or, where the company lets no call wait, overflows or ends. */
  private waits(settings: TenantSettings, step: Step, at: Date): Step {
    const { call } = step;
    if (call.status === 'queued') return step;
    if (!settings.rules.features.queueHolding) {
      const { events, ...over } = notHeld(call, settings.rules, at);
      return { ...step, ...over, events: [...step.events, ...events], freed: step.freed };
    }
    if (call.expectedWait) return queued(step, at);
    const position = this.line.placeOf(this.entry(settings, call));
    const expectedWait = this.promises.expect(settings, call, position);
    return queued({ ...step, call: { ...call, expectedWait } }, at);
  }

  /** Where no call may wait and nobody is ready, the overflow's team or sector is asked at once. */
  private ledOn(settings: TenantSettings, move: Move): Move {
    const { features, overflow } = settings.rules;
    const { step, wantsAgent } = move;
    if (features.queueHolding || !wantsAgent || step.call.status === 'queued') return move;
    const isTeam = (teamId: TeamId) => this.index.isTeam(settings.clientId, teamId);
    if (!leadsOn(step.call, overflow, isTeam)) return move;
    if (this.isSomebodyReady(settings, step.call, this.triedBy(step.call))) return move;
    const { call, events } = overflowed(step.call, settings.rules, this.clock.date(), isTeam);
    return { ...move, step: { ...step, call, events: [...step.events, ...events] } };
  }

  private async placeInLine(
    session: ClientSession,
    settings: TenantSettings,
    before: Call | null,
    call: Call,
  ): Promise<void> {
    const place = placeOf(call);
    if (place === 'callback') {
      // A later look at the ended call changes nothing of it.
      if (before && placeOf(before) === 'callback') return;
      await this.callbacks.book(session, call);
      await this.queue.keepForCallback(session, this.entry(settings, call));
      return;
    }
    if (before === null) {
      if (place === 'waiting') await this.queue.enter(session, this.entry(settings, call));
      return;
    }
    const { clientId, _id } = call;
    if (place === placeOf(before)) {
      const entry = this.entry(settings, call);
      const isElsewhere =
        place === 'waiting' && !isDeepStrictEqual(entry, this.entry(settings, before));
      if (isElsewhere) await this.queue.move(session, entry);
      return;
    }
    if (place === 'waiting') await this.queue.enter(session, this.entry(settings, call));
    else if (place === 'reserved') await this.queue.reserve(session, clientId, _id);
    else await this.queue.leave(session, clientId, _id);
  }

  private entry(settings: TenantSettings, call: Call): QueueEntry {
    return entryOf(call, settings.rules.ageingSeconds);
  }

  /** Back in line, or still there, it keeps the place that it had, also if the rules changed since. */
  private staysInPlace(settings: TenantSettings, before: Call, call: Call): boolean {
    const isElsewhere =
      placeOf(before) === 'waiting' &&
      !isDeepStrictEqual(this.entry(settings, call), this.entry(settings, before));
    return !isElsewhere && this.line.mark(call.clientId, call._id, 'waiting');
  }

  private keepLine(settings: TenantSettings, before: Call | null, call: Call): void {
    const place = placeOf(call);
    if (place === 'callback' && before && placeOf(before) === 'callback') return;
    if (place === 'waiting' && before && this.staysInPlace(settings, before, call)) return;
    if (place === 'waiting' || place === 'callback') this.line.put(this.entry(settings, call));
    else if (place === 'reserved') this.line.mark(call.clientId, call._id, 'reserved');
    else this.line.drop(call.clientId, call._id);
  }
}
