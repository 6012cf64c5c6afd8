import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readDialAnswer } from './dial-answer.domain.js';

const refused = (status: number, Message = '') =>
  readDialAnswer(status, { RestException: { Status: status, Message } }, '');

describe('the answer to a dial', () => {
  it('is placed with an id, in JSON or in XML', () => {
    const placed = { kind: 'placed', sid: 'abc', status: 'in-progress' };
    expect(readDialAnswer(200, { Call: { Sid: 'abc', Status: 'in-progress' } }, '')).toEqual(
      placed,
    );
    const xml =
      '<TwilioResponse><Call><Sid>abc</Sid><Status>in-progress</Status></Call></TwilioResponse>';
    expect(readDialAnswer(200, undefined, xml)).toEqual(placed);
  });

  it('is uncertain without an id, and for whatever goes wrong at their side', () => {
    expect(readDialAnswer(200, {}, '').kind).toBe('uncertain');
    expect(readDialAnswer(200, undefined, '<html>').kind).toBe('uncertain');
    for (const status of [302, 500, 502, 503, 504]) {
      expect(readDialAnswer(status, undefined, '').kind).toBe('uncertain');
    }
  });

  it.each([
    [400, 'CallerId does not belong to the account', 'bad_request'],
    [400, 'To is not a valid number', 'invalid_number'],
    [401, '', 'unauthorized'],
    [402, '', 'no_credit'],
    [403, 'KYC is missing', 'forbidden'],
    [403, 'Call to [0…] can not be made because of TRAI NDNC regulations.', 'do_not_disturb'],
    [404, '', 'not_found'],
    [429, '', 'rate_limited'],
  ])('names the refusal %s %s', (status, message, why) => {
    expect(refused(status, message)).toEqual({ kind: 'refused', why, message });
  });

  it('reads a refusal that comes as XML', () => {
    const xml = '<RestException><Status>403</Status><Message>NDNC</Message></RestException>';
    expect(readDialAnswer(403, undefined, xml)).toMatchObject({ why: 'do_not_disturb' });
  });

  it('never takes what is no refusal for one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        fc.jsonValue(),
        fc.string(),
        (status, json, text) => {
          const { kind } = readDialAnswer(status, json, text);
          if (status >= 400 && status < 500) expect(kind).toBe('refused');
          else expect(kind).not.toBe('refused');
        },
      ),
    );
  });
});
