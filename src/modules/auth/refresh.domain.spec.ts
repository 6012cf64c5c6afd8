import { describe, expect, it } from '@jest/globals';
import { judgeRefresh } from './refresh.domain.js';

const NOW = Date.UTC(2026, 0, 15);
const GRACE = 10_000;
const fresh = { expiresAt: new Date(NOW + 1), usedAt: null, usedBy: null };
const usedAgo = (ms: number) => ({ ...fresh, usedAt: new Date(NOW - ms), usedBy: 'laptop' });

describe('a refresh token', () => {
  it('is exchanged when it is new', () => {
    expect(judgeRefresh(fresh, 'laptop', NOW, GRACE)).toBe('rotate');
  });

  it('is refused at the moment of its end', () => {
    expect(judgeRefresh({ ...fresh, expiresAt: new Date(NOW) }, 'laptop', NOW, GRACE)).toBe(
      'expired',
    );
  });

  it('gives the same successor to the same device within ten seconds', () => {
    expect(judgeRefresh(usedAgo(GRACE), 'laptop', NOW, GRACE)).toBe('repeat');
  });

  it('is a stolen one when it comes later, or from another device', () => {
    expect(judgeRefresh(usedAgo(GRACE + 1), 'laptop', NOW, GRACE)).toBe('reused');
    expect(judgeRefresh(usedAgo(0), 'phone', NOW, GRACE)).toBe('reused');
  });
});
