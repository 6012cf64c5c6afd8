import { describe, expect, it } from '@jest/globals';

import { cacheFolder, checkoutFolder, homeFolder } from './home.js';

describe('folders', () => {
  it('keeps data in the checkout unless told otherwise', () => {
    expect(homeFolder({})).toBe(`${checkoutFolder()}/.crosspoint`);
    expect(homeFolder({ CROSSPOINT_HOME: '/data' })).toBe('/data');
  });

  it('keeps fetched programs in the cache folder of the user', () => {
    expect(cacheFolder({ HOME: '/home/a' })).toBe('/home/a/.cache/crosspoint');
    expect(cacheFolder({ HOME: '/home/a', XDG_CACHE_HOME: '/c' })).toBe('/c/crosspoint');
  });
});
