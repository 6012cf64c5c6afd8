import { describe, expect, it } from '@jest/globals';
import { putBack } from './bugs.js';

/** A driver that says what reached it. */
const driver = () => ({
  findOneAndUpdate: (...given: unknown[]) => given,
  insertOne: (...given: unknown[]) => given,
  insertMany: (...given: unknown[]) => given,
});
type Driver = ReturnType<typeof driver>;
const on = (collectionName: string, methods: Driver) => Object.assign(methods, { collectionName });

describe('a bug that is put back', () => {
  it('takes the guard from the write that takes an agent’s place, and from no other', () => {
    const methods = driver();
    putBack('unguarded_places', methods as never);
    const guarded = { _id: 7, activeCalls: { $lt: 1 }, $expr: { $lt: [1, 2] } };
    expect(on('agent_presence', methods).findOneAndUpdate(guarded, 'update')).toEqual([
      { _id: 7 },
      'update',
    ]);
    expect(on('leases', methods).findOneAndUpdate(guarded)).toEqual([guarded]);
  });

  it('loses ends of calls now and then, and nothing else', () => {
    const methods = driver();
    putBack('lost_events', methods as never);
    const events = on('events', methods);
    const ended = Array.from({ length: 40 }, (_, place) => ({ _id: place, type: 'call.ended' }));
    expect((events.insertMany(ended)[0] as object[]).length).toBe(38);
    const received = Array.from({ length: 40 }, () => ({ type: 'call.received' }));
    expect(events.insertMany(received)).toEqual([received]);
  });
});
