import type { HoldEvent } from '../demo/holds.js';

/** All that a run left behind, in the simulator, in the database and with those who listened. */
export interface History {
  readonly exotel: ExotelHistory;
  readonly asked: Asked;
  readonly stored: Stored;
  readonly sockets: readonly HeardBySocket[];
  readonly receiver: HeardByReceiver;
  /** What the recount of the calls says of the figures; null: it failed. */
  readonly recountDifferences: number | null;
}

/** A call as the simulator knows it. */
export interface SimulatedCall {
  readonly sid: string;
  readonly direction: 'inbound' | 'outbound-api';
  readonly from: string;
  readonly to: string;
  readonly endedAt: number | null;
  readonly webhooks: readonly { readonly status: number | string }[];
}

export interface ExotelHistory {
  readonly calls: readonly SimulatedCall[];
  /** Engaged phones that were dialled; `to` is the customer's. */
  readonly overCapacity: readonly {
    readonly number: string;
    readonly dialledFor: string;
    readonly leg: 'from' | 'to' | 'connect';
  }[];
  readonly doubleOffers: readonly { readonly callSid: string }[];
}

/** What was asked of the server and accepted by it. */
export interface Asked {
  readonly calls: readonly AcceptedCall[];
  readonly schedules: readonly AcceptedSchedule[];
  /** Every number that anybody asked to be dialled, or to be called back at. */
  readonly numbers: readonly string[];
}

export interface AcceptedCall {
  readonly callLogId: string;
  readonly number: string;
}
export interface AcceptedSchedule {
  readonly scheduleId: string;
  readonly number: string;
}

export interface Stored {
  readonly calls: readonly CallRow[];
  readonly events: readonly EventRow[];
  readonly schedules: readonly ScheduleRow[];
  readonly callbacks: readonly CallbackRow[];
  readonly capacities: ReadonlyMap<number, number>;
  /** What the company's days add up to. */
  readonly figures: Figures;
  readonly left: Left;
}

export interface Figures {
  /** Incoming calls. */
  readonly answered: number;
  readonly abandoned: number;
  /** Calls that we placed and that were talked on. */
  readonly placedCalls: number;
}

export interface CallRow {
  readonly _id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly providerSid: string | null;
  readonly phoneNumber: string | null;
  readonly status: string;
  readonly failureReason: string | null;
  readonly scheduleId: string | null;
}

export interface EventRow extends HoldEvent {
  readonly _id: string;
}

export interface ScheduleRow {
  readonly _id: string;
  readonly status: string;
  readonly occurrences: number;
  readonly missedRuns: number;
}

export interface CallbackRow {
  readonly _id: string;
  readonly phoneNumber: string;
  readonly state: string;
  readonly attempts: number;
}

/** What should have been given back when all is over, each in words. */
export interface Left {
  /** Agents who hold a call. */
  readonly places: readonly string[];
  /** Lines of calls that we placed. */
  readonly lines: readonly string[];
  /** Places in the callers' queue. */
  readonly waiting: readonly string[];
  /** Leases of processes that have ended. */
  readonly leases: readonly string[];
  /** Open sessions, and sockets of processes that have ended. */
  readonly sessions: readonly string[];
}

/** A socket client, over all its connections. */
export interface HeardBySocket {
  readonly name: string;
  /** Whose calls it hears of; null: an administrator, who hears of all. */
  readonly agentId: number | null;
  /** It hears of what has a greater number, … */
  readonly after: number;
  /** … and had the time to hear of all up to this one. */
  readonly until: number;
  /** Numbers of events as they came. */
  readonly heard: readonly number[];
  /** What did not go on from the one before, as the server itself tells it. */
  readonly problems: readonly string[];
}

/** A receiver of webhooks. */
export interface HeardByReceiver {
  readonly types: readonly string[];
  /** It hears of what has a greater number. */
  readonly after: number;
  readonly heard: readonly HeardMessage[];
}

export interface HeardMessage {
  readonly id: string;
  readonly seq: number;
  readonly callLogId: string | null;
}
