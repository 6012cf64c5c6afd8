import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asAgentId, asCallLogId, asOfferId, asProviderSid, asTenantId } from '../../common/ids.js';
import {
  begin,
  callStates,
  isEnded,
  liveOffer,
  offerDecided,
  offered,
  offerEnded,
  queued,
  reserved,
  triedSince,
  type Step,
} from '../calls/call.domain.js';
import type { Call, LedNeed } from '../calls/call.types.js';
import { defaultRules } from '../settings/rules.domain.js';
import type { CallNews, DialResult } from '../telephony/call-flow.port.js';
import { afterAsk, afterAttempt, afterEnd, newCall } from './inbound.domain.js';

const START = Date.UTC(2026, 0, 15, 4, 30);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const rules = defaultRules(30, {
  agentHeartbeat: true,
  deviceConnectivity: true,
  enhancedDiscovery: true,
  discoveryFallback: false,
  queueHolding: true,
  inboundCallDebug: false,
});

const news = (dial: CallNews['dial'] = null): CallNews => ({
  channel: { clientId: asTenantId('t'), id: 'c' } as never,
  sid: asProviderSid('S1'),
  from: '09812345678',
  to: '08011112222',
  digits: null,
  asked: { team: null, sector: null, capabilities: null, priority: null },
  dial,
  placed: null,
});
const dialled = (dialNumber: string, result: DialResult, seconds = 10) =>
  news({ dialNumber, result, seconds });

const NEED: LedNeed = {
  teamId: null,
  sector: 'billing',
  capabilities: [],
  priority: 5,
  ledBy: 'default',
};
const aCall = (): Call =>
  newCall({
    callLogId: asCallLogId('1'),
    news: news(),
    phoneNumber: '+919812345678',
    need: NEED,
    at: at(0),
  });

const ANNA = { agentId: asAgentId(1), dialNumber: '+919800000001' };
const BEN = { agentId: asAgentId(2), dialNumber: '+919800000002' };
const withOffer = (call: Call, agent: typeof ANNA, second: number): Call =>
  reserved(begin(call), { ...agent, offerId: asOfferId(`o${second}`) }, at(second)).call;
const ringingAt = (agent: typeof ANNA, second: number): Call =>
  offered(begin(withOffer(aCall(), agent, second)), 20, at(second)).call;
const ask = (call: Call, dial: CallNews['dial'] = null, second = 5, isNew = false) =>
  afterAsk(call, isNew, 'connect', { need: NEED, dial }, at(second), rules);
const popup = (dialNumber: string, event: 'ringing' | 'answered' | 'terminal') => ({
  ...news(),
  dialNumber,
  event,
});

describe('a result without a number', () => {
  const offeredAgain = () =>
    offered(begin(withOffer(ringingAt(ANNA, 0), BEN, 30)), 20, at(30)).call;

  it('is of the present offer when the attempt may have lasted so long', () => {
    const { step } = ask(offeredAgain(), { dialNumber: null, result: 'busy', seconds: 2 }, 31);
    expect(liveOffer(step.call)).toBeNull();
  });

  it('changes nothing when the attempt began before the present offer', () => {
    const { step } = ask(
      offeredAgain(),
      { dialNumber: null, result: 'no_answer', seconds: 20 },
      31,
    );
    expect(step.events).toEqual([]);
  });
});

describe('a later webhook of a call', () => {
  const led = (ledBy: LedNeed['ledBy'], sector: string): LedNeed => ({ ...NEED, ledBy, sector });
  const askWith = (call: Call, need: LedNeed) =>
    afterAsk(call, false, 'wait', { need, dial: null }, at(9), rules).step;

  it('leads it elsewhere when its word is better', () => {
    const step = askWith(aCall(), led('digits', 'loans'));
    expect(step.call).toMatchObject({ sector: 'loans', ledBy: 'digits' });
    expect(step.events.map(({ type }) => type)).toEqual(['call.redirected']);
  });

  it('changes nothing when what was said before is as good', () => {
    const call = { ...aCall(), ledBy: 'address' as const };
    expect(askWith(call, led('digits', 'loans')).call.sector).toBe('billing');
    expect(askWith(call, led('address', 'loans')).call.sector).toBe('billing');
  });

  it('changes nothing while an agent is on the way', () => {
    expect(askWith(ringingAt(ANNA, 5), led('address', 'loans')).events).toEqual([]);
  });
});

describe('a call that asks', () => {
  it('wants an agent when it is new', () => {
    const { step, wantsAgent } = ask(aCall(), null, 0, true);
    expect(wantsAgent).toBe(true);
    expect(step.events.map((event) => event.type)).toEqual(['call.received']);
  });

  it('gets the number of the agent who is kept for it, and its time begins', () => {
    const { step, wantsAgent } = ask(withOffer(aCall(), ANNA, 1), null, 5);
    expect(wantsAgent).toBe(false);
    expect(liveOffer(step.call)).toMatchObject({ state: 'offered', ringUntil: at(25) });
  });

  it('moves on from an agent who said no, at the next question, and never comes back', () => {
    const rejected = offerDecided(begin(ringingAt(ANNA, 1)), 'rejected', at(3)).call;
    const { step, wantsAgent } = ask(rejected, null, 5);
    expect(wantsAgent).toBe(true);
    expect(step.call.offers).toMatchObject([{ state: 'rejected' }]);
    expect(step.freed).toEqual([{ agentId: ANNA.agentId, outcome: 'none' }]);
    expect(triedSince(step.call, at(9999).getTime()).has(ANNA.agentId)).toBe(true);
  });

  it('keeps no number of an agent who said no before it was given out', () => {
    const rejected = offerDecided(begin(withOffer(aCall(), ANNA, 1)), 'rejected', at(3)).call;
    for (const question of ['wait', 'connect'] as const) {
      const asked = afterAsk(rejected, false, question, { need: NEED, dial: null }, at(5), rules);
      expect(asked.wantsAgent).toBe(true);
      expect(liveOffer(asked.step.call)).toBeNull();
    }
  });

  it('counts no miss for an agent who said no and let it ring', () => {
    const rejected = offerDecided(begin(ringingAt(ANNA, 1)), 'rejected', at(3)).call;
    const { step } = ask(
      rejected,
      { dialNumber: ANNA.dialNumber, result: 'no_answer', seconds: 20 },
      21,
    );
    expect(step.freed).toEqual([{ agentId: ANNA.agentId, outcome: 'none' }]);
  });

  it('belongs to the agent who said no and picked up all the same', () => {
    const rejected = offerDecided(begin(ringingAt(ANNA, 1)), 'rejected', at(3)).call;
    expect(afterAttempt(rejected, popup(ANNA.dialNumber, 'answered'), at(6))?.call).toMatchObject({
      status: 'connected',
      agentId: ANNA.agentId,
    });
    const moved = ask(rejected, null, 5).step.call;
    expect(afterAttempt(moved, popup(ANNA.dialNumber, 'answered'), at(6))?.occupied).toMatchObject([
      { agentId: ANNA.agentId },
    ]);
  });

  it('gets the same number again while the phone rings', () => {
    const call = ringingAt(ANNA, 1);
    const { step, wantsAgent } = ask(call, null, 10);
    expect(wantsAgent).toBe(false);
    expect(step.call).toBe(call);
  });

  it('withdraws an offer whose time is over without news', () => {
    const { step, wantsAgent } = ask(ringingAt(ANNA, 1), null, 22);
    expect(wantsAgent).toBe(true);
    expect(step.call.offers.at(-1)?.state).toBe('withdrawn');
    expect(step.freed).toEqual([{ agentId: 1, outcome: 'none' }]);
  });

  it('counts an unanswered phone as missed and wants the next agent', () => {
    const { step, wantsAgent } = ask(
      ringingAt(ANNA, 1),
      dialled(ANNA.dialNumber, 'no_answer').dial,
    );
    expect(wantsAgent).toBe(true);
    expect(step.freed).toEqual([{ agentId: 1, outcome: 'missed' }]);
  });

  it('is not moved by news of an older offer', () => {
    const missed = offerEnded(begin(ringingAt(ANNA, 1)), 'missed', at(21)).call;
    const second = offered(begin(withOffer(missed, BEN, 22)), 20, at(22)).call;
    const { step, wantsAgent } = ask(second, dialled(ANNA.dialNumber, 'no_answer').dial, 23);
    expect(wantsAgent).toBe(false);
    expect(step.call).toBe(second);
  });

  it('gives the agent back when the conversation is over', () => {
    const { step, wantsAgent } = ask(
      ringingAt(ANNA, 1),
      dialled(ANNA.dialNumber, 'completed', 30).dial,
      60,
    );
    expect(wantsAgent).toBe(false);
    expect(step.call.status).toBe('connected');
    expect(liveOffer(step.call)).toBeNull();
    expect(step.freed).toEqual([{ agentId: 1, outcome: 'talked' }]);
  });
});

describe('news of an agent’s phone', () => {
  it('an answer connects the call', () => {
    const step = afterAttempt(ringingAt(ANNA, 1), popup(ANNA.dialNumber, 'answered'), at(8));
    expect(step?.call).toMatchObject({ status: 'connected', waitSeconds: 8, ringSeconds: 7 });
  });

  it('the same answer twice changes nothing twice', () => {
    const once = afterAttempt(ringingAt(ANNA, 1), popup(ANNA.dialNumber, 'answered'), at(8));
    expect(afterAttempt(once!.call, popup(ANNA.dialNumber, 'answered'), at(9))).toBeNull();
  });

  it('an agent who picks up a withdrawn offer holds the call all the same', () => {
    const withdrawn = offerEnded(begin(ringingAt(ANNA, 1)), 'withdrawn', at(22)).call;
    const kept = withOffer(withdrawn, BEN, 23);
    const step = afterAttempt(kept, popup(ANNA.dialNumber, 'answered'), at(24));
    expect(step?.call).toMatchObject({ status: 'connected', agentId: 1 });
    expect(step?.freed).toEqual([{ agentId: 2, outcome: 'none' }]);
    expect(step?.occupied).toMatchObject([{ agentId: 1 }]);
  });
});

describe('the end of a call', () => {
  const end = (kind: 'completed' | 'caller_hung_up' | 'no_answer', talkSeconds: number | null) => ({
    ...news(),
    end: kind,
    talkSeconds,
    recordingUrl: null,
  });

  it('keeps Exotel’s count of the talk', () => {
    const step = afterEnd(ringingAt(ANNA, 1), false, end('completed', 40), at(60), 30);
    expect(step?.call).toMatchObject({
      status: 'completed',
      talkSeconds: 40,
      waitSeconds: 20,
      duration: 60,
      wrapUpSeconds: 30,
    });
    expect(step?.freed).toEqual([{ agentId: 1, outcome: 'talked' }]);
  });

  it('is an abandonment when the caller hung up before an answer', () => {
    const step = afterEnd(ringingAt(ANNA, 1), false, end('caller_hung_up', null), at(9), 30);
    expect(step?.call).toMatchObject({ status: 'abandoned', waitSeconds: 9, talkSeconds: 0 });
    expect(step?.freed).toEqual([{ agentId: 1, outcome: 'none' }]);
  });

  it('is final', () => {
    const done = afterEnd(ringingAt(ANNA, 1), false, end('completed', 40), at(60), 30)!.call;
    expect(afterEnd(done, false, end('no_answer', null), at(61), 30)).toBeNull();
    expect(ask(done).wantsAgent).toBe(false);
  });
});

type News =
  | { readonly kind: 'connect'; readonly dial: 0 | 1 | 2; readonly result: DialResult }
  | { readonly kind: 'wait' }
  | {
      readonly kind: 'popup';
      readonly who: 1 | 2;
      readonly event: 'ringing' | 'answered' | 'terminal';
    }
  | { readonly kind: 'end'; readonly end: 'completed' | 'caller_hung_up' | 'no_answer' };

const anyNews: fc.Arbitrary<News> = fc.oneof(
  fc.record({
    kind: fc.constant('connect' as const),
    dial: fc.constantFrom(0 as const, 1 as const, 2 as const),
    result: fc.constantFrom('completed' as const, 'no_answer' as const, 'busy' as const),
  }),
  fc.record({ kind: fc.constant('wait' as const) }),
  fc.record({
    kind: fc.constant('popup' as const),
    who: fc.constantFrom(1 as const, 2 as const),
    event: fc.constantFrom('ringing' as const, 'answered' as const, 'terminal' as const),
  }),
  fc.record({
    kind: fc.constant('end' as const),
    end: fc.constantFrom('completed' as const, 'caller_hung_up' as const, 'no_answer' as const),
  }),
);

describe('any news in any order', () => {
  /** Who holds the call, as the agents' places see it. */
  interface World {
    call: Call | null;
    readonly holders: Set<number>;
  }
  const numberOf = (who: 1 | 2) => (who === 1 ? ANNA : BEN).dialNumber;

  function take({ holders }: World, step: Step): void {
    step.freed.forEach(({ agentId }) => holders.delete(agentId));
    step.occupied.forEach(({ agentId }) => holders.add(agentId));
  }

  function play(world: World, item: News, isFree: boolean, second: number): void {
    const now = at(second);
    const call = world.call ?? aCall();
    const isNew = world.call === null;
    if (item.kind === 'popup') {
      const step = isNew ? null : afterAttempt(call, popup(numberOf(item.who), item.event), now);
      if (!step) return;
      take(world, step);
      world.call = step.call;
      return;
    }
    if (item.kind === 'end') {
      const ended = { ...news(), end: item.end, talkSeconds: null, recordingUrl: null };
      const step = afterEnd(call, isNew, ended, now, 0);
      if (!step) return;
      take(world, step);
      world.call = step.call;
      return;
    }
    const dial =
      item.kind === 'connect' && item.dial !== 0
        ? dialled(numberOf(item.dial), item.result).dial
        : null;
    const question = item.kind;
    let { step, wantsAgent } = afterAsk(call, isNew, question, { need: NEED, dial }, now, rules);
    if (wantsAgent) {
      const winner = isFree ? (second % 2 === 0 ? ANNA : BEN) : null;
      step = winner
        ? reserved(step, { ...winner, offerId: asOfferId(`o${second}`) }, now)
        : queued(step, now);
      take(world, step);
      if (winner) world.holders.add(winner.agentId);
    } else take(world, step);
    world.call = step.call;
  }

  it('leaves one holder of a live offer, none without one, and ends that stay', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyNews, fc.boolean()), { maxLength: 40 }), (history) => {
        const world: World = { call: null, holders: new Set() };
        let endedAs: string | null = null;
        history.forEach(([item, isFree], index) => {
          play(world, item, isFree, index * 3 + 1);
          const { call, holders } = world;
          if (!call) return;
          const offer = liveOffer(call);
          expect([...holders]).toEqual(offer ? [offer.agentId] : []);
          if (endedAs !== null) expect(call.status).toBe(endedAs);
          if (isEnded(call)) endedAs = call.status;
          expect(callStates.states).toContain(call.status);
        });
      }),
      { numRuns: 1000 },
    );
  });
});
