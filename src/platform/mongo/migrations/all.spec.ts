import { describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from './all.js';

describe('the migrations', () => {
  it('are numbered one after the other', () => {
    const numbers = MIGRATIONS.map(({ name }) => Number(/^(\d{4})-[a-z-]+$/.exec(name)?.[1]));
    expect(numbers).toEqual(MIGRATIONS.map((_, place) => place + 1));
  });
});
