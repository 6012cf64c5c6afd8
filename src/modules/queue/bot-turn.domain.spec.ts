import { describe, expect, it } from '@jest/globals';
import { asAgentId, asCallLogId, asOfferId, asProviderSid, asTenantId } from '../../common/ids.js';
import { begin, offeredAtOnce, wasHandedOver } from '../calls/call.domain.js';
import type { Call } from '../calls/call.types.js';
import type { TurnEnd } from '../media/stream-flow.port.js';
import { afterJoin, afterTurn, isServedByBot } from './bot-turn.domain.js';
import { newCall } from './inbound.domain.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 15, 4, 30) + seconds * 1000);
const TURN = asOfferId('o1');
const offered = (): Call => {
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
    need: { teamId: null, sector: 'billing', capabilities: [], priority: 5, ledBy: 'default' },
    at: at(0),
  });
  const bot = { agentId: asAgentId(1), dialNumber: 'stream:1', offerId: TURN };
  return offeredAtOnce(begin(call), bot, 20, at(1)).call;
};
const talking = (): Call => afterJoin(offered(), TURN, at(2))?.call ?? offered();
const after = (call: Call, end: TurnEnd) => afterTurn(call, TURN, end, at(60), 0);

describe('a bot’s turn', () => {
  it('begins once, and only while the offer is its own', () => {
    expect(talking()).toMatchObject({ status: 'connected', waitSeconds: 2 });
    expect(afterJoin(talking(), TURN, at(3))).toBeNull();
    expect(afterJoin(offered(), asOfferId('o2'), at(3))).toBeNull();
  });

  it('ends the call when the caller hung up', () => {
    const ended = after(talking(), { kind: 'hung_up' });
    expect(ended?.step.call).toMatchObject({ status: 'completed', talkSeconds: 58 });
    expect(ended?.step.freed).toEqual([{ agentId: 1, outcome: 'talked' }]);
    expect(after(offered(), { kind: 'hung_up' })?.step.call.status).toBe('abandoned');
  });

  it('leaves the flow to end the call when the bot said good-bye', () => {
    const call = after(talking(), { kind: 'done' })?.step.call;
    expect(call && [call.status, isServedByBot(call)]).toEqual(['connected', true]);
  });

  it.each([{ kind: 'failed' }, { kind: 'handed_over', need: { sector: 'loans' } }] as const)(
    'puts the caller in line for people: %j',
    (end) => {
      const move = after(talking(), end);
      expect(move).toMatchObject({ wantsAgent: true, step: { call: { status: 'queued' } } });
      expect(move && wasHandedOver(move.step.call)).toBe(true);
      expect(move?.step.call.sector).toBe(end.kind === 'failed' ? 'billing' : 'loans');
    },
  );

  it('before it began is an offer that failed', () => {
    const move = after(offered(), { kind: 'failed' });
    expect(move?.step.call.offers).toMatchObject([{ state: 'failed' }]);
    expect(move?.step.freed).toEqual([{ agentId: 1, outcome: 'none' }]);
  });

  it('is over once: a later end changes nothing', () => {
    const ended = after(talking(), { kind: 'hung_up' })?.step.call ?? offered();
    expect(after(ended, { kind: 'failed' })).toBeNull();
  });
});
