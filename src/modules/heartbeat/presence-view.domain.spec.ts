import { describe, expect, it } from '@jest/globals';
import { asAgentId, asTenantId } from '../../common/ids.js';
import { changesChoice, readinessRulesOf, statisticsOf, viewOf } from './presence-view.domain.js';
import type { PresenceDocument } from './presence.schema.js';

const NOW = Date.UTC(2026, 0, 15, 4, 30);
const rules = readinessRulesOf(
  { heartbeatSeconds: 30, features: { agentHeartbeat: true, deviceConnectivity: true } },
  1,
);
const agent = {
  isActive: true,
  maxConcurrentCalls: 1,
  dialNumber: '+919810012345',
  kind: 'human',
  streamUrl: null,
} as const;
const ago = (seconds: number) => new Date(NOW - seconds * 1000);

function aPresence(change: Partial<PresenceDocument> = {}): PresenceDocument {
  return {
    _id: asAgentId(17),
    clientId: asTenantId('bank'),
    chosen: 'online',
    chosenReason: null,
    chosenBySystem: false,
    chosenAt: ago(600),
    lastHeartbeat: ago(5),
    previousHeartbeat: ago(35),
    deviceConnected: true,
    holds: [],
    activeCalls: 0,
    wrapUpUntil: null,
    missedInRow: 0,
    idleSince: ago(300),
    version: 1,
    updatedAt: ago(5),
    ...change,
  };
}

const viewed = (change: Partial<PresenceDocument>) => viewOf(agent, aPresence(change), rules, NOW);

describe('what the server thinks of an agent', () => {
  it('is offline before the first heartbeat', () => {
    expect(viewOf(agent, null, rules, NOW)).toMatchObject({
      status: 'offline',
      onlineStatus: 'offline',
      lastHeartbeat: null,
      readiness: { isReady: false },
    });
  });

  it('keeps what the agent chose apart from what others see', () => {
    expect(viewed({ activeCalls: 1 })).toMatchObject({ status: 'online', onlineStatus: 'busy' });
    expect(viewed({ lastHeartbeat: ago(91) })).toMatchObject({
      status: 'online',
      onlineStatus: 'offline',
      isStale: true,
    });
  });

  it('does not show a wrap-up that is over', () => {
    expect(viewed({ wrapUpUntil: ago(1) }).wrapUpUntil).toBeNull();
    expect(viewed({ wrapUpUntil: ago(-9) }).wrapUpUntil).toEqual(ago(-9));
  });
});

describe('statistics', () => {
  it('count each agent once, and the share that is shown as it is', () => {
    const statistics = statisticsOf([
      { view: viewed({}), shown: 'online' },
      { view: viewed({ chosen: 'away' }), shown: 'online' },
      { view: viewed({ lastHeartbeat: ago(100) }), shown: 'offline' },
      { view: viewed({ deviceConnected: false }), shown: 'online' },
      { view: viewOf(agent, null, rules, NOW), shown: 'offline' },
    ]);
    expect(statistics).toEqual({
      total: 5,
      ready: 1,
      notReady: 1,
      stale: 1,
      disconnected: 1,
      offline: 1,
      availabilityAccuracy: 0.8,
    });
  });

  it('have no share without agents', () => {
    expect(statisticsOf([]).availabilityAccuracy).toBeNull();
  });
});

describe("a heartbeat's status", () => {
  it('changes nothing when it is what the agent chose', () => {
    expect(changesChoice(aPresence(), 'online')).toBe(false);
    expect(changesChoice(aPresence({ chosen: 'away' }), 'away')).toBe(false);
  });

  it('changes the choice when it differs', () => {
    expect(changesChoice(aPresence(), 'away')).toBe(true);
    expect(changesChoice(aPresence({ chosen: 'offline' }), 'online')).toBe(true);
  });

  it('does not undo what the system did before the app was told', () => {
    const away = { chosen: 'away', chosenBySystem: true, chosenAt: ago(20) } as const;
    expect(changesChoice(aPresence({ ...away, previousHeartbeat: ago(35) }), 'online')).toBe(false);
    expect(changesChoice(aPresence({ ...away, previousHeartbeat: null }), 'online')).toBe(false);
    expect(changesChoice(aPresence({ ...away, previousHeartbeat: ago(10) }), 'online')).toBe(true);
    expect(changesChoice(aPresence(away), 'offline')).toBe(true);
  });
});
