import type { DialStatus, Leg, SimAttempt, SimCall } from './call-record.js';
import type { BusyLine } from './phones.js';
import type { World } from './world.js';

/** Virtual time until the network says that a phone is engaged or out of reach. */
const REFUSAL_MS = 1000;

export interface RingOptions {
  readonly call: SimCall;
  readonly number: string;
  readonly leg: Leg;
  readonly maxRingingSeconds: number;
  /** The caller hung up (or another phone won). */
  readonly signal: AbortSignal;
  readonly onRinging?: () => void;
}

/** A phone rung once: `line` is there when it was picked up, and `end` must be called then. */
export interface Rung {
  readonly attempt: SimAttempt;
  readonly line: BusyLine | null;
}

/** Rings one phone until it is picked up, refuses, is given up, or the caller hangs up. */
export async function ring(world: World, options: RingOptions): Promise<Rung> {
  const { clock, phones } = world;
  const { call, number, leg, signal } = options;
  const from = clock.now();
  const attempt: SimAttempt = { number, leg, from, answeredAt: null, to: null, result: 'ringing' };
  call.attempts.push(attempt);
  const behaviour = phones.behaviour(number);
  const line = behaviour.failed ? null : phones.ring(number, call.sid, leg, from);
  if (!line) {
    await clock.sleep(REFUSAL_MS, signal);
    return over(behaviour.failed ? 'failed' : 'busy');
  }
  options.onRinging?.();
  const after = behaviour.answersAfterSeconds();
  const answers = after !== null && after <= options.maxRingingSeconds;
  await clock.sleep((answers ? after : options.maxRingingSeconds) * 1000, signal);
  if (signal.aborted || !answers) {
    phones.hangUp(line);
    return over('no-answer');
  }
  phones.pickUp(line);
  attempt.answeredAt = clock.now();
  attempt.result = 'talking';
  return { attempt, line };

  function over(result: DialStatus): Rung {
    attempt.to = clock.now();
    attempt.result = signal.aborted ? 'canceled' : result;
    return { attempt, line: null };
  }
}

/** The end of a leg that was picked up. */
export function endLeg(world: World, rung: Rung): void {
  if (!rung.line) return;
  world.phones.hangUp(rung.line);
  rung.attempt.to = world.clock.now();
  rung.attempt.result = 'completed';
}

/** Books a conversation of this attempt, until now, on the call. */
export function bookTalk(world: World, call: SimCall, attempt: SimAttempt): void {
  if (attempt.answeredAt === null) return;
  call.talkSeconds += (world.clock.now() - attempt.answeredAt) / 1000;
}
