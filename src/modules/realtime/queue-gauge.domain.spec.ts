import { describe, expect, it } from '@jest/globals';
import { asTeamId } from '../../common/ids.js';
import { queueGauge } from './queue-gauge.domain.js';

const lines = [
  { teamId: null, sector: 'billing', waiting: 3, longestWaitSeconds: 40 },
  { teamId: asTeamId('t1'), sector: null, waiting: 2, longestWaitSeconds: 90 },
];

describe('the gauge of who waits', () => {
  it('has every line for whoever may see all', () => {
    expect(queueGauge(lines, null)).toEqual({ waiting: 5, longestWaitSeconds: 90, lines });
  });

  it('has an agent only the lines that it serves', () => {
    const scopes = { sectors: ['billing'], teams: [] };
    expect(queueGauge(lines, scopes)).toEqual({
      waiting: 3,
      longestWaitSeconds: 40,
      lines: [lines[0]],
    });
  });

  it('says nothing waits where nothing does', () => {
    expect(queueGauge([], null)).toEqual({ waiting: 0, longestWaitSeconds: 0, lines: [] });
  });
});
