import { describe, expect, it } from '@jest/globals';
import { asAgentId, asOfferId } from '../../common/ids.js';
import { begin, liveOffer, offeredAtOnce, offerEnded, ended, answered } from './call.domain.js';
import type { Call } from './call.types.js';
import { judge } from './offer.domain.js';

const START = Date.UTC(2026, 0, 15, 4, 30);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const OFFER = asOfferId('o1');

const received = {
  _id: 'c1',
  clientId: 'bank',
  status: 'received',
  sector: 'billing',
  teamId: null,
  priority: 5,
  offers: [],
  offerCount: 0,
  receivedAt: at(0),
  queuedAt: null,
  answeredAt: null,
  recordingUrl: null,
} as unknown as Call;
const reservation = { agentId: asAgentId(7), dialNumber: '+919800000007', offerId: OFFER };
const offered = offeredAtOnce(begin(received), reservation, 20, at(1)).call;

function after(call: Call, decision: 'accepted' | 'rejected', second = 5): Call {
  const verdict = judge(call, OFFER, decision, at(second));
  if (verdict.kind !== 'step') throw new Error(verdict.kind);
  return verdict.step.call;
}

describe('what a person says of an offer', () => {
  it('is noted, and frees nobody: the phone rings on', () => {
    const verdict = judge(offered, OFFER, 'rejected', at(5));
    if (verdict.kind !== 'step') throw new Error(verdict.kind);
    expect(verdict.step.freed).toEqual([]);
    expect(verdict.step.events.map(({ type }) => type)).toEqual(['call.offer_rejected']);
    expect(liveOffer(verdict.step.call)).toMatchObject({ state: 'offered', decision: 'rejected' });
  });

  it('said twice is as said once', () => {
    expect(judge(after(offered, 'accepted'), OFFER, 'accepted', at(6)).kind).toBe('same');
    expect(judge(after(offered, 'rejected'), OFFER, 'rejected', at(60)).kind).toBe('same');
  });

  it('may turn from yes to no, but not back', () => {
    expect(after(after(offered, 'accepted'), 'rejected').offers[0]).toMatchObject({
      decision: 'rejected',
    });
    expect(judge(after(offered, 'rejected'), OFFER, 'accepted', at(6)).kind).toBe('expired');
  });

  it('comes too late when the ring time is over, the offer or the call', () => {
    expect(judge(offered, OFFER, 'accepted', at(21)).kind).toBe('expired');
    const missed = offerEnded(begin(offered), 'missed', at(10)).call;
    expect(judge(missed, OFFER, 'accepted', at(11)).kind).toBe('expired');
    const ending = { status: 'abandoned', cause: 'caller_hung_up', endedAt: at(9) } as const;
    const over = ended(begin(offered), ending, at(9), 0).call;
    expect(judge(over, OFFER, 'rejected', at(10)).kind).toBe('expired');
  });

  it('changes nothing once the phone was picked up', () => {
    const talking = answered(begin(offered), at(8)).call;
    expect(judge(talking, OFFER, 'accepted', at(9)).kind).toBe('same');
    expect(judge(talking, OFFER, 'rejected', at(9)).kind).toBe('expired');
  });

  it('counts a refused call as rejected, not as missed', () => {
    const step = offerEnded(begin(after(offered, 'rejected')), 'missed', at(22));
    expect(step.call.offers[0]).toMatchObject({ state: 'rejected' });
    expect(step.freed).toEqual([{ agentId: 7, outcome: 'none' }]);
  });
});
