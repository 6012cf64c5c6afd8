import { describe, expect, it } from '@jest/globals';
import { periodOf } from './period.js';

const TODAY = '2026-03-03';

describe('the days that a question is about', () => {
  it.each([
    [{}, '2026-02-25', '2026-03-03'],
    [{ to: '2026-01-07' }, '2026-01-01', '2026-01-07'],
    [{ from: '2026-02-01' }, '2026-02-01', '2026-03-03'],
    [{ from: '2026-03-03', to: '2026-03-03' }, '2026-03-03', '2026-03-03'],
    // 2024 had a 29 February: 400 days, both ends counted.
    [{ from: '2024-01-01', to: '2025-02-03' }, '2024-01-01', '2025-02-03'],
  ])('%j is %s to %s', (asked, from, to) => {
    expect(periodOf(asked, TODAY)).toEqual({ from, to });
  });

  it.each([
    [{ from: '2026-02-30' }, 'from'],
    [{ to: '2026-13-01' }, 'to'],
    [{ from: '2026-01-02', to: '2026-01-01' }, 'to'],
    [{ from: '2026-03-04' }, 'to'],
    [{ from: '2024-01-01', to: '2025-02-04' }, 'to'],
  ])('refuses %j for %s', (asked, field) => {
    expect(() => periodOf(asked, TODAY)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        details: [expect.objectContaining({ field })],
      }),
    );
  });
});
