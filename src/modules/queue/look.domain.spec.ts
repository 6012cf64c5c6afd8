import { describe, expect, it } from '@jest/globals';
import { asAgentId, asCallLogId, asOfferId, asProviderSid, asTenantId } from '../../common/ids.js';
import { answered, begin, offered, queued, reserved } from '../calls/call.domain.js';
import type { Call } from '../calls/call.types.js';
import type { ProviderCallDetail } from '../telephony/provider.port.js';
import { newCall } from './inbound.domain.js';
import { afterDetail, afterLook, afterReadBack, backInLine, isKeptInVain } from './look.domain.js';

const START = Date.UTC(2026, 0, 15, 4, 30);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const MINUTES = 60;

const waiting = (): Call => {
  const call = newCall({
    callLogId: asCallLogId('1'),
    news: {
      channel: { clientId: asTenantId('t'), id: 'c' } as never,
      sid: asProviderSid('S1'),
      from: '09812345678',
      to: '08011112222',
      digits: null,
      asked: { team: null, sector: null, capabilities: null, priority: null },
      dial: null,
      placed: null,
    },
    phoneNumber: '+919812345678',
    need: { teamId: null, sector: 'billing', capabilities: [], priority: 5, ledBy: 'default' },
    at: at(0),
  });
  return queued(begin(call), at(0)).call;
};
const kept = (): Call => {
  const agent = { agentId: asAgentId(1), dialNumber: '+919800000001', offerId: asOfferId('o') };
  return reserved(begin(waiting()), agent, at(5)).call;
};
const ringing = (): Call => offered(begin(kept()), 20, at(6)).call;
const talking = (): Call => answered(begin(ringing()), at(10)).call;

const record = (fields: Partial<ProviderCallDetail> = {}): ProviderCallDetail => ({
  sid: asProviderSid('S1'),
  from: '09812345678',
  to: '08011112222',
  isLive: false,
  startedAt: at(0),
  endedAt: null,
  price: null,
  recordingUrl: null,
  talked: false,
  talkSeconds: null,
  ...fields,
});

describe('a look at an open call', () => {
  it('is repeated while it goes on: later each time, up to a minute, and seldom in a talk', () => {
    const pauseOf = (call: Call, found = record({ isLive: true })) => {
      const look = afterLook(call, found, at(20));
      return look.kind === 'again' && look.at
        ? (look.at.getTime() - at(20).getTime()) / 1000
        : null;
    };
    const pauses = [0, 1, 2, 3, 4, 50].map((looks) => pauseOf({ ...waiting(), looks }));
    expect(pauses).toEqual([5, 10, 20, 40, 60, 60]);
    expect(pauseOf(talking())).toBe(300);
  });

  it('that nobody’s number was given out for ends it as hung up in wait', () => {
    for (const call of [waiting(), kept()]) {
      const look = afterLook(call, record(), at(100));
      if (look.kind !== 'step') throw new Error(look.kind);
      expect(look.step.call).toMatchObject({
        status: 'abandoned',
        failureReason: 'hung_up_in_wait',
        endedAt: call.lastNewsAt,
      });
    }
    expect(afterLook(ringing(), record(), at(100))).toEqual({ kind: 'needs_detail' });
    const handed = { ...waiting(), handedTo: '+912212345678' };
    expect(afterLook(handed, record(), at(100))).toEqual({ kind: 'needs_detail' });
  });

  it('that the company never heard of gives it up after twenty minutes without news', () => {
    const call = waiting();
    expect(afterLook(call, null, at(20 * MINUTES - 1)).kind).toBe('again');
    const look = afterLook(call, null, at(20 * MINUTES));
    if (look.kind !== 'step') throw new Error(look.kind);
    expect(look.step.call).toMatchObject({ status: 'failed', failureReason: 'provider_failed' });
  });
});

describe('the whole record of a call whose end nobody told', () => {
  it('says that it was talked, and until when', () => {
    const told = (fields: Partial<ProviderCallDetail>, call = talking()) =>
      afterDetail(call, record(fields), at(300), 30).call;
    expect(told({ talked: true, talkSeconds: 50, endedAt: at(70) })).toMatchObject({
      status: 'completed',
      failureReason: 'talked',
      talkSeconds: 50,
      endedAt: at(70),
    });
    // Without a time of its end: so long after the answer; without either, when it was found out.
    expect(told({ talkSeconds: 50 }).endedAt).toEqual(at(60));
    expect(told({}).endedAt).toEqual(at(300));
    expect(told({ talked: true, endedAt: at(70) }, ringing()).status).toBe('completed');
    // An end to come is none.
    expect(told({ endedAt: at(900) }).endedAt).toEqual(at(300));
  });

  it('says that its caller hung up in the wait, with the last sign of life', () => {
    const { call, freed } = afterDetail(ringing(), record({ endedAt: at(70) }), at(300), 30);
    expect(call).toMatchObject({ status: 'abandoned', failureReason: 'hung_up_in_wait' });
    expect(call.endedAt).toEqual(ringing().lastNewsAt);
    expect(freed).toHaveLength(1);
  });
});

describe('the record of an ended call', () => {
  const over = (): Call => afterDetail(talking(), record({ endedAt: at(70) }), at(80), 0).call;

  it('is read again ten minutes after the end while its price is unknown, and then no more', () => {
    const second = at(70 + 10 * MINUTES);
    for (const found of [null, record(), record({ endedAt: at(70) })]) {
      expect(afterReadBack(over(), found, at(200))).toEqual({ kind: 'again', at: second });
    }
    expect(afterReadBack(over(), null, second)).toEqual({ kind: 'again', at: null });
  });

  it('confirms the end once it has a price, and without one at the second look', () => {
    const priced = record({ endedAt: at(71), price: 1.5, talked: true, talkSeconds: 61 });
    const look = afterReadBack(over(), priced, at(200));
    if (look.kind !== 'step') throw new Error(look.kind);
    expect(look.step.call).toMatchObject({ confirmed: true, cost: 1.5 });
    const late = afterReadBack(over(), { ...priced, price: null }, at(70 + 10 * MINUTES));
    expect(late.kind).toBe('step');
  });
});

describe('an agent who is kept for a call', () => {
  it('is given free when the caller does not come back for it; the call keeps its place', () => {
    expect([waiting(), kept(), ringing()].map(isKeptInVain)).toEqual([false, true, false]);
    const { call, freed } = backInLine(kept(), at(30));
    expect(call).toMatchObject({ status: 'queued', queuedAt: at(0) });
    expect(freed).toHaveLength(1);
  });
});
