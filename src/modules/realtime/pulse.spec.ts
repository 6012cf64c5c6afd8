import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ANSWER_MS, Pulse } from './pulse.js';

let pings = 0;
let silences = 0;
function aPulse(): Pulse {
  [pings, silences] = [0, 0];
  const pulse = new Pulse(() => (pings += 1));
  pulse.onSilent(() => (silences += 1));
  return pulse;
}

describe('the pulse of a socket', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is there when a probe is answered in time', async () => {
    const pulse = aPulse();
    const answer = pulse.ask();
    jest.advanceTimersByTime(ANSWER_MS - 1);
    pulse.answered();
    expect(await answer).toBe(true);
    jest.advanceTimersByTime(ANSWER_MS);
    expect([pings, silences]).toEqual([1, 0]);
  });

  it('is not there when nobody answers, and that is told once', async () => {
    const pulse = aPulse();
    // A ping of the protocol is under way when somebody else asks.
    pulse.asked();
    jest.advanceTimersByTime(ANSWER_MS / 2);
    const answer = pulse.ask();
    jest.advanceTimersByTime(ANSWER_MS / 2);
    expect(await answer).toBe(false);
    expect(silences).toBe(1);
    const again = pulse.ask();
    pulse.answered();
    expect(await again).toBe(true);
  });

  it('is not asked for once the socket is closed', async () => {
    const pulse = aPulse();
    const answer = pulse.ask();
    pulse.end();
    expect(await answer).toBe(false);
    expect(await pulse.ask()).toBe(false);
    jest.advanceTimersByTime(ANSWER_MS);
    expect([pings, silences]).toEqual([1, 0]);
  });
});
