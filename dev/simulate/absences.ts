import { asAgentId, type AgentId, type CallLogId } from '../../src/common/ids.js';
import {
  answered,
  begin,
  ended,
  isEnded,
  liveOffer,
  offered,
  offerEnded,
} from '../../src/modules/calls/call.domain.js';
import { readinessRulesOf } from '../../src/modules/heartbeat/presence-view.domain.js';
import { readinessOf } from '../../src/modules/heartbeat/readiness.domain.js';
import type { TenantSettings } from '../../src/modules/settings/rules.domain.js';
import { SeededRandom } from '../seeded-random.js';
import { EventQueue } from './event-queue.js';
import { Floor, settingsWith } from './floor.js';
import { beat, changed } from './places.js';

/** What a floor of agents who are not always there comes to. */
export interface AbsenceFigures {
  readonly calls: number;
  readonly served: number;
  /** Share of the agents' time in which one is taken for available and is not. */
  readonly falseAvailable: number;
  /** Share of the agents' time in which what is believed of one is right. */
  readonly availabilityRight: number;
  /** Calls that the first agent who was offered them picked up. */
  readonly connectedAtFirstOffer: number;
  /** Offers that rang at somebody who was not there. */
  readonly missedForAbsent: number;
}

export interface AbsenceComparison {
  readonly byStatus: AbsenceFigures;
  readonly byReadiness: AbsenceFigures;
  /** What readiness changes, as a share: −0.8 is four fifths less. */
  readonly falseAvailable: number;
  readonly connectedAtFirstOffer: number;
  readonly missedForAbsent: number;
}

interface Absence {
  readonly kind: 'device' | 'asleep' | 'tab';
  readonly everySeconds: number;
  readonly forSeconds: number;
}

/** Each agent, all the while it says that it is online. */
const ABSENCES: readonly Absence[] = [
  { kind: 'device', everySeconds: 20 * 60, forSeconds: 5 * 60 },
  { kind: 'asleep', everySeconds: 60 * 60, forSeconds: 5 * 60 },
  { kind: 'tab', everySeconds: 30 * 60, forSeconds: 3 * 60 },
];
const AGENTS = 30;
const HOURS = 8;
const ARRIVALS_PER_SECOND = 0.06;
const MEAN_SERVICE_SECONDS = 180;
const PATIENCE_SECONDS = 240;
const PICK_UP_SECONDS = 3;
const HEARTBEAT_SECONDS = 30;
/** A socket that is closed makes its agent offline after so long (identity: presence). */
const SOCKET_GRACE_SECONDS = 15;
const LOOK_EVERY_SECONDS = 5;
const START_MS = 1_000_000_000_000;

type Event =
  | { readonly kind: 'arrive'; readonly number: number }
  | {
      readonly kind: 'ring_over' | 'talked' | 'gone';
      readonly id: CallLogId;
      readonly offer: number;
    }
  | { readonly kind: 'beat'; readonly agent: number }
  | {
      readonly kind: 'absence';
      readonly agent: number;
      readonly what: Absence['kind'];
      readonly isOn: boolean;
    }
  | { readonly kind: 'lose_touch'; readonly agent: number }
  | { readonly kind: 'look' };

/** The same floor, agents and callers twice: routed by status alone, and by readiness. */
export function compareDiscovery(seed: number): AbsenceComparison {
  const figures = (enhancedDiscovery: boolean) =>
    new AbsentFloor(
      settingsWith({
        wrapUpSeconds: 0,
        features: {
          agentHeartbeat: true,
          deviceConnectivity: true,
          enhancedDiscovery,
          discoveryFallback: false,
          queueHolding: true,
          inboundCallDebug: false,
        },
      }),
      seed,
    ).play();
  const [byStatus, byReadiness] = [figures(false), figures(true)];
  const change = (figure: keyof AbsenceFigures) => byReadiness[figure] / byStatus[figure] - 1;
  return {
    byStatus,
    byReadiness,
    falseAvailable: change('falseAvailable'),
    connectedAtFirstOffer: change('connectedAtFirstOffer'),
    missedForAbsent: change('missedForAbsent'),
  };
}

class AbsentFloor {
  private readonly floor: Floor;
  private readonly events = new EventQueue<Event>();
  private readonly absent = new Map<AgentId, Set<Absence['kind']>>();
  private readonly service = new Map<CallLogId, number>();
  private readonly times = { all: 0, falseAvailable: 0, right: 0 };
  private readonly counts = { calls: 0, served: 0, firstOffer: 0, missed: 0 };
  private now = START_MS;

  constructor(
    private readonly settings: TenantSettings,
    seed: number,
  ) {
    this.floor = new Floor({ settings });
    const random = new SeededRandom(seed);
    for (let agent = 1; agent <= AGENTS; agent += 1) {
      this.floor.addAgent({ agentId: agent, sectors: ['billing'] }, START_MS);
      this.absent.set(asAgentId(agent), new Set());
      this.at(random.next() * HEARTBEAT_SECONDS, { kind: 'beat', agent });
      for (const absence of ABSENCES) this.planAbsence(agent, absence, random.next());
    }
    let second = 0;
    while (second < HOURS * 3600) {
      second += -Math.log(1 - random.next()) / ARRIVALS_PER_SECOND;
      this.counts.calls += 1;
      const id = `c${this.counts.calls}` as CallLogId;
      this.service.set(id, -Math.log(1 - random.next()) * MEAN_SERVICE_SECONDS);
      this.at(second, { kind: 'arrive', number: this.counts.calls });
    }
    this.at(0, { kind: 'look' });
  }

  play(): AbsenceFigures {
    for (let next = this.events.next(); next; next = this.events.next()) {
      this.now = next.atMs;
      this.happen(next.what);
      this.floor.match(0, this.now).forEach((call) => this.ring(call._id));
    }
    const { all, falseAvailable, right } = this.times;
    return {
      calls: this.counts.calls,
      served: this.counts.served,
      falseAvailable: falseAvailable / all,
      availabilityRight: right / all,
      connectedAtFirstOffer: this.counts.firstOffer,
      missedForAbsent: this.counts.missed,
    };
  }

  private happen(event: Event): void {
    switch (event.kind) {
      case 'arrive': {
        const id = `c${event.number}` as CallLogId;
        const pending = this.floor.arrive(0, { id, sector: 'billing' }, this.now);
        const call = this.floor.commit(pending, this.now);
        this.in(PATIENCE_SECONDS, { kind: 'gone', id, offer: 0 });
        if (call && liveOffer(call)) this.ring(id);
        return;
      }
      case 'ring_over':
        return this.ringOver(event.id, event.offer);
      case 'talked':
        return this.end(event.id, 'completed');
      case 'gone': {
        const call = this.floor.calls.get(event.id);
        if (call && call.status !== 'connected') this.end(event.id, 'abandoned');
        return;
      }
      case 'beat':
        this.beat(event.agent);
        if (this.isRunning()) this.in(HEARTBEAT_SECONDS, event);
        return;
      case 'absence':
        return this.absence(event.agent, event.what, event.isOn);
      case 'lose_touch':
        return this.loseTouch(event.agent);
      case 'look':
        this.look();
        if (this.isRunning()) this.in(LOOK_EVERY_SECONDS, event);
    }
  }

  private ring(id: CallLogId): void {
    const { offerSeconds } = this.settings.rules;
    const at = new Date(this.now);
    const pending = this.floor.decide(0, id, (call) => ({
      step: offered(begin(call), offerSeconds, at),
    }));
    const call = pending && this.floor.commit(pending, this.now);
    const offer = call && liveOffer(call);
    if (!offer) return;
    const isThere = this.isThere(offer.agentId);
    const over = { kind: 'ring_over', id, offer: offer.number } as const;
    this.in(isThere ? PICK_UP_SECONDS : offerSeconds, over);
  }

  private ringOver(id: CallLogId, number: number): void {
    const call = this.floor.calls.get(id);
    const offer = call && !isEnded(call) ? liveOffer(call) : null;
    if (!offer || offer.number !== number || call?.status === 'connected') return;
    const at = new Date(this.now);
    const ringMs = this.now - (offer.offeredAt?.getTime() ?? 0);
    if (ringMs < this.settings.rules.offerSeconds * 1000) {
      const pending = this.floor.decide(0, id, (one) => ({ step: answered(begin(one), at) }));
      if (pending) this.floor.commit(pending, this.now);
      this.counts.served += 1;
      if (number === 1) this.counts.firstOffer += 1;
      this.in(this.service.get(id) ?? 1, { kind: 'talked', id, offer: number });
      return;
    }
    this.counts.missed += 1;
    const pending = this.floor.decide(0, id, (one) => ({
      step: offerEnded(begin(one), 'missed', at),
      wantsAgent: true,
    }));
    const next = pending && this.floor.commit(pending, this.now);
    if (next && liveOffer(next)) this.ring(id);
  }

  private end(id: CallLogId, status: 'completed' | 'abandoned'): void {
    const at = new Date(this.now);
    const cause = status === 'completed' ? 'talked' : 'caller_hung_up';
    const pending = this.floor.decide(0, id, (call) => ({
      step: ended(begin(call), { status, cause, endedAt: at }, at, 0),
    }));
    if (pending) this.floor.commit(pending, this.now);
  }

  /** The app tells of its device when that changes, and each interval, while it runs at all. */
  private beat(agent: number): void {
    const agentId = asAgentId(agent);
    const absent = this.absent.get(agentId);
    const presence = this.floor.presences.get(agentId);
    if (!presence || absent?.has('asleep') || absent?.has('tab')) return;
    const stale = readinessRulesOf(this.settings.rules, 1).staleMs;
    const isConnected = absent?.has('device') !== true;
    this.floor.setPresence(
      beat(presence, new Date(this.now), isConnected, new Date(this.now - stale)),
    );
  }

  private absence(agent: number, what: Absence['kind'], isOn: boolean): void {
    const absent = this.absent.get(asAgentId(agent));
    if (isOn) absent?.add(what);
    else absent?.delete(what);
    if (what === 'tab' && isOn) this.in(SOCKET_GRACE_SECONDS, { kind: 'lose_touch', agent });
    else this.beat(agent);
  }

  /** Its socket is closed and did not come back: no sign of life counts any more. */
  private loseTouch(agent: number): void {
    const agentId = asAgentId(agent);
    const presence = this.floor.presences.get(agentId);
    if (!presence || !this.absent.get(agentId)?.has('tab')) return;
    const gone = { lastHeartbeat: null, deviceConnected: false };
    this.floor.setPresence(changed(presence, new Date(this.now), gone));
  }

  private look(): void {
    const rules = readinessRulesOf(this.settings.rules, 1);
    for (const [agentId, presence] of this.floor.presences) {
      const facts = {
        isActive: true,
        chosen: presence.chosen,
        lastHeartbeatMs: presence.lastHeartbeat?.getTime() ?? null,
        deviceConnected: presence.deviceConnected,
        isReachable: true,
        // Whether it is free is known for certain: here it is about being there.
        activeCalls: 0,
        maxConcurrentCalls: 1,
        wrapUpUntilMs: null,
        missedInRow: 0,
      };
      const isBelieved = this.settings.rules.features.enhancedDiscovery
        ? readinessOf(facts, rules, this.now).isReady
        : presence.chosen === 'online';
      const isThere = this.isThere(agentId);
      this.times.all += 1;
      if (isBelieved && !isThere) this.times.falseAvailable += 1;
      if (isBelieved === isThere) this.times.right += 1;
    }
  }

  private isThere(agentId: AgentId): boolean {
    return this.absent.get(agentId)?.size === 0;
  }

  private isRunning(): boolean {
    return this.now < START_MS + HOURS * 3_600_000;
  }

  private planAbsence(
    agent: number,
    { kind, everySeconds, forSeconds }: Absence,
    phase: number,
  ): void {
    for (let from = phase * everySeconds; from < HOURS * 3600; from += everySeconds) {
      this.at(from, { kind: 'absence', agent, what: kind, isOn: true });
      this.at(from + forSeconds, { kind: 'absence', agent, what: kind, isOn: false });
    }
  }

  private at(second: number, what: Event): void {
    this.events.add(START_MS + Math.round(second * 1000), what);
  }

  private in(seconds: number, what: Event): void {
    this.events.add(this.now + Math.round(seconds * 1000), what);
  }
}
