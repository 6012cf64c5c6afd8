import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { describe, expect, it } from '@jest/globals';

import { freePort } from './ports.js';

describe('freePort', () => {
  it('passes over a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    try {
      expect(await freePort(port)).toBeGreaterThan(port);
    } finally {
      taken.close();
    }
  });
});
