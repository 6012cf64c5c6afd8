import { asAgentId, asCallLogId, type AgentId, type CallLogId } from '../../src/common/ids.js';
import {
  offerDecided,
  begin,
  isEnded,
  liveOffer,
  ended,
} from '../../src/modules/calls/call.domain.js';
import type { Call } from '../../src/modules/calls/call.types.js';
import { readinessRulesOf } from '../../src/modules/heartbeat/presence-view.domain.js';
import type { PresenceDocument } from '../../src/modules/heartbeat/presence.schema.js';
import { backInLine } from '../../src/modules/queue/look.domain.js';
import { compareEntries, needKey } from '../../src/modules/queue/queue.domain.js';
import type { DialResult } from '../../src/modules/telephony/call-flow.port.js';
import { Floor, type Faults, type Pending, settingsWith } from './floor.js';
import { beat, changed } from './places.js';
import { asked } from './questions.js';

/** What may happen on a floor, at any node. */
export type Happening =
  | {
      readonly kind: 'arrive';
      readonly node: number;
      readonly priority: number;
      readonly sector: number;
    }
  | {
      readonly kind: 'ask';
      readonly node: number;
      readonly call: number;
      readonly result: DialResult | null;
    }
  | { readonly kind: 'reject'; readonly node: number; readonly call: number }
  | { readonly kind: 'hang_up'; readonly node: number; readonly call: number }
  | { readonly kind: 'give_back'; readonly call: number }
  | { readonly kind: 'match'; readonly node: number }
  | { readonly kind: 'begin_match'; readonly node: number; readonly call: number }
  | { readonly kind: 'commit'; readonly which: number }
  | { readonly kind: 'crash'; readonly which: number }
  | { readonly kind: 'hear'; readonly node: number; readonly most: number }
  | { readonly kind: 'beat'; readonly agent: number; readonly isConnected: boolean }
  | { readonly kind: 'choose'; readonly agent: number; readonly isOnline: boolean }
  | { readonly kind: 'capacity'; readonly agent: number; readonly calls: number }
  | { readonly kind: 'pass'; readonly seconds: number };

export const NODES = 3;
const AGENTS = 4;
const SECTORS = ['billing', 'loans'] as const;
const START_MS = 1_000_000_000_000;

/** Every second agent takes calls of one sector alone. */
const sectorsOf = (agent: number): readonly string[] => (agent % 2 ? SECTORS : [SECTORS[0]]);

/** Did every agent of its sector say no? None of them is asked again. */
function isRefusedByAll({ status, sector, offers }: Call): boolean {
  const refused = new Set(
    offers.filter(({ state }) => state === 'rejected').map(({ agentId }) => agentId),
  );
  const able = Array.from({ length: AGENTS }, (_, index) => index + 1).filter((agent) =>
    sectorsOf(agent).includes(sector ?? ''),
  );
  return status === 'queued' && able.every((agent) => refused.has(asAgentId(agent)));
}

/**
 * Plays a history: each thing happens at a node that may know little of the others, and what a node
 * decided is stored later, or never (it crashed). After each step the promises are checked.
 */
export class History {
  readonly floor: Floor;
  /** Broken promises, in words. */
  readonly broken: string[] = [];
  private readonly pending: Pending[] = [];
  private readonly capacity = new Map<AgentId, number>();
  private readonly places = new Map<CallLogId, number>();
  private now = START_MS;
  private arrivals = 0;

  constructor(faults: Faults = {}) {
    const settings = settingsWith({ wrapUpSeconds: 5 });
    this.floor = new Floor({ settings, nodes: NODES, faults });
    for (let agent = 1; agent <= AGENTS; agent += 1) {
      const sectors = sectorsOf(agent);
      const maxConcurrentCalls = agent === AGENTS ? 2 : 1;
      this.floor.addAgent({ agentId: agent, sectors, maxConcurrentCalls }, this.now);
      this.capacity.set(asAgentId(agent), maxConcurrentCalls);
    }
    for (let node = 0; node < NODES; node += 1) this.floor.hear(node);
  }

  play(happenings: readonly Happening[]): this {
    for (const happening of happenings) {
      this.step(happening);
      this.check();
    }
    return this;
  }

  /** Everybody comes back, everything is heard, every caller is served or leaves: all must end. */
  drain(): this {
    for (let round = 0; round < 400 && this.open().length > 0; round += 1) {
      this.now += 31_000;
      for (let agent = 1; agent <= AGENTS; agent += 1) {
        this.step({ kind: 'choose', agent, isOnline: true });
        this.step({ kind: 'beat', agent, isConnected: true });
      }
      for (let node = 0; node < NODES; node += 1) this.floor.hear(node);
      this.floor.match(0, this.now);
      this.checkLiveness();
      // Who was refused by everybody does not wait for ever.
      for (const call of this.open()) {
        if (isRefusedByAll(call)) this.end(0, call._id, 'abandoned');
      }
      // Those who have an agent talk with it, and are done.
      for (const call of this.open()) {
        if (!liveOffer(call) && call.status !== 'connected') continue;
        this.ask(0, call._id, null);
        this.ask(0, call._id, 'completed');
        this.end(0, call._id, 'completed');
      }
      this.check();
    }
    for (const call of this.open()) this.broken.push(`never ends: ${call._id} is ${call.status}`);
    return this;
  }

  private step(happening: Happening): void {
    const { floor } = this;
    this.now += 1;
    switch (happening.kind) {
      case 'arrive': {
        this.arrivals += 1;
        const sector = SECTORS[happening.sector % SECTORS.length] ?? SECTORS[0];
        const given = { id: `c${this.arrivals}`, sector, priority: happening.priority };
        this.pending.push(floor.arrive(happening.node, given, this.now));
        return;
      }
      case 'ask':
        return this.ask(happening.node, this.idOf(happening.call), happening.result);
      case 'reject':
        return this.store(
          floor.decide(happening.node, this.idOf(happening.call), (call) =>
            liveOffer(call)?.state === 'offered'
              ? { step: offerDecided(begin(call), 'rejected', new Date(this.now)) }
              : null,
          ),
        );
      case 'hang_up':
        return this.end(happening.node, this.idOf(happening.call), 'abandoned');
      case 'give_back':
        return this.giveBack(this.idOf(happening.call));
      case 'match':
        floor.match(happening.node, this.now);
        return;
      case 'begin_match': {
        const call = floor.calls.get(this.idOf(happening.call));
        const decided = call && floor.matchOne(happening.node, call, this.now);
        if (decided) this.pending.push(decided);
        return;
      }
      case 'commit': {
        const [decided] = this.take(happening.which);
        if (decided) this.store(decided);
        return;
      }
      case 'crash':
        this.take(happening.which);
        return;
      case 'hear':
        floor.hear(happening.node, happening.most);
        return;
      case 'beat':
        return this.changeAgent(happening.agent, (presence) =>
          beat(presence, new Date(this.now), happening.isConnected, this.staleBefore()),
        );
      case 'choose':
        return this.changeAgent(happening.agent, (presence) =>
          changed(presence, new Date(this.now), {
            chosen: happening.isOnline ? 'online' : 'away',
            chosenBySystem: false,
            missedInRow: 0,
            wrapUpUntil: null,
          }),
        );
      case 'capacity':
        return this.setCapacity(happening.agent, happening.calls);
      case 'pass':
        this.now += happening.seconds * 1000;
    }
  }

  /** Exotel asks whom to dial, told with how the last attempt went. */
  private ask(node: number, id: CallLogId, result: DialResult | null): void {
    this.store(asked(this.floor, node, id, result, new Date(this.now)));
  }

  private end(node: number, id: CallLogId, status: 'completed' | 'abandoned'): void {
    const at = new Date(this.now);
    const cause = status === 'completed' ? 'talked' : 'caller_hung_up';
    this.store(
      this.floor.decide(node, id, (call) => ({
        step: ended(begin(call), { status, cause, endedAt: at }, at, 5),
      })),
    );
  }

  private store(decided: Pending | null): void {
    if (decided) this.floor.commit(decided, this.now);
  }

  private take(which: number): Pending[] {
    return this.pending.splice(which % Math.max(1, this.pending.length), 1);
  }

  private changeAgent(
    agent: number,
    change: (presence: PresenceDocument) => PresenceDocument,
  ): void {
    const presence = this.floor.presences.get(asAgentId(1 + (agent % AGENTS)));
    if (presence) this.floor.setPresence(change(presence), agent % NODES);
  }

  private setCapacity(agent: number, calls: number): void {
    const agentId = asAgentId(1 + (agent % AGENTS));
    this.capacity.set(agentId, calls);
    this.floor.setCapacity(agentId, calls, new Date(this.now), agent % NODES);
  }

  private idOf(call: number): CallLogId {
    return asCallLogId(`c${1 + (call % Math.max(1, this.arrivals))}`);
  }

  private open(): Call[] {
    return [...this.floor.calls.values()].filter((call) => !isEnded(call));
  }

  private staleBefore(): Date {
    return new Date(this.now - readinessRulesOf(this.floor.settings.rules, 1).staleMs);
  }

  private check(): void {
    this.checkAgents();
    this.checkCalls();
  }

  private checkAgents(): void {
    for (const presence of this.floor.presences.values()) {
      const { _id, holds, activeCalls } = presence;
      if (holds.length !== activeCalls) this.broken.push(`agent ${_id} miscounts its places`);
      const allowed = Math.max(this.capacity.get(_id) ?? 1, this.heldBefore.get(_id) ?? 0);
      if (activeCalls > allowed) this.broken.push(`agent ${_id} is over its capacity`);
      this.heldBefore.set(_id, activeCalls);
      for (const hold of holds) {
        const call = this.floor.calls.get(hold.callLogId);
        const offer = call && !isEnded(call) ? liveOffer(call) : null;
        if (offer?.agentId !== _id) this.broken.push(`agent ${_id} holds what is not its call`);
      }
    }
  }

  /** What an agent held at the last look: a lowered capacity takes nothing away. */
  private readonly heldBefore = new Map<AgentId, number>();

  private checkCalls(): void {
    const holders = new Map<CallLogId, number>();
    for (const { holds } of this.floor.presences.values()) {
      for (const { callLogId } of holds) holders.set(callLogId, (holders.get(callLogId) ?? 0) + 1);
    }
    for (const call of this.floor.calls.values()) {
      const live = call.offers.filter((offer) => offer.endedAt === null).length;
      const held = holders.get(call._id) ?? 0;
      if (live > 1 || held > 1) this.broken.push(`${call._id} is with two agents`);
      if (isEnded(call)) continue;
      if (live === 1 && held === 0) this.broken.push(`${call._id} is with an agent who lost it`);
      const entry = this.floor.line.get(call._id);
      if (call.status === 'queued' && !entry) this.broken.push(`${call._id} lost its place`);
      if (!entry) continue;
      const place = this.places.get(call._id) ?? entry.orderAt.getTime();
      if (place !== entry.orderAt.getTime()) this.broken.push(`${call._id} has another place`);
      this.places.set(call._id, place);
    }
  }

  /** After a tick of a node that has heard everything no pair that fits is left, and none was passed. */
  private checkLiveness(): void {
    const waiting = this.floor.waiting(0);
    for (const entry of waiting) {
      const call = this.floor.calls.get(entry._id);
      if (call?.status === 'queued' && this.floor.isSomebodyReady(0, call, this.now)) {
        this.broken.push(`${entry._id} waits although somebody is ready`);
      }
    }
    const served = this.open().filter((call) => {
      const offer = liveOffer(call);
      return offer?.state === 'reserved' && offer.reservedAt.getTime() === this.now;
    });
    for (const call of served) {
      const own = this.floor.line.get(call._id);
      if (!own) continue;
      const passed = waiting.find(
        (other) =>
          needKey(other) === needKey(own) &&
          compareEntries(other, own) < 0 &&
          this.floor.calls.get(other._id)?.status === 'queued' &&
          this.floor.calls.get(other._id)?.offers.length === 0,
      );
      if (passed) this.broken.push(`${call._id} was served before ${passed._id}`);
    }
  }

  /** Frees an agent who was kept for a caller that did not come back: the call waits on. */
  private giveBack(id: CallLogId): void {
    const at = new Date(this.now);
    this.store(
      this.floor.decide(0, id, (call) =>
        liveOffer(call)?.state === 'reserved' ? { step: backInLine(call, at) } : null,
      ),
    );
  }
}
