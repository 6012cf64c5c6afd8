import { describe, expect, it } from '@jest/globals';
import { asAgentId, asTenantId } from '../../common/ids.js';
import {
  changesChoice,
  choiceOf,
  factsOf,
  isStale,
  readinessRulesOf,
  STATUS_WORDS,
  statisticsOf,
  viewOf,
} from './presence-view.domain.js';
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

describe('the facts of readiness', () => {
  it('are those of the live state', () => {
    const wrapUpUntil = ago(-20);
    expect(factsOf(agent, aPresence({ activeCalls: 2, missedInRow: 1, wrapUpUntil }))).toEqual({
      isActive: true,
      chosen: 'online',
      lastHeartbeatMs: ago(5).getTime(),
      deviceConnected: true,
      isReachable: true,
      activeCalls: 2,
      maxConcurrentCalls: 1,
      wrapUpUntilMs: wrapUpUntil.getTime(),
      missedInRow: 1,
    });
  });

  it('are those of an agent who is not there, where there is no live state', () => {
    expect(factsOf({ ...agent, isActive: false, maxConcurrentCalls: 3 }, null)).toEqual({
      isActive: false,
      chosen: 'offline',
      lastHeartbeatMs: null,
      deviceConnected: false,
      isReachable: true,
      activeCalls: 0,
      maxConcurrentCalls: 3,
      wrapUpUntilMs: null,
      missedInRow: 0,
    });
  });

  it.each([
    ['human', '+919810012345', null, true],
    ['human', null, 'wss://bots.example/voice', false],
    ['bot', null, 'wss://bots.example/voice', true],
    ['bot', null, null, false],
    ['bot', '+919810012345', null, true],
  ] as const)('reach a %s by number %s or stream %s: %s', (kind, dialNumber, streamUrl, is) => {
    const one = { ...agent, kind, dialNumber, streamUrl };
    expect(factsOf(one, null).isReachable).toBe(is);
  });

  it('come with the rules of the company', () => {
    expect(rules).toEqual({
      heartbeatMs: 30_000,
      staleMs: 90_000,
      checksHeartbeat: true,
      checksDevice: true,
    });
  });

  it('make a sign of life stale after three intervals', () => {
    expect(isStale(ago(90), rules, NOW)).toBe(true);
    expect(isStale(ago(89), rules, NOW)).toBe(false);
    expect(isStale(null, rules, NOW)).toBe(true);
  });

  it('know `available` as another word for online', () => {
    expect(STATUS_WORDS.map(choiceOf)).toEqual(['online', 'online', 'away', 'busy', 'offline']);
  });
});

describe('what the server thinks of an agent', () => {
  it('is all of its live state', () => {
    const chosenReason = 'lunch';
    expect(viewed({ chosen: 'away', chosenReason, missedInRow: 1 })).toMatchObject({
      status: 'away',
      reason: 'lunch',
      since: ago(600),
      onlineStatus: 'away',
      deviceConnected: true,
      lastHeartbeat: ago(5),
      isStale: false,
      activeCalls: 0,
      maxConcurrentCalls: 1,
      wrapUpUntil: null,
      missedInRow: 1,
    });
    const { reason, since, isStale: stale } = viewOf(agent, null, rules, NOW);
    expect([reason, since, stale]).toEqual([null, null, true]);
  });

  it('has no wrap-up at the moment of its end', () => {
    expect(viewed({ wrapUpUntil: ago(0) }).wrapUpUntil).toBeNull();
  });

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

  it('take who is signed off for offline, however old its heartbeat is', () => {
    const shown = 'offline' as const;
    const gone = { view: viewed({ chosen: 'offline', lastHeartbeat: ago(100) }), shown };
    const never = { view: viewed({ lastHeartbeat: null }), shown };
    expect(statisticsOf([gone, never])).toMatchObject({ offline: 2, stale: 0 });
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
    expect(changesChoice(aPresence({ ...away, previousHeartbeat: ago(20) }), 'online')).toBe(false);
    const undated = { ...away, chosenAt: null, previousHeartbeat: ago(1) } as never;
    expect(changesChoice(aPresence(undated), 'online')).toBe(false);
    const own = { ...away, chosenBySystem: false } as const;
    expect(changesChoice(aPresence(own), 'online')).toBe(true);
  });
});
