import { describe, expect, it } from '@jest/globals';
import { insistsOn } from './capability-level.domain.js';

const NOW = 1_000_000_000;
const levels = { required: 3, relaxSeconds: 30 };
const after = (seconds: number, capabilities = ['hindi']) =>
  insistsOn({ capabilities, receivedAt: new Date(NOW - seconds * 1000) }, levels, NOW);

describe('the level that a call insists on', () => {
  it('falls by one after each so many seconds, down to none', () => {
    expect([0, 29, 30, 60, 89, 90, 3600].map((seconds) => after(seconds))).toEqual([
      3, 3, 2, 1, 1, 0, 0,
    ]);
  });

  it('is none where nothing is asked for, or where the company insists on none', () => {
    expect(after(0, [])).toBe(0);
    expect(insistsOn({ capabilities: ['hindi'] }, { ...levels, required: 0 }, NOW)).toBe(0);
  });

  it('is the full level for a call that has just come', () => {
    expect(insistsOn({ capabilities: ['hindi'] }, levels, NOW)).toBe(3);
  });
});
