import { describe, expect, it } from '@jest/globals';
import { firstPasswordUntil, isPasswordOver } from './first-password.domain.js';

const GIVEN = Date.parse('2026-03-01T09:00:00Z');
const END = Date.parse('2026-03-08T09:00:00Z');

describe('a password for the first sign-in', () => {
  it('is good for seven days', () => {
    expect(firstPasswordUntil(GIVEN)).toEqual(new Date(END));
    expect(isPasswordOver(new Date(END), END - 1)).toBe(false);
    expect(isPasswordOver(new Date(END), END)).toBe(true);
  });

  it('does not end once its agent has chosen it', () => {
    expect(isPasswordOver(null, END)).toBe(false);
  });
});
