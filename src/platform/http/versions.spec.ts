import { describe, expect, it } from '@jest/globals';
import { CURRENT_VERSION, VERSIONS, versionHeaders } from './versions.js';

describe('a version of the interface', () => {
  it('that is current says nothing of an end', () => {
    expect(versionHeaders(VERSIONS.get(CURRENT_VERSION)!)).toEqual({});
  });

  it('that is deprecated says since when, and goes six months later', () => {
    const deprecatedAt = new Date('2026-08-31T00:00:00Z');
    expect(versionHeaders({ deprecatedAt })).toEqual({
      Deprecation: '@1788134400',
      Sunset: 'Sun, 28 Feb 2027 00:00:00 GMT',
    });
  });
});
