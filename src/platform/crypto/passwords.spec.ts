import { describe, expect, it } from '@jest/globals';
import { Passwords } from './passwords.js';

const passwords = new Passwords();

describe('passwords', () => {
  it('are kept as Argon2id with 19 MiB and two passes, each with a salt of its own', async () => {
    const [one, two] = await Promise.all([passwords.hash('Secret1x'), passwords.hash('Secret1x')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  it('match themselves only', async () => {
    const hashed = await passwords.hash('Secret1x');
    expect(await passwords.verify(hashed, 'Secret1x')).toBe(true);
    expect(await passwords.verify(hashed, 'Secret1X')).toBe(false);
  });

  it('never match an account that does not exist', async () => {
    expect(await passwords.verify(null, 'no account has this password')).toBe(false);
  });

  it('match when they were generated, and no other does', async () => {
    const { password, hash } = passwords.generate();
    expect(hash).not.toContain(password);
    expect(await passwords.verify(hash, password)).toBe(true);
    expect(await passwords.verify(hash, passwords.generate().password)).toBe(false);
    expect(await passwords.verify(hash, 'no account has this password')).toBe(false);
    expect(await passwords.verify(hash, hash)).toBe(false);
  });

  it('do not match when only their first 128 characters do', async () => {
    const long = 'x'.repeat(128);
    const hashed = await passwords.hash(long);
    expect(await passwords.verify(hashed, long)).toBe(true);
    expect(await passwords.verify(hashed, `${long}y`)).toBe(false);
  });
});
