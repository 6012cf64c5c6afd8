import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placedCallNews } from './placed-call.parser.js';

describe('news of a call that we placed', () => {
  it('tells how the legs ended, from JSON and from a flat form alike', () => {
    const json = {
      CallSid: 's1',
      EventType: 'terminal',
      Status: 'no-answer',
      ConversationDuration: 0,
      RecordingUrl: '',
      Legs: [
        { OnCallDuration: 5, Status: 'completed', AnsweredBy: 'Machine' },
        { OnCallDuration: 0, Status: 'no-answer', AnsweredBy: 'NA' },
      ],
    };
    const { Legs: _legs, ...flat } = json;
    const form = {
      ...flat,
      ConversationDuration: '0',
      'Legs[0][Status]': 'completed',
      'Legs[1][Status]': 'no-answer',
      'Legs[1][OnCallDuration]': '0',
      'Legs[1][AnsweredBy]': 'NA',
    };
    const told = {
      sid: 's1',
      event: 'terminal',
      result: 'no_answer',
      firstLeg: 'completed',
      secondLeg: 'no_answer',
      isMachine: false,
      talkSeconds: 0,
      recordingUrl: null,
    };
    expect(placedCallNews(json)).toEqual(told);
    expect(placedCallNews(form)).toEqual(told);
  });

  it('tells of a machine at the customer’s phone, which is the only one of a bot’s call', () => {
    const machineOf = (...legs: readonly (string | null)[]) =>
      placedCallNews({
        CallSid: 's1',
        EventType: 'terminal',
        Status: 'completed',
        Legs: legs.map((AnsweredBy) => ({ Status: 'completed', AnsweredBy })),
      })?.isMachine;
    expect(machineOf('HUMAN', 'Machine')).toBe(true);
    expect(machineOf('Machine')).toBe(true);
    expect(machineOf('Machine', 'HUMAN')).toBe(false);
    expect(machineOf('NA', 'NotSure')).toBe(false);
  });

  it('says nothing without a call, or with an event or an end that is not known', () => {
    expect(placedCallNews({ Status: 'completed' })).toBeNull();
    expect(placedCallNews({ CallSid: 's1', EventType: 'ringing', Status: 'x' })).toBeNull();
    expect(placedCallNews({ CallSid: 's1', EventType: 'terminal', Status: 'odd' })).toBeNull();
  });

  it('reads whatever comes without failing', () => {
    const keys = ['CallSid', 'EventType', 'Status', 'Legs', 'ConversationDuration', 'RecordingUrl'];
    const raw = fc.dictionary(fc.constantFrom(...keys), fc.anything());
    fc.assert(fc.property(raw, (given) => void placedCallNews(given)));
  });
});
