import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Config } from '../../config/config.js';
import { parseEnv } from '../../config/env.schema.js';
import { SealError, SecretBox, type Sealed } from './secret-box.js';

const OLD = `old:${Buffer.alloc(32, 1).toString('base64')}`;
const NEW = `new:${Buffer.alloc(32, 2).toString('base64')}`;
const BOUND = ['bank', 'voice', 'apiKey'];

function boxWith(...keys: readonly string[]): SecretBox {
  const parsed = parseEnv({ CREDENTIALS_KEYS: keys.join(',') });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return new SecretBox(new Config(parsed.env));
}

/** The same text with one bit of its bytes turned over. */
function flip(text: string, position: number): string {
  const bytes = Buffer.from(text, 'base64');
  const index = position % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
  return bytes.toString('base64');
}

describe('SecretBox', () => {
  const box = boxWith(NEW);

  it('opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (secret) => {
        expect(box.open(box.seal(secret, BOUND), BOUND)).toBe(secret);
      }),
    );
  });

  it('never seals twice to the same text, and never shows the secret', () => {
    const [first, second] = [box.seal('s3cret-value', BOUND), box.seal('s3cret-value', BOUND)];
    expect(first.ciphertext).not.toBe(second.ciphertext);
    expect(first.wrappedKey).not.toBe(second.wrappedKey);
    expect(JSON.stringify(first)).not.toContain('s3cret');
  });

  it('refuses what was changed, in any bit of text or key', () => {
    const sealed = box.seal('s3cret-value', BOUND);
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.constantFrom('ciphertext' as const, 'wrappedKey' as const),
        (position, part) => {
          const changed = { ...sealed, [part]: flip(sealed[part], position) };
          expect(() => box.open(changed, BOUND)).toThrow(SealError);
        },
      ),
    );
  });

  it.each([
    ['another tenant', ['shop', 'voice', 'apiKey']],
    ['another channel', ['bank', 'sms', 'apiKey']],
    ['another field', ['bank', 'voice', 'apiToken']],
    ['the same words cut differently', ['bank', 'voiceapiKey']],
    ['nothing', []],
  ])('refuses what was moved to %s', (_title, elsewhere) => {
    expect(() => box.open(box.seal('s3cret-value', BOUND), elsewhere)).toThrow(SealError);
  });

  it('refuses the data key of another secret', () => {
    const [one, other] = [box.seal('one', BOUND), box.seal('other', BOUND)];
    const swapped: Sealed = { ...one, wrappedKey: other.wrappedKey };
    expect(() => box.open(swapped, BOUND)).toThrow(SealError);
  });

  it('opens what an older master key sealed, and seals with the first', () => {
    const sealed = boxWith(OLD).seal('s3cret-value', BOUND);
    const both = boxWith(NEW, OLD);
    expect(both.open(sealed, BOUND)).toBe('s3cret-value');
    expect(both.seal('s3cret-value', BOUND).keyId).toBe('new');
  });

  it('says that the master key is gone, and never the secret', () => {
    const sealed = boxWith(OLD).seal('s3cret-value', BOUND);
    expect(() => box.open(sealed, BOUND)).toThrow(/master key is not in CREDENTIALS_KEYS/);
  });

  it('refuses a key that pretends to be another', () => {
    const sealed = boxWith(OLD).seal('s3cret-value', BOUND);
    expect(() => boxWith(NEW, OLD).open({ ...sealed, keyId: 'new' }, BOUND)).toThrow(SealError);
  });
});
