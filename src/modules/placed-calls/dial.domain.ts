import type { DomainEvent } from '../../common/events.js';
import type { ChannelId, ProviderSid } from '../../common/ids.js';
import { stateMachine } from '../../common/state-machine.js';
import { SECOND, secondsBetween } from '../../common/time.js';
import type { ClosedBy } from './calling-hours.port.js';
import type { FreedPlace } from '../calls/call.domain.js';
import {
  isCustomerFirst,
  type DialState,
  type DialWay,
  type OutboundCall,
  type OutboundCause,
  type OutboundState,
  type OutboundStatus,
} from '../calls/outbound-call.types.js';

/**
 * waiting → dialing → (unknown →) placed → over; back to waiting when surely nothing was dialled. One
 * that was thought not to be dialled and is heard of all the same is placed from there.
 */
export const dialStates = stateMachine<DialState>('waiting', {
  waiting: ['dialing', 'placed', 'over'],
  dialing: ['waiting', 'unknown', 'placed', 'over'],
  unknown: ['waiting', 'placed', 'over'],
  placed: ['over'],
  over: [],
});

/** Each phone rings so long at the most. */
export const RING_SECONDS = 30;
/** The whole call is cut after an hour: no place is ever taken for longer. */
export const LONGEST_CALL_SECONDS = 3600;
/** Both phones have rung out by then. */
const PLACED_NEWS_MS = 2 * RING_SECONDS * SECOND + 15 * SECOND;
/** A conversation is looked at so often. */
const TALK_LOOK_MS = 300 * SECOND;
/** The telephone company works out what a call cost in about two minutes (exotel.md 1.4). */
const FIRST_READ_BACK_MS = 120 * SECOND;
/** A dial that is nowhere to be found so long after it was asked for was never made. */
export const NOT_DIALLED_AFTER_MS = 40 * SECOND;
const UNKNOWN_LOOK_MS = 5 * SECOND;
/** An intent that nobody could dial is tried again so often, then it is given up. */
const MOST_DIALS = 5;

export type OutboundEventType =
  | 'call.initiated'
  | 'call.dialing'
  | 'call.waiting'
  | 'call.unconfirmed'
  | 'call.ringing'
  | 'call.answered'
  | 'call.ended'
  | 'call.corrected'
  | 'call.confirmed';

/** A call on its way through one decision. */
export interface DialStep {
  readonly call: OutboundCall;
  readonly events: readonly DomainEvent<OutboundEventType>[];
  /** The agent's place and the company's line are given back. */
  readonly freed: FreedPlace | null;
  /** They are taken without asking: what the wire says wins. */
  readonly isOccupied: boolean;
}

export const startOf = (call: OutboundCall): DialStep => ({
  call,
  events: [],
  freed: null,
  isOccupied: false,
});

export const isOver = ({ dialState }: OutboundCall): boolean => dialState === 'over';
/** Is an agent's place taken for it? */
export const isUnderWay = ({ dialState }: OutboundCall): boolean =>
  dialState === 'dialing' || dialState === 'unknown' || dialState === 'placed';

/** Two steps that are stored as one. */
export const inOne = (first: DialStep, second: DialStep): DialStep => ({
  ...second,
  events: [...first.events, ...second.events],
  isOccupied: first.isOccupied && !second.freed,
});

const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

function change(step: DialStep, fields: Partial<OutboundCall>): DialStep {
  const { call } = step;
  const { dialState } = fields;
  if (dialState && dialState !== call.dialState && !dialStates.can(call.dialState, dialState)) {
    throw new Error(`a dial cannot go from ${call.dialState} to ${dialState}`);
  }
  return { ...step, call: { ...call, ...fields } };
}

/** Adds what is to be told of the call. */
export function tell(step: DialStep, type: OutboundEventType, at: Date, data: object): DialStep {
  const { _id: callLogId, clientId, status, outboundStatus, way, from } = step.call;
  // A customer who is dialled before anybody is taken is nobody's yet.
  const agentId = way === 'flow' && from === '' ? null : step.call.agentId;
  const facts = { direction: 'outbound', status, outboundStatus, agentId };
  const event = { type, clientId, at, callLogId, agentId, data: { ...facts, ...data } };
  return { ...step, events: [...step.events, event] };
}

export interface Claim {
  readonly way: DialWay;
  /** The agent's number, or the name of its stream; empty where nobody is taken yet. */
  readonly from: string;
  readonly channelId: ChannelId | null;
  /** After this the process that claimed it is taken for dead. */
  readonly staleAt: Date;
}

/** The agent's place and a line are taken: the telephone company will be asked now. */
export function claimed(call: OutboundCall, claim: Claim, at: Date): DialStep {
  const { way, from, channelId, staleAt } = claim;
  const next = change(startOf(call), {
    dialState: 'dialing',
    outboundStatus: 'dialing',
    way,
    from,
    channelId,
    // The list is asked by the number that is dialled first, and the second where there is one.
    pair: `${isCustomerFirst(way) ? 'customer' : from} ${call.phoneNumber}`,
    dials: call.dials + 1,
    dialedAt: at,
    newsDueAt: staleAt,
    looks: 0,
  });
  return tell(next, 'call.dialing', at, { phoneNumber: call.phoneNumber });
}

/** The telephone company dials it. */
export function placed(call: OutboundCall, sid: ProviderSid, at: Date): DialStep {
  if (call.dialState === 'placed' || isOver(call)) return startOf(call);
  const start = { ...startOf(call), isOccupied: call.dialState === 'waiting' };
  const next = change(start, {
    dialState: 'placed',
    status: 'ringing',
    outboundStatus: 'ringing',
    providerSid: sid,
    pair: null,
    startedAt: at,
    lastNewsAt: at,
    newsDueAt: later(at, PLACED_NEWS_MS),
    looks: 0,
  });
  return tell(next, 'call.ringing', at, {});
}

/** It did not say whether it dials: nothing dials these numbers before its list was asked. */
export function unknown(call: OutboundCall, at: Date): DialStep {
  if (call.dialState !== 'dialing') return startOf(call);
  const next = change(startOf(call), { dialState: 'unknown', newsDueAt: later(at, SECOND) });
  return tell(next, 'call.unconfirmed', at, {});
}

/** Surely nothing was dialled: the telephone company was not even asked, or it looked in vain. */
export interface NotDialled {
  readonly cause: 'network_error' | 'api_unavailable' | 'rate_limited';
  readonly wasAsked: boolean;
  /** When it may be tried again. */
  readonly retryAt: Date;
}

/** Who waits for a call of now is told; another one goes back into the line, its agent is free. */
export function notDialled(call: OutboundCall, given: NotDialled, at: Date): DialStep {
  const { cause, wasAsked, retryAt } = given;
  if (call.dialState !== 'dialing' && call.dialState !== 'unknown') return startOf(call);
  const isForNow = call.origin === 'now' || call.origin === 'callback';
  if (isForNow || (wasAsked && call.dials >= MOST_DIALS)) return failed(call, cause, at);
  const next = change(startOf(call), {
    dialState: 'waiting',
    outboundStatus: 'queued',
    pair: null,
    dueAt: retryAt,
    newsDueAt: null,
    dials: wasAsked ? call.dials : call.dials - 1,
  });
  const freed = { agentId: call.agentId, outcome: 'none' } as const;
  return { ...tell(next, 'call.waiting', at, { cause, until: retryAt }), freed };
}

/** Its number may not ring before a moment. */
export function postponed(call: OutboundCall, cause: ClosedBy, until: Date, at: Date): DialStep {
  if (call.dialState !== 'waiting') return startOf(call);
  const next = change(startOf(call), { dueAt: until, outboundStatus: 'scheduled' });
  return tell(next, 'call.waiting', at, { cause, until });
}

/** When an unknown dial is looked up again. */
export const nextUnknownLook = (at: Date): Date => later(at, UNKNOWN_LOOK_MS);

/** Is a dial that cannot be found surely none? */
export const isSurelyNotDialled = (call: OutboundCall, graceMs: number, at: Date): boolean =>
  at.getTime() - (call.dialedAt ?? at).getTime() >= graceMs;

/** The customer picked up. */
export function answered(call: OutboundCall, at: Date): DialStep {
  if (call.dialState !== 'placed' || call.status !== 'ringing') return startOf(call);
  const next = change(startOf(call), {
    status: 'connected',
    outboundStatus: 'connected',
    answeredAt: at,
    lastNewsAt: at,
    ringSeconds: secondsBetween(call.startedAt, at),
    newsDueAt: later(at, TALK_LOOK_MS),
  });
  return tell(next, 'call.answered', at, { ringSeconds: next.call.ringSeconds });
}

export interface Ending {
  readonly status: Exclude<OutboundState, 'initiated' | 'ringing' | 'connected'>;
  readonly cause: OutboundCause | null;
  readonly outcome: FreedPlace['outcome'];
  readonly endedAt: Date;
  readonly talkSeconds: number | null;
  readonly recordingUrl: string | null;
}

/** The call is over; what the telephone company counted wins over what we counted. */
export function ended(
  call: OutboundCall,
  ending: Ending,
  at: Date,
  wrapUpSeconds: number,
): DialStep {
  if (isOver(call)) return startOf(call);
  const { status, cause, endedAt } = ending;
  const talked = status === 'completed';
  const answeredAt = talked ? answerTime(call, endedAt, ending.talkSeconds) : null;
  const wasPlaced = call.providerSid !== null;
  const next = change(startOf(call), {
    dialState: 'over',
    status,
    outboundStatus: furthest(call, talked, status),
    failureReason: cause,
    pair: null,
    endedAt,
    answeredAt,
    ringSeconds: secondsBetween(call.startedAt, answeredAt ?? endedAt),
    talkSeconds: talked ? (ending.talkSeconds ?? secondsBetween(answeredAt, endedAt)) : 0,
    holdSeconds: 0,
    wrapUpSeconds: talked ? wrapUpSeconds : 0,
    duration: secondsBetween(call.startedAt ?? endedAt, endedAt),
    recordingUrl: ending.recordingUrl ?? call.recordingUrl,
    toFold: true,
    newsDueAt: wasPlaced ? later(at, FIRST_READ_BACK_MS) : null,
    looks: 0,
  });
  const freed = isUnderWay(call) ? { agentId: call.agentId, outcome: ending.outcome } : null;
  const { talkSeconds, duration } = next.call;
  return { ...tell(next, 'call.ended', at, { cause, talkSeconds, duration }), freed };
}

const furthest = (call: OutboundCall, talked: boolean, end: OutboundState): OutboundStatus =>
  talked || call.outboundStatus === 'connected' ? 'connected' : end;

function answerTime(call: OutboundCall, endedAt: Date, talkSeconds: number | null): Date {
  if (call.answeredAt) return call.answeredAt;
  const since = new Date(endedAt.getTime() - (talkSeconds ?? 0) * SECOND);
  return call.startedAt && since < call.startedAt ? call.startedAt : since;
}

/** The call came to nothing before the telephone company dialled it. */
export const failed = (call: OutboundCall, cause: OutboundCause, at: Date): DialStep =>
  ended(call, { ...NOTHING, status: 'failed', cause, endedAt: at }, at, 0);

export const canceled = (call: OutboundCall, at: Date): DialStep =>
  ended(call, { ...NOTHING, status: 'canceled', cause: 'canceled', endedAt: at }, at, 0);

const NOTHING = { outcome: 'none', talkSeconds: null, recordingUrl: null } as const;
