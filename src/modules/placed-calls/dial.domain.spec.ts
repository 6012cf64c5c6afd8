import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asAgentId, asCallLogId, asProviderSid, asTenantId } from '../../common/ids.js';
import type { CallOrigin, OutboundCall } from '../calls/outbound-call.types.js';
import { readBack } from './confirmed.domain.js';
import {
  answered,
  canceled,
  claimed,
  ended,
  failed,
  isOver,
  isUnderWay,
  notDialled,
  placed,
  postponed,
  unknown,
  type DialStep,
} from './dial.domain.js';
import { intentOf } from './intent.domain.js';

const AT = new Date('2026-01-15T10:00:00Z');
const after = (seconds: number): Date => new Date(AT.getTime() + seconds * 1000);
const SID = asProviderSid('s1');

const intent = (origin: CallOrigin = 'bulk'): OutboundCall =>
  intentOf(
    asCallLogId('c1'),
    {
      clientId: asTenantId('t1'),
      origin,
      phoneNumber: '+919812345678',
      agentId: asAgentId(7),
      teamId: null,
      sector: null,
      userId: 'u1',
      priority: 'medium',
      metadata: {},
      timezone: null,
      scheduledFor: null,
      intervalMs: 0,
      retryOf: null,
      retryCount: 0,
    },
    AT,
  );
const claim = {
  way: 'agent_first',
  from: '+919800000007',
  channelId: null,
  staleAt: after(12),
} as const;
const dialing = (origin?: CallOrigin): OutboundCall => claimed(intent(origin), claim, AT).call;
const talked = {
  status: 'completed',
  cause: null,
  outcome: 'talked',
  endedAt: after(60),
  talkSeconds: 40,
  recordingUrl: null,
} as const;

describe('a call that we place', () => {
  it('keeps its two numbers for itself until it is known whether they are dialled', () => {
    expect(intent().pair).toBeNull();
    expect(dialing().pair).toBe('+919800000007 +919812345678');
    expect(unknown(dialing(), AT).call.pair).not.toBeNull();
    expect(placed(dialing(), SID, AT).call.pair).toBeNull();
  });

  it('goes from the dial to the talk and to its end, and frees the agent once', () => {
    const ringing = placed(dialing(), SID, after(1)).call;
    const talking = answered(ringing, after(20)).call;
    const step = ended(talking, talked, after(60), 30);
    expect(step.call).toMatchObject({
      status: 'completed',
      outboundStatus: 'connected',
      answeredAt: after(20),
      ringSeconds: 19,
      talkSeconds: 40,
      wrapUpSeconds: 30,
      duration: 59,
    });
    expect(step.freed).toEqual({ agentId: 7, outcome: 'talked' });
    expect(ended(step.call, talked, after(61), 30).freed).toBeNull();
  });

  it('that was surely not dialled waits again, but for one of now, which says why it came to nothing', () => {
    const given = { cause: 'network_error', wasAsked: true, retryAt: after(5) } as const;
    const waits = notDialled(dialing(), given, AT);
    expect(waits.call).toMatchObject({ dialState: 'waiting', dueAt: after(5), pair: null });
    expect(waits.freed).toEqual({ agentId: 7, outcome: 'none' });
    const gone = notDialled(dialing('now'), given, AT);
    expect(gone.call).toMatchObject({ status: 'failed', failureReason: 'network_error' });
  });

  it('that found the telephone company away is tried as long as it takes', () => {
    const given = { cause: 'api_unavailable', wasAsked: false, retryAt: after(5) } as const;
    let call = intent();
    for (let i = 0; i < 50; i += 1)
      call = notDialled(claimed(call, claim, AT).call, given, AT).call;
    expect(call).toMatchObject({ dialState: 'waiting', dials: 0 });
  });

  it('is heard of although it was thought not to be dialled: its agent is taken all the same', () => {
    const given = { cause: 'network_error', wasAsked: true, retryAt: AT } as const;
    const step = placed(notDialled(dialing(), given, AT).call, SID, AT);
    expect(step.call).toMatchObject({ dialState: 'placed', providerSid: 's1' });
    expect(step.isOccupied).toBe(true);
  });

  it('is confirmed by the telephone company’s record, which may correct the talk', () => {
    const over = ended(placed(dialing(), SID, AT).call, talked, after(60), 0).call;
    const record = { endedAt: after(60), cost: 1.2, recordingUrl: 'https://r/a.mp3' };
    const same = readBack(over, { ...record, talkSeconds: 41 }, after(200));
    expect(same.call).toMatchObject({ confirmed: true, cost: 1.2, talkSeconds: 40 });
    expect(same.events.map(({ type }) => type)).toEqual(['call.confirmed']);
    const other = readBack(over, { ...record, talkSeconds: 90 }, after(200));
    expect(other.call.talkSeconds).toBe(90);
    expect(other.events.map(({ type }) => type)).toEqual(['call.corrected', 'call.confirmed']);
  });

  it('holds its agent from the claim to the end and never twice, whatever is heard of it', () => {
    type Move = (call: OutboundCall) => DialStep;
    const given = { cause: 'network_error', wasAsked: true, retryAt: AT } as const;
    const moves: readonly (readonly [string, Move])[] = [
      ['claim', (call) => (call.dialState === 'waiting' ? claimed(call, claim, AT) : noop(call))],
      ['unknown', (call) => unknown(call, AT)],
      ['placed', (call) => placed(call, SID, AT)],
      ['answered', (call) => answered(call, AT)],
      ['ended', (call) => (call.dialState === 'waiting' ? noop(call) : ended(call, talked, AT, 0))],
      ['not dialled', (call) => notDialled(call, given, AT)],
      ['failed', (call) => failed(call, 'provider_refused', AT)],
      ['canceled', (call) => (call.dialState === 'waiting' ? canceled(call, AT) : noop(call))],
      ['postponed', (call) => postponed(call, 'outside_calling_window', after(60), AT)],
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 30 }), (all) => {
        let call = intent();
        let holds = 0;
        for (const [, move] of all) {
          const wasOver = isOver(call);
          const wasUnderWay = isUnderWay(call);
          const step = move(call);
          if (!wasUnderWay && isUnderWay(step.call)) holds += 1;
          if (step.freed) holds -= 1;
          call = step.call;
          expect(holds).toBe(isUnderWay(call) ? 1 : 0);
          if (wasOver) expect(step.events).toEqual([]);
          expect(call.pair !== null).toBe(
            call.dialState === 'dialing' || call.dialState === 'unknown',
          );
          if (isOver(call) && call.status !== 'completed')
            expect(call.failureReason).not.toBeNull();
        }
      }),
    );
  });
});

const noop = (call: OutboundCall): DialStep => ({
  call,
  events: [],
  freed: null,
  isOccupied: false,
});
