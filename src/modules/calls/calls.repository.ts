import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, QueryFilter } from 'mongoose';
import type {
  AgentId,
  CallLogId,
  ChannelId,
  OfferId,
  ProviderSid,
  TeamId,
  TenantId,
} from '../../common/ids.js';
import type { Page, PageRequest } from '../../common/page.js';
import { BY_ID, insert, pageOf } from '../../platform/mongo/documents.js';
import { END_STATES, INBOUND_STATES, type Call, type CallState } from './call.types.js';
import type { CallDisposition } from './outbound-call.types.js';
import { StaleCallError } from './calls.errors.js';
import { dueBy } from '../../platform/mongo/partial-index.js';
import { tenantsWith } from '../../platform/mongo/tenants-with.js';

export interface CallFilter {
  readonly direction?: Call['direction'];
  readonly status?: CallState;
  readonly agentId?: AgentId;
  readonly teamId?: TeamId;
  readonly sector?: string;
  readonly phoneNumber?: string;
  readonly campaignId?: string;
  readonly batchId?: string;
  readonly from?: Date;
  readonly to?: Date;
}

/** What is learnt from a wait that was held to its end. */
export type HeldCall = Pick<
  Call,
  'queuedAt' | 'answeredAt' | 'talkSeconds' | 'wrapUpSeconds' | 'expectedWait'
>;

/** What agents' parts of calls of one capability came to on one day. */
export interface CapabilityDayRow {
  readonly agentId: AgentId;
  readonly capability: string;
  readonly day: Date;
  readonly calls: number;
  readonly successes: number;
}

/** What agents' parts of alike calls came to on one day. */
export interface OutcomeRow {
  readonly agentId: AgentId;
  readonly teamId: TeamId | null;
  readonly sector: string | null;
  readonly capabilities: readonly string[];
  readonly hour: number;
  readonly day: string;
  readonly calls: number;
  readonly successes: number;
}

/** A success is a completed call that was talked on, unless its disposition says otherwise (spec: analytics). */
const SUCCESS_OF_THIS_AGENT = {
  $and: [
    { $eq: ['$status', 'completed'] },
    { $eq: ['$offers.state', 'answered'] },
    { $ifNull: ['$disposition.isSuccess', { $gt: ['$talkSeconds', 0] }] },
  ],
};

const ENDED: readonly CallState[] = END_STATES;
const LIVE = INBOUND_STATES.filter((state) => !ENDED.includes(state));

@Injectable()
export class CallsRepository {
  constructor(@InjectModel('Call') private readonly calls: Model<Call>) {}

  async findBySid(clientId: TenantId, providerSid: ProviderSid): Promise<Call | null> {
    return await this.calls.collection.findOne<Call>(
      { clientId, providerSid },
      { hint: { clientId: 1, providerSid: 1 } },
    );
  }

  async findById(
    clientId: TenantId,
    callLogId: CallLogId,
    session?: ClientSession,
  ): Promise<Call | null> {
    return await this.calls
      .findOne({ _id: callLogId, clientId })
      .session(session ?? null)
      .lean<Call>();
  }

  async findByOffer(clientId: TenantId, offerId: OfferId): Promise<Call | null> {
    return await this.calls.findOne({ clientId, 'offers.id': offerId }).lean<Call>();
  }

  /** Which of these ids of Exotel's are known. */
  async knownSids(clientId: TenantId, sids: readonly ProviderSid[]): Promise<Set<string>> {
    const known = await this.calls
      .find({ clientId, providerSid: { $in: [...sids] } })
      .select({ providerSid: 1 })
      .lean<Pick<Call, 'providerSid'>[]>();
    return new Set(known.map((call) => call.providerSid));
  }

  async insert(session: ClientSession, call: Call): Promise<void> {
    await insert(this.calls, [call], session);
  }

  /**
   * Writes what differs between two versions of a call.
   * @throws StaleCallError when the stored one is not the version that was read
   */
  async update(session: ClientSession, before: Call, after: Call): Promise<void> {
    const changed = Object.entries(after).filter(
      ([field, value]) => before[field as keyof Call] !== value,
    );
    const result = await this.calls.collection.updateOne(
      { _id: before._id, clientId: before.clientId, version: before.version },
      { $set: Object.fromEntries(changed) },
      { session, hint: BY_ID },
    );
    if (result.matchedCount === 0) throw new StaleCallError();
  }

  async setDisposition(
    session: ClientSession,
    clientId: TenantId,
    callLogId: CallLogId,
    disposition: CallDisposition,
    updatedAt: Date,
  ): Promise<void> {
    await this.calls.updateOne(
      { _id: callLogId, clientId },
      { $set: { disposition, updatedAt, toFold: true }, $inc: { version: 1 } },
      { session },
    );
  }

  /** A sign of life of a caller who waits; moves nothing else. */
  async noteNews(
    clientId: TenantId,
    callLogId: CallLogId,
    lastNewsAt: Date,
    nextLookAt: Date,
  ): Promise<void> {
    await this.calls.updateOne(
      { _id: callLogId, clientId, status: { $nin: [...ENDED] } },
      { $max: { lastNewsAt }, $set: { nextLookAt } },
    );
  }

  /** Calls of a team or sector that waited in line and were answered, the latest first. */
  async lastHeldWaits(
    { clientId, teamId, sector }: Pick<Call, 'clientId' | 'teamId' | 'sector'>,
    since: Date,
    limit: number,
  ): Promise<HeldCall[]> {
    return await this.calls
      .find({
        clientId,
        ...(teamId === null ? { sector } : { teamId }),
        createdAt: { $gte: since },
        status: 'completed',
        'expectedWait.position': { $gte: 1 },
      })
      .sort({ createdAt: -1 })
      .limit(limit)
      .select({ queuedAt: 1, answeredAt: 1, talkSeconds: 1, wrapUpSeconds: 1, expectedWait: 1 })
      .lean<HeldCall[]>();
  }

  /** The agent who talked with a customer last. */
  async lastAgentOf(clientId: TenantId, phoneNumber: string, since: Date): Promise<AgentId | null> {
    const last = await this.calls
      .findOne({ clientId, phoneNumber, createdAt: { $gte: since }, status: 'completed' })
      .sort({ createdAt: -1 })
      .select({ agentId: 1 })
      .lean<Pick<Call, 'agentId'>>();
    return last?.agentId ?? null;
  }

  /** How often agents were rung, by capability and UTC day, and how often with success. */
  async capabilityDays(clientId: TenantId, since: Date): Promise<CapabilityDayRow[]> {
    return await this.calls.aggregate<CapabilityDayRow>([
      {
        $match: {
          clientId,
          direction: 'inbound',
          status: { $in: [...ENDED] },
          createdAt: { $gte: since },
          'capabilities.0': { $exists: true },
          offerCount: { $gt: 0 },
        },
      },
      { $unwind: '$offers' },
      { $match: { 'offers.offeredAt': { $ne: null } } },
      { $unwind: '$capabilities' },
      {
        $group: {
          _id: {
            agentId: '$offers.agentId',
            capability: '$capabilities',
            day: { $dateTrunc: { date: '$createdAt', unit: 'day' } },
          },
          calls: { $sum: 1 },
          successes: { $sum: { $cond: [SUCCESS_OF_THIS_AGENT, 1, 0] } },
        },
      },
      {
        $project: {
          _id: 0,
          agentId: '$_id.agentId',
          capability: '$_id.capability',
          day: '$_id.day',
          calls: 1,
          successes: 1,
        },
      },
    ]);
  }

  /** What agents' parts of ended calls came to, by what was asked, local hour and day. */
  async outcomes(clientId: TenantId, since: Date, timezone: string): Promise<OutcomeRow[]> {
    const local = { date: '$offers.offeredAt', timezone };
    return await this.calls.aggregate<OutcomeRow>([
      {
        $match: {
          clientId,
          direction: 'inbound',
          status: { $in: [...ENDED] },
          createdAt: { $gte: since },
          offerCount: { $gt: 0 },
        },
      },
      { $unwind: '$offers' },
      { $match: { 'offers.offeredAt': { $ne: null } } },
      {
        $group: {
          _id: {
            agentId: '$offers.agentId',
            teamId: '$teamId',
            sector: '$sector',
            capabilities: '$capabilities',
            hour: { $hour: local },
            day: { $dateToString: { ...local, format: '%Y-%m-%d' } },
          },
          calls: { $sum: 1 },
          successes: { $sum: { $cond: [SUCCESS_OF_THIS_AGENT, 1, 0] } },
        },
      },
      { $replaceRoot: { newRoot: { $mergeObjects: ['$_id', '$$ROOT'] } } },
      { $unset: '_id' },
    ]);
  }

  /** The caller was asked whether to be called back; moves nothing else. */
  async noteCallbackOffer(clientId: TenantId, callLogId: CallLogId, at: Date): Promise<void> {
    await this.calls.updateOne({ _id: callLogId, clientId }, { $set: { callbackOfferedAt: at } });
  }

  /** The companies with calls that Exotel must be asked about. */
  async tenantsDueForLook(now: Date): Promise<TenantId[]> {
    const due = { nextLookAt: dueBy(now) };
    return await tenantsWith(this.calls, due, { clientId: 1, nextLookAt: 1 });
  }

  /** Open, or ended, calls that Exotel must be asked about, the longest overdue first. */
  async dueForLook(
    clientId: TenantId,
    kind: 'open' | 'ended',
    now: Date,
    limit: number,
  ): Promise<Call[]> {
    const status = kind === 'open' ? { $nin: [...ENDED] } : { $in: [...ENDED] };
    return await this.calls
      .find({ clientId, nextLookAt: dueBy(now), status })
      .sort({ nextLookAt: 1 })
      .limit(limit)
      .lean<Call[]>();
  }

  async overdueOffers(clientId: TenantId, now: Date): Promise<Call[]> {
    return await this.calls
      .find({ clientId, nextLookAt: dueBy(now), status: 'offered' })
      .limit(100)
      .lean<Call[]>();
  }

  async lookAgainAt(clientId: TenantId, call: Call, nextLookAt: Date | null): Promise<void> {
    await this.calls.updateOne(
      { _id: call._id, clientId, version: call.version },
      { $set: { nextLookAt }, $inc: { looks: 1 } },
    );
  }

  /** Every open call is asked about at once: the process may have missed its end. */
  async lookAtAllOpen(clientId: TenantId, now: Date): Promise<number> {
    const result = await this.calls.updateMany(
      { clientId, direction: 'inbound', status: { $nin: [...ENDED] } },
      [{ $set: { nextLookAt: { $min: ['$nextLookAt', now] } } }],
      { updatePipeline: true },
    );
    return result.modifiedCount;
  }

  async list(clientId: TenantId, filter: CallFilter, page: PageRequest): Promise<Page<Call>> {
    const { from, to, campaignId, batchId, ...exact } = filter;
    const query: QueryFilter<Call> = {
      clientId,
      ...(campaignId !== undefined && { 'metadata.campaignId': campaignId }),
      ...(batchId !== undefined && { 'metadata.batchId': batchId }),
      ...Object.fromEntries(Object.entries(exact).filter(([, value]) => value !== undefined)),
      ...((from ?? to) && {
        createdAt: { ...(from && { $gte: from }), ...(to && { $lt: to }) },
      }),
    };
    return await pageOf(this.calls, query, { createdAt: -1 }, page);
  }

  /** How many calls of a channel have not ended, as the transaction sees it. */
  async countLive(
    session: ClientSession,
    clientId: TenantId,
    channelId: ChannelId,
  ): Promise<number> {
    return await this.calls
      .countDocuments({
        clientId,
        direction: { $in: ['inbound', 'outbound'] },
        status: { $in: LIVE },
        channelId,
      })
      .session(session);
  }

  /** Some of the calls that have not ended. */
  async listLive(clientId: TenantId, limit: number): Promise<Call[]> {
    return await this.calls
      .find({ clientId, direction: 'inbound', status: { $in: LIVE } })
      .limit(limit)
      .lean<Call[]>();
  }

  /** How many calls are in each of these states now. */
  async countByState(
    clientId: TenantId,
    states: readonly CallState[],
  ): Promise<Map<string, number>> {
    const rows = await this.calls.aggregate<{ _id: string; count: number }>([
      { $match: { clientId, direction: 'inbound', status: { $in: [...states] } } },
      { $group: { _id: '$status', count: { $sum: 1 } } },
    ]);
    return new Map(rows.map((row) => [row._id, row.count]));
  }

  /** Calls that changed since their figures were folded, those that came first at the front. */
  async dueForFold(clientId: TenantId, limit: number): Promise<Call[]> {
    return await this.calls
      .find({ clientId, toFold: true })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<Call[]>();
  }

  /** Whoever read the call before must look again. */
  async touch(session: ClientSession, { _id, clientId }: Call): Promise<void> {
    await this.calls.updateOne({ _id, clientId }, { $inc: { version: 1 } }, { session });
  }

  /** Ended calls of these are to be folded again: something outside their records has changed. */
  async foldAnew(
    session: ClientSession,
    clientId: TenantId,
    callLogIds: readonly CallLogId[],
  ): Promise<void> {
    await this.calls.updateMany(
      { clientId, _id: { $in: [...callLogIds] }, status: { $in: [...ENDED] } },
      { $set: { toFold: true }, $inc: { version: 1 } },
      { session, hint: BY_ID },
    );
  }

  /**
   * The figures have counted these versions. That is a version too: who read the call before must
   * look again, or its next change would take `toFold` for set already.
   */
  async markFolded(
    session: ClientSession,
    clientId: TenantId,
    folded: readonly Pick<Call, '_id' | 'version'>[],
  ): Promise<void> {
    const byVersion = new Map<number, CallLogId[]>();
    for (const { _id, version } of folded) {
      byVersion.set(version, [...(byVersion.get(version) ?? []), _id]);
    }
    for (const [version, ids] of byVersion) {
      await this.calls.updateMany(
        { clientId, _id: { $in: ids }, version },
        { $set: { toFold: false }, $inc: { version: 1 } },
        { session, hint: BY_ID },
      );
    }
  }
}
