import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asCallLogId, asProviderSid, asTeamId, asTenantId } from '../../common/ids.js';
import { isEnded } from '../calls/call.domain.js';
import type { LedNeed } from '../calls/call.types.js';
import { businessHoursSchema } from '../settings/business-hours.domain.js';
import { defaultRules, type BusinessRules, type TenantSettings } from '../settings/rules.domain.js';
import { newCall } from './inbound.domain.js';
import {
  admitted,
  answerWhenClosed,
  blocked,
  isBlocked,
  isTurnedAway,
  turnedAway,
} from './opening.domain.js';
import { wayOut } from './overflow.domain.js';

const RULES = defaultRules(30, {
  agentHeartbeat: true,
  deviceConnectivity: true,
  enhancedDiscovery: true,
  discoveryFallback: false,
  queueHolding: true,
  inboundCallDebug: false,
});
const DAYTIME = businessHoursSchema.parse({ monday: [{ start: '09:00', end: '18:00' }] });
const settings = (
  rules: Partial<BusinessRules> = {},
  businessHours: TenantSettings['businessHours'] = DAYTIME,
): TenantSettings => ({
  clientId: asTenantId('t'),
  name: 'T',
  timezone: 'Asia/Kolkata',
  sectors: [],
  businessHours,
  companyVersion: 1,
  version: 1,
  rules: { ...RULES, ...rules },
});
const NEED: LedNeed = {
  teamId: null,
  sector: 'loans',
  capabilities: ['hindi'],
  priority: 7,
  ledBy: 'number',
};
// 19 January 2026 was a Monday; India is 5½ hours ahead.
const OPEN = new Date('2026-01-19T04:00:00Z');
const CLOSED = new Date('2026-01-19T14:00:00Z');
const closed = (next: BusinessRules['closed']['next']) => ({ closed: { ...RULES.closed, next } });

describe('a new call', () => {
  it('is let in with its own need while the company is open, or has no hours', () => {
    expect(admitted(settings(), NEED, OPEN)).toBe(NEED);
    expect(admitted(settings({}, null), NEED, CLOSED)).toBe(NEED);
  });

  it.each(['end', 'voicemail', 'callback'] as const)(
    'is turned away to %s when it is not',
    (next) => {
      expect(admitted(settings(closed(next)), NEED, CLOSED)).toBeNull();
    },
  );

  it('goes to the team or sector of the overflow, where the rules say so', () => {
    const teamId = asTeamId('night');
    const toTeam = { ...closed('overflow'), overflow: { to: 'team', teamId } } as const;
    expect(admitted(settings(toTeam), NEED, CLOSED)).toEqual({
      ...NEED,
      ledBy: 'address',
      teamId,
      sector: null,
    });
    const toSector = {
      ...closed('overflow'),
      overflow: { to: 'sector', sector: 'night' },
    } as const;
    expect(admitted(settings(toSector), NEED, CLOSED)).toEqual({
      ...NEED,
      ledBy: 'address',
      sector: 'night',
    });
    const toNobody = { ...closed('overflow'), overflow: { to: 'hang_up' } } as const;
    expect(admitted(settings(toNobody), NEED, CLOSED)).toBeNull();
  });

  it('keeps its priority and capabilities wherever it goes', () => {
    const anyNext = fc.constantFrom<BusinessRules['closed']['next']>(
      'end',
      'voicemail',
      'callback',
      'overflow',
    );
    const anyOverflow = fc.constantFrom<BusinessRules['overflow']>(
      { to: 'team', teamId: asTeamId('night') },
      { to: 'sector', sector: 'night' },
      { to: 'voicemail' },
    );
    const anyTime = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01') });
    fc.assert(
      fc.property(anyNext, anyOverflow, anyTime, (next, overflow, at) => {
        if (Number.isNaN(at.getTime())) return;
        const need = admitted(settings({ ...closed(next), overflow }), NEED, at);
        if (need) expect([need.priority, need.capabilities]).toEqual([7, ['hindi']]);
      }),
    );
  });
});

describe('a call that is turned away', () => {
  const call = newCall({
    callLogId: asCallLogId('1'),
    news: {
      channel: { clientId: asTenantId('t'), id: 'c' } as never,
      sid: asProviderSid('S1'),
      from: '09812345678',
      to: '08011112222',
      digits: null,
      asked: { team: null, sector: null, capabilities: null, priority: null },
      dial: null,
      placed: null,
    },
    phoneNumber: '+919812345678',
    need: NEED,
    at: CLOSED,
  });

  it('is over at once, and says why', () => {
    const step = turnedAway(call, CLOSED);
    expect(step.call).toMatchObject({
      status: 'canceled',
      failureReason: 'closed',
      endedAt: CLOSED,
    });
    expect(step.events.map(({ type }) => type)).toEqual(['call.received', 'call.ended']);
    expect([isEnded(step.call), isTurnedAway(step.call), isTurnedAway(call)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is one of a number that the company takes no calls of; a withheld number is on no list', () => {
    const rules = { blockedNumbers: ['+919812345678'] };
    expect(isBlocked(call, rules)).toBe(true);
    expect(isBlocked({ phoneNumber: '+919812345679' }, rules)).toBe(false);
    expect(isBlocked({ phoneNumber: null }, rules)).toBe(false);
    const step = blocked(call, OPEN);
    expect(step.call).toMatchObject({ status: 'canceled', failureReason: 'blocked', offers: [] });
    expect([isEnded(step.call), isTurnedAway(step.call), wayOut(step.call)]).toEqual([
      true,
      false,
      'closed',
    ]);
  });

  it('is led where the rules say', () => {
    const answerOf = (next: BusinessRules['closed']['next']) =>
      answerWhenClosed({ ...RULES, ...closed(next) });
    expect(
      ['end', 'voicemail', 'callback', 'overflow'].map((next) => answerOf(next as 'end')),
    ).toEqual(['closed', 'voicemail', 'callback', 'closed']);
  });
});
