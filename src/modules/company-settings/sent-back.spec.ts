import { describe, expect, it } from '@jest/globals';
import { sentBack } from './sent-back.js';

describe('what was read and is sent back changed', () => {
  it('loses what cannot be changed, and its version counts like If-Match', () => {
    const body = { wrapUpSeconds: 1, version: 4, updatedAt: 'x' };
    expect(sentBack(body, null, ['updatedAt'])).toEqual({
      given: { wrapUpSeconds: 1 },
      version: 4,
    });
    expect(sentBack(body, 3, ['updatedAt']).version).toBe(3);
    expect(sentBack({ updatedAt: 'x' }, null, [])).toEqual({
      given: { updatedAt: 'x' },
      version: null,
    });
  });

  it.each([[[1]], ['text'], [7], [null]])('is refused when it is %j', (body) => {
    expect(() => sentBack(body, 2, [])).toThrow('must be a JSON object');
  });

  it.each(['4', 1.5, null, { $gt: 0 }])('has no version %j', (version) => {
    expect(() => sentBack({ version }, null, [])).toThrow('not valid');
  });
});
