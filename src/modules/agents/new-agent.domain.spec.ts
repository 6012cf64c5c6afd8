import { describe, expect, it } from '@jest/globals';
import { asAgentId, asTenantId } from '../../common/ids.js';
import { newAgent } from './new-agent.domain.js';

const NOW = new Date('2026-01-15T06:00:00Z');
const input = {
  username: 'asha',
  email: 'asha@bank.example',
  fullName: 'Asha Rao',
  role: 'cs',
  department: 'Retail',
} as const;
const made = (more: object = {}) =>
  newAgent(asAgentId(7), asTenantId('bank'), { ...input, ...more }, NOW);

describe('a new agent', () => {
  it('is active and offline, a person with one call at once, and counts from zero', () => {
    expect(made()).toEqual({
      id: 7,
      clientId: 'bank',
      ...input,
      isActive: true,
      lastLoginAt: null,
      avatar: null,
      phone: null,
      dialNumber: null,
      kind: 'human',
      streamUrl: null,
      maxConcurrentCalls: 1,
      externalId: null,
      onlineStatus: 'offline',
      lastSeen: null,
      currentTickets: 0,
      totalTicketsHandled: 0,
      avgResponseTime: 5,
      customerSatisfaction: 3.5,
      ticketsResolvedToday: 0,
      messagesHandledToday: 0,
      onlineHoursToday: 0,
      performanceLevel: 'medium',
      mustChangePassword: false,
      version: 1,
      createdAt: NOW,
      updatedAt: NOW,
    });
  });

  it('has what was given, and a bot ten calls at once unless told otherwise', () => {
    const given = {
      avatar: 'https://cdn.example/a.png',
      phone: '+91 98100 12345',
      kind: 'bot',
      streamUrl: 'wss://bots.example/voice',
      externalId: 'E-7',
    };
    expect(made(given)).toMatchObject({
      ...given,
      dialNumber: '+919810012345',
      maxConcurrentCalls: 10,
    });
    expect(made({ ...given, maxConcurrentCalls: 4 }).maxConcurrentCalls).toBe(4);
  });
});
