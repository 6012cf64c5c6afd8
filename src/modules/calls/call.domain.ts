import type { DomainEvent } from '../../common/events.js';
import type { AgentId, OfferId } from '../../common/ids.js';
import { stateMachine } from '../../common/state-machine.js';
import { SECOND, secondsBetween } from '../../common/time.js';
import {
  LED_BY,
  type Call,
  type CallEventType,
  type CallNeed,
  type CallState,
  type EndCause,
  type EndState,
  type LedNeed,
  type Offer,
  type OfferDecision,
} from './call.types.js';

const ENDS = ['completed', 'failed', 'no_answer', 'busy', 'abandoned', 'canceled'] as const;

/**
 * received → (queued ⇄ offered ⇄ ringing) → connected → an end. Ends are final. A bot that hands its
 * caller over leads from connected back into the line.
 */
export const callStates = stateMachine<CallState>('received', {
  received: ['queued', 'offered', ...ENDS],
  queued: ['offered', 'connected', ...ENDS],
  offered: ['queued', 'ringing', 'connected', ...ENDS],
  ringing: ['queued', 'offered', 'connected', ...ENDS],
  connected: ['queued', ...ENDS],
  completed: [],
  failed: [],
  no_answer: [],
  busy: [],
  abandoned: [],
  canceled: [],
});

/** A place that a change of the call gives back. */
export interface FreedPlace {
  readonly agentId: AgentId;
  readonly outcome: 'missed' | 'talked' | 'none';
}

/** A call on its way through one decision: what it has become, what to tell, whose place is free. */
export interface Step {
  readonly call: Call;
  readonly events: readonly DomainEvent<CallEventType>[];
  readonly freed: readonly FreedPlace[];
  /** Agents who picked up although their offer was withdrawn: they hold the call all the same. */
  readonly occupied: readonly Pick<Offer, 'agentId' | 'id'>[];
}

export const begin = (call: Call): Step => ({ call, events: [], freed: [], occupied: [] });

/** A conversation is looked at so often: its end may have been told while nobody could hear. */
export const TALK_LOOK_MS = 300 * SECOND;
/** After its ring time an offer without news is looked up. */
const RING_GRACE_MS = 10 * SECOND;
const OFFERS_KEPT = 20;

/** The offer that is under way, if one is. */
export function liveOffer(call: Call): Offer | null {
  const last = call.offers.at(-1);
  return last?.endedAt === null ? last : null;
}

export const isEnded = (call: Call): boolean => callStates.isEnd(call.status);

/** Agents whose phone this call had since a moment, and who shall not be tried again yet. */
export function triedSince(call: Call, sinceMs: number): ReadonlySet<AgentId> {
  const tried = call.offers.filter(
    ({ state, offeredAt, endedAt }) =>
      state === 'rejected' || (offeredAt && endedAt && endedAt.getTime() > sinceMs),
  );
  return new Set(tried.map((offer) => offer.agentId));
}

/** Adds what is to be told of the call. */
export function event(step: Step, type: CallEventType, at: Date, data: object): Step {
  const { call } = step;
  const { _id: callLogId, clientId } = call;
  const agentId = 'agentId' in data ? (data.agentId as AgentId) : null;
  return {
    ...step,
    events: [
      ...step.events,
      { type, clientId, at, callLogId, agentId, data: { status: call.status, ...data } },
    ],
  };
}

/** Changes the call; its state only as the state machine allows. */
export function change(step: Step, fields: Partial<Call>): Step {
  const { call } = step;
  const to = fields.status;
  if (to !== undefined && to !== call.status && !callStates.can(call.status, to)) {
    throw new Error(`a call cannot go from ${call.status} to ${to}`);
  }
  return { ...step, call: { ...call, ...fields } };
}

function changeOffer(step: Step, fields: Partial<Offer>): Step {
  const offers = [...step.call.offers];
  const last = offers.pop();
  if (!last) throw new Error('the call has no offer');
  return change(step, { offers: [...offers, { ...last, ...fields }] });
}

/** The call is new: Exotel asks for the first time. */
export function received(step: Step, at: Date): Step {
  const { sector, teamId, priority } = step.call;
  return event(step, 'call.received', at, { sector, teamId, priority });
}

/**
 * A later webhook says better what the call asks for: the address, before the called number, before
 * what the caller typed, before the channel's default. Not once somebody is on the way to it.
 */
export function redirected(step: Step, need: LedNeed, at: Date): Step {
  const { call } = step;
  const isBetter = LED_BY.indexOf(need.ledBy) > LED_BY.indexOf(call.ledBy);
  if (!isBetter || isEnded(call) || call.status === 'connected' || liveOffer(call)) return step;
  const { sector, teamId, priority } = need;
  return event(change(step, need), 'call.redirected', at, { sector, teamId, priority });
}

/** Nobody can take it now: it waits. */
export function queued(step: Step, at: Date): Step {
  if (step.call.status === 'queued') return step;
  const next = change(step, { status: 'queued', queuedAt: step.call.queuedAt ?? at });
  return event(next, 'call.queued', at, { since: next.call.queuedAt });
}

interface Reservation {
  readonly agentId: AgentId;
  readonly dialNumber: string;
  readonly offerId: OfferId;
}

/** An agent's place was taken for it; the caller learns of it at its next webhook. */
export function reserved(step: Step, reservation: Reservation, at: Date): Step {
  const next = withOffer(step, reservation, at);
  const { agentId, offerId } = reservation;
  return event(next, 'call.reserved', at, { agentId, offerId, number: next.call.offerCount });
}

/** An agent's place was taken, and its number goes to Exotel with this very answer. */
export function offeredAtOnce(
  step: Step,
  reservation: Reservation,
  offerSeconds: number,
  at: Date,
): Step {
  return offered(withOffer(step, reservation, at), offerSeconds, at);
}

function withOffer(step: Step, { agentId, dialNumber, offerId }: Reservation, at: Date): Step {
  const number = step.call.offerCount + 1;
  const offer: Offer = {
    id: offerId,
    number,
    agentId,
    dialNumber,
    state: 'reserved',
    reservedAt: at,
    offeredAt: null,
    ringUntil: null,
    answeredAt: null,
    endedAt: null,
  };
  return change(step, {
    status: 'offered',
    agentId,
    offers: [...step.call.offers, offer].slice(-OFFERS_KEPT),
    offerCount: number,
  });
}

/** The agent's number goes to Exotel: the offer's time begins. */
export function offered(step: Step, offerSeconds: number, at: Date): Step {
  const ringUntil = new Date(at.getTime() + offerSeconds * SECOND);
  const next = change(changeOffer(step, { state: 'offered', offeredAt: at, ringUntil }), {
    nextLookAt: new Date(ringUntil.getTime() + RING_GRACE_MS),
  });
  const offer = liveOffer(next.call);
  const { sector, teamId, priority } = next.call;
  return event(next, 'call.offered', at, {
    agentId: offer?.agentId,
    offerId: offer?.id,
    number: offer?.number,
    ringUntil,
    sector,
    teamId,
    priority,
  });
}

/** The agent's phone rings. */
export function ringing(step: Step, at: Date): Step {
  const offer = liveOffer(step.call);
  if (!offer || offer.state !== 'offered') return step;
  const next = change(changeOffer(step, { state: 'ringing' }), { status: 'ringing' });
  return event(next, 'call.ringing', at, { agentId: offer.agentId, number: offer.number });
}

/**
 * The agent picked up: caller and agent talk.
 * @param isTold was the moment told (a popup), or is it only known that there was an answer?
 */
export function answered(step: Step, at: Date, isTold = true): Step {
  const offer = liveOffer(step.call);
  if (!offer || step.call.status === 'connected') return step;
  const answer = { state: 'answered', answeredAt: isTold ? at : null } as const;
  const next = change(changeOffer(step, answer), {
    status: 'connected',
    answeredAt: at,
    waitSeconds: secondsBetween(step.call.receivedAt, at),
    ringSeconds: secondsBetween(offer.offeredAt, at),
    nextLookAt: new Date(at.getTime() + TALK_LOOK_MS),
  });
  return event(next, 'call.answered', at, {
    agentId: offer.agentId,
    number: offer.number,
    waitSeconds: next.call.waitSeconds,
  });
}

/** An agent picks up although its offer was withdrawn: what the wire says wins. */
export function answeredLate(step: Step, late: Offer, at: Date): Step {
  const withdrawn = offerEnded(step, 'withdrawn', at);
  const offer: Offer = {
    ...late,
    number: step.call.offerCount + 1,
    state: 'ringing',
    endedAt: null,
  };
  const next = change(withdrawn, {
    agentId: offer.agentId,
    offers: [...withdrawn.call.offers, offer].slice(-OFFERS_KEPT),
    offerCount: offer.number,
  });
  const { agentId, id } = offer;
  return answered({ ...next, occupied: [...next.occupied, { agentId, id }] }, at);
}

/** The conversation is over and the agent is free; how the call ended is told by the next webhook. */
export function talkEnded(step: Step, at: Date): Step {
  const offer = liveOffer(step.call);
  if (!offer || step.call.status !== 'connected') return step;
  const next: Step = {
    ...change(changeOffer(step, { endedAt: at }), {
      nextLookAt: new Date(at.getTime() + RING_GRACE_MS),
    }),
    freed: [...step.freed, { agentId: offer.agentId, outcome: 'talked' }],
  };
  return event(next, 'call.talk_ended', at, { agentId: offer.agentId, number: offer.number });
}

/**
 * A bot hands its caller over: its turn is over, and the call asks for an agent again, in the line.
 * @param need what it asks for now, where the bot said so
 */
export function handedOver(step: Step, need: Partial<CallNeed>, at: Date): Step {
  const offer = liveOffer(step.call);
  if (!offer || step.call.status !== 'connected') return step;
  const next: Step = {
    ...change(changeOffer(step, { endedAt: at, handedOver: true }), {
      ...need,
      status: 'queued',
      queuedAt: at,
      nextLookAt: new Date(at.getTime() + RING_GRACE_MS),
    }),
    freed: [...step.freed, { agentId: offer.agentId, outcome: 'talked' }],
  };
  const { sector, teamId, priority } = next.call;
  const { agentId, number } = offer;
  return event(next, 'call.handed_over', at, { agentId, number, sector, teamId, priority });
}

/** Did a bot give the call away, so that a person must take it? */
export const wasHandedOver = (call: Call): boolean =>
  call.offers.some((offer) => offer.handedOver === true);

/**
 * The agent's person said what it wants of the present offer. Its phone rings on and its place
 * stays taken: what becomes of the offer is told by the telephone.
 */
export function offerDecided(step: Step, decision: OfferDecision, at: Date): Step {
  const offer = liveOffer(step.call);
  if (!offer) return step;
  const { agentId, id: offerId, number } = offer;
  const next = changeOffer(step, { decision, decidedAt: at });
  return event(next, `call.offer_${decision}`, at, { agentId, offerId, number });
}

/** A person who said no has missed nothing. */
const outcomeOf = <T extends string>(offer: Offer, outcome: T): T | 'rejected' =>
  offer.decision === 'rejected' ? 'rejected' : outcome;

/** The agent's turn is over without a conversation; its place is free. */
export function offerEnded(
  step: Step,
  told: 'missed' | 'busy' | 'failed' | 'withdrawn',
  at: Date,
): Step {
  const offer = liveOffer(step.call);
  if (!offer) return step;
  const outcome = outcomeOf(offer, told);
  const next: Step = {
    ...changeOffer(step, { state: outcome, endedAt: at }),
    freed: [
      ...step.freed,
      { agentId: offer.agentId, outcome: outcome === 'missed' ? 'missed' : 'none' },
    ],
  };
  return event(next, 'call.offer_ended', at, {
    agentId: offer.agentId,
    offerId: offer.id,
    number: offer.number,
    outcome,
  });
}

export interface Ending {
  readonly status: EndState;
  readonly cause: EndCause;
  /** When the call was over; the caller's last sign of life when nobody told. */
  readonly endedAt: Date;
  /** Seconds of conversation by Exotel's own count, where it told. */
  readonly talkSeconds?: number | null;
  readonly recordingUrl?: string | null;
}

/** Exotel fills in price and duration about two minutes after the end (exotel.md 1.4). */
const FIRST_READ_BACK_MS = 120 * SECOND;

/** The call is over. Whoever held it is free; what Exotel counted wins over what we counted. */
export function ended(step: Step, ending: Ending, at: Date, wrapUpSeconds: number): Step {
  if (isEnded(step.call)) return step;
  const { call } = step;
  const talked = ending.status === 'completed';
  const last = call.offers.at(-1) ?? null;
  const offer = liveOffer(call);
  const endedAt = later((talked && last?.endedAt) || ending.endedAt, call.receivedAt);
  const answeredAt = talked ? answerTime(call, last, endedAt, ending.talkSeconds ?? null) : null;
  let next = step;
  if (offer) {
    next = {
      ...changeOffer(next, {
        state: talked ? 'answered' : outcomeOf(offer, 'withdrawn'),
        endedAt,
      }),
      freed: [...next.freed, { agentId: offer.agentId, outcome: talked ? 'talked' : 'none' }],
    };
  }
  next = change(next, {
    status: ending.status,
    failureReason: ending.cause,
    endedAt,
    answeredAt,
    waitSeconds: secondsBetween(call.receivedAt, answeredAt ?? endedAt),
    ringSeconds: secondsBetween(last?.offeredAt, answeredAt ?? endedAt),
    talkSeconds: talked ? (ending.talkSeconds ?? secondsBetween(answeredAt, endedAt)) : 0,
    holdSeconds: 0,
    wrapUpSeconds: talked && last ? wrapUpSeconds : 0,
    duration: secondsBetween(call.receivedAt, endedAt),
    recordingUrl: ending.recordingUrl ?? call.recordingUrl,
    confirmed: false,
    nextLookAt: new Date(at.getTime() + FIRST_READ_BACK_MS),
    looks: 0,
    toFold: true,
  });
  return event(next, 'call.ended', at, {
    cause: ending.cause,
    agentId: next.call.agentId,
    waitSeconds: next.call.waitSeconds,
    talkSeconds: next.call.talkSeconds,
  });
}

const later = (a: Date, b: Date): Date => (a.getTime() >= b.getTime() ? a : b);

/** When a completed call was answered: as it was told at the time, else its end less the talk. */
function answerTime(
  call: Call,
  offer: Offer | null,
  endedAt: Date,
  talkSeconds: number | null,
): Date {
  if (offer?.answeredAt) return offer.answeredAt;
  if (talkSeconds === null) return call.answeredAt ?? endedAt;
  return later(new Date(endedAt.getTime() - talkSeconds * SECOND), call.receivedAt);
}
