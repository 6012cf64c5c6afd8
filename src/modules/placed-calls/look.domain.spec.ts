import { describe, expect, it } from '@jest/globals';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import type { PlacedCallDetails } from '../telephony/outbound-provider.port.js';
import { lookOf } from './look.domain.js';

const START = Date.UTC(2026, 0, 15, 4, 30);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const MINUTES = 60;

const aCall = (fields: Partial<OutboundCall> = {}): OutboundCall =>
  ({
    status: 'ringing',
    way: 'agent_first',
    createdAt: at(0),
    startedAt: at(1),
    lastNewsAt: at(2),
    looks: 0,
    ...fields,
  }) as OutboundCall;
const record = (fields: Partial<PlacedCallDetails> = {}): PlacedCallDetails =>
  ({
    isLive: false,
    result: 'completed',
    firstLeg: null,
    secondLeg: null,
    isMachine: false,
    talkSeconds: null,
    endedAt: null,
    recordingUrl: null,
    ...fields,
  }) as PlacedCallDetails;

describe('a look at a call that we placed', () => {
  it('is repeated while it goes on: later each time, up to a minute, and seldom in a talk', () => {
    const pauseOf = (fields: Partial<OutboundCall>, found: PlacedCallDetails | null) => {
      const look = lookOf(aCall(fields), found, at(20));
      return look.kind === 'again' ? (look.at.getTime() - at(20).getTime()) / 1000 : look.kind;
    };
    const live = record({ isLive: true });
    expect([0, 1, 2, 3, 4, 50].map((looks) => pauseOf({ looks }, live))).toEqual([
      5, 10, 20, 40, 60, 60,
    ]);
    expect(pauseOf({ status: 'connected' }, live)).toBe(300);
    expect(pauseOf({}, null)).toBe(5);
  });

  it('gives up what the company did not know for twenty minutes', () => {
    expect(lookOf(aCall(), null, at(20 * MINUTES)).kind).toBe('again');
    expect(lookOf(aCall(), null, at(1 + 20 * MINUTES))).toEqual({ kind: 'lost' });
    expect(lookOf(aCall({ startedAt: null }), null, at(20 * MINUTES))).toEqual({ kind: 'lost' });
  });

  it('takes the end that the record tells, but none that is to come', () => {
    const told = { result: 'busy', secondLeg: 'busy' } as const;
    const look = lookOf(aCall(), record({ ...told, endedAt: at(50) }), at(60));
    expect(look).toMatchObject({ kind: 'over', ending: { status: 'busy', endedAt: at(50) } });
    const early = lookOf(aCall(), record({ ...told, endedAt: at(90) }), at(60));
    expect(early).toMatchObject({ kind: 'over', ending: { endedAt: at(60) } });
  });

  it('takes a call for talked that we know was connected', () => {
    const found = record({ talkSeconds: 0, endedAt: at(50) });
    const look = lookOf(aCall({ status: 'connected' }), found, at(60));
    expect(look).toMatchObject({
      kind: 'over',
      ending: { status: 'completed', outcome: 'talked' },
    });
  });

  it('waits until it must be worked out whether anybody talked; then nobody did', () => {
    expect(lookOf(aCall(), record(), at(2 + 3 * MINUTES)).kind).toBe('again');
    const late = lookOf(aCall(), record(), at(3 + 3 * MINUTES));
    expect(late).toMatchObject({ kind: 'over', ending: { status: 'no_answer', outcome: 'none' } });
    const line = lookOf(aCall({ way: 'agent_line' }), record({ endedAt: at(50) }), at(60));
    expect(line).toMatchObject({ kind: 'over', ending: { status: 'canceled', talkSeconds: 0 } });
  });
});
