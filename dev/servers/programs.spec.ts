import { describe, expect, it } from '@jest/globals';

import { redisliteDownload } from './find-redis.js';
import { parseVersion } from './programs.js';

describe('programs', () => {
  it.each([
    ['db version v6.0.5\nBuild Info: {', '6.0.5'],
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', '7.0.15'],
    ['Valkey server v=8.1.1 sha=00000000:0', '8.1.1'],
    ['usage: mongod [options]', undefined],
  ])('reads the version in %j', (output, version) => {
    expect(parseVersion(output)).toBe(version);
  });

  it('asks pip for the build of this machine', () => {
    expect(redisliteDownload({ platform: 'linux', arch: 'arm64' })).toContain(
      'manylinux2014_aarch64',
    );
    expect(redisliteDownload({ platform: 'linux', arch: 'x64' })).toContain('manylinux2014_x86_64');
    expect(redisliteDownload({ platform: 'darwin', arch: 'arm64' })).toHaveLength(1);
  });
});
