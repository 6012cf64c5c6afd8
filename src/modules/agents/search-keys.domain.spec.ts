import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { searchKeysOf, searchWords } from './search-keys.domain.js';

const finds = (query: string, ...texts: readonly string[]) => {
  const keys = searchKeysOf(texts);
  return searchWords(query).every((word) => keys.some((key) => key.startsWith(word)));
};

describe('the search keys of an agent', () => {
  it.each(['priya', 'PRIYA', 'pri', 'arm', 'sharma pri', 'priya@bank', 'bank.example', 'ＰＲＩ'])(
    'are found by %j',
    (query) => expect(finds(query, 'Priya Sharma', 'priya@bank.example')).toBe(true),
  );

  it.each(['priyasharma', 'sharmap', '.*', 'priya verma'])('are not found by %j', (query) =>
    expect(finds(query, 'Priya Sharma', 'priya@bank.example')).toBe(false),
  );

  it('forget accents, but not the vowel signs of other scripts', () => {
    expect(finds('zoe', 'Zoë')).toBe(true);
    expect(finds('zoë', 'Zoe')).toBe(true);
    expect(finds('कि', 'का')).toBe(false);
  });

  it('find any piece of any word, and each piece of several', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(word, fc.nat(), fc.nat(), (text, a, b) => {
        for (const whole of searchWords(text)) {
          const letters = Array.from(whole);
          const from = a % letters.length;
          const to = from + 1 + (b % (letters.length - from));
          expect(finds(letters.slice(from, to).join(''), text)).toBe(true);
        }
      }),
    );
  });

  it('are the ends of every word, each once', () => {
    expect(searchKeysOf(['Ann', ' nn  X '])).toEqual(['ann', 'nn', 'n', 'x']);
    expect(searchKeysOf(['', '   '])).toEqual([]);
  });

  it('are looked for by the words that others do not hold already', () => {
    expect(searchWords(' Ann  anna ANN x')).toEqual(['anna', 'x']);
    expect(searchWords('Zoë zoe')).toEqual(['zoe']);
    expect(searchWords('')).toEqual([]);
    expect(searchWords('x'.repeat(150))).toEqual(['x'.repeat(100)]);
  });

  it('stay few for the longest of texts', () => {
    const keys = searchKeysOf(['x'.repeat(255), '𝒜'.repeat(255)]);
    expect(keys.length).toBeLessThanOrEqual(510);
    expect(Math.max(...keys.map((key) => key.length))).toBe(100);
  });
});
