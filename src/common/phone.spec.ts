import { describe, expect, it } from '@jest/globals';
import { dialProblem, normalisePhone } from './phone.js';

describe('a number as it comes', () => {
  it.each([
    ['09812345678', '+919812345678'],
    ['919812345678', '+919812345678'],
    ['+91 98123-45678', '+919812345678'],
    ['9812345678', '+919812345678'],
    ['+44 20 7946 0958', '+442079460958'],
  ])('%s is %s', (raw, number) => {
    expect(normalisePhone(raw)).toBe(number);
    // The second time it is known.
    expect(normalisePhone(` ${raw} `)).toBe(number);
  });

  it.each([null, undefined, '', '  ', 'anonymous', '12', '9'.repeat(41), '9'.repeat(30)])(
    '%p is none',
    (raw) => expect(normalisePhone(raw)).toBeNull(),
  );

  it('is read anew when very many others came between', () => {
    for (let index = 0; index < 1001; index += 1) normalisePhone(String(9_000_000_000 + index));
    expect(normalisePhone('9000000000')).toBe('+919000000000');
  });
});

describe('a number that shall be dialled', () => {
  it.each([
    ['+919812345678', null],
    [919812345678, 'must be text such as +919812345678'],
    ['9812345678', 'must be written as + and up to 15 digits, such as +919812345678'],
    ['+99912345678', 'begins with the code of no country'],
    ['+9198', 'is too short for its country'],
    ['+9198123456789012', 'must be written as + and up to 15 digits, such as +919812345678'],
    ['+1415555012345', 'is too long for its country'],
    ['+9109812345678', 'must be written as +919812345678'],
  ])('%p: %p', (number, problem) => {
    expect(dialProblem(number)).toBe(problem);
  });
});
