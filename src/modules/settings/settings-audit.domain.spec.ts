import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differencesOf, HIDDEN, withoutSecrets } from './settings-audit.domain.js';

describe('the differences of two states', () => {
  it('are named by their path, a list as a whole, in the order of names', () => {
    const before = { name: 'A', weights: { load: 20, priority: 25 }, sectors: ['a'] };
    const after = { name: 'A', weights: { load: 30, priority: 25 }, sectors: ['a', 'b'], extra: 1 };
    expect(differencesOf(before, after)).toEqual([
      { field: 'extra', before: null, after: 1 },
      { field: 'sectors', before: ['a'], after: ['a', 'b'] },
      { field: 'weights.load', before: 20, after: 30 },
    ]);
  });

  it('tell each field of what was made or taken away', () => {
    expect(differencesOf(null, { a: { b: 1 } })).toEqual([
      { field: 'a.b', before: null, after: 1 },
    ]);
    expect(differencesOf({ a: { b: 1 } }, { a: null })).toEqual([
      { field: 'a.b', before: 1, after: null },
    ]);
  });

  it('compare times by their instant, and take left out for null', () => {
    const at = 1_000;
    expect(differencesOf({ at: new Date(at), x: null }, { at: new Date(at) })).toEqual([]);
    expect(differencesOf({ at: new Date(at) }, { at: new Date(2_000) })).toHaveLength(1);
  });

  it('are none of anything with itself, and as many either way', () => {
    fc.assert(
      fc.property(fc.clone(fc.jsonValue(), 2), fc.jsonValue(), ([one, copy], other) => {
        expect(differencesOf(one, copy)).toEqual([]);
        const mirrored = differencesOf(other, one).map(({ field, before, after }) => ({
          field,
          before: after,
          after: before,
        }));
        expect(mirrored).toEqual(differencesOf(one, other));
      }),
    );
  });
});

describe('a record without secrets', () => {
  it('tells that a secret changed and keeps nothing of it', () => {
    const changes = differencesOf(
      { credentials: { apiKey: 'old-key' }, name: 'A' },
      { credentials: { apiKey: 'new-key' }, name: 'B' },
    );
    expect(withoutSecrets(changes)).toEqual([
      { field: 'credentials.apiKey', before: HIDDEN, after: HIDDEN },
      { field: 'name', before: 'A', after: 'B' },
    ]);
  });

  it('hides what lies within other values too, at any depth', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('secret', 'apiKey', 'api_key', 'webhookToken', 'password', 'signingKey'),
        fc.array(fc.constantFrom('list', 'object'), { maxLength: 5 }),
        (name, shape) => {
          const inner: unknown = { [name]: 'S3CRET' };
          const after = shape.reduce<unknown>(
            (value, kind) => (kind === 'list' ? [value] : { inner: value }),
            inner,
          );
          const recorded = withoutSecrets([{ field: 'x', before: null, after }]);
          expect(JSON.stringify(recorded)).not.toContain('S3CRET');
          expect(JSON.stringify(recorded)).toContain(HIDDEN);
        },
      ),
    );
  });
});
