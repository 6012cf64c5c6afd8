import { MongoClient, type Db } from 'mongodb';
import { waitUntil } from '../servers/process.js';
import { END_STATES } from '../demo/records.js';
import type {
  CallbackRow,
  CallRow,
  EventRow,
  Figures,
  Left,
  ScheduleRow,
  Stored,
} from './history.js';

const OVER_SCHEDULES = ['done', 'missed', 'canceled'];
const OVER_CALLBACKS = ['done', 'failed', 'canceled'];
const LOOK_MS = 500;
/** One that is idle for half an hour is looked for every five minutes; and a while for faults. */
const SESSION_IDLE_MS = 60 * 60_000;

interface CallDocument extends Omit<CallRow, 'scheduleId'> {
  readonly metadata?: { readonly scheduleId?: string } | null;
}
interface EventDocument extends Omit<EventRow, 'number' | 'callLogId'> {
  readonly callLogId: string | null;
  readonly data?: { readonly number?: number } | null;
}

/** The database after a run, read with the driver and not with the server's code. */
export class Evidence {
  private readonly client: MongoClient;
  private readonly db: Db;
  private readonly own: { readonly clientId: string };

  /** @param clientId of the company under test */
  constructor(uri: string, clientId: string) {
    this.client = new MongoClient(uri, { serverSelectionTimeoutMS: 30_000 });
    this.db = this.client.db();
    this.own = { clientId };
  }

  /** Until all is over and told; false when it is not in time. */
  async settled(ms: number, webhookId: string, log: (line: string) => void): Promise<boolean> {
    let open = '';
    const isOver = async (): Promise<boolean> => {
      const counts = Object.entries(await this.unsettled(webhookId)).filter(([, n]) => n > 0);
      open = counts.map(([what, count]) => `${count} ${what}`).join(', ');
      return counts.length === 0;
    };
    if (await waitUntil(isOver, ms, LOOK_MS)) return true;
    log(`Not settled: ${open}`);
    return false;
  }

  /** How much is not over yet, by what it is. */
  private async unsettled(webhookId: string): Promise<Record<string, number>> {
    const count = (name: string, filter: object): Promise<number> =>
      this.db.collection(name).countDocuments({ ...this.own, ...filter });
    const [calls, figures, events, schedules, callbacks, deliveries, holders] = await Promise.all([
      count('call_logs', { status: { $nin: [...END_STATES] } }),
      count('call_logs', { toFold: true }),
      count('events', { pending: true }),
      count('scheduled_calls', { status: { $nin: OVER_SCHEDULES } }),
      count('callbacks', { state: { $nin: OVER_CALLBACKS } }),
      count('webhook_deliveries', { webhookId, state: 'pending' }),
      count('agent_presence', { activeCalls: { $ne: 0 } }),
    ]);
    const unfed = await this.unfed(webhookId);
    return { calls, figures, events, schedules, callbacks, deliveries, holders, unfed };
  }

  /** Events that the receiver's deliveries were not made of yet. */
  private async unfed(webhookId: string): Promise<number> {
    const endpoint = await this.db
      .collection<{ _id: string; fedUpTo: number }>('webhook_endpoints')
      .findOne({ _id: webhookId });
    return (await this.lastSeq()) - (endpoint?.fedUpTo ?? 0);
  }

  /** The number of the last event so far. */
  async lastSeq(): Promise<number> {
    const last = await this.db
      .collection<{ seq: number }>('event_counters')
      .findOne({ ...this.own });
    return last?.seq ?? 0;
  }

  /** The number of the last event of a call so far. */
  async lastCallSeq(): Promise<number> {
    const last = await this.db
      .collection<{ seq: number }>('events')
      .findOne({ ...this.own, type: /^call\./, seq: { $gt: 0 } }, { sort: { seq: -1 } });
    return last?.seq ?? 0;
  }

  /** Everything but what shows only when the server has stopped. */
  async stored(): Promise<Omit<Stored, 'left'>> {
    const calls = await this.db
      .collection<CallDocument>('call_logs')
      .find(this.own)
      .project<CallDocument>({
        direction: 1,
        providerSid: 1,
        phoneNumber: 1,
        status: 1,
        failureReason: 1,
        'metadata.scheduleId': 1,
      })
      .map(({ metadata, ...row }) => ({ ...row, scheduleId: metadata?.scheduleId ?? null }))
      .toArray();
    const events = await this.db
      .collection<EventDocument>('events')
      .find(this.own)
      .project<EventDocument>({
        type: 1,
        at: 1,
        seq: 1,
        callLogId: 1,
        agentId: 1,
        'data.number': 1,
      })
      .map(({ data, ...row }) => ({
        ...row,
        callLogId: row.callLogId ?? '',
        ...(data?.number !== undefined && { number: data.number }),
      }))
      .toArray();
    const agents = await this.db
      .collection<{ _id: number; maxConcurrentCalls: number }>('agents')
      .find(this.own)
      .toArray();
    const days = await this.all<Partial<Figures>>('performance_trends', {
      dimension: 'tenant',
      interval: 'day',
    });
    const sum = (name: keyof Figures): number =>
      days.reduce((total, day) => total + (day[name] ?? 0), 0);
    return {
      figures: {
        answered: sum('answered'),
        abandoned: sum('abandoned'),
        placedCalls: sum('placedCalls'),
      },
      calls,
      events,
      schedules: await this.all<ScheduleRow>('scheduled_calls'),
      callbacks: await this.all<CallbackRow>('callbacks'),
      capacities: new Map(agents.map(({ _id, maxConcurrentCalls }) => [_id, maxConcurrentCalls])),
    };
  }

  /** What nobody gives back, however long one waits; the server's processes have gone or go on. */
  async left(ms: number, isGone: boolean, now: () => number): Promise<Left> {
    let left = await this.look(isGone, now());
    const isNothing = async (): Promise<boolean> => {
      left = await this.look(isGone, now());
      return Object.values(left).every((list: readonly string[]) => list.length === 0);
    };
    await waitUntil(isNothing, ms, LOOK_MS);
    return left;
  }

  /** @param isGone a lease of a process that runs is none that was left */
  private async look(isGone: boolean, now: number): Promise<Left> {
    const places = await this.all<{ _id: number }>('agent_presence', { activeCalls: { $ne: 0 } });
    const lines = await this.all<{ taken: { callLogId: string }[] }>('outbound_lines');
    const waiting = await this.all<{ _id: string }>('call_queue');
    const leases = isGone
      ? await this.db
          .collection<{ _id: string }>('leases')
          .find({ $expr: { $gt: ['$expiresAt', '$$NOW'] } })
          .toArray()
      : [];
    const sockets = await this.all<{ _id: number }>('agent_sockets', {
      'sockets.0': { $exists: true },
    });
    const idleSince = new Date(now - SESSION_IDLE_MS);
    const idle = await this.all<{ _id: string; agentId: number }>('agent_sessions', {
      isActive: true,
      lastActivity: { $lt: idleSince },
    });
    return {
      places: places.map(({ _id }) => `agent ${_id} holds a call`),
      lines: lines.flatMap(({ taken }) => taken.map(({ callLogId }) => `${callLogId} has a line`)),
      waiting: waiting.map(({ _id }) => `${_id} waits in line`),
      leases: leases.map(({ _id }) => `lease ${_id} is held`),
      sessions: [
        ...sockets.map(({ _id }) => `agent ${_id} has a socket`),
        ...idle.map(({ _id, agentId }) => `session ${_id} of agent ${agentId} is idle`),
      ],
    };
  }

  /** Forgets runs that were kept for a look: those whose names begin so. */
  async dropEarlier(prefix: string): Promise<void> {
    const { databases } = await this.db.admin().listDatabases({ nameOnly: true });
    for (const { name } of databases.filter((one) => one.name.startsWith(prefix))) {
      await this.client.db(name).dropDatabase();
    }
  }

  async drop(): Promise<void> {
    await this.db.dropDatabase();
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private async all<T extends object>(name: string, filter: object = {}): Promise<T[]> {
    return (await this.db
      .collection(name)
      .find({ ...this.own, ...filter })
      .toArray()) as unknown as T[];
  }
}
