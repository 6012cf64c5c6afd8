import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, mongo } from 'mongoose';
import type { AgentId, CallLogId, TenantId } from '../../common/ids.js';
import { BY_ID } from '../../platform/mongo/documents.js';
import type { GroupResult } from '../../platform/mongo/grouped.js';
import { SYSTEM } from '../../platform/mongo/tenant.plugin.js';
import type { Choice, Hold, PresenceDocument } from './presence.schema.js';

/** What must be true of an agent at the moment its place is taken. */
export interface ReserveGuard {
  readonly maxConcurrentCalls: number;
  readonly now: Date;
  /** Heartbeats from before this are stale; null: heartbeats are not asked for. */
  readonly heartbeatSince: Date | null;
  readonly needsDevice: boolean;
}

/** How a call that an agent held came to its end for that agent. */
export interface Release {
  readonly agentId: AgentId;
  readonly callLogId: CallLogId;
  readonly at: Date;
  /** `missed` counts against the agent, `talked` begins wrap-up, `none` does neither. */
  readonly outcome: 'missed' | 'talked' | 'none';
  readonly wrapUpUntil: Date | null;
}

/** A sign of life. */
export interface Beat {
  readonly clientId: TenantId;
  readonly agentId: AgentId;
  readonly at: Date;
  readonly deviceConnected: boolean;
  /** A heartbeat from before this was stale by now. */
  readonly staleBefore: Date;
  readonly device?: unknown;
}

@Injectable()
export class PresenceRepository {
  constructor(@InjectModel('Presence') private readonly presence: Model<PresenceDocument>) {}

  /**
   * Takes one place of an agent for a call, in one conditional write: null when it has none left,
   * is not ready any more, or holds this call already.
   */
  async reserve(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    hold: Hold,
    guard: ReserveGuard,
  ): Promise<PresenceDocument | null> {
    return await this.collection().findOneAndUpdate(
      {
        _id: agentId,
        clientId,
        activeCalls: { $lt: guard.maxConcurrentCalls },
        // A node may not have heard yet that the capacity was lowered: the document has.
        $expr: {
          $lt: ['$activeCalls', { $ifNull: ['$maxConcurrentCalls', guard.maxConcurrentCalls] }],
        },
        'holds.callLogId': { $ne: hold.callLogId },
        chosen: 'online',
        $or: [{ wrapUpUntil: null }, { wrapUpUntil: { $lte: guard.now } }],
        ...(guard.heartbeatSince && { lastHeartbeat: { $gt: guard.heartbeatSince } }),
        ...(guard.needsDevice && { deviceConnected: true }),
      },
      {
        $push: { holds: hold },
        $inc: { activeCalls: 1, version: 1 },
        $set: { updatedAt: guard.now },
      },
      { session, returnDocument: 'after', hint: BY_ID },
    );
  }

  /** Takes the place without asking: what the wire says wins (an agent did pick up). */
  async occupy(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    hold: Hold,
  ): Promise<PresenceDocument | null> {
    return await this.presence
      .findOneAndUpdate(
        { _id: agentId, clientId, 'holds.callLogId': { $ne: hold.callLogId } },
        {
          $push: { holds: hold },
          $inc: { activeCalls: 1, version: 1 },
          $set: { updatedAt: hold.since },
        },
        { session, returnDocument: 'after' },
      )
      .lean<PresenceDocument>();
  }

  /** Sets how many calls an agent may hold; makes its live state where it has none. */
  async setCapacity(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    maxConcurrentCalls: number,
    at: Date,
  ): Promise<void> {
    await this.presence.updateOne(
      { _id: agentId, clientId },
      {
        $set: { maxConcurrentCalls, updatedAt: at },
        $inc: { version: 1 },
        $setOnInsert: {
          ...newPresence(at),
          chosen: 'offline',
          chosenBySystem: false,
          lastHeartbeat: null,
          deviceConnected: false,
          missedInRow: 0,
        },
      },
      { session, upsert: true },
    );
  }

  /** Gives a place back; does nothing when the agent does not hold the call. */
  async release(
    session: ClientSession,
    clientId: TenantId,
    { agentId, callLogId, at, outcome, wrapUpUntil }: Release,
  ): Promise<PresenceDocument | null> {
    return await this.presence
      .findOneAndUpdate(
        { _id: agentId, clientId, 'holds.callLogId': callLogId },
        {
          $pull: { holds: { callLogId } },
          $inc: { activeCalls: -1, version: 1, ...(outcome === 'missed' && { missedInRow: 1 }) },
          $set: {
            updatedAt: at,
            idleSince: at,
            ...(outcome === 'talked' && { missedInRow: 0, wrapUpUntil }),
          },
        },
        { session, returnDocument: 'after', hint: BY_ID },
      )
      .lean<PresenceDocument>();
  }

  async find(clientId: TenantId, agentId: AgentId): Promise<PresenceDocument | null> {
    return await this.presence.findOne({ _id: agentId, clientId }).lean<PresenceDocument>();
  }

  async listHolding(clientId: TenantId): Promise<PresenceDocument[]> {
    return await this.presence
      .find({
        clientId,
        $or: [{ 'holds.callLogId': { $exists: true } }, { activeCalls: { $gt: 0 } }],
      })
      .lean<PresenceDocument[]>();
  }

  /** Sets the count of places to that of the holds; true when it was that already. */
  async recount(clientId: TenantId, agentId: AgentId): Promise<boolean> {
    const { modifiedCount } = await this.presence.updateOne(
      { _id: agentId, clientId, $expr: { $ne: ['$activeCalls', { $size: '$holds' }] } },
      [{ $set: { activeCalls: { $size: '$holds' }, version: { $add: ['$version', 1] } } }],
      { updatePipeline: true },
    );
    return modifiedCount === 0;
  }

  async list(clientId: TenantId): Promise<PresenceDocument[]> {
    return await this.presence.find({ clientId }).lean<PresenceDocument[]>();
  }

  /** The whole deployment, for the index of ready agents. */
  async listAll(): Promise<PresenceDocument[]> {
    return await this.presence.find({}).setOptions(SYSTEM).lean<PresenceDocument[]>();
  }

  /** Those of the agents that have a live state, whatever their tenants. */
  async findMany(agentIds: readonly AgentId[]): Promise<PresenceDocument[]> {
    return await this.presence
      .find({ _id: { $in: [...agentIds] } })
      .setOptions(SYSTEM)
      .lean<PresenceDocument[]>();
  }

  /** Those of a tenant's agents, as the caller's transaction sees them. */
  async findManyIn(
    session: ClientSession,
    clientId: TenantId,
    agentIds: readonly AgentId[],
  ): Promise<PresenceDocument[]> {
    return await this.presence
      .find({ clientId, _id: { $in: [...agentIds] } })
      .session(session)
      .lean<PresenceDocument[]>();
  }

  /** One agent's, as the caller's transaction sees it. */
  async findIn(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
  ): Promise<PresenceDocument | null> {
    return await this.presence
      .findOne({ _id: agentId, clientId })
      .session(session)
      .lean<PresenceDocument>();
  }

  /**
   * Signs of life of different agents, in one write for all, stored by a majority and journaled;
   * each result is the live state with it. Makes the live state of an agent whose first it is. Who
   * was set away by the system, and was gone or without a device until now, is available again.
   */
  async beats(beats: readonly Beat[]): Promise<GroupResult<PresenceDocument>[]> {
    const before = await this.byId(beats);
    const plain = beats.filter(({ agentId }) => before.get(agentId)?.chosenBySystem === false);
    const whole = beats.filter((beat) => !plain.includes(beat));
    const { done, refused } = await this.write([
      ...plain.map((beat) => plainUpdate(beat, before.get(beat.agentId)?.lastHeartbeat ?? null)),
      ...whole.map(wholeUpdate),
    ]);
    if (done < beats.length) {
      // Set away by the system since the look.
      const now = await this.byId(plain);
      const again = plain.filter(({ agentId }) => now.get(agentId)?.chosenBySystem !== false);
      if (again.length > 0) await this.write(again.map(wholeUpdate));
      whole.push(...again);
    }
    const after = whole.length > 0 ? await this.byId(whole) : new Map<AgentId, PresenceDocument>();
    return beats.map((beat) => {
      const { agentId } = beat;
      const error = refused.get(agentId);
      if (error) return { error };
      const earlier = before.get(agentId);
      const value = after.get(agentId) ?? (earlier && withBeat(earlier, beat));
      return value ? { value } : { error: new Error('a sign of life was not stored') };
    });
  }

  private async byId(
    beats: readonly Pick<Beat, 'agentId'>[],
  ): Promise<Map<AgentId, PresenceDocument>> {
    const found = await this.collection()
      .find({ _id: { $in: beats.map((beat) => beat.agentId) } })
      .toArray();
    return new Map(found.map((presence) => [presence._id, presence]));
  }

  /** How many were done, and which were refused although the others were stored. */
  private async write(updates: readonly BeatUpdate[]): Promise<{
    readonly done: number;
    readonly refused: ReadonlyMap<AgentId, Error>;
  }> {
    try {
      const { matchedCount, upsertedCount } = await this.collection().bulkWrite(
        updates.map((updateOne) => ({ updateOne })),
        { ordered: false },
      );
      return { done: matchedCount + upsertedCount, refused: new Map() };
    } catch (error) {
      return { done: 0, refused: refusedIn(error, updates) };
    }
  }

  /** Past mongoose: these are the writes that come most often, and the one calls wait for. */
  private collection() {
    return this.presence.db.collection<PresenceDocument>('agent_presence');
  }

  /** Forgets the signs of life of an agent up to a moment; null when there was one since. */
  async loseTouch(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    since: Date,
    at: Date,
  ): Promise<PresenceDocument | null> {
    return await this.presence
      .findOneAndUpdate(
        {
          _id: agentId,
          clientId,
          $or: [{ lastHeartbeat: null }, { lastHeartbeat: { $lte: since } }],
        },
        {
          $set: { lastHeartbeat: null, deviceConnected: false, updatedAt: at },
          $inc: { version: 1 },
        },
        { session, returnDocument: 'after' },
      )
      .lean<PresenceDocument>();
  }

  /** Takes the device from an agent that has given no sign of life since a moment; was it there? */
  async loseDevice(clientId: TenantId, agentId: AgentId, since: Date, at: Date): Promise<boolean> {
    const { modifiedCount } = await this.presence.updateOne(
      { _id: agentId, clientId, deviceConnected: true, lastHeartbeat: { $lte: since } },
      { $set: { deviceConnected: false, updatedAt: at }, $inc: { version: 1 } },
    );
    return modifiedCount === 1;
  }

  /** Takes the device from agents whose last heartbeat is too old; how many there were. */
  async disconnectStale(clientId: TenantId, staleBefore: Date, at: Date): Promise<number> {
    const { modifiedCount } = await this.presence.updateMany(
      { clientId, deviceConnected: true, lastHeartbeat: { $lte: staleBefore } },
      { $set: { deviceConnected: false, updatedAt: at }, $inc: { version: 1 } },
    );
    return modifiedCount;
  }

  /** What the agent (or, after missed offers, the system) chose: ends wrap-up, forgives misses. */
  async choose(
    session: ClientSession,
    clientId: TenantId,
    agentId: AgentId,
    choice: {
      chosen: Choice;
      reason: string | null;
      bySystem: boolean;
      at: Date;
      /** The agent was gone and asked for itself: it is there again, its device not yet. */
      returns: boolean;
    },
  ): Promise<PresenceDocument> {
    const { chosen, reason, bySystem, at, returns } = choice;
    return await this.presence
      .findOneAndUpdate(
        { _id: agentId, clientId },
        {
          $set: {
            chosen,
            chosenReason: reason,
            chosenBySystem: bySystem,
            chosenAt: at,
            missedInRow: 0,
            updatedAt: at,
            wrapUpUntil: null,
            ...(returns && { lastHeartbeat: at, deviceConnected: false }),
          },
          $inc: { version: 1 },
          $setOnInsert: {
            ...newPresence(at),
            ...(!returns && { lastHeartbeat: null, deviceConnected: false }),
          },
        },
        { upsert: true, returnDocument: 'after', session },
      )
      .lean<PresenceDocument>();
  }
}

/** What a live state has that neither a heartbeat nor a choice sets. */
function newPresence(at: Date) {
  return { holds: [], activeCalls: 0, idleSince: at };
}

/** One write of a group. */
interface BeatUpdate extends mongo.UpdateOneModel<PresenceDocument> {
  readonly filter: { readonly _id: AgentId; readonly clientId: TenantId; chosenBySystem?: boolean };
}

/** What a sign of life changes where the system has not set the agent away. */
function plainUpdate(
  { agentId, clientId, at, deviceConnected, device }: Beat,
  last: Date | null,
): BeatUpdate {
  return {
    filter: { _id: agentId, clientId, chosenBySystem: false },
    update: {
      $set: {
        previousHeartbeat: last,
        lastHeartbeat: at,
        deviceConnected,
        ...(device !== undefined && { device }),
        updatedAt: at,
      },
      $inc: { version: 1 },
    },
  };
}

/** A live state as a plain sign of life leaves it. */
function withBeat(presence: PresenceDocument, beat: Beat): PresenceDocument {
  const { at, deviceConnected, device = presence.device } = beat;
  return {
    ...presence,
    previousHeartbeat: presence.lastHeartbeat,
    lastHeartbeat: at,
    deviceConnected,
    device,
    version: presence.version + 1,
    updatedAt: at,
  };
}

/** The same for any live state, and for an agent that has none yet. */
function wholeUpdate(beat: Beat): BeatUpdate {
  const { agentId: _id, clientId } = beat;
  return { filter: { _id, clientId }, update: [{ $set: stageOf(beat) }], upsert: true };
}

/** What a sign of life makes of a live state. */
function stageOf({ at, deviceConnected, staleBefore, device }: Beat): Record<string, unknown> {
  const wasGone = {
    $or: [{ $ne: ['$deviceConnected', true] }, { $lte: ['$lastHeartbeat', staleBefore] }],
  };
  const comesBack = { $and: [{ $eq: ['$chosenBySystem', true] }, deviceConnected, wasGone] };
  const orElse = (back: unknown, field: string, initial: unknown) => ({
    $cond: [comesBack, back, { $ifNull: [`$${field}`, initial] }],
  });
  // One stage: every `$field` is what was stored before this heartbeat.
  return {
    chosen: orElse('online', 'chosen', 'offline'),
    chosenReason: orElse(null, 'chosenReason', null),
    chosenBySystem: orElse(false, 'chosenBySystem', false),
    chosenAt: orElse(at, 'chosenAt', null),
    missedInRow: orElse(0, 'missedInRow', 0),
    previousHeartbeat: { $ifNull: ['$lastHeartbeat', null] },
    lastHeartbeat: at,
    deviceConnected,
    ...(device !== undefined && { device: { $literal: device } }),
    holds: { $ifNull: ['$holds', []] },
    activeCalls: { $ifNull: ['$activeCalls', 0] },
    wrapUpUntil: { $ifNull: ['$wrapUpUntil', null] },
    idleSince: { $ifNull: ['$idleSince', at] },
    version: { $add: [{ $ifNull: ['$version', 0] }, 1] },
    updatedAt: at,
  };
}

/**
 * The writes of a group that were refused, where the others were stored.
 * @throws what came, when that is not certain
 */
function refusedIn(error: unknown, updates: readonly BeatUpdate[]): ReadonlyMap<AgentId, Error> {
  const { writeErrors = [], result } = error as {
    readonly writeErrors?: mongo.WriteError | readonly mongo.WriteError[];
    readonly result?: { getWriteConcernError?(): unknown };
  };
  const refused = [writeErrors].flat();
  if (refused.length === 0 || result?.getWriteConcernError?.()) throw error;
  return new Map(
    refused.flatMap(({ index, code, errmsg = '' }) => {
      const agentId = updates[index]?.filter._id;
      return agentId ? [[agentId, Object.assign(new Error(errmsg), { code })] as const] : [];
    }),
  );
}
