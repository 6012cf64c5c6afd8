import { describe, expect, it } from '@jest/globals';
import { eTag, mustMatch, readVersion } from './if-match.js';

describe('If-Match', () => {
  it('reads the version of an ETag of ours, strong or weak', () => {
    expect(readVersion(eTag(3))).toBe(3);
    expect(readVersion('W/"12"')).toBe(12);
    expect(readVersion('4')).toBe(4);
  });

  it('asks for nothing when it is absent or a star', () => {
    expect(readVersion(undefined)).toBeNull();
    expect(readVersion('*')).toBeNull();
  });

  it('matches no version when it is something else', () => {
    const version = readVersion('"abc"');
    expect(() => mustMatch(version, 1)).toThrow('changed');
    expect(() => mustMatch(2, 1)).toThrow('changed');
    expect(() => mustMatch(null, 1)).not.toThrow();
  });
});
