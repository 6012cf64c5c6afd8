import { setTimeout as sleepWall } from 'node:timers/promises';

import type { SimPhone } from '../exotel/phones.js';
import { between, type SimRandom } from '../seeded-random.js';
import { Session, type Api } from './api.js';
import type { DemoClock } from './demo-clock.js';
import type { Person } from './people.js';

/** When somebody is on duty, in ms of the demo's clock. */
export interface Shift {
  readonly from: number;
  readonly to: number;
}

export interface AgentWorld {
  readonly api: Api;
  readonly clock: DemoClock;
  readonly random: SimRandom;
  readonly phone: SimPhone;
  /** Told of every request that failed; it is made again. */
  readonly onFailure: (error: unknown) => void;
}

interface BeatAnswer {
  /** What the server thinks the agent chose. */
  readonly status: string;
  /** Of the wall. */
  readonly intervalMs: number;
}

const ANSWERS_AFTER_SECONDS = [1, 3] as const;
const BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 1000;
/** To sign out when the demo is stopped. */
const SIGN_OUT_MS = 2000;

/** One agent through its shift: signs in, is online, sends heartbeats, picks up, goes offline. */
export class AgentDriver {
  private readonly session: Session;
  private isOnDuty = false;

  constructor(
    private readonly person: Person,
    private readonly shift: Shift,
    private readonly world: AgentWorld,
  ) {
    this.session = new Session(world.api, world.clock, person);
    world.phone.set({
      lines: 1,
      email: `${person.username}@bank.example`,
      answersAfterSeconds: () =>
        this.isOnDuty ? between(world.random, ...ANSWERS_AFTER_SECONDS) : null,
    });
  }

  /** Resolves when the agent has gone home, which is also what `stop` makes it do. */
  async work(stop: AbortSignal): Promise<void> {
    const { clock } = this.world;
    await clock.sleepUntil(this.shift.from, stop);
    if (stop.aborted) return;
    this.isOnDuty = true;
    const over = new AbortController();
    const end = (): void => over.abort();
    stop.addEventListener('abort', end, { once: true });
    void clock.sleepUntil(this.shift.to, over.signal).then(end);
    await this.beOnline(over.signal);
    this.isOnDuty = false;
    const patience = stop.aborted
      ? AbortSignal.timeout(SIGN_OUT_MS)
      : AbortSignal.any([stop, AbortSignal.timeout(60_000)]);
    await this.again(patience, () => this.choose('offline'));
    stop.removeEventListener('abort', end);
  }

  private async beOnline(over: AbortSignal): Promise<void> {
    let isOnline = false;
    while (!over.aborted) {
      if (!isOnline) await this.again(over, () => this.choose('online'));
      const answer = await this.again(over, () => this.beat());
      // Two missed calls in a row and the server takes an agent for away: here it is.
      isOnline = answer?.status === 'online';
      await pause(isOnline ? (answer?.intervalMs ?? 0) : BACK_OFF_MS, over);
    }
  }

  private async choose(status: 'online' | 'offline'): Promise<void> {
    await this.session.put(`/api/agents/${this.person.id}/status`, { status });
  }

  private async beat(): Promise<BeatAnswer> {
    const body = { agentId: this.person.id, deviceConnected: true, device: 'demo phone' };
    return (await this.session.post<{ data: BeatAnswer }>('/api/agent-heartbeat', body)).data;
  }

  /** Until it succeeds: a server process may be down. */
  private async again<T>(over: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
    for (let waitMs = BACK_OFF_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_BACK_OFF_MS)) {
      try {
        return await work();
      } catch (error) {
        if (over.aborted) return undefined;
        this.world.onFailure(error);
        await pause(waitMs, over);
      }
    }
  }
}

/** Milliseconds of the wall, or until the signal. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleepWall(ms, undefined, { signal }).catch(() => undefined);
}
