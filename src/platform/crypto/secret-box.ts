import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';

/** A sealed text: its own data key, itself sealed under a master key that has an id. */
export interface Sealed {
  readonly keyId: string;
  readonly wrappedKey: string;
  readonly ciphertext: string;
}

export class SealError extends Error {
  constructor(reason: string) {
    super(`a sealed secret cannot be opened: ${reason}`);
    this.name = 'SealError';
  }
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals secrets with AES-256-GCM under a data key of their own (envelope encryption). What the
 * secret belongs to is bound in, so a ciphertext moved elsewhere does not open.
 */
@Injectable()
export class SecretBox {
  constructor(private readonly config: Config) {}

  /** Id of the master key that seals. @throws SealError when there is none */
  get sealingKey(): string {
    return this.master.id;
  }

  /** @param boundTo tenant, channel and field: the same words are needed to open */
  seal(plain: string, boundTo: readonly string[]): Sealed {
    const { master } = this;
    const dataKey = randomBytes(32);
    return {
      keyId: master.id,
      wrappedKey: encrypt(dataKey, master.key, aad([...boundTo, master.id])),
      ciphertext: encrypt(Buffer.from(plain, 'utf8'), dataKey, aad(boundTo)),
    };
  }

  /** @throws SealError when the key is gone, or the text was changed or moved */
  open(sealed: Sealed, boundTo: readonly string[]): string {
    const master = this.config.secrets.keys.find((entry) => entry.id === sealed.keyId);
    if (!master) throw new SealError('its master key is not in CREDENTIALS_KEYS');
    try {
      const dataKey = decrypt(sealed.wrappedKey, master.key, aad([...boundTo, sealed.keyId]));
      return decrypt(sealed.ciphertext, dataKey, aad(boundTo)).toString('utf8');
    } catch {
      throw new SealError('it was changed or belongs elsewhere');
    }
  }

  private get master() {
    const [master] = this.config.secrets.keys;
    if (!master) throw new SealError('there is no master key');
    return master;
  }
}

/** Words joined so that no two lists give the same bytes. */
const aad = (words: readonly string[]): Buffer => Buffer.from(JSON.stringify(words));

function encrypt(plain: Buffer, key: Buffer, bound: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(bound);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
}

function decrypt(text: string, key: Buffer, bound: Buffer): Buffer {
  const bytes = Buffer.from(text, 'base64');
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce).setAAD(bound).setAuthTag(tag);
  return Buffer.concat([
    decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
    decipher.final(),
  ]);
}
