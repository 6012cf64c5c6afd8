import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../demo/api.js';
import type { DemoClock } from '../demo/demo-clock.js';
import type { ExotelSimulator } from '../exotel/simulator.js';
import { between, chance, hex, type SimRandom } from '../seeded-random.js';
import { EXOPHONE, type Centre } from './centre.js';
import type { AcceptedCall, AcceptedSchedule, Asked } from './history.js';

/** Of all calls. */
const SHARE = { inbound: 0.78, placed: 0.15 } as const;
/** Of incoming calls: those who would rather be called back. */
const CALLBACKS = 0.1;
const TALK_SECONDS = [8, 40] as const;
const PATIENCE_SECONDS = [60, 300] as const;
/** A schedule is due so long after it was made. */
const AHEAD_SECONDS = [20, 200] as const;
/** A request that failed is made again with the same key, so often. */
const MOST_TRIES = 200;
const RETRY_MS = 250;
const MOST_AGENTS = 4;

/** Null: the server said no; if not at once, it may have done it before and be asked again. */
interface Answered<T> {
  readonly answer: T | null;
  readonly isUnsure: boolean;
}

export interface LoadOptions {
  /** Calls a second of the wall. */
  readonly rate: number;
  readonly seconds: number;
  readonly random: SimRandom;
}

/** What share of the calls a kind has, for whoever sizes the floor. */
export const sharesOf = (rate: number) => ({
  inbound: SHARE.inbound * rate,
  placed: (1 - SHARE.inbound) * rate,
});

/** Callers, and users who ask for calls: now, later, and back. */
export class Load implements Asked {
  readonly calls: AcceptedCall[] = [];
  readonly schedules: AcceptedSchedule[] = [];
  readonly numbers: string[] = [];
  /** Requests that were not answered with a yes or a no in the end. */
  unanswered = 0;
  /** Placed calls that the server said no to. */
  refused = 0;
  private readonly open = new Set<Promise<void>>();
  private turn = 0;

  constructor(
    private readonly centre: Centre,
    private readonly simulator: ExotelSimulator,
    private readonly clock: DemoClock,
    private readonly options: LoadOptions,
  ) {}

  /** Calls at chance moments until the time is over; resolves when all was answered. */
  async run(): Promise<void> {
    const { random, rate, seconds } = this.options;
    const end = performance.now() + seconds * 1000;
    for (let next = performance.now(); next < end;) {
      next += (-Math.log(1 - random.next()) * 1000) / rate;
      await sleep(Math.max(0, next - performance.now()));
      const kind = random.next();
      if (kind < SHARE.inbound) this.dialIn();
      else if (kind < SHARE.inbound + SHARE.placed) this.track(this.place());
      else this.track(this.schedule());
    }
    while (this.open.size > 0) await Promise.all(this.open);
  }

  private track(work: Promise<void>): void {
    const tracked = work.finally(() => this.open.delete(tracked));
    this.open.add(tracked);
  }

  private dialIn(): void {
    const { random } = this.options;
    const wantsCallback = chance(random, CALLBACKS);
    const from = this.customer();
    if (wantsCallback) this.numbers.push(from);
    const talkSeconds = between(random, ...TALK_SECONDS);
    this.simulator.incomingCall({
      account: this.centre.account,
      exophone: EXOPHONE,
      from,
      flow: wantsCallback ? this.centre.flows.callback : this.centre.flows.usual,
      patienceSeconds: between(random, ...PATIENCE_SECONDS),
      serviceSeconds: () => talkSeconds,
      hangsUpAfterTalk: chance(random, 0.5),
      ...(wantsCallback && { gatherKeys: '1' }),
    });
  }

  /** Asks for a call of now for one agent after the other until one is free for it. */
  private async place(): Promise<void> {
    const phoneNumber = this.dialled();
    for (let tried = 0; tried < MOST_AGENTS; tried += 1) {
      const body = { phoneNumber, agentId: this.agent(), userId: 'crash' };
      const made = await this.post<{ data: { callLogId: string } }>('/api/v1/calls/outbound', body);
      if (made.answer) {
        this.calls.push({ callLogId: made.answer.data.callLogId, number: phoneNumber });
        return;
      }
      // The agent may be taken by this very call: who asks for another one asks for two.
      if (made.isUnsure) break;
    }
    this.refused += 1;
  }

  private async schedule(): Promise<void> {
    const aheadMs = between(this.options.random, ...AHEAD_SECONDS) * 1000;
    const phoneNumber = this.dialled();
    const made = await this.post<{ data: { id: string } }>('/api/v1/calls/scheduled', {
      phoneNumber,
      agentId: this.agent(),
      scheduledFor: new Date(this.clock.now() + aheadMs).toISOString(),
    });
    const { answer } = made;
    if (answer) this.schedules.push({ scheduleId: answer.data.id, number: phoneNumber });
    else this.refused += 1;
  }

  /** A number to be dialled once. */
  private dialled(): string {
    const number = this.customer();
    this.numbers.push(number);
    return number;
  }

  /** A number that nobody had before, and how its phone behaves. */
  private customer(): string {
    const { random } = this.options;
    this.turn += 1;
    const number = `+9197${String(10_000_000 + this.turn)}`;
    const fate = random.next();
    const answers = fate < 0.85 ? between(random, 1, 6) : null;
    const talkSeconds = between(random, ...TALK_SECONDS);
    this.simulator.phone(number).set({
      answersAfterSeconds: () => answers,
      talkSeconds: () => talkSeconds,
      busy: fate > 0.95,
    });
    return number;
  }

  private agent(): number {
    this.turn += 1;
    const { desk } = this.centre;
    return desk[this.turn % desk.length]?.id ?? 0;
  }

  /** Asks with one key until there is an answer, however often it takes. */
  private async post<T>(path: string, body: object): Promise<Answered<T>> {
    const key = hex(this.options.random, 24);
    for (let tried = 0; tried < MOST_TRIES; tried += 1) {
      try {
        return { answer: await this.centre.admin.post<T>(path, body, key), isUnsure: false };
      } catch (error) {
        if (error instanceof ApiError && isNo(error)) return { answer: null, isUnsure: tried > 0 };
        await sleep(RETRY_MS);
      }
    }
    this.unanswered += 1;
    return { answer: null, isUnsure: true };
  }
}

/** A server that is away or at work on it already is asked again. */
const isNo = ({ status, code }: ApiError): boolean =>
  status < 500 && code !== 'IDEMPOTENCY_IN_PROGRESS';
