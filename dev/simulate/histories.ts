import { asAgentId, asCallLogId, type CallLogId } from '../../src/common/ids.js';
import { begin, isEnded, liveOffer, ended } from '../../src/modules/calls/call.domain.js';
import type { Call } from '../../src/modules/calls/call.types.js';
import { judge } from '../../src/modules/calls/offer.domain.js';
import { readinessRulesOf } from '../../src/modules/heartbeat/presence-view.domain.js';
import type { PresenceDocument } from '../../src/modules/heartbeat/presence.schema.js';
import { afterAttempt } from '../../src/modules/queue/inbound.domain.js';
import { backInLine } from '../../src/modules/queue/look.domain.js';
import type { BusinessRules } from '../../src/modules/settings/rules.domain.js';
import type { AttemptNews, DialResult } from '../../src/modules/telephony/call-flow.port.js';
import { Floor, type Faults, type Pending, settingsWith } from './floor.js';
import { beat, changed } from './places.js';
import { Promises } from './promises.js';
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
  | {
      readonly kind: 'decide';
      readonly node: number;
      readonly call: number;
      readonly decision: 'accepted' | 'rejected';
    }
  | {
      readonly kind: 'pick_up';
      readonly node: number;
      readonly call: number;
      readonly offer: number;
    }
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
  | { readonly kind: 'rules'; readonly change: RuleChange }
  | { readonly kind: 'pass'; readonly seconds: number };

export type RuleChange = Partial<
  Pick<BusinessRules, 'ageingSeconds' | 'offerSeconds' | 'wrapUpSeconds' | 'weights'>
>;

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
  private readonly promises: Promises;
  private readonly pending: Pending[] = [];
  private now = START_MS;
  private arrivals = 0;

  constructor(faults: Faults = {}) {
    const settings = settingsWith({ wrapUpSeconds: 5 });
    this.floor = new Floor({ settings, nodes: NODES, faults });
    this.promises = new Promises(this.floor);
    for (let agent = 1; agent <= AGENTS; agent += 1) {
      const sectors = sectorsOf(agent);
      const maxConcurrentCalls = agent === AGENTS ? 2 : 1;
      this.floor.addAgent({ agentId: agent, sectors, maxConcurrentCalls }, this.now);
      this.promises.mayHold(asAgentId(agent), maxConcurrentCalls);
    }
    for (let node = 0; node < NODES; node += 1) this.floor.hear(node);
  }

  /** Broken promises, in words. */
  get broken(): readonly string[] {
    return this.promises.broken;
  }

  play(happenings: readonly Happening[]): this {
    for (const happening of happenings) {
      this.step(happening);
      this.promises.check();
    }
    return this;
  }

  /** Everybody comes back, everything is heard, every caller is served or leaves: all must end. */
  drain(): this {
    for (let round = 0; round < 400 && this.open().length > 0; round += 1) {
      this.everybodyIsBack();
      this.floor.match(0, this.now);
      this.promises.checkTick(this.now);
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
      this.promises.check();
    }
    this.everybodyIsBack();
    const agents = Array.from({ length: AGENTS }, (_, place) => place + 1);
    const serving = (sector: string) =>
      agents.filter((agent) => sectorsOf(agent).includes(sector)).map(asAgentId);
    this.promises.checkEnd(SECTORS, serving, this.now);
    return this;
  }

  /** Some time later every agent is there and wants calls, and every node has heard of it. */
  private everybodyIsBack(): void {
    this.now += 31_000;
    for (let agent = 1; agent <= AGENTS; agent += 1) {
      this.step({ kind: 'choose', agent, isOnline: true });
      this.step({ kind: 'beat', agent, isConnected: true });
    }
    for (let node = 0; node < NODES; node += 1) this.floor.hear(node);
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
      case 'decide':
        return this.decide(happening);
      case 'pick_up':
        return this.pickUp(happening);
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
      case 'rules':
        floor.setRules(happening.change);
        return;
      case 'pass':
        this.now += happening.seconds * 1000;
    }
  }

  /** Exotel asks whom to dial, told with how the last attempt went. */
  private ask(node: number, id: CallLogId, result: DialResult | null): void {
    this.store(asked(this.floor, node, id, result, new Date(this.now)));
  }

  /** An agent's person says what it wants of an offer, or of one that is over. */
  private decide({ node, call: number, decision }: Extract<Happening, { kind: 'decide' }>): void {
    const { offerId, call } = this.offerOf(this.idOf(number), 'last');
    if (!call || !offerId) return;
    const verdict = judge(call, offerId, decision, new Date(this.now));
    if (verdict.kind !== 'step') return;
    this.store(this.floor.decide(node, call._id, () => ({ step: verdict.step })));
  }

  /** A phone is picked up: that of the present offer, or of one that was taken back. */
  private pickUp({ node, call: number, offer }: Extract<Happening, { kind: 'pick_up' }>): void {
    const { dialNumber, call } = this.offerOf(this.idOf(number), offer);
    if (!call || !dialNumber) return;
    const news = { event: 'answered', dialNumber } as AttemptNews;
    const stored = this.floor.decide(node, call._id, (before) => {
      const step = afterAttempt(before, news, new Date(this.now));
      for (const { agentId } of step?.occupied ?? []) this.promises.pickedUp(agentId);
      return step && { step };
    });
    this.store(stored);
  }

  private offerOf(id: CallLogId, place: number | 'last') {
    const call = this.floor.calls.get(id) ?? null;
    const offers = call?.offers ?? [];
    const offer = place === 'last' ? offers.at(-1) : offers[place % Math.max(1, offers.length)];
    return { call, offerId: offer?.id ?? null, dialNumber: offer?.dialNumber ?? null };
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
    this.promises.mayHold(agentId, calls);
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
