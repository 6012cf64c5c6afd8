import { describe, expect, it } from '@jest/globals';
import { CALL_EVENTS, lineOf } from './call-activity.domain.js';

const AT = new Date('2026-01-15T06:00:00Z');
const event = (type: string, data: object = {}, more: object = {}) => ({
  _id: 'e1',
  clientId: 'bank',
  type,
  at: AT,
  callLogId: 'c1',
  agentId: 7,
  data,
  ...more,
});

describe('the line that an event of a call is in its agent’s history', () => {
  it.each([
    ['call.offered', {}, 'call_offered', 'Was offered a call'],
    ['call.answered', {}, 'call_answered', 'Answered a call'],
    ['call.offer_ended', { outcome: 'missed' }, 'call_missed', 'Missed a call'],
    ['call.ended', { status: 'completed' }, 'call_completed', 'Completed a call'],
  ])('%s %j is %s', (type, data, line, description) => {
    expect(CALL_EVENTS.has(type)).toBe(true);
    expect(lineOf(event(type, data))).toEqual({
      id: 'e1',
      clientId: 'bank',
      agentId: 7,
      type: line,
      description,
      timestamp: AT,
      metadata: { callId: 'c1' },
    });
  });

  it.each([
    ['call.offer_ended', { outcome: 'withdrawn' }, {}],
    ['call.ended', { status: 'abandoned' }, {}],
    ['call.queued', {}, {}],
    ['call.answered', {}, { agentId: null }],
    ['call.answered', {}, { agentId: undefined }],
  ])('%s %j %j is none', (type, data, more) => {
    expect(lineOf(event(type, data, more))).toBeNull();
  });

  it('tells the seconds that the event knows, and which call it was', () => {
    const known = lineOf(event('call.answered', { waitSeconds: 12, talkSeconds: 0 }));
    expect(known?.metadata).toEqual({ callId: 'c1', waitSeconds: 12, talkSeconds: 0 });
    const odd = lineOf(
      event(
        'call.ended',
        { status: 'completed', waitSeconds: '12', talkSeconds: null },
        { callLogId: undefined },
      ),
    );
    expect(odd?.metadata).toStrictEqual({ callId: null });
  });

  it('hears of these events alone', () => {
    expect([...CALL_EVENTS].sort()).toEqual([
      'call.answered',
      'call.ended',
      'call.offer_ended',
      'call.offered',
    ]);
  });
});
