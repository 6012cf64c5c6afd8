import { describe, expect, it } from '@jest/globals';
import { HttpException } from '@nestjs/common';
import { CommonErrors } from '../../common/errors.js';
import { runInContext } from '../mongo/request-context.js';
import { errorBody, toDomainError } from './errors.filter.js';

const named = (name: string) => Object.assign(new Error('secret text'), { name });

describe('an error that is none of ours', () => {
  it.each([
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [405, 'METHOD_NOT_ALLOWED'],
    [413, 'PAYLOAD_TOO_LARGE'],
    [414, 'PAYLOAD_TOO_LARGE'],
    [415, 'UNSUPPORTED_MEDIA_TYPE'],
    [400, 'VALIDATION_ERROR'],
    [431, 'VALIDATION_ERROR'],
    [500, 'INTERNAL'],
  ])('of status %s is %s, whoever threw it', (status, code) => {
    expect(toDomainError(new HttpException('secret text', status)).code).toBe(code);
    expect(toDomainError({ statusCode: status }).code).toBe(code);
  });

  it('of a database that is away asks to try again', () => {
    for (const name of ['MongoNetworkTimeoutError', 'MongooseServerSelectionError']) {
      const error = toDomainError(named(name));
      expect([error.code, error.retryAfterSeconds]).toEqual(['UNAVAILABLE', 2]);
    }
  });

  it.each([named('MongoServerError'), 'thrown text', null, undefined, 7])(
    'is INTERNAL and keeps its text to itself: %p',
    (thrown) => {
      const body = errorBody(toDomainError(thrown));
      expect(body.error.code).toBe('INTERNAL');
      expect(JSON.stringify(body)).not.toContain('text');
    },
  );
});

describe('the body of an error', () => {
  it('has the details of the fields and the request’s id, and nothing else', () => {
    const details = [{ field: 'name', message: 'is too long' }];
    const error = CommonErrors.VALIDATION_ERROR({ details, context: { inLog: 'only' } });
    expect(toDomainError(error)).toBe(error);
    expect(runInContext({ requestId: 'r-1' }, () => errorBody(error))).toEqual({
      success: false,
      error: { code: 'VALIDATION_ERROR', message: error.message, details, requestId: 'r-1' },
    });
  });
});
