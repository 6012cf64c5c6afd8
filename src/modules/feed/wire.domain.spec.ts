import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NUMBERED_EVENTS } from './wire.types.js';
import { wireOf } from './wire.domain.js';

const AT = new Date('2026-01-15T04:30:00.000Z');
const stored = (
  type: string,
  data: unknown = {},
  ids: { agentId?: number; callLogId?: string } = {},
) => ({
  type,
  at: AT,
  data,
  agentId: ids.agentId ?? null,
  callLogId: ids.callLogId ?? null,
});

describe('a stored event on the wire', () => {
  it.each([
    ['agent.online', 'agent_online', {}],
    ['agent.offline', 'agent_offline', {}],
    ['agent.deleted', 'agent_deleted', {}],
    ['agent.deactivated', 'agent_deleted', {}],
  ])('%s is %s, with agent and time alone', (type, event, data) => {
    expect(wireOf(stored(type, data, { agentId: 7 }))).toEqual({
      event,
      data: { agentId: 7, timestamp: AT },
      audience: { kind: 'everybody', about: 7 },
    });
  });

  it('a status change says the status that others see, nothing else', () => {
    const data = { agentId: 7, status: 'away', chosen: 'away', reason: 'Lunch' };
    expect(wireOf(stored('agent.status_changed', data, { agentId: 7 }))?.data).toEqual({
      agentId: 7,
      status: 'away',
      timestamp: AT,
    });
  });

  it.each(['agent.created', 'agent.updated'])('%s is the agent, without its secrets', (type) => {
    const agent = { id: 7, fullName: 'Anna', passwordHash: 'x', usernameKey: 'a', searchKeys: [] };
    const wire = wireOf(stored(type, { agent }, { agentId: 7 }));
    expect(wire?.event).toBe(type.replace('.', '_'));
    expect(wire?.data).toEqual({ id: 7, fullName: 'Anna' });
  });

  it.each([
    ['agent.activity', { type: 'message_sent', description: 'Sent' }],
    ['agent.activity_recorded', { activity: { type: 'message_sent', description: 'Sent' } }],
    ['activity.recorded', { activity: { type: 'message_sent', description: 'Sent' } }],
  ])('%s is an activity, in a field of its own or not', (type, data) => {
    expect(wireOf(stored(type, data, { agentId: 7 }))).toMatchObject({
      event: 'agent_activity',
      data: { type: 'message_sent', description: 'Sent', agentId: 7, timestamp: AT },
    });
  });

  it.each(['performance.updated', 'agent.performance_updated', 'agent.performance'])(
    '%s is a performance update',
    (type) => {
      const wire = wireOf(stored(type, { agentId: 7, metric: 'onlineHours', value: 3 }));
      expect(wire).toMatchObject({
        event: 'performance_update',
        data: { agentId: 7, metric: 'onlineHours', value: 3, timestamp: AT },
      });
    },
  );

  it('a level that rises is a performance update', () => {
    const data = { agentId: 7, from: 'medium', to: 'high' };
    expect(wireOf(stored('agent.performance_level_changed', data))?.data).toEqual({
      agentId: 7,
      metric: 'performanceLevel',
      value: 'high',
      timestamp: AT,
    });
  });

  it.each([
    ['call.offered', 'call_offered'],
    ['call.ended', 'call_ended'],
    ['call.ringing', 'call_update'],
    ['call.offer_accepted', 'call_update'],
    ['call.something_new', 'call_update'],
  ])('%s is %s, for its agent and admins', (type, event) => {
    const wire = wireOf(stored(type, { status: 'x' }, { agentId: 7, callLogId: 'c1' }));
    expect(wire).toMatchObject({
      event,
      data: { callLogId: 'c1', agentId: 7, timestamp: AT },
      audience: { kind: 'admins', and: 7 },
    });
  });

  it('a call without an agent is for admins', () => {
    expect(wireOf(stored('call.received', {}, { callLogId: 'c1' }))?.audience).toEqual({
      kind: 'admins',
      and: null,
    });
  });

  it('an anomaly is for whoever reads analytics', () => {
    expect(wireOf(stored('anomaly.detected', { anomaly: { metric: 'asa' } }))).toEqual({
      event: 'anomaly_detected',
      data: { metric: 'asa', timestamp: AT },
      audience: { kind: 'analysts' },
    });
  });

  it.each([
    ['batch.progress', 'batch_progress', { startedBy: 7 }],
    ['bulk.progress', 'batch_progress', { requestedBy: 7 }],
    ['report.progress', 'report_progress', { createdBy: 7 }],
    ['report.ready', 'report_progress', { agentId: 7 }],
  ])('%s is %s, for whoever began it', (type, event, data) => {
    expect(wireOf(stored(type, { ...data, done: 3 }))).toEqual({
      event,
      data: { ...data, done: 3, timestamp: AT },
      audience: { kind: 'person', agentId: 7 },
    });
  });

  it('the progress of nobody is heard by nobody', () => {
    expect(wireOf(stored('batch.progress', { done: 3 }))).toBeNull();
  });

  it.each(['session.started', 'team.updated', 'channel.token_rotated', 'profile.created'])(
    '%s stays inside',
    (type) => expect(wireOf(stored(type, { team: {} }, { agentId: 7 }))).toBeNull(),
  );

  it('is made of whatever comes, and says no password', () => {
    const types = fc.oneof(
      fc
        .constantFrom('agent.', 'call.', 'batch.', 'anomaly.', 'performance.')
        .chain((family) => fc.string().map((rest) => family + rest)),
      fc.string(),
    );
    fc.assert(
      fc.property(types, fc.anything(), (type, data) => {
        const wire = wireOf(stored(type, data));
        if (!wire) return;
        expect(NUMBERED_EVENTS).toContain(wire.event);
        if (/^agent_(cre|upd)ated$/.test(wire.event))
          expect(wire.data).not.toHaveProperty('passwordHash');
      }),
    );
  });
});
