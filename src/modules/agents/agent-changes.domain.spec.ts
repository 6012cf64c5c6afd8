import { describe, expect, it } from '@jest/globals';
import { asAgentId } from '../../common/ids.js';
import { differencesOf, isLeaving, mayChange, takesAdminAway } from './agent-changes.domain.js';
import type { Agent, AgentChanges } from './agents.types.js';

const anAgent = (changes: Partial<Agent> = {}): Agent =>
  ({
    id: asAgentId(7),
    username: 'asha',
    role: 'cs',
    isActive: true,
    phone: '+91 98100 12345',
    avatar: null,
    ...changes,
  }) as Agent;

describe('what changes of an agent', () => {
  it('is what differs, and null where something is taken away', () => {
    const wanted = { username: 'asha', role: 'admin', phone: null, avatar: undefined } as const;
    expect(differencesOf(anAgent(), wanted)).toEqual({ role: 'admin', phone: null });
  });

  it('is nothing but what may be changed', () => {
    const wanted = { id: asAgentId(8), passwordHash: 'x', version: 9 } as never;
    expect(differencesOf(anAgent(), wanted)).toEqual({});
  });
});

describe('who may change an agent', () => {
  const [me, other] = [asAgentId(7), asAgentId(8)];

  it('is an admin, of everybody and everything', () => {
    expect(mayChange({ agentId: me, mayChangeAll: true }, other, { role: 'viewer' })).toBe(true);
  });

  it.each<[AgentChanges, boolean]>([
    [
      { fullName: 'Asha K', email: 'a@b.example', phone: null, avatar: null, username: 'a_k' },
      true,
    ],
    [{ role: 'admin' }, false],
    [{ department: 'Claims' }, false],
    [{ isActive: false }, false],
    [{ kind: 'bot' }, false],
    [{ maxConcurrentCalls: 20 }, false],
  ])('is the agent itself: %j %s', (changes, may) => {
    expect(mayChange({ agentId: me, mayChangeAll: false }, me, changes)).toBe(may);
    expect(mayChange({ agentId: me, mayChangeAll: false }, other, changes)).toBe(false);
  });
});

describe('an agent that leaves', () => {
  it.each<[Partial<Agent>, AgentChanges, boolean]>([
    [{ role: 'admin' }, { isActive: false }, true],
    [{ role: 'admin' }, { role: 'cs' }, true],
    [{ role: 'admin' }, { department: 'Claims', isActive: true, role: 'admin' }, false],
    [{ role: 'admin' }, { department: 'Claims' }, false],
    [{ role: 'admin', isActive: false }, { role: 'cs' }, false],
    [{ role: 'cs' }, { isActive: false }, false],
  ])('%j with %j takes an admin away: %s', (agent, changes, takes) => {
    expect(takesAdminAway(anAgent(agent), changes)).toBe(takes);
  });

  it('was active before', () => {
    expect(isLeaving(anAgent(), { isActive: false })).toBe(true);
    expect(isLeaving(anAgent({ isActive: false }), { isActive: false })).toBe(false);
    expect(isLeaving(anAgent(), { role: 'viewer' })).toBe(false);
  });
});
