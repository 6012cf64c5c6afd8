import { describe, expect, it } from '@jest/globals';
import { asCallLogId } from '../../common/ids.js';
import { DAY } from '../../common/time.js';
import { firstContactOf, type Contact } from './follow-up.domain.js';

const CAME = new Date('2026-01-01T10:00:00Z');
const after = (days: number): Date => new Date(CAME.getTime() + days * DAY);
const contact = (id: string, fields: Partial<Contact> = {}): Contact => ({
  _id: asCallLogId(id),
  direction: 'inbound',
  status: 'completed',
  failureReason: 'talked',
  phoneNumber: '+911',
  sector: 'loans',
  teamId: null,
  receivedAt: CAME,
  ...fields,
});
const call = contact('first');
const decide = (others: readonly Contact[], until: Date | null = after(8)) =>
  firstContactOf(call, [call, ...others], until);

describe('first contact', () => {
  it('is undecided until the seven days are over', () => {
    expect(decide([], null)).toBeNull();
    expect(decide([], after(6.9))).toBeNull();
    expect(decide([], after(7))).toBe(true);
    expect(decide([contact('next', { receivedAt: after(1) })], after(6.9))).toBeNull();
  });

  it.each<[string, Partial<Contact>, boolean]>([
    ['a call a day later', { receivedAt: after(1) }, false],
    ['one after seven days to the moment', { receivedAt: after(7) }, false],
    ['one a moment later', { receivedAt: new Date(after(7).getTime() + 1) }, true],
    ['one before', { receivedAt: after(-1) }, true],
    ['one that nobody answered', { receivedAt: after(1), status: 'abandoned' }, false],
    ['one while all was closed', { receivedAt: after(1), failureReason: 'closed' }, true],
    ['one that we placed', { receivedAt: after(1), direction: 'outbound' }, true],
    ['one about something else', { receivedAt: after(1), sector: 'cards' }, true],
    ['one of another number', { receivedAt: after(1), phoneNumber: '+912' }, true],
  ])('and %s', (_, fields, isFirst) => {
    expect(decide([contact('next', fields)])).toBe(isFirst);
  });

  it('is nothing of withheld numbers and of calls that nobody answered', () => {
    expect(firstContactOf(contact('x', { phoneNumber: null }), [], after(8))).toBeNull();
    expect(firstContactOf(contact('x', { status: 'abandoned' }), [], after(8))).toBeNull();
  });
});
