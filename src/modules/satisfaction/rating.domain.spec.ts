import { describe, expect, it } from '@jest/globals';
import { ratingOf } from './rating.domain.js';

describe('keys of a telephone', () => {
  it.each([
    ['5', 'csat', { csat: 5, nps: null }],
    ['1', 'csat', { csat: 1, nps: null }],
    ['0', 'csat', null],
    ['6', 'csat', null],
    ['0', 'nps', { csat: null, nps: 0 }],
    ['10', 'nps', { csat: null, nps: 10 }],
    ['11', 'nps', null],
    ['#', 'nps', null],
    ['', 'csat', null],
    [null, 'nps', null],
  ] as const)('%j on %s are %j', (digits, scale, answer) => {
    expect(ratingOf(digits, scale)).toEqual(answer);
  });
});
