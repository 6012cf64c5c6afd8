import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';

/** What a call that we placed is named by where its news are sent. */
export interface CallAddress {
  readonly clientId: string;
  readonly callLogId: string;
}

/**
 * Where the telephone company sends news of a call that we placed. Its webhooks are not signed, so
 * each call has an address of its own that nobody can guess: nothing of it is stored.
 */
@Injectable()
export class StatusAddresses {
  constructor(private readonly config: Config) {}

  of(call: CallAddress): string {
    const { clientId, callLogId } = call;
    const path = [clientId, callLogId, this.keyOf(call)].map(encodeURIComponent).join('/');
    return `${this.config.http.publicUrl}/webhooks/exotel/calls/${path}`;
  }

  isGood(call: CallAddress, key: string): boolean {
    const { jwtSecret, acceptedSecrets } = this.config.auth;
    const given = Buffer.from(key);
    return [jwtSecret, ...acceptedSecrets].some((secret) => {
      const expected = Buffer.from(this.keyOf(call, secret));
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  }

  private keyOf({ clientId, callLogId }: CallAddress, secret = this.config.auth.jwtSecret): string {
    return createHmac('sha256', secret)
      .update(['status-address', clientId, callLogId].join('\n'))
      .digest('base64url');
  }
}
