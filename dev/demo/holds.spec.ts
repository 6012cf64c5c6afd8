import { describe, expect, it } from '@jest/globals';

import { heldTwice, holdsOf, tooMany, type HoldEvent } from './holds.js';

let seq = 0;
function event(second: number, type: string, call: string, agentId: number, number = 1): HoldEvent {
  seq += 1;
  return {
    type: `call.${type}`,
    at: new Date(second * 1000),
    seq,
    callLogId: call,
    agentId,
    number,
  };
}
function ended(second: number, call: string, agentId: number | null): HoldEvent {
  seq += 1;
  return { type: 'call.ended', at: new Date(second * 1000), seq, callLogId: call, agentId };
}
const over = (events: readonly HoldEvent[], capacity = 1) =>
  tooMany(holdsOf(events), () => capacity).map(({ callLogIds }) => callLogIds);
const twice = (events: readonly HoldEvent[]) =>
  heldTwice(holdsOf(events)).map(({ agentIds }) => agentIds);

describe('tooMany', () => {
  it('knows that the end comes last, in whatever order the events of a call are read', () => {
    const answered = { ...ended(5, 'a', 1), type: 'call.answered' };
    const events = [ended(60, 'a', 1), answered, event(70, 'reserved', 'b', 1), ended(80, 'b', 1)];
    expect(over(events)).toEqual([]);
  });

  it('finds nothing when each call begins after the one before', () => {
    const events = [
      event(0, 'reserved', 'a', 1),
      event(5, 'answered', 'a', 1),
      event(60, 'talk_ended', 'a', 1),
      event(60, 'reserved', 'b', 1),
      event(80, 'offer_ended', 'b', 1),
      event(80, 'reserved', 'c', 1),
      ended(90, 'a', 1),
      ended(99, 'c', 1),
    ];
    expect(over(events)).toEqual([]);
  });

  it('finds an agent who holds two calls', () => {
    const events = [
      event(0, 'reserved', 'a', 1),
      event(10, 'reserved', 'b', 1),
      event(20, 'talk_ended', 'a', 1),
      ended(30, 'b', 1),
    ];
    expect(over(events)).toEqual([['a', 'b']]);
    expect(over(events, 2)).toEqual([]);
  });

  it('finds one call too many that began while a place was never given back', () => {
    expect(over([event(0, 'reserved', 'a', 1), event(99, 'reserved', 'b', 1)])).toEqual([
      ['a', 'b'],
    ]);
  });

  it('counts an agent who picked up a withdrawn offer as holding the call', () => {
    const events = [
      event(0, 'reserved', 'a', 1),
      event(20, 'offer_ended', 'a', 1),
      event(21, 'answered', 'a', 1, 2),
      event(25, 'reserved', 'b', 1),
      ended(40, 'a', 1),
      ended(50, 'b', 1),
    ];
    expect(over(events)).toEqual([['a', 'b']]);
  });

  it('believes the order of commits where two clocks differ', () => {
    const events = [
      event(0, 'reserved', 'a', 1),
      event(61, 'talk_ended', 'a', 1),
      event(60, 'reserved', 'b', 1),
      ended(90, 'b', 1),
    ];
    expect(over(events)).toEqual([]);
  });

  it('believes the clock where numbers were given late', () => {
    const events = [
      event(0, 'reserved', 'a', 1),
      event(60, 'reserved', 'b', 1),
      event(59, 'talk_ended', 'a', 1),
    ];
    expect(over(events)).toEqual([]);
  });

  it('takes the events in any order', () => {
    const events = [
      event(0, 'reserved', 'a', 1),
      event(60, 'talk_ended', 'a', 1),
      event(70, 'reserved', 'b', 1),
      ended(90, 'b', 1),
    ];
    expect(over(events.toReversed())).toEqual([]);
  });
});

describe('heldTwice', () => {
  it('finds nothing when the offers of a call follow one another', () => {
    const events = [
      event(0, 'reserved', 'a', 1),
      event(20, 'offer_ended', 'a', 1),
      event(20, 'reserved', 'a', 2, 2),
      ended(40, 'a', 2),
    ];
    expect(twice(events)).toEqual([]);
  });

  it('finds a call that two agents hold', () => {
    const events = [
      event(0, 'reserved', 'a', 1),
      event(10, 'reserved', 'a', 2, 2),
      event(20, 'offer_ended', 'a', 1),
      ended(40, 'a', 2),
    ];
    expect(twice(events)).toEqual([[1, 2]]);
  });
});
