import { SECOND } from '../../common/time.js';
import { isEnded, liveOffer } from '../calls/call.domain.js';
import type { Call, CallNeed, LedNeed } from '../calls/call.types.js';
import type { TeamId } from '../../common/ids.js';
import type { VoiceConfig } from '../channels/channel.types.js';
import type { CallNews } from '../telephony/call-flow.port.js';
import { normalisePhone } from '../../common/phone.js';
import { waitsSince } from './overflow.domain.js';
import type { QueueEntry } from './queue.schema.js';

/** An ordinary call's priority, where nothing else is said. */
export const ORDINARY_PRIORITY = 5;

/** The entry of a call that begins to wait. */
export function entryOf(call: Call, ageingSeconds: number): QueueEntry {
  const { _id, clientId, teamId, sector, capabilities, priority, receivedAt } = call;
  return {
    _id,
    clientId,
    teamId,
    sector,
    capabilities,
    priority,
    state: 'waiting',
    arrivedAt: receivedAt,
    waitsSince: waitsSince(call),
    ...(call.failureReason === 'callback_requested' && { isCallback: true }),
    orderAt: new Date(receivedAt.getTime() - priority * ageingSeconds * SECOND),
  };
}

/** Where a call is in line: waiting, with an agent kept, to be called back, or not (any more). */
export function placeOf(call: Call): 'waiting' | 'reserved' | 'callback' | 'none' {
  if (call.failureReason === 'callback_requested') return 'callback';
  if (isEnded(call) || call.status === 'connected' || call.queuedAt === null) return 'none';
  if (call.status === 'queued') return 'waiting';
  return liveOffer(call) ? 'reserved' : 'none';
}

/** Who is before whom: the earlier `orderAt`, then the earlier arrival, then the lower id. */
export function compareEntries(a: QueueEntry, b: QueueEntry): number {
  return (
    a.orderAt.getTime() - b.orderAt.getTime() ||
    a.arrivedAt.getTime() - b.arrivedAt.getTime() ||
    (a._id < b._id ? -1 : 1)
  );
}

/** May its turn come now? A call back that was not answered is left alone for a while. */
export const mayBeServed = ({ notBefore }: QueueEntry, nowMs: number): boolean =>
  !notBefore || notBefore.getTime() <= nowMs;

/** Calls with the same need may be served by the same agents. */
export function needKey({ teamId, sector, capabilities }: Omit<CallNeed, 'priority'>): string {
  return JSON.stringify([teamId, sector, [...capabilities].sort()]);
}

/**
 * What a call asks for: by the webhook's address, else by the number that was called, else by what
 * the caller typed, else by the channel's default. A team that is not there (any more) leads nowhere.
 */
export function needOf(
  { asked, to, digits }: CallNews,
  config: VoiceConfig,
  isTeam: (teamId: TeamId) => boolean,
): LedNeed {
  const called = normalisePhone(to);
  const byNumber = config.numbers.find((entry) => entry.number === called);
  const byDigits = digits === null ? undefined : config.digits.find((e) => e.digits === digits);
  const words = [
    { ledBy: 'address', to: asked },
    { ledBy: 'number', to: byNumber },
    { ledBy: 'digits', to: byDigits },
    { ledBy: 'default', to: config.default },
  ] as const;
  const common = {
    capabilities: asked.capabilities ?? byNumber?.capabilities ?? [],
    priority: asked.priority ?? byNumber?.priority ?? ORDINARY_PRIORITY,
  };
  for (const { ledBy, to: target } of words) {
    const { team = null, sector = null } = target ?? {};
    if (team !== null && isTeam(team)) return { ...common, ledBy, teamId: team, sector: null };
    if (sector !== null) return { ...common, ledBy, teamId: null, sector };
  }
  return { ...common, ledBy: 'default', teamId: null, sector: null };
}

/** What a waiting caller is told. */
export function holdText(position: number | null, waitSeconds: number | null): string {
  if (position === null) return 'All our agents are busy. Please stay on the line.';
  const place = position === 1 ? 'You are next in line.' : `You are number ${position} in line.`;
  if (waitSeconds === null) return `${place} Please stay on the line.`;
  const minutes = Math.max(1, Math.round(waitSeconds / 60));
  return `${place} The wait is about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
}
