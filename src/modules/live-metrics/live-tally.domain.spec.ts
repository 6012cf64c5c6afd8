import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asCallLogId } from '../../common/ids.js';
import { MINUTE } from '../../common/time.js';
import { isCounted, outcomeSums } from '../call-figures/contribution.domain.js';
import { addSums } from '../call-figures/sums.domain.js';
import { INBOUND_STATES } from '../calls/call.types.js';
import { LiveTally, type LiveCall, type LiveFrame } from './live-tally.domain.js';

const DAY_BEGAN = Date.parse('2026-01-15T00:00:00Z');
const frameAt = (minute: number, targetSeconds = 20): LiveFrame => ({
  todayFromMs: DAY_BEGAN,
  recentFromMs: DAY_BEGAN + (minute - 30) * MINUTE,
  targetSeconds,
});

const anyCall: fc.Arbitrary<LiveCall> = fc.record({
  _id: fc.integer({ min: 1, max: 12 }).map((id) => asCallLogId(`c${id}`)),
  direction: fc.constantFrom('inbound' as const, 'inbound' as const, 'outbound' as const),
  status: fc.constantFrom(...INBOUND_STATES),
  failureReason: fc.constantFrom(null, 'closed' as const, 'talked' as const),
  waitSeconds: fc.option(fc.integer({ min: 0, max: 60 })),
  receivedAt: fc
    .integer({ min: -60, max: 200 })
    .map((minute) => new Date(DAY_BEGAN + minute * MINUTE)),
});
type Turn = { readonly put: LiveCall } | { readonly minutes: number } | { readonly target: number };
const anyTurn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 6, arbitrary: anyCall.map((put) => ({ put })) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 40 }).map((minutes) => ({ minutes })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }).map((target) => ({ target })) },
);

/** The same from all calls that there are. */
function recount(calls: Iterable<LiveCall>, frame: LiveFrame) {
  const inbound = [...calls].filter((call) => call.direction === 'inbound');
  const since = (ms: number) =>
    addSums(
      ...inbound
        .filter((call) => isCounted(call) && call.receivedAt.getTime() >= ms)
        .map((call) => outcomeSums(call, frame.targetSeconds)),
    );
  const inState = (...states: readonly string[]) =>
    inbound.filter(({ status }) => states.includes(status)).length;
  return {
    ringing: inState('offered', 'ringing'),
    inTalk: inState('connected'),
    today: since(frame.todayFromMs),
    recent: since(frame.recentFromMs),
  };
}

describe('live counters', () => {
  it('are those of a recount, whatever calls become and however time goes on', () => {
    fc.assert(
      fc.property(fc.array(anyTurn, { maxLength: 60 }), (turns) => {
        let minute = 60;
        let target = 20;
        const tally = new LiveTally(frameAt(minute, target));
        const calls = new Map<string, LiveCall>();
        for (const turn of turns) {
          if ('put' in turn) {
            tally.put(turn.put);
            calls.set(turn.put._id, turn.put);
          } else if ('minutes' in turn) minute += turn.minutes;
          else target = turn.target;
          const frame = frameAt(minute, target);
          expect(tally.counts(frame)).toEqual(recount(calls.values(), frame));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('begin anew with a new day', () => {
    const tally = new LiveTally(frameAt(600));
    const call: LiveCall = {
      _id: asCallLogId('c1'),
      direction: 'inbound',
      status: 'completed',
      failureReason: 'talked',
      waitSeconds: 3,
      receivedAt: new Date(DAY_BEGAN + 590 * MINUTE),
    };
    tally.put(call);
    expect(tally.counts(frameAt(600)).today.answered).toBe(1);
    const tomorrow = { ...frameAt(610), todayFromMs: DAY_BEGAN + 605 * MINUTE };
    const counts = tally.counts(tomorrow);
    expect([counts.today.answered, counts.recent.answered]).toEqual([0, 1]);
  });
});
