/** An event of a call as the server stored it, as far as it tells who holds the call. */
export interface HoldEvent {
  readonly type: string;
  readonly at: Date;
  /** In the order of commits; missing until it was numbered. */
  readonly seq?: number;
  readonly callLogId: string;
  readonly agentId: number | null;
  /** The offer's number within the call. */
  readonly number?: number;
}

interface Moment {
  readonly at: number;
  readonly seq: number;
}

/** From the reservation to the end of the offer, or of the talk. */
export interface Hold {
  readonly callLogId: string;
  readonly agentId: number;
  readonly from: Moment;
  to: Moment | null;
}

/** An agent at a moment when it held more calls than it may. */
export interface TooMany {
  readonly agentId: number;
  readonly at: Date;
  readonly callLogIds: readonly string[];
}

/** A call that two agents held at once. */
export interface HeldTwice {
  readonly callLogId: string;
  readonly at: Date;
  readonly agentIds: readonly number[];
}

const TAKES = new Set(['call.reserved', 'call.offered', 'call.answered']);
const RELEASES = new Set(['call.offer_ended', 'call.talk_ended']);

/**
 * Who held which call when. A place is taken by `call.reserved`, by `call.offered` where its number
 * went out at once, or by `call.answered` where an agent picked up a withdrawn offer; the offer's number joins it with the event that gives the place
 * back, and `call.ended` gives back whatever is left.
 */
export function holdsOf(events: readonly HoldEvent[]): Hold[] {
  const holds: Hold[] = [];
  for (const ofCall of byCall(events).values()) {
    const open = new Map<number, Hold>();
    for (const event of ofCall) {
      const { type, callLogId, agentId, number = 0 } = event;
      const takes = TAKES.has(type);
      if (takes && agentId !== null && !open.has(number)) {
        const hold: Hold = { callLogId, agentId, from: momentOf(event), to: null };
        open.set(number, hold);
        holds.push(hold);
      } else if (RELEASES.has(type)) {
        const hold = open.get(number);
        if (hold) hold.to ??= momentOf(event);
      } else if (type === 'call.ended') {
        for (const hold of open.values()) hold.to ??= momentOf(event);
      }
    }
  }
  return holds;
}

/** Agents who held more than their capacity, each with the first moment of each excess. */
export function tooMany(
  holds: readonly Hold[],
  capacityOf: (agentId: number) => number,
): TooMany[] {
  return [...groupBy(holds, (hold) => hold.agentId)].flatMap(([agentId, ofAgent]) =>
    ofAgent.flatMap((hold) => {
      const others = ofAgent.filter((other) => isHeldAt(other, hold));
      if (others.length < capacityOf(agentId)) return [];
      const callLogIds = [...others, hold].map(({ callLogId }) => callLogId);
      return [{ agentId, at: new Date(hold.from.at), callLogIds }];
    }),
  );
}

/** Calls that were held by two agents at once. */
export function heldTwice(holds: readonly Hold[]): HeldTwice[] {
  return [...groupBy(holds, (hold) => hold.callLogId)].flatMap(([callLogId, ofCall]) =>
    ofCall.flatMap((hold) => {
      const others = ofCall.filter((other) => isHeldAt(other, hold));
      if (others.length === 0) return [];
      const agentIds = [...others, hold].map(({ agentId }) => agentId);
      return [{ callLogId, at: new Date(hold.from.at), agentIds }];
    }),
  );
}

/** Was `other` under way when `hold` began? Of two that began at one moment the first one was. */
function isHeldAt(other: Hold, hold: Hold): boolean {
  if (other === hold || compareStarts(other, hold) > 0) return false;
  return other.to === null || !isOverBy(other.to, hold.from);
}

function compareStarts(a: Hold, b: Hold): number {
  if (a.from.seq !== b.from.seq) return a.from.seq - b.from.seq;
  return a.from.at - b.from.at || (a.callLogId < b.callLogId ? -1 : 1);
}

/**
 * Clocks of two processes differ by milliseconds, which a fast day makes seconds; and what was
 * committed while nobody numbered got its numbers out of order. So either of the two may say it.
 */
function isOverBy(end: Moment, begin: Moment): boolean {
  return end.seq < begin.seq || end.at <= begin.at;
}

const momentOf = ({ at, seq }: HoldEvent): Moment => ({
  at: at.getTime(),
  seq: seq ?? Number.MAX_SAFE_INTEGER,
});

/** The events of each call, offer by offer. */
function byCall(events: readonly HoldEvent[]): Map<string, HoldEvent[]> {
  const calls = groupBy(events, (event) => event.callLogId);
  for (const ofCall of calls.values()) {
    ofCall.sort(
      (a, b) => (a.number ?? Infinity) - (b.number ?? Infinity) || rankOf(a.type) - rankOf(b.type),
    );
  }
  return calls;
}

/** Within one offer: reserved, answered, over; the call's end comes last, also where nothing has a number. */
function rankOf(type: string): number {
  if (type === 'call.ended') return 3;
  if (RELEASES.has(type)) return 2;
  return type === 'call.reserved' ? 0 : 1;
}

function groupBy<T, K>(list: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of list) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
