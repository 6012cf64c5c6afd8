import { describe, expect, it } from '@jest/globals';
import { asCallLogId } from '../../common/ids.js';
import { DAY } from '../../common/time.js';
import {
  contactOf,
  firstContactOf,
  foldedContactOf,
  follows,
  type Contact,
} from './follow-up.domain.js';

const CAME = new Date('2026-01-01T10:00:00Z');
const after = (days: number): Date => new Date(CAME.getTime() + days * DAY);
const contact = (id: string, fields: Partial<Parameters<typeof contactOf>[0]> = {}) =>
  contactOf({
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

  it.each<[string, Partial<Parameters<typeof contactOf>[0]>, boolean]>([
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

describe('a call as the figures know it', () => {
  const part = (folded: readonly object[]) => ({
    callLogId: asCallLogId('first'),
    receivedAt: after(-1),
    sector: 'cards',
    teamId: null,
    outcome: 'abandoned' as const,
    folded: folded as never,
  });

  it('is unknown until it was folded', () => {
    expect(foldedContactOf(call, [])).toBeNull();
  });

  it('is what it was then, not what it is now', () => {
    const was = foldedContactOf(call, [part([{ sums: { offered: 1 } }])]) as Contact;
    expect(was).toMatchObject({ status: 'abandoned', sector: 'cards', receivedAt: after(-1) });
    expect(follows(was, contact('earlier', { sector: 'cards', receivedAt: after(-2) }))).toBe(true);
  });

  it('followed nothing while it was not counted', () => {
    const was = foldedContactOf(call, [part([{ sums: { cost: 1 } }])]) as Contact;
    expect(follows(was, contact('earlier', { sector: 'cards', receivedAt: after(-2) }))).toBe(
      false,
    );
  });
});
