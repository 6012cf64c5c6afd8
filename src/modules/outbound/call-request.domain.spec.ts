import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRow } from './call-request.domain.js';

const GOOD = { phoneNumber: '+919812345678', agentId: 7, userId: 'u1' };
const problemOf = (given: object) => {
  const read = readRow({ ...GOOD, ...given });
  return read.ok ? null : read.problem;
};

describe('a call that is asked for', () => {
  it('takes the agent as a number or its decimal string, and leaves out what it does not know', () => {
    const read = readRow({ ...GOOD, agentId: '7', nonsense: true });
    expect(read).toEqual({
      ok: true,
      request: { ...GOOD, priority: 'medium', metadata: {} },
    });
  });

  it.each([
    ['9812345678', 'must be written as +'],
    ['+0123456789', 'must be written as +'],
    ['+91 98123 45678', 'must be written as +'],
    ['+91981234', 'is too short'],
    ['+1212555123456', 'is too long'],
    ['+999123456789', 'begins with the code of no country'],
    ['tel:+919812345678', 'must be written as +'],
    ['', 'must be written as +'],
    ['📞', 'must be written as +'],
    [null, 'must be text'],
    [{ $gt: '' }, 'must be text'],
    [919812345678, 'must be text'],
  ])('refuses the number %p with the reason', (phoneNumber, message) => {
    expect(problemOf({ phoneNumber })).toMatchObject({
      code: 'INVALID_PHONE_NUMBER',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    [{ agentId: 0 }, 'agentId'],
    [{ agentId: 1.5 }, 'agentId'],
    [{ agentId: { $gt: 0 } }, 'agentId'],
    [{ userId: 'x'.repeat(101) }, 'userId'],
    [{ userId: {} }, 'userId'],
    [{ priority: 'urgent' }, 'priority'],
    [{ metadata: [] }, 'metadata'],
    [{ metadata: { a: { $where: '1' } } }, 'metadata'],
    [{ metadata: { 'a.b': 1 } }, 'metadata'],
    [{ metadata: { batchId: 'mine' } }, 'metadata'],
    [{ metadata: { campaignId: 7 } }, 'metadata'],
    [{ metadata: { note: 'x'.repeat(9000) } }, 'metadata'],
  ])('refuses %o', (given, field) => {
    expect(problemOf(given)).toMatchObject({ code: 'VALIDATION_ERROR', field });
  });

  it('answers whatever it is given', () => {
    fc.assert(fc.property(fc.anything(), (row) => typeof readRow(row).ok === 'boolean'));
  });
});
