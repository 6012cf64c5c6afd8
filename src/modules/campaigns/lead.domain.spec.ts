import { describe, expect, it } from '@jest/globals';
import { asAgentId, asCallLogId, asTenantId } from '../../common/ids.js';
import type { OutboundCall } from '../calls/outbound-call.types.js';
import type { Lead } from './campaign.types.js';
import { afterCall, afterDisposition, mayBeAhead } from './lead.domain.js';

const at = new Date('2026-01-05T10:00:00Z');
const lead: Lead = {
  _id: 'l1',
  clientId: asTenantId('t'),
  campaignId: 'c1',
  phoneNumber: '+919812345678',
  openNumber: '+919812345678',
  name: null,
  timezone: null,
  data: {},
  status: 'dialing',
  outcome: null,
  isAhead: false,
  attempts: 0,
  nextAttemptAt: at,
  agentId: asAgentId(1),
  previewUntil: null,
  callLogId: asCallLogId('k1'),
  lastStatus: null,
  lastReason: null,
  disposition: null,
  dispositionUntil: null,
  version: 4,
  createdAt: at,
  updatedAt: at,
};
const retry = { attempts: 3, firstDelaySeconds: 600, longestDelaySeconds: 900 };
type Ended = Pick<OutboundCall, 'status' | 'failureReason' | 'dials' | 'disposition'>;
const ended = (
  status: Ended['status'],
  failureReason: Ended['failureReason'],
  dials = 1,
): Ended => ({
  status,
  failureReason,
  dials,
  disposition: null,
});
const after = (call: Ended, attempts = 0, status: 'running' | 'paused' = 'running') =>
  afterCall({ ...lead, attempts }, call, { retry, status }, at, 0);

describe('a lead after its call', () => {
  it('is reached, and its agent may say what came of it', () => {
    expect(after(ended('completed', null))).toMatchObject({
      status: 'done',
      outcome: 'reached',
      openNumber: null,
      attempts: 1,
      dispositionUntil: new Date('2026-01-06T10:00:00Z'),
    });
  });

  it('is called again after longer and longer pauses, and then no more', () => {
    const call = ended('no_answer', 'no_answer');
    const dueAfter = (attempts: number) => {
      const { status, outcome, nextAttemptAt } = after(call, attempts);
      return status === 'done' ? outcome : (nextAttemptAt.getTime() - at.getTime()) / 1000;
    };
    expect([0, 1, 2].map(dueAfter)).toEqual([600, 900, 'exhausted']);
  });

  it.each(['on_dnc_list', 'do_not_disturb', 'invalid_number'] as const)(
    'is not called any more: %s',
    (reason) => {
      expect(after(ended('failed', reason))).toMatchObject({ status: 'done', outcome: 'refused' });
    },
  );

  it('is called after the longest pause when it heard nobody, and by an agent who is there', () => {
    const waiting = after(ended('failed', 'abandoned'), 1);
    expect(waiting).toMatchObject({ status: 'waiting', attempts: 2, lastReason: 'abandoned' });
    expect(waiting.nextAttemptAt).toEqual(new Date('2026-01-05T10:15:00Z'));
    expect(mayBeAhead(waiting)).toBe(false);
    expect(after(ended('failed', 'abandoned'), 2)).toMatchObject({ outcome: 'exhausted' });
  });

  it('has heard nothing of an agent who did not pick up', () => {
    const waiting = after(ended('failed', 'agent_no_answer'));
    expect(waiting).toMatchObject({ status: 'waiting', attempts: 0, agentId: null });
    expect(after(ended('canceled', 'canceled', 1))).toMatchObject({ status: 'waiting' });
  });

  it('goes back into the list when its campaign was paused, and is left out when it was canceled', () => {
    const taken = ended('canceled', 'canceled', 0);
    expect(after(taken, 0, 'paused')).toMatchObject({ status: 'waiting', attempts: 0 });
    expect(after(taken)).toMatchObject({ status: 'done', outcome: 'skipped' });
  });
});

describe('a disposition', () => {
  const recycling = [{ disposition: 'later', afterSeconds: 60 }];
  const reached = after(ended('completed', null));

  it('brings its lead back, as long as it may be called', () => {
    const again = afterDisposition(reached, 'later', { recycling, retry }, at);
    expect(again).toMatchObject({
      status: 'waiting',
      outcome: null,
      openNumber: lead.phoneNumber,
      disposition: 'later',
      nextAttemptAt: new Date('2026-01-05T10:01:00Z'),
    });
    const often = afterDisposition({ ...reached, attempts: 3 }, 'later', { recycling, retry }, at);
    expect(often).toMatchObject({ status: 'done', outcome: 'reached', disposition: 'later' });
  });

  it('without a rule is only written down', () => {
    const known = afterDisposition(reached, 'sold', { recycling, retry }, at);
    expect(known).toMatchObject({ status: 'done', disposition: 'sold', dispositionUntil: null });
  });
});
