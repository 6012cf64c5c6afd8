import { describe, expect, it } from '@jest/globals';
import { istCreated, istStamp, NOT_SET, parseIst } from './indian-time.js';
import { e164, numberKey, wireNumber } from './wire-number.js';

describe('Indian time on the wire', () => {
  it('is five and a half hours ahead and names no zone', () => {
    const ms = Date.UTC(2022, 1, 23, 7, 1, 59);
    expect(istStamp(ms)).toBe('2022-02-23 12:31:59');
    expect(istCreated(ms)).toBe('Wed, 23 Feb 2022 12:31:59');
    expect(parseIst('2022-02-23 12:31:59')).toBe(ms);
  });

  it('crosses midnight before UTC does', () => {
    expect(istStamp(Date.UTC(2025, 11, 31, 18, 30))).toBe('2026-01-01 00:00:00');
  });

  it('writes "not set" as the epoch', () => {
    expect(istStamp(0)).toBe(NOT_SET);
  });

  it('refuses what is no such stamp', () => {
    expect(parseIst('2026-02-30 10:00:00')).toBeNull();
    expect(parseIst('2026-01-15T10:30:00Z')).toBeNull();
  });
});

describe('numbers on the wire', () => {
  it.each(['+919845000001', '09845000001', '919845000001', '9845000001'])('%s is one', (number) => {
    expect(wireNumber(number)).toBe('09845000001');
    expect(e164(number)).toBe('+919845000001');
    expect(numberKey(number)).toBe('9845000001');
  });

  it('leaves a withheld number alone', () => {
    expect(wireNumber('anonymous')).toBe('anonymous');
  });
});
