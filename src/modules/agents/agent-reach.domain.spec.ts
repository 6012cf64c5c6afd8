import { describe, expect, it } from '@jest/globals';
import { asAgentId } from '../../common/ids.js';
import { isStream, reachOf } from './agent-reach.domain.js';

const NUMBER = '+919810012345';
const who = { agentId: asAgentId(17), dialNumber: NUMBER, streamUrl: 'wss://bots.example/voice' };

describe('where calls of an agent go', () => {
  it('is a bot’s stream where it has one, and else the number', () => {
    expect(reachOf({ ...who, kind: 'bot' })).toBe('stream:17');
    expect(reachOf({ ...who, kind: 'bot', streamUrl: null })).toBe(NUMBER);
    expect(reachOf({ ...who, kind: 'human' })).toBe(NUMBER);
    expect(reachOf({ ...who, kind: 'human', dialNumber: null })).toBeNull();
  });

  it('tells a stream from a number', () => {
    expect(isStream('stream:17')).toBe(true);
    expect(isStream(NUMBER)).toBe(false);
    expect(isStream(`${NUMBER}stream:`)).toBe(false);
  });
});
