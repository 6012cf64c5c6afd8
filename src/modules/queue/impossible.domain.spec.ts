import { describe, expect, it } from '@jest/globals';
import { asAgentId, asCallLogId } from '../../common/ids.js';
import type { Call } from '../calls/call.types.js';
import { putRight, wrongCall, wrongHold, wrongPlace } from './impossible.domain.js';
import type { QueueEntry } from './queue.schema.js';

const NOW = 100_000_000;
const ago = (seconds: number) => new Date(NOW - seconds * 1000);
const agent = asAgentId(7);
const hold = { callLogId: asCallLogId('c'), offerId: 'o', since: ago(60) };
const offer = {
  id: 'o',
  number: 1,
  agentId: agent,
  state: 'reserved',
  ringUntil: null,
  endedAt: null,
};
const call = (fields: object): Call =>
  ({
    _id: 'c',
    clientId: 't',
    direction: 'inbound',
    status: 'offered',
    offers: [offer],
    offerCount: 1,
    receivedAt: ago(100),
    queuedAt: ago(100),
    lastNewsAt: ago(60),
    updatedAt: ago(60),
    ...fields,
  }) as unknown as Call;
const entry = { _id: 'c', arrivedAt: ago(100) } as unknown as QueueEntry;

describe('an impossible combination', () => {
  it('is an agent that holds what it cannot hold', () => {
    const wrong = (given: Call | null, of: number = agent) => wrongHold(hold, of, given, NOW);
    expect(wrong(call({}))).toBeNull();
    expect(wrong(null)).toBe('agent_holds_unknown_call');
    expect(wrong(call({ status: 'completed' }))).toBe('agent_holds_ended_call');
    expect(wrong(call({}), 8)).toBe('agent_holds_call_of_another');
    expect(wrong(call({ status: 'queued', offers: [] }))).toBe('agent_holds_call_of_another');
  });

  it('is an open call without what belongs to it', () => {
    const wrong = (given: Call, isHeld = true, place: QueueEntry | null = entry) =>
      wrongCall(given, { isHeld, entry: place }, NOW);
    expect(wrong(call({}))).toBeNull();
    expect(wrong(call({}), false)).toBe('offer_without_place');
    expect(wrong(call({ status: 'queued', offers: [] }), true, null)).toBe(
      'call_waits_without_place',
    );
    const overdue = { ...offer, state: 'ringing', ringUntil: ago(1000) };
    expect(wrong(call({ status: 'ringing', offers: [overdue] }))).toBe('offer_past_its_time');
  });

  it('is a place in line of a call that does not wait', () => {
    expect(wrongPlace(entry, call({ status: 'queued' }), NOW)).toBeNull();
    expect(wrongPlace(entry, call({ status: 'abandoned' }), NOW)).toBe(
      'place_without_waiting_call',
    );
    expect(wrongPlace(entry, null, NOW)).toBe('place_without_waiting_call');
    expect(wrongPlace({ ...entry, isCallback: true }, null, NOW)).toBeNull();
  });

  it('is none while it may be half seen', () => {
    const young = call({ status: 'completed', updatedAt: ago(1) });
    expect(wrongHold(hold, agent, young, NOW)).toBeNull();
    expect(wrongHold({ ...hold, since: ago(1) }, agent, null, NOW)).toBeNull();
    expect(wrongCall(call({ updatedAt: ago(1) }), { isHeld: false, entry: null }, NOW)).toBeNull();
  });

  it('is put right: without a place it waits on, past its time it is over', () => {
    const waits = putRight(call({}), 'offer_without_place', new Date(NOW));
    expect(waits?.call).toMatchObject({ status: 'queued' });
    const over = putRight(call({ status: 'ringing' }), 'offer_past_its_time', new Date(NOW));
    expect(over?.call).toMatchObject({ status: 'failed', failureReason: 'reconciled' });
    expect(over?.freed).toHaveLength(1);
  });
});
