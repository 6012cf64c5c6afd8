import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Ids, type TenantId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { Ticks } from '../../platform/jobs/ticks.js';
import { Log } from '../../platform/logging/log.js';
import { runForTenant } from '../../platform/mongo/request-context.js';
import { begin } from '../calls/call.domain.js';
import { CallsService } from '../calls/calls.service.js';
import { insistsOn } from '../routing/capability-level.domain.js';
import { AgentIndex } from '../routing/agent-index.js';
import { SettingsService } from '../settings/settings.service.js';
import { CallMoves } from './call-moves.service.js';
import { Callbacks } from './callbacks.port.js';
import { mayBeServed, needKey } from './queue.domain.js';
import type { QueueEntry } from './queue.schema.js';
import { WaitingLine } from './waiting-line.js';

/** Brings free agents and waiting calls together: the best call first, each by its own score. */
@Injectable()
export class Matcher implements OnApplicationBootstrap {
  private readonly running = new Map<TenantId, Promise<void>>();
  private readonly again = new Set<TenantId>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly line: WaitingLine,
    private readonly moves: CallMoves,
    private readonly callbacks: Callbacks,
    private readonly calls: CallsService,
    private readonly settings: SettingsService,
    private readonly index: AgentIndex,
    private readonly ticks: Ticks,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    // An agent whose place came back, now or when its wrap-up is over.
    this.calls.onStored(({ call, presence }) => {
      for (const { wrapUpUntil } of presence) {
        if (wrapUpUntil) this.soon(call.clientId, wrapUpUntil.getTime() - this.clock.now() + 1);
        this.soon(call.clientId);
      }
    });
    // An agent who is there again, by whatever node it was told.
    this.index.onPresence((clientId) => this.soon(clientId));
    // Whatever was missed: a node that died between a commit and the match.
    this.ticks.start({
      name: 'match-waiting-calls',
      description: 'Gives waiting calls to agents who have become free',
      everyMs: SECOND,
      run: async () => {
        await Promise.all(this.line.tenantsWaiting().map((clientId) => this.match(clientId)));
      },
    });
  }

  /** Matches in the background, in so many ms of the deployment's clock. */
  soon(clientId: TenantId, inMs = 0): void {
    if (this.line.waiting(clientId).length === 0 && inMs <= 0) return;
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        this.match(clientId).catch((error: unknown) => {
          this.log.warn('matching failed; the next tick tries again', { error });
        });
      },
      Math.max(0, this.clock.toWallMs(inMs)),
    );
    timer.unref();
    this.timers.add(timer);
  }

  /** Gives every agent who is ready the best call that waits for it. One run a company at a time. */
  async match(clientId: TenantId): Promise<void> {
    const running = this.running.get(clientId);
    if (running) {
      this.again.add(clientId);
      return await running;
    }
    const run = Promise.resolve().then(() => this.matchAll(clientId));
    this.running.set(clientId, run);
    await run;
  }

  /** Matches, but waits no longer than this (ms of the wall) for the end of it. */
  async matchWithin(clientId: TenantId, ms: number): Promise<void> {
    const waiting = new AbortController();
    const enough = sleep(ms, undefined, { signal: waiting.signal, ref: false }).catch(
      () => undefined,
    );
    await Promise.race([this.match(clientId), enough]).finally(() => waiting.abort());
  }

  private async matchAll(clientId: TenantId): Promise<void> {
    try {
      do {
        this.again.delete(clientId);
        const hopeless = new Set<string>();
        for (const entry of this.line.waiting(clientId)) {
          const key = await this.kindOf(entry);
          if (hopeless.has(key)) continue;
          const isMatched = await runForTenant(clientId, this.ids.next(), () =>
            this.matchOne(entry),
          ).catch((error: unknown) => {
            this.log.warn('a waiting call could not be matched', { callLogId: entry._id, error });
            return true;
          });
          if (!isMatched) hopeless.add(key);
        }
      } while (this.again.has(clientId));
    } finally {
      // At once, before anybody can ask this run for one more round.
      this.running.delete(clientId);
    }
  }

  /** Calls of one kind find the same agents: the same need, at the same level of insisting. */
  private async kindOf(entry: QueueEntry): Promise<string> {
    const { rules } = await this.settings.of(entry.clientId);
    const need = { ...entry, receivedAt: entry.arrivedAt };
    return `${insistsOn(need, rules.capabilityLevels, this.clock.now())} ${needKey(entry)}`;
  }

  /** @returns whether the next call of the same kind may still find somebody */
  private async matchOne(entry: QueueEntry): Promise<boolean> {
    if (!mayBeServed(entry, this.clock.now())) return true;
    const settings = await this.settings.of(entry.clientId);
    const need = { ...entry, receivedAt: entry.arrivedAt };
    const ready = this.moves.whoIsReady(settings, need, new Set());
    if (ready.length === 0) return false;
    if (entry.isCallback) {
      await this.callbacks.turn(settings, entry, ready);
      return true;
    }
    await this.moves.decideAndStore(settings, async () => {
      const call = await this.calls.get(entry.clientId, entry._id);
      if (call.status !== 'queued') {
        await this.line.look(entry.clientId, entry._id);
        return null;
      }
      // Its piece is over and it has not come back: most likely it hung up. It keeps its place.
      if (call.nextLookAt && call.nextLookAt.getTime() <= this.clock.now()) return null;
      if (!this.moves.isSomebodyReady(settings, call, this.moves.triedBy(call))) return null;
      return { before: call, step: begin(call), wantsAgent: true, offersAtOnce: false };
    });
    return true;
  }
}
