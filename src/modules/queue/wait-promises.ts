import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { MINUTE, DAY, SECOND } from '../../common/time.js';
import { Log } from '../../platform/logging/log.js';
import type { Call, CallNeed, ExpectedWait } from '../calls/call.types.js';
import { CallsService } from '../calls/calls.service.js';
import { readinessRulesOf } from '../heartbeat/presence-view.domain.js';
import { AgentIndex } from '../routing/agent-index.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import {
  expectWait,
  learnWaits,
  waitError,
  type WaitError,
  type WaitModel,
} from './expected-wait.domain.js';

const LEARN_FROM = 300;
const LEARN_OVER_MS = 14 * DAY;
/** Learnt anew after so long, when it is asked for; half a minute of the wall at least. */
const FRESH_MS = MINUTE;
const FRESH_WALL_MS = 30 * SECOND;
/** Before anything was measured. */
const HANDLE_SECONDS = 180;
const MOST_KINDS = 2000;

type Kind = Pick<Call, 'clientId' | 'teamId' | 'sector'>;
interface Learnt {
  readonly model: WaitModel;
  readonly error: WaitError;
  readonly atMs: number;
}

/**
 * How long calls of a kind may expect to wait, learnt from what the last ones waited: each call
 * keeps what it was told when its wait began, so the next ones are told better, and how good the
 * promises were is known. Read from the database, so a restart changes nothing.
 */
@Injectable()
export class WaitPromises {
  private readonly kinds = new Map<string, Learnt>();
  private readonly learning = new Map<string, Promise<void>>();

  constructor(
    private readonly calls: CallsService,
    private readonly index: AgentIndex,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** What a call at this place may expect now, from memory; it is learnt on the side. */
  expect(settings: TenantSettings, call: Kind & CallNeed, position: number): ExpectedWait {
    const model = this.learnt(call)?.model ?? null;
    const agents = this.index
      .of(call.clientId)
      .atWork(call, settings, readinessRulesOf(settings.rules, this.clock.speed));
    const handleSeconds = model?.handleSeconds ?? HANDLE_SECONDS;
    const expected = model && expectWait(model, { position, agents });
    return {
      position,
      agents,
      handleSeconds,
      p50Seconds: expected?.p50Seconds ?? null,
      p90Seconds: expected?.p90Seconds ?? null,
    };
  }

  /** How the promises to such calls turned out; read if it is not known yet. */
  async errorOf(kind: Kind): Promise<WaitError> {
    this.learnt(kind);
    await this.learning.get(keyOf(kind));
    return this.kinds.get(keyOf(kind))?.error ?? waitError([]);
  }

  /** What is known; begins to learn when that is nothing, or old. */
  private learnt(kind: Kind): Learnt | null {
    const key = keyOf(kind);
    const known = this.kinds.get(key) ?? null;
    const freshMs = Math.max(FRESH_MS, this.clock.fromWallMs(FRESH_WALL_MS));
    const isFresh = known !== null && this.clock.now() - known.atMs < freshMs;
    if (!isFresh && !this.learning.has(key)) {
      const run = this.learn(kind, key)
        .catch((error: unknown) => this.log.warn('waits could not be learnt from', { error }))
        .finally(() => this.learning.delete(key));
      this.learning.set(key, run);
    }
    return known;
  }

  private async learn(kind: Kind, key: string): Promise<void> {
    const since = new Date(this.clock.now() - LEARN_OVER_MS);
    const waits = await this.calls.lastHeldWaits(kind, since, LEARN_FROM);
    const handled = waits.map((wait) => wait.handleSeconds);
    const mean = handled.reduce((sum, seconds) => sum + seconds, 0) / Math.max(1, handled.length);
    const told = waits.flatMap(({ expectedWait, waitSeconds }) => {
      const { p50Seconds, p90Seconds } = expectedWait;
      if (p50Seconds === null || p90Seconds === null) return [];
      return [{ p50Seconds, p90Seconds, waitSeconds }];
    });
    const error = waitError(told);
    const held = waits.map(({ expectedWait, waitSeconds }) => ({ ...expectedWait, waitSeconds }));
    const model = learnWaits(held, mean || HANDLE_SECONDS);
    if (this.kinds.size >= MOST_KINDS) this.kinds.clear();
    this.kinds.set(key, { model, error, atMs: this.clock.now() });
  }
}

const keyOf = ({ clientId, teamId, sector }: Kind): string =>
  JSON.stringify([clientId, teamId, teamId === null ? sector : null]);
