import { heldTwice, holdsOf, tooMany } from '../demo/holds.js';
import { END_STATES } from '../demo/records.js';
import type { EventRow, History, SimulatedCall } from './history.js';

/** Each promise with those who broke it, in words that lead to them. */
export type Violations = Readonly<Record<PromiseName, readonly string[]>>;

/**
 * The promises of `spec/`, written down again apart from the server's code. Each looks at what
 * happened and names what should not have.
 */
const PROMISES = {
  one_terminal_state: oneTerminalState,
  agent_capacity: agentCapacity,
  one_offer: oneOffer,
  one_dial: oneDial,
  no_accepted_call_lost: noAcceptedCallLost,
  schedules_once: schedulesOnce,
  callbacks_kept: callbacksKept,
  events_complete: eventsComplete,
  sockets_hear_all: socketsHearAll,
  webhooks_hear_all: webhooksHearAll,
  figures_equal_recount: figuresEqualRecount,
  nothing_leaked: nothingLeaked,
} as const satisfies Record<string, (history: History) => string[]>;

export type PromiseName = keyof typeof PROMISES;

/** Holds all promises against what happened. */
export function check(history: History): Violations {
  return Object.fromEntries(
    Object.entries(PROMISES).map(([name, look]) => [name, look(history)]),
  ) as unknown as Violations;
}

/** Did the server answer for this call at all? One that never reached it cannot be in its records. */
export function reachedServer({ webhooks }: SimulatedCall): boolean {
  return webhooks.some(({ status }) => typeof status === 'number' && status < 500);
}

/** Every call that reached the server is one record, which ended, and ended once. */
function oneTerminalState({ exotel, stored }: History): string[] {
  const rows = groupBy(stored.calls, ({ providerSid }) => providerSid ?? '');
  const ends = groupBy(
    stored.events.filter(({ type }) => type === 'call.ended'),
    ({ callLogId }) => callLogId,
  );
  const bySid = exotel.calls.flatMap((call) => {
    const found = rows.get(call.sid)?.length ?? 0;
    if (found > 1) return [`${call.sid} is ${found} records`];
    const isOwed = call.direction === 'inbound' && reachedServer(call);
    return isOwed && found === 0 ? [`${call.sid} is no record`] : [];
  });
  const byRow = stored.calls.flatMap(({ _id, status }) => {
    if (!END_STATES.has(status)) return [`${_id} is ${status}`];
    const count = ends.get(_id)?.length ?? 0;
    return count === 1 ? [] : [`${_id} ended ${count} times`];
  });
  return [...bySid, ...byRow];
}

/** No agent holds more than its capacity: by the phones that were dialled, and by the events. */
function agentCapacity({ exotel, stored }: History): string[] {
  const holds = holdsOf(stored.events);
  const over = tooMany(holds, (agentId) => stored.capacities.get(agentId) ?? 1);
  // A customer's phone may be engaged, as by the very call in which it asked to be called back.
  const ofAgents = exotel.overCapacity.filter(({ leg }) => leg !== 'to');
  return [
    ...ofAgents.map(
      ({ number, dialledFor }) => `${number} was dialled for ${dialledFor} while engaged`,
    ),
    ...over.map(({ agentId, callLogIds }) => `agent ${agentId} held ${callLogIds.join(' and ')}`),
  ];
}

/** A call is never offered to two agents at once. */
function oneOffer({ exotel, stored }: History): string[] {
  return [
    ...exotel.doubleOffers.map(({ callSid }) => `${callSid} rang at two phones`),
    ...heldTwice(holdsOf(stored.events)).map(
      ({ callLogId, agentIds }) => `${callLogId} was held by agents ${agentIds.join(' and ')}`,
    ),
  ];
}

/** What is asked for is dialled once at the most, and nothing is dialled that nobody asked for. */
function oneDial({ exotel, asked, stored }: History): string[] {
  const wanted = new Set(asked.numbers);
  const attempts = new Map(
    stored.callbacks.map((callback) => [callback.phoneNumber, callback.attempts]),
  );
  const dials = groupBy(
    exotel.calls.filter(({ direction }) => direction === 'outbound-api'),
    ({ to }) => to,
  );
  return [...dials].flatMap(([number, { length }]) => {
    if (!wanted.has(number)) return [`${number} was dialled, and nobody asked for it`];
    const most = attempts.get(number) ?? 1;
    return length > most ? [`${number} was dialled ${length} times instead of ${most}`] : [];
  });
}

/** An accepted call has its record; where it was not dialled, the record says why. */
function noAcceptedCallLost({ exotel, asked, stored }: History): string[] {
  const rows = new Map(stored.calls.map((row) => [row._id, row]));
  const dialled = new Set(exotel.calls.map(({ to }) => to));
  return asked.calls.flatMap(({ callLogId, number }) => {
    const row = rows.get(callLogId);
    if (!row) return [`${callLogId} to ${number} is gone`];
    const isSilent = !dialled.has(number) && row.failureReason === null;
    return isSilent ? [`${callLogId} to ${number} was not dialled and does not say why`] : [];
  });
}

/** A schedule that was accepted runs once: one record, one dial at the most. */
function schedulesOnce({ asked, stored }: History): string[] {
  const rows = new Map(stored.schedules.map((row) => [row._id, row]));
  const runs = groupBy(stored.calls, ({ scheduleId }) => scheduleId ?? '');
  return asked.schedules.flatMap(({ scheduleId }) => {
    const row = rows.get(scheduleId);
    if (!row) return [`${scheduleId} is gone`];
    const { status, missedRuns } = row;
    const count = runs.get(scheduleId)?.length ?? 0;
    if (count === 1 && status === 'done' && missedRuns === 0) return [];
    return [`${scheduleId} is ${status} and ran ${count} times`];
  });
}

/** A promise to call back comes to an end. */
function callbacksKept({ stored }: History): string[] {
  const over = new Set(['done', 'failed', 'canceled']);
  return stored.callbacks
    .filter(({ state }) => !over.has(state))
    .map(({ _id, state }) => `${_id} is ${state}`);
}

/** Events are numbered from 1 on without a gap or a repeat, and each call has a beginning and an end. */
function eventsComplete({ stored }: History): string[] {
  const numbered = stored.events.flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
  const sorted = [...numbered].sort((a, b) => a - b);
  const gaps = sorted.flatMap((seq, place) =>
    seq === place + 1 ? [] : [`number ${place + 1} is ${seq}`],
  );
  const begun = new Set(stored.events.filter(isBeginning).map(({ callLogId }) => callLogId));
  const ended = new Set(
    stored.events.filter(({ type }) => type === 'call.ended').map(({ callLogId }) => callLogId),
  );
  return [
    ...gaps.slice(0, 1),
    ...stored.events.flatMap(({ _id, seq }) => (seq === undefined ? [`${_id} has no number`] : [])),
    ...stored.calls.flatMap(({ _id }) => (begun.has(_id) ? [] : [`${_id} has no beginning`])),
    ...stored.calls.flatMap(({ _id }) => (ended.has(_id) ? [] : [`${_id} has no end`])),
  ];
}

const isBeginning = ({ type }: EventRow): boolean =>
  type === 'call.received' || type === 'call.initiated';

/** A client hears each event of its calls, and all in order, over all its connections. */
function socketsHearAll({ sockets, stored }: History): string[] {
  const ofCalls = stored.events.filter(({ type }) => type.startsWith('call.'));
  return sockets.flatMap(({ name, agentId, after, until, heard, problems }) => {
    const owed = ofCalls.flatMap((event) => {
      const { seq = 0 } = event;
      const isIts = agentId === null || event.agentId === agentId;
      return isIts && seq > after && seq <= until ? [seq] : [];
    });
    const got = new Set(heard);
    const missed = owed.filter((seq) => !got.has(seq));
    const disordered = heard.filter((seq, place) => place > 0 && seq <= (heard[place - 1] ?? 0));
    return [
      ...(heard.length === 0 ? [`${name} heard nothing at all`] : []),
      ...missed.map((seq) => `${name} missed ${seq}`),
      ...disordered.map((seq) => `${name} heard ${seq} too late or again`),
      ...problems.map((problem) => `${name}: ${problem}`),
    ];
  });
}

/** A receiver gets each event of its types, those of a call in their order; again is allowed. */
function webhooksHearAll({ receiver, stored }: History): string[] {
  const { types, after, heard } = receiver;
  const owed = stored.events.filter(
    ({ type, seq }) => types.includes(type) && seq !== undefined && seq > after,
  );
  const got = new Set(heard.map(({ id }) => id));
  const last = new Map<string, number>();
  const seen = new Set<string>();
  const disordered: string[] = [];
  for (const { id, seq, callLogId } of heard) {
    if (seen.has(id) || callLogId === null) continue;
    seen.add(id);
    const before = last.get(callLogId) ?? 0;
    if (seq < before) disordered.push(`${seq} of ${callLogId} came after ${before}`);
    last.set(callLogId, Math.max(seq, before));
  }
  return [
    ...(owed.length === 0 ? ['nothing was to be sent'] : []),
    ...owed.flatMap(({ _id, type, seq }) => (got.has(_id) ? [] : [`${type} ${seq} never came`])),
    ...disordered,
  ];
}

/** The figures are those that a recount of the calls gives: the server's own, and one of ours. */
function figuresEqualRecount({ recountDifferences, stored }: History): string[] {
  const { calls, figures } = stored;
  const count = (direction: string, status: string): number =>
    calls.filter((call) => call.direction === direction && call.status === status).length;
  const counted = {
    answered: count('inbound', 'completed'),
    abandoned: count('inbound', 'abandoned'),
    placedCalls: count('outbound', 'completed'),
  };
  const differ = (Object.keys(counted) as (keyof typeof counted)[]).flatMap((name) =>
    figures[name] === counted[name] ? [] : [`${name} is ${figures[name]}, not ${counted[name]}`],
  );
  if (recountDifferences === null) return [...differ, 'the recount failed'];
  return [
    ...differ,
    ...Array.from({ length: recountDifferences }, (_, place) => `difference ${place + 1}`),
  ];
}

/** When all is over, nobody and nothing holds anything. */
function nothingLeaked({ stored: { left } }: History): string[] {
  return [...left.places, ...left.lines, ...left.waiting, ...left.leases, ...left.sessions];
}

function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
