import { MongoClient, type Db } from 'mongodb';

import type { HoldEvent } from './holds.js';

/** What the checker reads of a call in MongoDB. */
export interface CallRow {
  readonly _id: string;
  readonly clientId: string;
  readonly providerSid: string;
  readonly status: string;
  readonly waitSeconds: number | null;
  readonly toFold: boolean;
}

/** States that end a call (spec: routing): written down again, so that the server's code is not asked. */
export const END_STATES: ReadonlySet<string> = new Set([
  'completed',
  'failed',
  'no_answer',
  'busy',
  'abandoned',
  'canceled',
]);

const AT_ONCE = 1000;
const HOLD_EVENTS = [
  'call.reserved',
  'call.offered',
  'call.answered',
  'call.offer_ended',
  'call.talk_ended',
  'call.ended',
];

interface EventRow {
  readonly type: string;
  readonly at: Date;
  readonly seq?: number;
  readonly callLogId: string;
  readonly agentId: number | null;
  readonly data?: { readonly number?: number };
}

/** The server's collections, read with the driver and not with the server's code. */
export class Records {
  private readonly client: MongoClient;
  private readonly db: Db;

  constructor(mongodbUri: string) {
    this.client = new MongoClient(mongodbUri, { serverSelectionTimeoutMS: 10_000 });
    this.db = this.client.db();
  }

  get databaseName(): string {
    return this.db.databaseName;
  }

  async companies(): Promise<string[]> {
    return await this.db.collection('companies').distinct('clientId');
  }

  async drop(): Promise<void> {
    await this.db.dropDatabase();
  }

  /** When a company's newest call came; 0 without one. */
  async newestCallMs(clientId: string): Promise<number> {
    const [newest] = await this.db
      .collection<{ receivedAt: Date }>('call_logs')
      .find({ clientId })
      .sort({ receivedAt: -1 })
      .limit(1)
      .toArray();
    return newest?.receivedAt.getTime() ?? 0;
  }

  /** The calls with these ids of Exotel's, whichever of the companies they are filed under. */
  async calls(clientIds: readonly string[], sids: readonly string[]): Promise<CallRow[]> {
    const rows: CallRow[] = [];
    for (const providerSid of slices(sids)) {
      const found = this.db
        .collection<CallRow>('call_logs')
        .find({ clientId: { $in: [...clientIds] }, providerSid: { $in: providerSid } })
        .project<CallRow>({ clientId: 1, providerSid: 1, status: 1, waitSeconds: 1, toFold: 1 });
      rows.push(...(await found.toArray()));
    }
    return rows;
  }

  /** How many of these calls are not over, not folded into the figures, or not there at all. */
  async unsettled(clientId: string, sids: readonly string[]): Promise<number> {
    const rows = await this.calls([clientId], sids);
    const settled = rows.filter(({ status, toFold }) => END_STATES.has(status) && !toFold);
    return sids.length - settled.length;
  }

  /** What tells who held these calls. */
  async holdEvents(clientId: string, callLogIds: readonly string[]): Promise<HoldEvent[]> {
    const events: HoldEvent[] = [];
    for (const ids of slices(callLogIds)) {
      const found = this.db
        .collection<EventRow>('events')
        .find({ clientId, callLogId: { $in: ids }, type: { $in: HOLD_EVENTS } });
      for await (const { type, at, seq, callLogId, agentId, data } of found) {
        const number = data?.number;
        events.push({
          type,
          at,
          callLogId,
          agentId,
          ...(seq !== undefined && { seq }),
          ...(number !== undefined && { number }),
        });
      }
    }
    return events;
  }

  /** How many calls each agent may hold at once. */
  async capacities(clientId: string): Promise<Map<number, number>> {
    const agents = await this.db
      .collection<{ _id: number; maxConcurrentCalls: number }>('agents')
      .find({ clientId })
      .project<{ _id: number; maxConcurrentCalls: number }>({ maxConcurrentCalls: 1 })
      .toArray();
    return new Map(agents.map(({ _id, maxConcurrentCalls }) => [_id, maxConcurrentCalls]));
  }

  /** Agents who hold a call at the end of the day. */
  async holders(clientId: string): Promise<number> {
    return await this.db
      .collection('agent_presence')
      .countDocuments({ clientId, activeCalls: { $ne: 0 } });
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

function slices<T>(list: readonly T[]): T[][] {
  const count = Math.ceil(list.length / AT_ONCE);
  return Array.from({ length: count }, (_, index) =>
    list.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
}
