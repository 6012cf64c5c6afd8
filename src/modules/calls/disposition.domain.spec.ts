import { describe, expect, it } from '@jest/globals';
import { dispositionOf } from './disposition.domain.js';

const KNOWN = [
  { name: 'Sold', isSuccess: true, value: 900 },
  { name: 'Wrong number', isSuccess: false, value: 0 },
];
const said = (name: string, value: number | null = null) => ({ name, note: null, value });

describe('what came of a call', () => {
  it('is named as the company names it, with its value unless another is given', () => {
    expect(dispositionOf(KNOWN, said('sold'))).toEqual({
      name: 'Sold',
      note: null,
      value: 900,
      isSuccess: true,
    });
    expect(dispositionOf(KNOWN, said('Sold', 50))?.value).toBe(50);
  });

  it('is one of the company’s, where it has listed some', () => {
    expect(dispositionOf(KNOWN, said('Perhaps'))).toBeNull();
    expect(dispositionOf([], said('Perhaps'))).toMatchObject({ name: 'Perhaps', isSuccess: false });
  });
});
