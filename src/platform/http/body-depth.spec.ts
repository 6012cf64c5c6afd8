import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { isTooDeep } from './body-depth.js';

const nested = (levels: number): unknown =>
  JSON.parse(`${'{"a":['.repeat(levels / 2)}${']}'.repeat(levels / 2)}`);

/** Leads to itself by two ways: what follows them all does not come back. */
class Endless {
  readonly one = this;
  readonly other = this;
}

describe('a body', () => {
  it.each([
    [undefined, false],
    [null, false],
    ['text', false],
    [{}, false],
    [[{ a: { b: [1, 2, { c: null }] } }], false],
    [nested(50), false],
    [nested(52), true],
    [nested(100_000), true],
    [Object.assign(new Readable(), { file: new Endless() }), false],
    [{ file: new Endless() }, false],
    [Array.from({ length: 10_000 }, () => ({ a: {} })), false],
  ])('nests too deep or not', (body, expected) => {
    expect(isTooDeep(body)).toBe(expected);
  });
});
