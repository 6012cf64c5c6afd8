import { describe, expect, it } from '@jest/globals';
import { asAgentId, asCallLogId, asProviderSid, asTenantId } from '../../common/ids.js';
import {
  afterAttempt,
  afterLine,
  nextOnLine,
  ringsOnLine,
  talksOnLine,
} from './agent-line.domain.js';
import { claimed } from './dial.domain.js';
import { intentOf } from './intent.domain.js';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 15, 10) + seconds * 1000);
const SID = asProviderSid('S1');
const intent = (id: string) =>
  intentOf(
    asCallLogId(id),
    {
      clientId: asTenantId('t'),
      origin: 'campaign',
      phoneNumber: `+91981234567${id}`,
      agentId: asAgentId(7),
      teamId: null,
      sector: null,
      userId: null,
      priority: 'medium',
      metadata: {},
      timezone: null,
      scheduledFor: null,
      intervalMs: 0,
      retryOf: null,
      retryCount: 0,
      way: 'agent_line',
    },
    at(0),
  );
const claim = {
  way: 'agent_line',
  from: '+919800000007',
  channelId: null,
  staleAt: at(12),
} as const;
const first = claimed(intent('1'), claim, at(0)).call;
const ringing = ringsOnLine(first, SID, at(2))?.call ?? first;
const next = nextOnLine(intent('2'), ringing, at(60));

describe('an agent who stays on the line', () => {
  it('is led to its first customer once', () => {
    expect(ringing).toMatchObject({ dialState: 'placed', status: 'ringing', providerSid: SID });
    expect(ringsOnLine(ringing, SID, at(3))).toBeNull();
  });

  it('is led to the next one by a call of its own, for which its place is kept', () => {
    expect(next.call).toMatchObject({
      lineOf: '1',
      providerSid: null,
      from: claim.from,
      dialState: 'placed',
      dials: 1,
    });
    expect(next.isOccupied).toBe(true);
    expect(next.events.map(({ type }) => type)).toEqual(['call.initiated', 'call.ringing']);
  });

  it.each([
    ['completed', 'completed', null],
    ['no_answer', 'no_answer', 'no_answer'],
    ['busy', 'busy', 'busy'],
    ['failed', 'failed', 'network_error'],
    ['canceled', 'canceled', 'canceled'],
  ] as const)('hears how it went: %s', (result, status, failureReason) => {
    const step = afterAttempt(next.call, { result, seconds: 20 }, at(90), 30);
    expect(step.call).toMatchObject({ status, failureReason, dialState: 'over' });
    expect(step.freed).toMatchObject({ agentId: 7 });
  });

  it('talked as long as was told, and not while it rang', () => {
    const talking = talksOnLine(next.call, at(70))?.call ?? next.call;
    const step = afterAttempt(talking, { result: 'completed', seconds: 30 }, at(90), 0);
    expect(step.call).toMatchObject({ talkSeconds: 20, answeredAt: at(70) });
  });

  it('hung up: that was the end of a talk; of what rang, Exotel is asked', () => {
    expect(afterLine(next.call, at(70), 0).call).toMatchObject({
      dialState: 'placed',
      newsDueAt: at(70),
    });
    const talking = talksOnLine(next.call, at(70))?.call ?? next.call;
    expect(afterLine(talking, at(90), 0).call).toMatchObject({
      status: 'completed',
      talkSeconds: 20,
    });
  });
});
