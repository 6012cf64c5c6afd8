import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asAgentId } from '../../common/ids.js';
import type { Call } from './call.types.js';
import { confirmed, type ProviderRecord } from './read-back.domain.js';

const START = Date.UTC(2026, 0, 15, 4, 30);
const at = (seconds: number): Date => new Date(START + seconds * 1000);
const talked = {
  status: 'completed',
  failureReason: 'talked',
  agentId: asAgentId(1),
  offers: [{ offeredAt: at(10), answeredAt: at(20) }],
  receivedAt: at(0),
  answeredAt: at(20),
  endedAt: at(80),
  waitSeconds: 20,
  ringSeconds: 10,
  talkSeconds: 60,
  wrapUpSeconds: 15,
  duration: 80,
  recordingUrl: null,
  looks: 0,
} as unknown as Call;
const abandoned = {
  ...talked,
  status: 'abandoned',
  failureReason: 'caller_hung_up',
  answeredAt: null,
  talkSeconds: 0,
  wrapUpSeconds: 0,
  waitSeconds: 80,
  offers: [{ offeredAt: at(10), answeredAt: null }],
} as unknown as Call;
const record = (fields: Partial<ProviderRecord> = {}): ProviderRecord => ({
  endedAt: at(80),
  cost: 0.6,
  recordingUrl: null,
  talked: true,
  talkSeconds: 60,
  ...fields,
});
const types = (call: Call, found: ProviderRecord) =>
  confirmed(call, found, at(200)).events.map(({ type }) => type);

describe('the read-back of an ended call', () => {
  it('confirms what agrees, and sets the cost', () => {
    const { call } = confirmed(talked, record({ talkSeconds: 61, endedAt: at(83) }), at(200));
    expect(call).toMatchObject({
      ...talked,
      confirmed: true,
      cost: 0.6,
      nextLookAt: null,
      looks: 1,
    });
    expect(types(talked, record())).toEqual(['call.confirmed']);
  });

  it('corrects how long they talked', () => {
    const step = confirmed(talked, record({ talkSeconds: 33 }), at(200));
    expect(step.call).toMatchObject({ status: 'completed', talkSeconds: 33, waitSeconds: 20 });
    expect(step.events[0]).toMatchObject({
      type: 'call.corrected',
      data: { before: { talkSeconds: 60 }, after: { talkSeconds: 33 } },
    });
  });

  it('believes us of a bot, whose line was our own', () => {
    const offer = {
      offeredAt: at(10),
      answeredAt: at(20),
      state: 'answered',
      dialNumber: 'stream:1',
    };
    const none = record({ talked: false, talkSeconds: 0 });
    expect(types({ ...talked, offers: [offer] } as unknown as Call, none)).toEqual([
      'call.confirmed',
    ]);
    const given = { ...abandoned, offers: [{ ...offer, handedOver: true }] } as unknown as Call;
    expect(types(given, none)).toEqual(['call.confirmed']);
  });

  it('takes back a conversation that was none', () => {
    const { call } = confirmed(talked, record({ talked: false, talkSeconds: 0 }), at(200));
    expect(call).toMatchObject({
      status: 'no_answer',
      failureReason: 'nobody_answered',
      answeredAt: null,
      talkSeconds: 0,
      wrapUpSeconds: 0,
      waitSeconds: 80,
    });
  });

  it('finds a conversation that nobody told of', () => {
    const { call } = confirmed(abandoned, record({ talkSeconds: 50 }), at(200));
    expect(call).toMatchObject({
      status: 'completed',
      failureReason: 'talked',
      answeredAt: at(30),
      waitSeconds: 30,
      talkSeconds: 50,
    });
  });

  it('is quiet when it is done again', () => {
    const seconds = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(
        fc.constantFrom(talked, abandoned),
        fc.boolean(),
        seconds,
        seconds,
        (call, wasTalked, end, talk) => {
          const found = record({
            endedAt: at(end),
            talked: wasTalked,
            talkSeconds: wasTalked ? talk : 0,
          });
          const once = confirmed(call, found, at(4000)).call;
          expect(types(once, found)).toEqual(['call.confirmed']);
          expect(once.waitSeconds).toBeGreaterThanOrEqual(0);
          expect(once.duration).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
