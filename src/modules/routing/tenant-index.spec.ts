import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asAgentId, asTenantId } from '../../common/ids.js';
import { readinessOf } from '../heartbeat/readiness.domain.js';
import { defaultRules, type TenantSettings } from '../settings/rules.domain.js';
import { choose } from './choose.js';
import { compareRanks, scoreTerms, sectorMeans, totalScore } from './score.domain.js';
import { TenantIndex, type LiveState } from './tenant-index.js';

const NOW = 1_700_000_000_000;
const rules = { heartbeatMs: 30_000, staleMs: 90_000, checksHeartbeat: true, checksDevice: true };
const features = {
  agentHeartbeat: true,
  deviceConnectivity: true,
  enhancedDiscovery: true,
  discoveryFallback: false,
  queueHolding: true,
  inboundCallDebug: false,
};
const settings: TenantSettings = {
  clientId: asTenantId('t'),
  name: 'T',
  timezone: 'UTC',
  sectors: [],
  businessHours: null,
  companyVersion: 1,
  version: 1,
  rules: defaultRules(30, features),
};
const need = { teamId: null, sector: 'billing', capabilities: ['hindi'], priority: 5 };

const live = (given: Partial<LiveState> = {}): LiveState => ({
  chosen: 'online',
  lastHeartbeat: new Date(NOW - 1000),
  deviceConnected: true,
  activeCalls: 0,
  wrapUpUntil: null,
  missedInRow: 0,
  idleSince: new Date(NOW - 60_000),
  version: 1,
  ...given,
});

interface Given {
  readonly id: number;
  readonly isActive: boolean;
  readonly max: number;
  readonly phone: boolean;
  readonly profile: boolean;
  readonly priority: number;
  readonly hindi: boolean;
  readonly successRate: number | null;
  readonly state: LiveState;
}

function put(index: TenantIndex, given: Given): void {
  const agentId = asAgentId(given.id);
  index.setAgent({
    agentId,
    isActive: given.isActive,
    kind: 'human',
    dialNumber: given.phone ? `+9198${String(given.id).padStart(8, '0')}` : null,
    maxConcurrentCalls: given.max,
  });
  index.setLive(agentId, given.state);
  index.setProfile({
    id: `p${given.id}`,
    agentId,
    sector: 'billing',
    priority: given.priority,
    capabilities: new Map<string, number>(given.hindi ? [['hindi', 3]] : []),
    successRate: given.successRate,
    avgHandleTime: null,
    isActive: given.profile,
  });
}

const agents = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 60 }),
    isActive: fc.boolean(),
    max: fc.integer({ min: 1, max: 3 }),
    phone: fc.boolean(),
    profile: fc.boolean(),
    priority: fc.integer({ min: 0, max: 10 }),
    hindi: fc.boolean(),
    successRate: fc.option(fc.constantFrom(0, 0.5, 0.75, 1)),
    state: fc.record({
      chosen: fc.constantFrom('online' as const, 'away' as const),
      lastHeartbeat: fc.constantFrom(null, new Date(NOW - 1000), new Date(NOW - 100_000)),
      deviceConnected: fc.boolean(),
      activeCalls: fc.integer({ min: 0, max: 3 }),
      wrapUpUntil: fc.constantFrom(null, new Date(NOW - 1), new Date(NOW + 1)),
      missedInRow: fc.integer({ min: 0, max: 2 }),
      idleSince: fc.integer({ min: 0, max: 3 }).map((s) => new Date(NOW - s * 1000)),
      version: fc.constant(1),
    }),
  }),
  { selector: (agent) => agent.id, maxLength: 40 },
);

/** The rule said plainly: every agent of the sector, checked and scored one by one. */
function plainly(given: readonly Given[]): number[] {
  const inSector = given.filter((agent) => agent.profile);
  const means = sectorMeans(
    inSector.map(({ successRate }) => ({ successRate, avgHandleTime: null })),
  );
  return inSector
    .filter(({ state, isActive, phone, max }) => {
      const facts = {
        isActive,
        chosen: state.chosen,
        lastHeartbeatMs: state.lastHeartbeat?.getTime() ?? null,
        deviceConnected: state.deviceConnected,
        isReachable: phone,
        activeCalls: state.activeCalls,
        maxConcurrentCalls: max,
        wrapUpUntilMs: state.wrapUpUntil?.getTime() ?? null,
        missedInRow: state.missedInRow,
      };
      return readinessOf(facts, rules, NOW).isReady;
    })
    .map((agent) => {
      const aptitude = {
        successRate: agent.successRate,
        avgHandleTime: null,
        priority: agent.priority,
        load: agent.state.activeCalls,
        capabilities: new Map<string, number>(agent.hindi ? [['hindi', 3]] : []),
      };
      const score = totalScore(scoreTerms(aptitude, ['hindi'], settings.rules.weights, means));
      return { score, idleSinceMs: agent.state.idleSince.getTime(), agentId: agent.id };
    })
    .sort(compareRanks)
    .slice(0, 20)
    .map((rank) => rank.agentId);
}

const chosenFrom = (index: TenantIndex): number[] =>
  choose(index, settings, rules, need, new Set(), NOW, (error) => {
    throw error;
  }).ranked.map((candidate) => candidate.agentId);

describe('index of ready agents', () => {
  it('ranks as checking and scoring every agent would', () => {
    fc.assert(
      fc.property(agents, (given) => {
        const index = new TenantIndex();
        given.forEach((agent) => put(index, agent));
        expect(chosenFrom(index)).toEqual(plainly(given));
      }),
      { numRuns: 300 },
    );
  });

  it('ranks the same after any changes of live states', () => {
    fc.assert(
      fc.property(agents, agents, (before, after) => {
        const index = new TenantIndex();
        before.forEach((agent) => put(index, agent));
        chosenFrom(index);
        const later = before.map((agent) => {
          const change = after.find((other) => other.id === agent.id);
          return change ? { ...agent, state: { ...change.state, version: 2 } } : agent;
        });
        later.forEach((agent) => index.setLive(asAgentId(agent.id), agent.state));
        expect(chosenFrom(index)).toEqual(plainly(later));
      }),
      { numRuns: 300 },
    );
  });

  const ready = (id: number, given: Partial<Given> = {}): Given => ({
    id,
    isActive: true,
    max: 1,
    phone: true,
    profile: true,
    priority: 5,
    hindi: true,
    successRate: null,
    state: live(),
    ...given,
  });

  it('does not propose a claimed place twice', () => {
    const index = new TenantIndex();
    put(index, ready(1, { priority: 9 }));
    put(index, ready(2));
    expect(chosenFrom(index)).toEqual([1, 2]);
    index.claim(asAgentId(1));
    expect(chosenFrom(index)).toEqual([2]);
    index.settle(asAgentId(1), null);
    expect(chosenFrom(index)).toEqual([1, 2]);
  });

  it('ignores an older state than it knows', () => {
    const index = new TenantIndex();
    put(index, ready(1, { state: live({ version: 5 }) }));
    index.setLive(asAgentId(1), live({ version: 4, activeCalls: 1 }));
    expect(chosenFrom(index)).toEqual([1]);
  });

  it('counts who fell to which check', () => {
    const index = new TenantIndex();
    put(index, ready(1, { state: live({ activeCalls: 1 }) }));
    put(index, ready(2, { state: live({ chosen: 'away' }) }));
    put(index, ready(3, { state: live({ lastHeartbeat: new Date(NOW - 100_000) }) }));
    put(index, ready(4, { phone: false }));
    put(index, ready(5, { profile: false }));
    const choice = choose(index, settings, rules, need, new Set(), NOW, () => undefined);
    expect(choice.path).toBe('queued');
    expect(choice.fallen).toEqual({ capacity: 1, status: 1, heartbeat: 1, device: 1, profile: 1 });
  });

  it('asks the status alone where the tenant wants a fallback', () => {
    const index = new TenantIndex();
    put(index, ready(1, { state: live({ lastHeartbeat: null }) }));
    const withFallback: TenantSettings = {
      ...settings,
      rules: { ...settings.rules, features: { ...features, discoveryFallback: true } },
    };
    const choice = choose(index, withFallback, rules, need, new Set(), NOW, () => undefined);
    expect(choice.path).toBe('status_fallback');
    expect(choice.ranked.map((candidate) => candidate.agentId)).toEqual([1]);
  });

  it('lets the status alone decide when the check of readiness fails', () => {
    const index = new TenantIndex();
    put(index, ready(1, { priority: 2 }));
    put(index, ready(2, { priority: 8 }));
    put(index, ready(3, { state: live({ chosen: 'away' }) }));
    const broken = Object.defineProperty({ ...rules }, 'staleMs', {
      get: () => {
        throw new Error('no check today');
      },
    });
    const told: string[] = [];
    const choice = choose(index, settings, broken, need, new Set(), NOW, (_, instead) =>
      told.push(instead),
    );
    expect(choice).toMatchObject({ path: 'sector', discovery: 'status' });
    expect(choice.ranked.map((candidate) => candidate.agentId)).toEqual([2, 1]);
    expect(told).toEqual(['status']);
  });

  it('takes the team’s assigned agents whose member is active', () => {
    const index = new TenantIndex();
    [1, 2, 3].forEach((id) => put(index, ready(id, { profile: false })));
    const teamId = 'team' as never;
    index.setTeam(teamId, { sector: 'billing', isActive: true });
    index.setMember('m1', { teamId, agentId: asAgentId(1), isActive: true });
    index.setMember('m2', { teamId, agentId: asAgentId(2), isActive: false });
    const assign = (id: number, memberId: string | null) =>
      index.setAssignment({
        id: `a${id}`,
        teamId,
        agentId: asAgentId(id),
        memberId,
        priority: 5,
      });
    assign(1, 'm1');
    assign(2, 'm2');
    assign(3, null);
    const toTeam = { ...need, teamId, sector: null };
    const choice = choose(index, settings, rules, toTeam, new Set(), NOW, () => undefined);
    expect(choice.ranked.map((candidate) => candidate.agentId)).toEqual([1, 3]);
  });

  it('lets priority decide when scoring fails', () => {
    const index = new TenantIndex();
    put(index, ready(1, { priority: 2 }));
    put(index, ready(2, { priority: 8 }));
    const broken = { ...settings, rules: { ...settings.rules, weights: null as never } };
    const choice = choose(index, broken, rules, need, new Set(), NOW, () => undefined);
    expect(choice.path).toBe('priority_fallback');
    expect(choice.ranked.map((candidate) => candidate.agentId)).toEqual([2, 1]);
  });
});
