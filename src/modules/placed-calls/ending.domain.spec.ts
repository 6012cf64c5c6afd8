import { describe, expect, it } from '@jest/globals';
import type { DialWay } from '../calls/outbound-call.types.js';
import { endingOf, type ToldEnd } from './ending.domain.js';

const AT = new Date('2026-01-15T10:00:00Z');
const told = (given: Partial<ToldEnd>, way: DialWay = 'agent_first') =>
  endingOf(
    way,
    {
      result: null,
      firstLeg: null,
      secondLeg: null,
      isMachine: false,
      talkSeconds: null,
      recordingUrl: null,
      ...given,
    },
    AT,
  );

describe('how a call that we placed ended', () => {
  it.each([
    [{ result: 'completed', talkSeconds: 41 }, 'completed', null, 'talked'],
    [{ firstLeg: 'completed', secondLeg: 'completed' }, 'completed', null, 'talked'],
    [{ result: 'no_answer', firstLeg: 'no_answer' }, 'failed', 'agent_no_answer', 'missed'],
    [{ result: 'busy', firstLeg: 'busy' }, 'failed', 'agent_busy', 'none'],
    [{ firstLeg: 'completed', secondLeg: 'no_answer' }, 'no_answer', 'no_answer', 'none'],
    [{ firstLeg: 'completed', secondLeg: 'busy' }, 'busy', 'busy', 'none'],
    [{ firstLeg: 'completed', secondLeg: 'failed' }, 'failed', 'network_error', 'none'],
    [{ firstLeg: 'completed', secondLeg: 'canceled' }, 'canceled', 'canceled', 'none'],
    [{ result: 'busy' }, 'busy', 'busy', 'none'],
    [{ result: 'completed', talkSeconds: 9, isMachine: true }, 'no_answer', 'voicemail', 'none'],
  ] as const)('%o', (given, status, cause, outcome) => {
    expect(told(given)).toMatchObject({ status, cause, outcome });
  });

  it.each([
    ['stream', { firstLeg: 'completed' }, 'completed', null, 'talked'],
    ['stream', { firstLeg: 'busy', result: 'busy' }, 'busy', 'busy', 'none'],
    ['stream', { result: 'no_answer' }, 'no_answer', 'no_answer', 'none'],
    ['flow', { firstLeg: 'completed', secondLeg: 'completed' }, 'completed', null, 'talked'],
    ['flow', { result: 'completed', talkSeconds: 30 }, 'completed', null, 'talked'],
    ['flow', { firstLeg: 'no_answer' }, 'no_answer', 'no_answer', 'none'],
    ['flow', { firstLeg: 'completed' }, 'failed', 'abandoned', 'none'],
    ['flow', { firstLeg: 'completed', secondLeg: 'no_answer' }, 'failed', 'abandoned', 'none'],
    ['agent_line', { result: 'no_answer' }, 'failed', 'agent_no_answer', 'missed'],
    ['agent_line', { firstLeg: 'busy', result: 'busy' }, 'failed', 'agent_busy', 'none'],
  ] as const)(
    'where a flow or a bot is in between: %s, %o',
    (way, given, status, cause, outcome) => {
      expect(told(given, way)).toMatchObject({ status, cause, outcome });
    },
  );

  it('is not known of a flow of whose legs nobody says anything', () => {
    expect(told({ result: 'completed' }, 'flow')).toBeNull();
    expect(told({ result: 'completed', talkSeconds: 500 }, 'agent_line')).toBeNull();
  });

  it('is not known where nobody says whether there was a conversation', () => {
    expect(told({ result: 'completed' })).toBeNull();
    expect(told({})).toBeNull();
  });
});
