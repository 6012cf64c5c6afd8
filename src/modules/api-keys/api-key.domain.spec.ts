import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asApiKeyId } from '../../common/ids.js';
import { idOf, judgeKey, prefixOf, scopesOfAnAgent, wholeKey } from './api-key.domain.js';

const NOW = Date.UTC(2026, 0, 15);
const ID = asApiKeyId('0123456789abcdef');
const open = { revokedAt: null, expiresAt: null };

describe('an API key', () => {
  it('is read back by its public id', () => {
    const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(secret, (bytes) => {
        const key = wholeKey(ID, Buffer.from(bytes).toString('base64url'));
        expect(key.startsWith(`${prefixOf(ID)}_`)).toBe(true);
        expect(idOf(key)).toBe(ID);
      }),
    );
  });

  it.each([
    '',
    'cpk_',
    `cpk_${ID}`,
    `cpk_${ID}_short`,
    `${wholeKey(ID, 'x'.repeat(43))}\n`,
    'a.b.c',
  ])('is not %j', (text) => {
    expect(idOf(text)).toBeNull();
  });

  it('is good until the moment of its end, and never again once it was revoked', () => {
    expect(judgeKey(open, NOW)).toBe('good');
    expect(judgeKey({ ...open, expiresAt: new Date(NOW + 1) }, NOW)).toBe('good');
    expect(judgeKey({ ...open, expiresAt: new Date(NOW) }, NOW)).toBe('expired');
    expect(judgeKey({ revokedAt: new Date(0), expiresAt: new Date(0) }, NOW)).toBe('revoked');
  });

  it('acts for an agent where its scopes mean its own things', () => {
    const scopes = ['own:read', 'agents:read', 'offers:write', 'heartbeat:write'];
    expect(scopesOfAnAgent(scopes)).toEqual(['own:read', 'offers:write']);
  });
});
