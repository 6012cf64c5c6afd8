import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  findNumbers,
  findSender,
  findWhatsappNumber,
  refusalOf,
  type NumberList,
} from './account.domain.js';

const list: NumberList = {
  numbers: [
    { phone_number: '08047100000', capabilities: { sms: true } },
    { phone_number: null, friendly_name: '0804-710-0001', capabilities: { sms: false } },
    { phone_number: '+918047100002' },
  ],
  isWhole: true,
};
const [FIRST, SECOND, THIRD] = ['+918047100000', '+918047100001', '+918047100002'];
const FOREIGN = '+918047109999';

describe('the numbers of an account', () => {
  it('are found however Exotel writes them', () => {
    expect(findNumbers('acme1', list, [FIRST, SECOND, THIRD])).toEqual({
      ok: true,
      detail: 'Exotel knows the account acme1; it has 3 numbers; all configured ones are its own',
    });
  });

  it('that are another’s are named', () => {
    const { ok, detail } = findNumbers('acme1', list, [FIRST, FOREIGN]);
    expect(ok).toBe(false);
    expect(detail).toMatch(/not among them: \+918047109999$/);
  });

  it('are not denied when only a part of the list was seen', () => {
    const { ok, detail } = findNumbers('acme1', { ...list, isWhole: false }, [FOREIGN]);
    expect(ok).toBe(true);
    expect(detail).toMatch(/not among the first 3: \+918047109999$/);
  });

  it('need not be configured', () => {
    expect(findNumbers('acme1', { numbers: [], isWhole: true }, [])).toEqual({
      ok: true,
      detail: 'Exotel knows the account acme1; it has 0 numbers, of which none is configured',
    });
  });

  it('are good exactly if each is in a whole list', () => {
    const numbers = fc.subarray([FIRST, SECOND, THIRD, FOREIGN]);
    fc.assert(
      fc.property(numbers, (configured) => {
        expect(findNumbers('acme1', list, configured).ok).toBe(!configured.includes(FOREIGN));
      }),
    );
  });
});

describe('the sender of text messages', () => {
  it.each([
    [FIRST, true],
    [SECOND, false],
    [THIRD, true],
    [FOREIGN, false],
    ['ACMEBK', true],
  ])('%s is good: %s', (sender, isGood) => {
    expect(findSender('acme1', list, sender).ok).toBe(isGood);
  });
});

describe('a WhatsApp number', () => {
  it('is said to be the account’s where it is, and never to be connected', () => {
    expect(findWhatsappNumber('acme1', list, FIRST).detail).toMatch(/is one of its numbers/);
    expect(findWhatsappNumber('acme1', list, FOREIGN).detail).not.toMatch(/is one of its/);
    expect(findWhatsappNumber('acme1', list, FOREIGN).detail).toMatch(/send a message to see$/);
  });
});

describe('a refusal of Exotel', () => {
  it('is always told in words, for every status', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), (status) => {
        expect(refusalOf(status, 'acme1', 'api.exotel.com')).toMatch(/^\S.{20,}\S$/);
      }),
    );
    expect(refusalOf(401, 'acme1', 'api.exotel.com')).toContain('Singapore');
    expect(refusalOf(404, 'acme1', 'api.in.exotel.com')).toContain('Mumbai');
  });
});
