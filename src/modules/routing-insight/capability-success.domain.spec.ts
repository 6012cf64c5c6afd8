import { describe, expect, it } from '@jest/globals';
import { DAY } from '../../common/time.js';
import { HALF_LIFE_DAYS, measureSuccess, PRIOR_CALLS } from './capability-success.domain.js';

const NOW = 1000 * DAY;
const day = (agentId: number, calls: number, successes: number, daysAgo = 0) => ({
  agentId,
  capability: 'hindi',
  atMs: NOW - daysAgo * DAY,
  calls,
  successes,
});

describe('measured success in a capability', () => {
  it('is drawn to the mean while there are few calls', () => {
    const [few, many] = measureSuccess([day(1, 2, 2), day(2, 998, 499)], NOW);
    // The mean of all is 501/1000.
    expect(few?.rate).toBeCloseTo((2 + PRIOR_CALLS * 0.501) / (2 + PRIOR_CALLS));
    expect(many?.rate).toBeCloseTo(0.5, 2);
  });

  it('forgets by half with each half-life', () => {
    const [agent] = measureSuccess([day(1, 100, 100), day(1, 100, 0, HALF_LIFE_DAYS)], NOW);
    expect(agent?.calls).toBe(150);
    expect(agent?.rate).toBeCloseTo(100 / 150);
  });
});
