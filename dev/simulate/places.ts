import type { AgentId, TenantId } from '../../src/common/ids.js';
import type { Release, ReserveGuard } from '../../src/modules/heartbeat/presence.repository.js';
import type { Hold, PresenceDocument } from '../../src/modules/heartbeat/presence.schema.js';
import { MISSED_LIMIT } from '../../src/modules/heartbeat/readiness.domain.js';

/** An agent who wants calls and is there. */
export function anAgent(clientId: TenantId, agentId: AgentId, at: Date): PresenceDocument {
  return {
    _id: agentId,
    clientId,
    chosen: 'online',
    chosenReason: null,
    chosenBySystem: false,
    chosenAt: at,
    lastHeartbeat: at,
    deviceConnected: true,
    holds: [],
    activeCalls: 0,
    wrapUpUntil: null,
    missedInRow: 0,
    idleSince: at,
    version: 1,
    updatedAt: at,
  };
}

/** What the conditional write of a reservation does; null: its condition does not hold. */
export function reserve(
  before: PresenceDocument,
  hold: Hold,
  guard: ReserveGuard,
): PresenceDocument | null {
  const capacity =
    guard.maxConcurrentCalls === Infinity
      ? Infinity
      : Math.min(guard.maxConcurrentCalls, before.maxConcurrentCalls ?? Infinity);
  const inWrapUp = before.wrapUpUntil !== null && before.wrapUpUntil > guard.now;
  const isSilent =
    guard.heartbeatSince !== null &&
    !(before.lastHeartbeat && before.lastHeartbeat > guard.heartbeatSince);
  const isOut =
    before.activeCalls >= capacity ||
    before.holds.some(({ callLogId }) => callLogId === hold.callLogId) ||
    before.chosen !== 'online' ||
    inWrapUp ||
    isSilent ||
    (guard.needsDevice && !before.deviceConnected);
  if (isOut) return null;
  return changed(before, guard.now, {
    holds: [...before.holds, hold],
    activeCalls: before.activeCalls + 1,
  });
}

/** Takes a place without asking, for an agent who has picked up; null: it holds the call already. */
export function occupy(before: PresenceDocument, hold: Hold): PresenceDocument | null {
  if (before.holds.some(({ callLogId }) => callLogId === hold.callLogId)) return null;
  const holds = [...before.holds, hold];
  return changed(before, hold.since, { holds, activeCalls: before.activeCalls + 1 });
}

/** What giving a place back does; null: the agent does not hold the call. */
export function release(
  before: PresenceDocument,
  { callLogId, at, outcome, wrapUpUntil }: Release,
): PresenceDocument | null {
  if (!before.holds.some((hold) => hold.callLogId === callLogId)) return null;
  const after = changed(before, at, {
    holds: before.holds.filter((hold) => hold.callLogId !== callLogId),
    activeCalls: before.activeCalls - 1,
    idleSince: at,
    ...(outcome === 'missed' && { missedInRow: before.missedInRow + 1 }),
    ...(outcome === 'talked' && { missedInRow: 0, wrapUpUntil }),
  });
  const isAway = outcome === 'missed' && after.missedInRow >= MISSED_LIMIT;
  if (!isAway || after.chosen !== 'online') return after;
  return changed(after, at, { chosen: 'away', chosenBySystem: true, missedInRow: 0 });
}

/** A sign of life; brings back whom the system set away, when its device comes back. */
export function beat(
  before: PresenceDocument,
  at: Date,
  deviceConnected: boolean,
  staleBefore: Date,
): PresenceDocument {
  const wasGone =
    !before.deviceConnected || before.lastHeartbeat === null || before.lastHeartbeat <= staleBefore;
  const comesBack = before.chosenBySystem && deviceConnected && wasGone;
  return changed(before, at, {
    lastHeartbeat: at,
    deviceConnected,
    ...(comesBack && {
      chosen: 'online' as const,
      chosenBySystem: false,
      missedInRow: 0,
    }),
  });
}

export const changed = (
  before: PresenceDocument,
  at: Date,
  fields: Partial<PresenceDocument>,
): PresenceDocument => ({ ...before, ...fields, updatedAt: at, version: before.version + 1 });
