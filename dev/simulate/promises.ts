import type { AgentId, CallLogId } from '../../src/common/ids.js';
import { isEnded, liveOffer } from '../../src/modules/calls/call.domain.js';
import { compareEntries, needKey } from '../../src/modules/queue/queue.domain.js';
import type { Floor } from './floor.js';

/** What holds on a floor whatever happens; each promise that does not is told in words. */
export class Promises {
  readonly broken: string[] = [];
  private readonly places = new Map<CallLogId, number>();
  private readonly capacity = new Map<AgentId, number>();
  /** What an agent held at the last look: a lowered capacity takes nothing away. */
  private readonly heldBefore = new Map<AgentId, number>();
  /** Who has just picked up an offer that was taken back: what the wire says wins. */
  private readonly pickedUpLate = new Set<AgentId>();

  constructor(private readonly floor: Floor) {}

  mayHold(agentId: AgentId, calls: number): void {
    this.capacity.set(agentId, calls);
  }

  pickedUp(agentId: AgentId): void {
    this.pickedUpLate.add(agentId);
  }

  /** After each thing that happens. */
  check(): void {
    this.checkAgents();
    this.checkCalls();
  }

  /** After a tick of a node that has heard everything no pair that fits is left, and none was passed. */
  checkTick(nowMs: number): void {
    const waiting = this.floor.waiting(0);
    for (const entry of waiting) {
      const call = this.floor.calls.get(entry._id);
      if (call?.status === 'queued' && this.floor.isSomebodyReady(0, call, nowMs)) {
        this.broken.push(`${entry._id} waits although somebody is ready`);
      }
    }
    for (const call of this.floor.calls.values()) {
      const offer = liveOffer(call);
      const isServedNow = offer?.state === 'reserved' && offer.reservedAt.getTime() === nowMs;
      const own = isServedNow ? this.floor.line.get(call._id) : undefined;
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

  /** When everybody is back and every call is over: all have ended, and nobody is stuck. */
  checkEnd(
    sectors: readonly string[],
    serving: (sector: string) => readonly AgentId[],
    nowMs: number,
  ) {
    for (const call of this.floor.calls.values()) {
      if (!isEnded(call)) this.broken.push(`never ends: ${call._id} is ${call.status}`);
    }
    for (const sector of sectors) {
      const need = { teamId: null, sector, capabilities: [], priority: 5 };
      const ready = new Set(this.floor.rankedFor(0, need, new Set(), nowMs));
      for (const agentId of serving(sector)) {
        if (!ready.has(agentId)) this.broken.push(`agent ${agentId} is stuck`);
      }
    }
  }

  private checkAgents(): void {
    for (const presence of this.floor.presences.values()) {
      const { _id, holds, activeCalls } = presence;
      if (holds.length !== activeCalls) this.broken.push(`agent ${_id} miscounts its places`);
      const before = (this.heldBefore.get(_id) ?? 0) + (this.pickedUpLate.has(_id) ? 1 : 0);
      const allowed = Math.max(this.capacity.get(_id) ?? 1, before);
      if (activeCalls > allowed) this.broken.push(`agent ${_id} is over its capacity`);
      this.heldBefore.set(_id, activeCalls);
      for (const hold of holds) {
        const call = this.floor.calls.get(hold.callLogId);
        const offer = call && !isEnded(call) ? liveOffer(call) : null;
        if (offer?.agentId !== _id) this.broken.push(`agent ${_id} holds what is not its call`);
      }
    }
    this.pickedUpLate.clear();
  }

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
}
