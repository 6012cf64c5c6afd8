import { describe, expect, it } from '@jest/globals';
import { createHmac, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { signedHeaders } from './signature.domain.js';

describe('the signature of a message', () => {
  it('is that of the scheme’s own example', () => {
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_000),
      body: '{"test": 2432232314}',
    };
    expect(signedHeaders(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is there once for each secret, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), (body, id) => {
        const keys = [randomBytes(32), randomBytes(24)];
        const secrets = keys.map((key) => `whsec_${key.toString('base64')}`);
        const headers = signedHeaders({ id, at: new Date(5_000), body }, secrets);
        const expected = keys.map(
          (key) => `v1,${createHmac('sha256', key).update(`${id}.5.${body}`).digest('base64')}`,
        );
        expect(headers['webhook-signature']).toBe(expected.join(' '));
      }),
    );
  });
});
