import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asAgentId, asCallLogId } from '../../common/ids.js';
import type { Call } from '../calls/call.types.js';
import { defaultRules } from '../settings/rules.domain.js';
import { afterPlaced, booked, canceled, dialling, isOver, notDialled } from './callback.domain.js';
import type { Callback } from './callback.schema.js';
import type { PlacedCall } from './callback-dialler.port.js';

const AT = new Date(1_000_000_000);
const rules = defaultRules(30, {
  agentHeartbeat: true,
  deviceConnectivity: true,
  enhancedDiscovery: true,
  discoveryFallback: false,
  queueHolding: true,
  inboundCallDebug: false,
});
const later = (seconds: number) => new Date(AT.getTime() + seconds * 1000);
const agent = { agentId: asAgentId(7), placedCallId: asCallLogId('placed') };
const waiting = booked({ _id: 'c', clientId: 't', receivedAt: AT } as unknown as Call, '+91', AT);

function dialled(callback: Callback, at: Date): Callback {
  const taken = dialling(callback, agent, at);
  if (!taken) throw new Error('it is not due');
  return taken;
}

describe('a call back', () => {
  it('is kept when they talked', () => {
    const kept = afterPlaced(dialled(waiting, AT), { state: 'talked' }, rules, later(60));
    expect(kept).toMatchObject({ state: 'done', attempts: 1, endedAt: later(60) });
  });

  it('is tried again by the policy of the reason, each pause twice as long, then given up', () => {
    let callback = waiting;
    let at = AT;
    const pauses: number[] = [];
    while (!isOver(callback)) {
      const after = afterPlaced(
        dialled(callback, at),
        { state: 'failed', reason: 'no_answer' },
        rules,
        at,
      );
      if (!after) throw new Error('it is over');
      callback = after;
      if (callback.nextAttemptAt) {
        pauses.push((callback.nextAttemptAt.getTime() - at.getTime()) / 1000);
        expect(dialling(callback, agent, at)).toBeNull();
        at = callback.nextAttemptAt;
      }
    }
    expect(pauses).toEqual([300, 600, 1200]);
    expect(callback).toMatchObject({ state: 'failed', attempts: 4, lastResult: 'no_answer' });
  });

  it('does not count an attempt in which nobody was dialled', () => {
    const back = notDialled(dialled(waiting, AT), 'agent_not_ready', null);
    expect(back).toMatchObject({ state: 'waiting', attempts: 0, agentId: null });
  });

  it('is not dialled twice, nor after it was cancelled', () => {
    expect(dialling(dialled(waiting, AT), agent, later(1))).toBeNull();
    expect(dialling(canceled(waiting, AT), agent, later(1))).toBeNull();
  });

  it('comes back when the process died before it dialled', () => {
    const taken = dialled(waiting, AT);
    expect(afterPlaced(taken, { state: 'unknown' }, rules, later(10))).toBeNull();
    expect(afterPlaced(taken, { state: 'unknown' }, rules, later(61))).toMatchObject({
      state: 'waiting',
      attempts: 0,
    });
  });

  it('always comes to an end, whatever becomes of its calls', () => {
    const news = fc.constantFrom<PlacedCall>(
      { state: 'talked' },
      { state: 'failed', reason: 'busy' },
      { state: 'failed', reason: 'no_answer' },
      { state: 'failed', reason: null },
    );
    fc.assert(
      fc.property(fc.array(news, { minLength: 4, maxLength: 10 }), (list) => {
        let callback = waiting;
        for (const placed of list) {
          if (isOver(callback)) break;
          const at = callback.nextAttemptAt ?? AT;
          callback = afterPlaced(dialled(callback, at), placed, rules, at) ?? callback;
        }
        expect(isOver(callback)).toBe(true);
      }),
    );
  });
});
