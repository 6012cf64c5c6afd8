import {
  asAgentId,
  asCallLogId,
  asChannelId,
  asOfferId,
  asProviderSid,
  asTenantId,
  type AgentId,
  type CallLogId,
} from '../../src/common/ids.js';
import {
  begin,
  isEnded,
  liveOffer,
  offeredAtOnce,
  queued,
  received,
  reserved,
  triedSince,
  type Step,
} from '../../src/modules/calls/call.domain.js';
import type { Call } from '../../src/modules/calls/call.types.js';
import { readinessRulesOf } from '../../src/modules/heartbeat/presence-view.domain.js';
import type { PresenceDocument } from '../../src/modules/heartbeat/presence.schema.js';
import { newCall } from '../../src/modules/queue/inbound.domain.js';
import { compareEntries, entryOf, needKey, placeOf } from '../../src/modules/queue/queue.domain.js';
import type { QueueEntry } from '../../src/modules/queue/queue.schema.js';
import { choose } from '../../src/modules/routing/choose.js';
import { insistsOn } from '../../src/modules/routing/capability-level.domain.js';
import { TenantIndex } from '../../src/modules/routing/tenant-index.js';
import { defaultRules, type TenantSettings } from '../../src/modules/settings/rules.domain.js';
import { anAgent, changed, occupy, release, reserve } from './places.js';

export const TENANT = asTenantId('bank');
const PAIR_BACK_OFF_MS = 30_000;
const CHANNEL = { id: asChannelId('voice'), clientId: TENANT };

/** Faults that were once in somebody's system, put back to see that they are found. */
export interface Faults {
  /** A call is stored without a look at the version that was read. */
  readonly dropsVersionCheck?: boolean;
  /** A call leaves the line before its agent is reserved, in a write of its own. */
  readonly popsBeforeWrite?: boolean;
  /** An agent's place is taken without a look at how many it has. */
  readonly reservesBlindly?: boolean;
  /** Who comes back into the line comes to its end. */
  readonly entersAtTheEnd?: boolean;
  /** Nobody looks whether a free agent and a waiting call fit. */
  readonly neverMatches?: boolean;
  /** The place of an agent who did not pick up is not given back. */
  readonly keepsMissedPlaces?: boolean;
}

export interface FloorOptions {
  readonly settings: TenantSettings;
  readonly nodes?: number;
  readonly faults?: Faults;
}

export interface NewAgent {
  readonly agentId: number;
  readonly sectors: readonly string[];
  readonly priority?: number;
  readonly capabilities?: readonly (readonly [string, number])[];
  readonly maxConcurrentCalls?: number;
}

/** What a node decided and has not stored yet. */
export interface Pending {
  readonly node: number;
  readonly before: Call | null;
  readonly step: Step;
  readonly wantsAgent: boolean;
  readonly offersAtOnce: boolean;
}

/** One server: what it believes, and what it has not heard of yet. */
interface Node {
  readonly index: TenantIndex;
  readonly line: Map<CallLogId, QueueEntry>;
  readonly unheard: (() => void)[];
}

/**
 * A contact centre in memory: the server's own decisions, over a store that keeps its promises (one
 * transaction at a time, conditional writes) and nodes that hear of changes late.
 */
export class Floor {
  readonly calls = new Map<CallLogId, Call>();
  readonly presences = new Map<AgentId, PresenceDocument>();
  readonly line = new Map<CallLogId, QueueEntry>();
  /** How often each thing happened. */
  readonly counts = { decisions: 0, stale: 0, refused: 0 };
  private readonly nodes: readonly Node[];
  private offers = 0;
  private current: TenantSettings;

  constructor(private readonly options: FloorOptions) {
    this.current = options.settings;
    this.nodes = Array.from({ length: options.nodes ?? 1 }, () => ({
      index: new TenantIndex(),
      line: new Map<CallLogId, QueueEntry>(),
      unheard: [],
    }));
  }

  get settings(): TenantSettings {
    return this.current;
  }

  /** The company changes its rules; every node works by them from now on. */
  setRules(rules: Partial<TenantSettings['rules']>): void {
    const { version, rules: before } = this.current;
    this.current = { ...this.current, version: version + 1, rules: { ...before, ...rules } };
  }

  addAgent(agent: NewAgent, nowMs: number): void {
    const agentId = asAgentId(agent.agentId);
    for (const { index } of this.nodes) {
      index.setAgent(factsOf(agentId, agent.maxConcurrentCalls ?? 1));
    }
    for (const sector of agent.sectors) this.addProfile({ ...agent, sector });
    this.setPresence(anAgent(TENANT, agentId, new Date(nowMs)));
  }

  /** An agent serves one more sector. */
  addProfile(profile: Omit<NewAgent, 'sectors'> & { readonly sector: string }): void {
    const { agentId, sector, priority = 5, capabilities = [] } = profile;
    for (const { index } of this.nodes) {
      index.setProfile({
        id: `${agentId}-${sector}`,
        agentId: asAgentId(agentId),
        sector,
        priority,
        capabilities: new Map(capabilities),
        successRate: null,
        avgHandleTime: null,
        isActive: true,
      });
    }
  }

  /** An agent may hold so many calls from now on: its reservations heed it at once. */
  setCapacity(agentId: AgentId, maxConcurrentCalls: number, at: Date, by: number): void {
    const presence = this.presences.get(agentId);
    if (!presence) return;
    this.tell(by, ({ index }) => index.setAgent(factsOf(agentId, maxConcurrentCalls)));
    this.setPresence(changed(presence, at, { maxConcurrentCalls }), by);
  }

  /** Changes an agent's live state in the store; every node hears of it, in its time. */
  setPresence(presence: PresenceDocument, by: number | null = null): void {
    this.presences.set(presence._id, presence);
    this.tell(by, ({ index }) => index.setLive(presence._id, presence));
  }

  /** Lets a node hear what it has missed; all of it, or so much. */
  hear(node: number, most = Infinity): void {
    const { unheard } = this.node(node);
    for (const news of unheard.splice(0, most)) news();
  }

  /** A call that nobody has heard of asks for the first time. */
  arrive(
    node: number,
    given: { id: string; sector: string; priority?: number; capabilities?: readonly string[] },
    nowMs: number,
  ): Pending {
    const at = new Date(nowMs);
    const call = newCall({
      callLogId: asCallLogId(given.id),
      news: {
        channel: CHANNEL as never,
        sid: asProviderSid(given.id),
        from: '',
        to: '',
        digits: null,
        asked: { team: null, sector: null, capabilities: null, priority: null },
        dial: null,
        placed: null,
      },
      phoneNumber: null,
      need: {
        teamId: null,
        sector: given.sector,
        capabilities: given.capabilities ?? [],
        priority: given.priority ?? 5,
        ledBy: 'default',
      },
      at,
    });
    const step = received(begin(call), at);
    return { node, before: null, step, wantsAgent: true, offersAtOnce: false };
  }

  /** A node reads a call and decides about it; null when there is nothing to do. */
  decide(
    node: number,
    id: CallLogId,
    decision: (call: Call) => { step: Step; wantsAgent?: boolean; offersAtOnce?: boolean } | null,
  ): Pending | null {
    const before = this.calls.get(id);
    if (!before || isEnded(before)) return null;
    const decided = decision(before);
    if (!decided) return null;
    const { step, wantsAgent = false, offersAtOnce = false } = decided;
    return { node, before, step, wantsAgent, offersAtOnce };
  }

  /** Would a node find somebody for a call now? */
  isSomebodyReady(node: number, call: Call, nowMs: number): boolean {
    return this.ranked(node, call, nowMs).length > 0;
  }

  /** Stores what a node decided, in one transaction; null: another was faster, decide again. */
  commit(pending: Pending, nowMs: number): Call | null {
    const { before, wantsAgent } = pending;
    const at = new Date(nowMs);
    const isStale =
      before === null
        ? this.calls.has(pending.step.call._id)
        : this.calls.get(before._id)?.version !== before.version;
    if (isStale && !this.options.faults?.dropsVersionCheck) {
      this.counts.stale += 1;
      return null;
    }
    const step = wantsAgent ? this.withAgent(pending, at) : pending.step;
    const call: Call = {
      ...step.call,
      updatedAt: at,
      version: (before?.version ?? 0) + 1,
    };
    this.calls.set(call._id, call);
    for (const { agentId, outcome } of step.freed)
      this.free(pending.node, call, agentId, outcome, at);
    for (const { agentId, id } of step.occupied) {
      const presence = this.presences.get(agentId);
      const hold = { callLogId: call._id, offerId: id, since: at };
      const after = presence && occupy(presence, hold);
      if (after) this.setPresence(after, pending.node);
    }
    this.placeInLine(pending.node, before, call);
    return call;
  }

  /** Who waits, best first, as a node believes. */
  waiting(node: number): QueueEntry[] {
    return [...this.node(node).line.values()]
      .filter(({ state }) => state === 'waiting')
      .sort(compareEntries);
  }

  /**
   * Gives waiting calls to free agents, as the matcher does: the best call first, each once.
   * @param mayServe leaves out a call whose caller is known to be gone
   */
  match(node: number, nowMs: number, mayServe: (call: Call) => boolean = () => true): Call[] {
    const served: Call[] = [];
    if (this.options.faults?.neverMatches) return served;
    const hopeless = new Set<string>();
    for (const entry of this.waiting(node)) {
      const need = { ...entry, receivedAt: entry.arrivedAt };
      const level = insistsOn(need, this.settings.rules.capabilityLevels, nowMs);
      const key = `${level} ${needKey(entry)}`;
      if (hopeless.has(key)) continue;
      const call = this.calls.get(entry._id);
      if (call && mayServe(call)) {
        const pending = this.matchOne(node, call, nowMs);
        const stored = pending && this.commit(pending, nowMs);
        if (stored && liveOffer(stored)) served.push(stored);
      }
      if (this.rankedFor(node, need, new Set(), nowMs).length === 0) hopeless.add(key);
    }
    return served;
  }

  /** A node takes a waiting call to give it to whoever is free; null when nobody is. */
  matchOne(node: number, call: Call, nowMs: number): Pending | null {
    const pending = this.decide(node, call._id, (current) =>
      current.status === 'queued' && this.isSomebodyReady(node, current, nowMs)
        ? { step: begin(current), wantsAgent: true }
        : null,
    );
    if (pending && this.options.faults?.popsBeforeWrite) this.dropEntry(node, call._id);
    return pending;
  }

  private withAgent({ node, before, step, offersAtOnce }: Pending, at: Date): Step {
    this.counts.decisions += 1;
    const { rules } = this.settings;
    const readiness = readinessRulesOf(rules, 1);
    const isEnhanced = rules.features.enhancedDiscovery;
    const { call } = step;
    const isBehind = before === null && this.isSomebodyBefore(node, call);
    const ranked = isBehind ? [] : this.ranked(node, call, at.getTime());
    for (const agentId of ranked) {
      const presence = this.presences.get(agentId);
      const candidate = this.node(node).index.candidate(agentId);
      if (!presence || !candidate?.dialNumber) continue;
      this.offers += 1;
      const offerId = asOfferId(`o${this.offers}`);
      const taken = reserve(
        presence,
        { callLogId: call._id, offerId, since: at },
        {
          maxConcurrentCalls: this.options.faults?.reservesBlindly
            ? Infinity
            : candidate.facts.maxConcurrentCalls,
          now: at,
          heartbeatSince:
            isEnhanced && rules.features.agentHeartbeat
              ? new Date(at.getTime() - readiness.staleMs)
              : null,
          needsDevice: isEnhanced && rules.features.deviceConnectivity,
        },
      );
      if (!taken) {
        // A stale proposal: the node looks again.
        this.counts.refused += 1;
        this.node(node).index.setLive(agentId, presence);
        continue;
      }
      this.setPresence(taken, node);
      const reservation = { agentId, dialNumber: candidate.dialNumber, offerId };
      return offersAtOnce
        ? offeredAtOnce(step, reservation, rules.offerSeconds, at)
        : reserved(step, reservation, at);
    }
    return queued(step, at);
  }

  private isSomebodyBefore(node: number, call: Call): boolean {
    const own = this.entry(call);
    const key = needKey(own);
    return this.waiting(node).some(
      (other) => needKey(other) === key && compareEntries(other, own) < 0,
    );
  }

  private ranked(node: number, call: Call, nowMs: number): readonly AgentId[] {
    return this.rankedFor(node, call, triedSince(call, nowMs - PAIR_BACK_OFF_MS), nowMs);
  }

  /** Whom a node would propose for such a call now, best first. */
  rankedFor(
    node: number,
    need: Parameters<typeof choose>[3],
    tried: ReadonlySet<AgentId>,
    nowMs: number,
  ): readonly AgentId[] {
    const rules = readinessRulesOf(this.settings.rules, 1);
    const fail = (error: unknown) => {
      throw error;
    };
    const { index } = this.node(node);
    const choice = choose(index, this.settings, rules, need, tried, nowMs, fail);
    return choice.ranked.map(({ agentId }) => agentId);
  }

  private free(
    node: number,
    call: Call,
    agentId: AgentId,
    outcome: 'missed' | 'talked' | 'none',
    at: Date,
  ): void {
    const presence = this.presences.get(agentId);
    if (outcome === 'missed' && this.options.faults?.keepsMissedPlaces) return;
    const { wrapUpSeconds } = this.settings.rules;
    const wrapUpUntil =
      outcome === 'talked' && wrapUpSeconds > 0
        ? new Date(at.getTime() + wrapUpSeconds * 1000)
        : null;
    const given = { agentId, callLogId: call._id, at, outcome, wrapUpUntil };
    const after = presence && release(presence, given);
    if (after) this.setPresence(after, node);
  }

  private placeInLine(node: number, before: Call | null, call: Call): void {
    const place = placeOf(call);
    if (place === 'none') {
      this.dropEntry(node, call._id);
      return;
    }
    const known = this.line.get(call._id);
    const state = place === 'waiting' ? 'waiting' : 'reserved';
    const isBack = known?.state === 'reserved' && state === 'waiting';
    if (known && isBack && this.options.faults?.entersAtTheEnd) {
      this.setEntry(node, { ...known, state, orderAt: call.updatedAt });
    } else if (known) this.setEntry(node, { ...known, state });
    else if (place === 'waiting' && (before === null || !this.options.faults?.popsBeforeWrite)) {
      this.setEntry(node, this.entry(call));
    }
  }

  private entry(call: Call): QueueEntry {
    return entryOf(call, this.settings.rules.ageingSeconds);
  }

  private setEntry(by: number, entry: QueueEntry): void {
    this.line.set(entry._id, entry);
    this.tell(by, ({ line }) => line.set(entry._id, entry));
  }

  private dropEntry(by: number, id: CallLogId): void {
    if (!this.line.delete(id)) return;
    this.tell(by, ({ line }) => line.delete(id));
  }

  /** Who did it knows at once; everybody, itself too, hears of it in the order of commits. */
  private tell(by: number | null, news: (node: Node) => void): void {
    this.nodes.forEach((node, number) => {
      if (by === null || by === number) news(node);
      if (this.nodes.length > 1) node.unheard.push(() => news(node));
    });
  }

  private node(number: number): Node {
    const node = this.nodes[number % this.nodes.length];
    if (!node) throw new Error('a floor has a node at least');
    return node;
  }
}

const factsOf = (agentId: AgentId, maxConcurrentCalls: number) => ({
  agentId,
  isActive: true,
  kind: 'human' as const,
  dialNumber: `+9198${String(10_000_000 + agentId)}`,
  maxConcurrentCalls,
});

/** A company's settings with some rules of its own. */
export function settingsWith(rules: Partial<TenantSettings['rules']>): TenantSettings {
  const features = {
    agentHeartbeat: true,
    deviceConnectivity: true,
    enhancedDiscovery: true,
    discoveryFallback: false,
    queueHolding: true,
    inboundCallDebug: false,
  };
  return {
    clientId: TENANT,
    name: 'Bank',
    timezone: 'Asia/Kolkata',
    sectors: [],
    businessHours: null,
    companyVersion: 1,
    version: 1,
    rules: { ...defaultRules(30, features), ...rules },
  };
}
