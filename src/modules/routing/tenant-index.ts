import type { AgentId, TeamId } from '../../common/ids.js';
import type { PresenceDocument } from '../heartbeat/presence.schema.js';
import {
  readinessOf,
  type ReadinessFacts,
  type ReadinessRules,
} from '../heartbeat/readiness.domain.js';
import type { TenantSettings } from '../settings/rules.domain.js';
import { Pool, type Candidate } from './pool.js';
import type { Fallen } from './routing.types.js';
import { scoreTerms, sectorMeans, type ScoreTerms, type SectorMeans } from './score.domain.js';

export interface AgentRecord {
  readonly agentId: AgentId;
  readonly isActive: boolean;
  readonly kind: 'human' | 'bot';
  /** Where its calls go: a number, or a bot's stream. */
  readonly dialNumber: string | null;
  readonly maxConcurrentCalls: number;
}

export interface SectorProfile {
  readonly id: string;
  readonly agentId: AgentId;
  readonly sector: string;
  readonly priority: number;
  /** By name, the level (1–5). */
  readonly capabilities: ReadonlyMap<string, number>;
  readonly successRate: number | null;
  readonly avgHandleTime: number | null;
  readonly isActive: boolean;
}

export interface TeamRecord {
  readonly sector: string;
  readonly isActive: boolean;
}

export interface Assignment {
  readonly id: string;
  readonly teamId: TeamId;
  readonly agentId: AgentId;
  readonly memberId: string | null;
  readonly priority: number;
}

export interface MemberRecord {
  readonly teamId: TeamId;
  readonly agentId: AgentId;
  readonly isActive: boolean;
}

/** The part of an agent's live state that routing needs. */
export type LiveState = Pick<
  PresenceDocument,
  | 'chosen'
  | 'lastHeartbeat'
  | 'deviceConnected'
  | 'activeCalls'
  | 'wrapUpUntil'
  | 'missedInRow'
  | 'idleSince'
  | 'version'
>;

/** Whom a call may go to: the agents of a team, or of a sector. */
export type Scope =
  | { readonly kind: 'team'; readonly teamId: TeamId }
  | { readonly kind: 'sector'; readonly sector: string };

export type Discovery = 'enhanced' | 'status';

interface Entry {
  record: AgentRecord | null;
  live: LiveState | null;
  claims: number;
}

interface KeptPool {
  readonly pool: Pool;
  readonly settingsVersion: number;
}

/** More than any company needs; a flood of odd capability lists must not fill the memory. */
const MOST_POOLS = 200;

/** The agents of one company in memory: proposes, never decides. */
export class TenantIndex {
  private readonly entries = new Map<AgentId, Entry>();
  private readonly profiles = new Map<string, Map<AgentId, SectorProfile>>();
  private readonly teams = new Map<TeamId, TeamRecord>();
  private readonly assignments = new Map<TeamId, Map<string, Assignment>>();
  private readonly members = new Map<string, MemberRecord>();
  private readonly successIn = new Map<AgentId, ReadonlyMap<string, number>>();
  private readonly pools = new Map<string, KeptPool>();

  setAgent(record: AgentRecord): void {
    this.entryOf(record.agentId).record = record;
    this.replace(record.agentId);
  }

  removeAgent(agentId: AgentId): void {
    this.entries.delete(agentId);
    for (const { pool } of this.pools.values()) pool.remove(agentId);
  }

  /** A newer live state of an agent; an older one than is known changes nothing. */
  setLive(agentId: AgentId, live: LiveState): void {
    const entry = this.entryOf(agentId);
    if (entry.live && entry.live.version >= live.version) return;
    entry.live = live;
    this.replace(agentId);
  }

  liveOf(agentId: AgentId): LiveState | null {
    return this.entries.get(agentId)?.live ?? null;
  }

  /** This process is about to take a place of the agent: it counts until the write has decided. */
  claim(agentId: AgentId): void {
    this.entryOf(agentId).claims += 1;
    this.replace(agentId);
  }

  /** The write has decided: the claim is over, and the state that it made, if any, is known. */
  settle(agentId: AgentId, live: LiveState | null): void {
    const entry = this.entryOf(agentId);
    entry.claims -= 1;
    if (live && (entry.live?.version ?? 0) < live.version) entry.live = live;
    this.replace(agentId);
  }

  setProfile(profile: SectorProfile): void {
    const sector = this.profiles.get(profile.sector) ?? new Map<AgentId, SectorProfile>();
    sector.set(profile.agentId, profile);
    this.profiles.set(profile.sector, sector);
    this.pools.clear();
  }

  removeProfile(id: string): void {
    for (const sector of this.profiles.values()) {
      for (const profile of sector.values()) {
        if (profile.id === id) sector.delete(profile.agentId);
      }
    }
    this.pools.clear();
  }

  /** An agent's measured success in its capabilities, 0–1. */
  setSuccessIn(agentId: AgentId, rates: ReadonlyMap<string, number> | null): void {
    if (rates) this.successIn.set(agentId, rates);
    else this.successIn.delete(agentId);
    this.pools.clear();
  }

  setTeam(teamId: TeamId, team: TeamRecord | null): void {
    if (team) this.teams.set(teamId, team);
    else this.teams.delete(teamId);
    this.pools.clear();
  }

  setAssignment(assignment: Assignment): void {
    const team = this.assignments.get(assignment.teamId) ?? new Map<string, Assignment>();
    team.set(assignment.id, assignment);
    this.assignments.set(assignment.teamId, team);
    this.pools.clear();
  }

  removeAssignment(id: string): void {
    for (const team of this.assignments.values()) team.delete(id);
    this.pools.clear();
  }

  setMember(memberId: string, member: MemberRecord | null): void {
    if (member) this.members.set(memberId, member);
    else this.members.delete(memberId);
    this.pools.clear();
  }

  /** Is it a team that takes calls? */
  isTeam(teamId: TeamId): boolean {
    return this.teams.get(teamId)?.isActive === true;
  }

  /** The sectors and teams that an agent serves. */
  scopesOf(agentId: AgentId): { readonly sectors: string[]; readonly teams: TeamId[] } {
    const sectors = [...this.profiles]
      .filter(([, agents]) => agents.get(agentId)?.isActive)
      .map(([sector]) => sector);
    const teams = [...this.assignments]
      .filter(([, team]) => [...team.values()].some((item) => item.agentId === agentId))
      .map(([teamId]) => teamId);
    return { sectors, teams };
  }

  sectorOfTeam(teamId: TeamId): string | null {
    return this.teams.get(teamId)?.sector ?? null;
  }

  /** The agents that a scope's profiles or assignments name, with their priority there. */
  prioritiesOf(scope: Scope): ReadonlyMap<AgentId, number> {
    if (scope.kind === 'team') return this.teamPriorities(scope.teamId);
    const profiles = [...(this.profiles.get(scope.sector)?.values() ?? [])];
    return new Map(
      profiles
        .filter((profile) => profile.isActive)
        .map((profile) => [profile.agentId, profile.priority]),
    );
  }

  /** The sectors that an agent has a profile in. */
  sectors(): string[] {
    return [...this.profiles.keys()];
  }

  /** One agent, wherever it serves. */
  candidate(agentId: AgentId): Candidate | null {
    const entry = this.entries.get(agentId);
    return entry?.record ? toCandidate(entry.record, entry) : null;
  }

  /** Every voice bot. */
  bots(): AgentId[] {
    return [...this.entries.values()].flatMap(({ record }) =>
      record?.kind === 'bot' ? [record.agentId] : [],
    );
  }

  /** Every agent that the index knows, with its facts. */
  *candidates(): Iterable<Candidate> {
    for (const entry of this.entries.values()) {
      if (entry.record) yield toCandidate(entry.record, entry);
    }
  }

  /** The pool of a scope for a set of capabilities, in order. Built when it is first asked for. */
  pool(
    scope: Scope,
    capabilities: readonly string[],
    settings: TenantSettings,
    rules: ReadinessRules,
    discovery: Discovery,
    level = 0,
  ): Pool {
    const asked = [...new Set(capabilities)].sort();
    const place = scope.kind === 'team' ? `team:${scope.teamId}` : `sector:${scope.sector}`;
    const key = [discovery, level, place, ...asked].join('|');
    const known = this.pools.get(key);
    if (known?.settingsVersion === settings.version) return known.pool;
    const pool = this.build(scope, asked, settings, rules, discovery, level);
    if (this.pools.size >= MOST_POOLS) this.pools.clear();
    this.pools.set(key, { pool, settingsVersion: settings.version });
    return pool;
  }

  /** How many agents are at work for such calls, free or on a call. */
  atWork(
    { teamId, sector }: { readonly teamId: TeamId | null; readonly sector: string | null },
    settings: TenantSettings,
    rules: ReadinessRules,
  ): number {
    const scope: Scope =
      teamId === null ? { kind: 'sector', sector: sector ?? '' } : { kind: 'team', teamId };
    const discovery = settings.rules.features.enhancedDiscovery ? 'enhanced' : 'status';
    const pool = this.pool(scope, [], settings, rules, discovery);
    return pool.openCount + (pool.fallenCounts().capacity ?? 0);
  }

  private build(
    scope: Scope,
    asked: readonly string[],
    settings: TenantSettings,
    rules: ReadinessRules,
    discovery: Discovery,
    level: number,
  ): Pool {
    const sector = scope.kind === 'team' ? this.sectorOfTeam(scope.teamId) : scope.sector;
    const profiles = (sector && this.profiles.get(sector)) || new Map<AgentId, SectorProfile>();
    const means = sectorMeans([...profiles.values()].filter((profile) => profile.isActive));
    const priorities = scope.kind === 'team' ? this.teamPriorities(scope.teamId) : null;
    const { weights, capabilityScoring } = settings.rules;
    const isDynamic = capabilityScoring === 'dynamic';
    const lacks = (agentId: AgentId) =>
      level > 0 &&
      asked.some((name) => (profiles.get(agentId)?.capabilities.get(name) ?? 0) < level);
    const pool = new Pool({
      terms: ({ agentId, facts }) => {
        const profile = profiles.get(agentId);
        const priority = priorities ? priorities.get(agentId) : profile?.priority;
        const isOn = priorities ? priority !== undefined : profile?.isActive === true;
        if (!isOn) return null;
        const successIn = isDynamic ? (this.successIn.get(agentId) ?? NOTHING_MEASURED) : null;
        return terms(profile, priority ?? 0, facts.activeCalls, asked, weights, means, successIn);
      },
      closedBy: (candidate) =>
        lacks(candidate.agentId) ? 'capability' : closedBy(candidate, rules, discovery),
    });
    const ids = priorities ? priorities.keys() : profiles.keys();
    for (const agentId of ids) {
      const candidate = this.candidate(agentId);
      if (candidate) pool.place(candidate);
    }
    return pool;
  }

  /** A team's agents whose member is active, with the highest priority of their assignments. */
  private teamPriorities(teamId: TeamId): Map<AgentId, number> {
    const priorities = new Map<AgentId, number>();
    if (!this.teams.get(teamId)?.isActive) return priorities;
    const inactive = new Set(
      [...this.members.values()]
        .filter((member) => member.teamId === teamId && !member.isActive)
        .map((member) => member.agentId),
    );
    for (const { agentId, memberId, priority } of this.assignments.get(teamId)?.values() ?? []) {
      const member = memberId === null ? undefined : this.members.get(memberId);
      const isOff = memberId === null ? inactive.has(agentId) : member?.isActive !== true;
      if (!isOff) priorities.set(agentId, Math.max(priority, priorities.get(agentId) ?? 0));
    }
    return priorities;
  }

  private entryOf(agentId: AgentId): Entry {
    const known = this.entries.get(agentId);
    if (known) return known;
    const entry: Entry = { record: null, live: null, claims: 0 };
    this.entries.set(agentId, entry);
    return entry;
  }

  private replace(agentId: AgentId): void {
    const candidate = this.candidate(agentId);
    if (!candidate) return;
    for (const { pool } of this.pools.values()) {
      if (pool.has(agentId)) pool.place(candidate);
    }
  }
}

const NOTHING_MEASURED: ReadonlyMap<string, number> = new Map();

function terms(
  profile: SectorProfile | undefined,
  priority: number,
  load: number,
  asked: readonly string[],
  weights: TenantSettings['rules']['weights'],
  means: SectorMeans,
  successIn: ReadonlyMap<string, number> | null,
): ScoreTerms {
  const aptitude = {
    successRate: profile?.successRate ?? null,
    avgHandleTime: profile?.avgHandleTime ?? null,
    priority,
    load,
    capabilities: profile?.capabilities ?? new Map<string, number>(),
    successIn,
  };
  return scoreTerms(aptitude, asked, weights, means);
}

function toCandidate(record: AgentRecord, { live, claims }: Entry): Candidate {
  const facts: ReadinessFacts = {
    isActive: record.isActive,
    chosen: live?.chosen ?? 'offline',
    lastHeartbeatMs: live?.lastHeartbeat?.getTime() ?? null,
    deviceConnected: live?.deviceConnected ?? false,
    isReachable: record.dialNumber !== null,
    activeCalls: (live?.activeCalls ?? 0) + claims,
    maxConcurrentCalls: record.maxConcurrentCalls,
    wrapUpUntilMs: live?.wrapUpUntil?.getTime() ?? null,
    missedInRow: live?.missedInRow ?? 0,
  };
  return {
    agentId: record.agentId,
    dialNumber: record.dialNumber,
    facts,
    idleSinceMs: live?.idleSince.getTime() ?? 0,
    claims,
  };
}

/** What keeps a candidate out until its next change; what only time brings is asked when choosing. */
function closedBy(
  { facts, dialNumber }: Candidate,
  rules: ReadinessRules,
  discovery: Discovery,
): Fallen | null {
  if (discovery === 'status') {
    if (!facts.isActive || facts.chosen !== 'online') return 'status';
    if (dialNumber === null) return 'device';
    return facts.activeCalls < facts.maxConcurrentCalls ? null : 'capacity';
  }
  const fresh = { ...facts, wrapUpUntilMs: null };
  return readinessOf(fresh, rules, facts.lastHeartbeatMs ?? 0).failed;
}
