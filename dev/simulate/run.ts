import type { CallLogId } from '../../src/common/ids.js';
import { asAgentId, asCallLogId } from '../../src/common/ids.js';
import {
  answered,
  begin,
  ended,
  isEnded,
  liveOffer,
  offered,
  offerEnded,
  type Step,
} from '../../src/modules/calls/call.domain.js';
import type { Call } from '../../src/modules/calls/call.types.js';
import type { TenantSettings } from '../../src/modules/settings/rules.domain.js';
import { EventQueue } from './event-queue.js';
import { Floor, type NewAgent } from './floor.js';
import { changed } from './places.js';

/** A call as it will come; seconds from the beginning of the run. */
export interface SimCall {
  readonly id: string;
  readonly atSecond: number;
  readonly sector: string;
  readonly priority: number;
  readonly patienceSeconds: number;
  readonly serviceSeconds: number;
}

/** An agent and its shift. */
export interface SimAgent extends NewAgent {
  readonly fromSecond: number;
  readonly toSecond: number;
}

export interface RunOptions {
  readonly settings: TenantSettings;
  readonly calls: readonly SimCall[];
  readonly agents: readonly SimAgent[];
  /** Length of a piece of hold music; 0: a waiting caller learns of its agent at once. */
  readonly pieceSeconds: number;
  /** How long a phone rings before it is picked up. */
  readonly pickUpSeconds: number;
}

/** What came of a call. */
export interface SimResult {
  readonly id: string;
  readonly outcome: 'served' | 'abandoned';
  /** From arrival to the answer, or to the hang-up. */
  readonly waitSeconds: number;
  readonly didWait: boolean;
}

type Event =
  | { readonly kind: 'arrive'; readonly call: SimCall }
  | { readonly kind: 'ask' | 'look' | 'answer' | 'talked' | 'gone'; readonly id: CallLogId }
  | { readonly kind: 'shift'; readonly agent: SimAgent; readonly isOn: boolean };

const START_MS = 1_000_000_000_000;
/** A caller who does not come back so long after its piece of music is looked up. */
const LOOK_AFTER_SECONDS = 4;

/**
 * Plays calls through the server's own decisions in virtual time: who is chosen, who waits, in what
 * order they are served and what each thing makes of a call is what the server would do.
 */
export class Run {
  readonly floor: Floor;
  private readonly events = new EventQueue<Event>();
  private readonly given = new Map<CallLogId, SimCall>();
  /** When a caller hung up of whom nobody has heard yet. */
  private readonly goneMs = new Map<CallLogId, number>();
  private readonly results: SimResult[] = [];
  private readonly waited = new Set<CallLogId>();
  private now = START_MS;

  constructor(private readonly options: RunOptions) {
    this.floor = new Floor({ settings: options.settings });
  }

  play(): SimResult[] {
    const { calls, agents } = this.options;
    for (const agent of agents) {
      this.floor.addAgent(agent, START_MS);
      this.setShift(agent, false);
      this.at(agent.fromSecond, { kind: 'shift', agent, isOn: true });
      this.at(agent.toSecond, { kind: 'shift', agent, isOn: false });
    }
    for (const call of calls) this.at(call.atSecond, { kind: 'arrive', call });
    for (let next = this.events.next(); next; next = this.events.next()) {
      this.now = next.atMs;
      this.happen(next.what);
    }
    return this.results;
  }

  private happen(event: Event): void {
    switch (event.kind) {
      case 'shift':
        this.setShift(event.agent, event.isOn);
        break;
      case 'arrive':
        this.arrive(event.call);
        break;
      case 'ask':
        this.ask(event.id);
        break;
      case 'look':
        this.look(event.id);
        break;
      case 'gone':
        this.gone(event.id);
        break;
      case 'answer':
        this.answer(event.id);
        break;
      case 'talked':
        this.move(event.id, (call) => this.over(call, 'completed', new Date(this.now)));
    }
    this.match();
  }

  private arrive(call: SimCall): void {
    const id = asCallLogId(call.id);
    this.given.set(id, call);
    const { sector, priority } = call;
    const stored = this.floor.commit(
      this.floor.arrive(0, { id: call.id, sector, priority }, this.now),
      this.now,
    );
    this.in(call.patienceSeconds, { kind: 'gone', id });
    if (!stored) return;
    if (stored.status === 'queued') {
      this.waited.add(id);
      if (this.options.pieceSeconds > 0) this.in(this.options.pieceSeconds, { kind: 'ask', id });
    } else this.ring(id);
  }

  /** A caller comes back from its piece of music: whom has it got? */
  private ask(id: CallLogId): void {
    const call = this.floor.calls.get(id);
    if (!call || isEnded(call)) return;
    if (this.goneMs.has(id)) {
      this.in(LOOK_AFTER_SECONDS, { kind: 'look', id });
      return;
    }
    if (liveOffer(call)?.state === 'reserved') this.ring(id);
    else if (call.status === 'queued') this.in(this.options.pieceSeconds, { kind: 'ask', id });
  }

  private ring(id: CallLogId): void {
    const { offerSeconds } = this.options.settings.rules;
    this.move(id, (call) => offered(begin(call), offerSeconds, new Date(this.now)));
    this.in(this.options.pickUpSeconds, { kind: 'answer', id });
  }

  private answer(id: CallLogId): void {
    const call = this.floor.calls.get(id);
    if (!call || isEnded(call) || liveOffer(call)?.state !== 'offered') return;
    this.move(id, (current) => answered(begin(current), new Date(this.now)));
    this.result(call, 'served', this.now);
    this.in(this.given.get(id)?.serviceSeconds ?? 1, { kind: 'talked', id });
  }

  private gone(id: CallLogId): void {
    const call = this.floor.calls.get(id);
    if (!call || isEnded(call) || call.status === 'connected') return;
    this.result(call, 'abandoned', this.now);
    const isInMusic = this.waited.has(id) && liveOffer(call)?.state !== 'offered';
    // In a piece of music nobody hears of it; else Exotel tells at once.
    if (isInMusic && this.options.pieceSeconds > 0) this.goneMs.set(id, this.now);
    else this.move(id, (current) => this.over(current, 'abandoned', new Date(this.now)));
  }

  /** It did not come back: Exotel says that it hung up. */
  private look(id: CallLogId): void {
    const at = new Date(this.goneMs.get(id) ?? this.now);
    this.move(id, (call) => {
      const step = begin(call);
      const freed = liveOffer(call) ? offerEnded(step, 'withdrawn', new Date(this.now)) : step;
      const ending = { status: 'abandoned', cause: 'hung_up_in_wait', endedAt: at } as const;
      return ended(freed, ending, new Date(this.now), 0);
    });
  }

  private match(): void {
    const served = this.floor.match(0, this.now, (call) => !this.isMissing(call._id));
    for (const call of served) {
      // Without pieces the caller is connected at once.
      if (this.options.pieceSeconds === 0) this.ring(call._id);
    }
  }

  /** Its piece is over and it has not come back: it is not given an agent. */
  private isMissing(id: CallLogId): boolean {
    const goneMs = this.goneMs.get(id);
    const given = this.given.get(id);
    if (goneMs === undefined || !given) return false;
    const piece = this.options.pieceSeconds * 1000;
    const arrival = START_MS + given.atSecond * 1000;
    const pieceEnd = arrival + Math.ceil((goneMs - arrival) / piece) * piece;
    return this.now > pieceEnd;
  }

  private setShift({ agentId }: SimAgent, isOn: boolean): void {
    const presence = this.floor.presences.get(asAgentId(agentId));
    if (!presence) return;
    const chosen = isOn ? 'online' : 'offline';
    this.floor.setPresence(changed(presence, new Date(this.now), { chosen }));
  }

  private over(call: Call, status: 'completed' | 'abandoned', at: Date): Step {
    const cause = status === 'completed' ? 'talked' : 'caller_hung_up';
    const { wrapUpSeconds } = this.options.settings.rules;
    return ended(begin(call), { status, cause, endedAt: at }, at, wrapUpSeconds);
  }

  private move(id: CallLogId, decide: (call: Call) => Step): void {
    const pending = this.floor.decide(0, id, (call) => ({ step: decide(call) }));
    if (pending) this.floor.commit(pending, this.now);
  }

  private result(call: Call, outcome: SimResult['outcome'], atMs: number): void {
    const waitSeconds = (atMs - call.receivedAt.getTime()) / 1000;
    this.results.push({
      id: call._id,
      outcome,
      waitSeconds,
      didWait: this.waited.has(call._id),
    });
  }

  private at(second: number, what: Event): void {
    this.events.add(START_MS + Math.round(second * 1000), what);
  }

  private in(seconds: number, what: Event): void {
    if (seconds === Infinity) return;
    this.events.add(this.now + Math.round(seconds * 1000), what);
  }
}
