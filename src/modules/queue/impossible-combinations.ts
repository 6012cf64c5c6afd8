import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type AgentId, type CallLogId, type TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { Transactions } from '../../platform/mongo/transactions.js';
import { isEnded, liveOffer } from '../calls/call.domain.js';
import type { Call } from '../calls/call.types.js';
import { CallsService } from '../calls/calls.service.js';
import { PresenceService } from '../heartbeat/presence.service.js';
import type { Hold, PresenceDocument } from '../heartbeat/presence.schema.js';
import { SettingsService } from '../settings/settings.service.js';
import { CallMoves } from './call-moves.service.js';
import {
  putRight,
  wrongCall,
  wrongHold,
  wrongPlace,
  type Impossible,
} from './impossible.domain.js';
import { entryOf } from './queue.domain.js';
import { QueueRepository } from './queue.repository.js';

const AT_ONCE = 1000;

/**
 * Finds what no step of ours makes (a restored backup, a hand in the database, a fault of ours) and
 * puts it right, with a line in the log and a count in `/metrics`. In normal running it finds
 * nothing. Everything is read again in the write that changes it.
 */
@Injectable()
export class ImpossibleCombinations implements OnApplicationBootstrap {
  private readonly found;

  constructor(
    private readonly calls: CallsService,
    private readonly presence: PresenceService,
    private readonly queue: QueueRepository,
    private readonly moves: CallMoves,
    private readonly settings: SettingsService,
    private readonly transactions: Transactions,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.found = metrics.counter(
      'crosspoint_impossible_total',
      'Combinations of agents, calls and places that should not be, and were put right',
      ['kind'],
    );
  }

  onApplicationBootstrap(): void {
    this.ticks.start({
      name: 'impossible-combinations',
      description: 'Puts right what should not be: agents, calls and places that do not fit',
      everyMs: 15 * SECOND,
      atLeastWallMs: 5000,
      run: async () => {
        for (const clientId of await this.settings.tenants()) {
          await runForTenant(clientId, this.ids.next(), () => this.look(clientId)).catch(
            (error: unknown) => this.log.warn('combinations not looked at', { error }),
          );
        }
      },
    });
  }

  /** Looks through one company. */
  async look(clientId: TenantId): Promise<void> {
    const [holders, open, entries] = await Promise.all([
      this.presence.listHolding(clientId),
      this.calls.listLive(clientId, AT_ONCE),
      this.queue.listOf(clientId, AT_ONCE),
    ]);
    const known = new Map(open.map((call) => [call._id, call]));
    const placed = new Map(entries.map((entry) => [entry._id, entry]));
    const now = this.clock.now();
    for (const holder of holders) await this.lookAtHolder(holder, known, now);
    const held = new Map(holders.map((holder) => [holder._id, holder]));
    for (const call of open) {
      const entry = placed.get(call._id) ?? null;
      const found = wrongCall(call, { isHeld: isHeldBy(held, call), entry }, now);
      if (found) await this.repairCall(clientId, call._id, found);
    }
    for (const entry of entries) {
      const call = known.get(entry._id) ?? (await this.find(clientId, entry._id));
      const found = wrongPlace(entry, call, now);
      if (!found) continue;
      await this.transactions.run((session) => this.queue.leave(session, clientId, entry._id));
      this.note(found, { callLogId: entry._id });
    }
  }

  private async lookAtHolder(
    { _id: agentId, clientId, holds, activeCalls }: PresenceDocument,
    known: ReadonlyMap<CallLogId, Call>,
    now: number,
  ): Promise<void> {
    for (const hold of holds) {
      const call = known.get(hold.callLogId) ?? (await this.find(clientId, hold.callLogId));
      const found = wrongHold(hold, agentId, call, now);
      if (found) await this.release(clientId, agentId, hold, found);
    }
    if (activeCalls === holds.length) return;
    const isRight = await this.presence.recount(clientId, agentId);
    if (!isRight) this.note('places_miscounted', { agentId });
  }

  private async release(
    clientId: TenantId,
    agentId: AgentId,
    { callLogId }: Hold,
    found: Impossible,
  ): Promise<void> {
    const at = this.clock.date();
    const released = await this.transactions.run(async (session) => {
      const call = await this.calls.findIn(session, clientId, callLogId);
      const offer = call && !isEnded(call) ? liveOffer(call) : null;
      // It was put right meanwhile.
      if (offer?.agentId === agentId) return null;
      const release = { agentId, callLogId, at, outcome: 'none', wrapUpUntil: null } as const;
      return await this.presence.release(session, clientId, release);
    });
    if (released) this.note(found, { agentId, callLogId });
  }

  private async repairCall(
    clientId: TenantId,
    callLogId: CallLogId,
    found: Impossible,
  ): Promise<void> {
    const settings = await this.settings.of(clientId);
    if (found === 'call_waits_without_place') {
      const entered = await this.transactions.run(async (session) => {
        const call = await this.calls.findIn(session, clientId, callLogId);
        if (call?.status !== 'queued') return false;
        await this.queue.enter(session, entryOf(call, settings.rules.ageingSeconds));
        return true;
      });
      if (entered) this.note(found, { callLogId });
      return;
    }
    const stored = await this.moves.decideAndStore(settings, async () => {
      const before = await this.calls.get(clientId, callLogId);
      const held = await this.presence.listHolding(clientId);
      const entry = await this.queue.find(clientId, callLogId);
      const isHeld = isHeldBy(new Map(held.map((holder) => [holder._id, holder])), before);
      if (wrongCall(before, { isHeld, entry }, this.clock.now()) !== found) return null;
      const step = putRight(before, found, this.clock.date());
      return step && { before, step, wantsAgent: false, offersAtOnce: false };
    });
    if (stored) this.note(found, { callLogId });
  }

  private async find(clientId: TenantId, callLogId: CallLogId): Promise<Call | null> {
    return await this.calls.find(clientId, callLogId);
  }

  private note(kind: Impossible, about: object): void {
    this.found.inc({ kind });
    this.log.error('an impossible combination was put right', { kind, ...about });
  }
}

function isHeldBy(holders: ReadonlyMap<AgentId, PresenceDocument>, call: Call): boolean {
  const offer = liveOffer(call);
  const holder = offer && holders.get(offer.agentId);
  return holder?.holds.some((hold) => hold.callLogId === call._id) ?? false;
}
