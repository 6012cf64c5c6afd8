import type { CallLogId } from '../../common/ids.js';
import { SECOND } from '../../common/time.js';
import { isStream } from '../agents/agent-reach.domain.js';
import {
  answered,
  answeredLate,
  begin,
  change,
  ended,
  event,
  handedOver,
  isEnded,
  liveOffer,
  offered,
  offerEnded,
  received,
  redirected,
  ringing,
  talkEnded,
  type Ending,
  type Step,
} from '../calls/call.domain.js';
import type { Call, LedNeed, Offer } from '../calls/call.types.js';
import type { BusinessRules } from '../settings/rules.domain.js';
import type { AttemptNews, CallNews, DialNews, EndNews } from '../telephony/call-flow.port.js';

/** A call that is not heard of again is looked up, whatever else was to be written of it. */
const FIRST_LOOK_MS = 30 * SECOND;

/** Exotel's questions: must the caller go on waiting, whom shall it dial, where is the bot? */
export type Question = 'wait' | 'connect' | 'stream';

export interface Asked {
  readonly step: Step;
  /** The call needs an agent and has none. */
  readonly wantsAgent: boolean;
}

/** A call that nobody has heard of yet. */
export function newCall(given: {
  readonly callLogId: CallLogId;
  readonly news: CallNews;
  readonly phoneNumber: string | null;
  readonly need: LedNeed;
  readonly at: Date;
}): Call {
  const { callLogId, news, phoneNumber, need, at } = given;
  return {
    _id: callLogId,
    clientId: news.channel.clientId,
    direction: 'inbound',
    status: 'received',
    channelId: news.channel.id,
    providerSid: news.sid,
    phoneNumber,
    from: news.from,
    to: news.to,
    ...need,
    agentId: null,
    offers: [],
    offerCount: 0,
    receivedAt: at,
    queuedAt: null,
    answeredAt: null,
    endedAt: null,
    lastNewsAt: at,
    waitSeconds: null,
    ringSeconds: null,
    talkSeconds: null,
    holdSeconds: null,
    wrapUpSeconds: null,
    duration: null,
    failureReason: null,
    confirmed: false,
    cost: null,
    recordingUrl: null,
    nextLookAt: new Date(at.getTime() + FIRST_LOOK_MS),
    looks: 0,
    toFold: false,
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
}

/** What one of Exotel's questions makes of a call, before an agent is looked for. */
export function afterAsk(
  call: Call,
  isNew: boolean,
  question: Question,
  { need, dial }: { readonly need: LedNeed; readonly dial: DialNews | null },
  at: Date,
  rules: BusinessRules,
): Asked {
  let step = isNew ? received(begin(call), at) : redirected(begin(call), need, at);
  if (isEnded(call)) return { step, wantsAgent: false };
  if (question === 'connect' && dial) step = afterDial(step, dial, at);
  // Only a bot's stream that broke off lets a caller ask again in the middle of the talk.
  const talker = step.call.status === 'connected' ? liveOffer(step.call) : null;
  if (talker && isStream(talker.dialNumber)) {
    return { step: handedOver(step, {}, at), wantsAgent: true };
  }
  if (step.call.status === 'connected') return { step, wantsAgent: false };
  if (call.handedTo) return { step: afterHandingOver(step, dial, at), wantsAgent: false };
  const offer = liveOffer(step.call);
  if (!offer) return { step, wantsAgent: true };
  // Its person said no: whoever asks next moves the call on.
  if (offer.decision === 'rejected') {
    return { step: offerEnded(step, 'withdrawn', at), wantsAgent: true };
  }
  // An applet that cannot reach this agent does not begin its turn.
  const isAsked = question === (isStream(offer.dialNumber) ? 'stream' : 'connect');
  if (offer.state === 'reserved' && !isAsked) return { step, wantsAgent: false };
  if (question === 'wait') return { step, wantsAgent: false };
  if (offer.state === 'reserved') {
    return { step: offered(step, rules.offerSeconds, at), wantsAgent: false };
  }
  // Asked again without a result: the answer was lost, or the question was doubled.
  const rings = offer.ringUntil !== null && offer.ringUntil.getTime() > at.getTime();
  if (rings) return { step, wantsAgent: false };
  return { step: offerEnded(step, 'withdrawn', at), wantsAgent: true };
}

/** A number outside has the call: it is answered there, or the flow's last webhook tells how not. */
function afterHandingOver(step: Step, dial: DialNews | null, at: Date): Step {
  if (dial?.result !== 'completed') return step;
  const talkSince = at.getTime() - (dial.seconds ?? 0) * SECOND;
  const answeredAt = new Date(Math.max(talkSince, step.call.receivedAt.getTime()));
  const nextLookAt = new Date(at.getTime() + FIRST_LOOK_MS);
  const next = change(step, { status: 'connected', answeredAt, nextLookAt });
  return event(next, 'call.answered', at, { handedOver: true });
}

/** How the last attempt went; news of an older offer than the present one change nothing. */
function afterDial(step: Step, dial: DialNews, at: Date): Step {
  const offer = liveOffer(step.call);
  if (!offer || offer.state === 'reserved' || !isOf(offer, dial, at)) return step;
  switch (dial.result) {
    case 'completed': {
      const talkSince = new Date(at.getTime() - (dial.seconds ?? 0) * 1000);
      const since = talkSince > step.call.receivedAt ? talkSince : step.call.receivedAt;
      return talkEnded(answered(step, since, false), at);
    }
    case 'no_answer':
      return offerEnded(step, 'missed', at);
    case 'busy':
      return offerEnded(step, 'busy', at);
    case 'failed':
    case 'canceled':
      return offerEnded(step, 'failed', at);
  }
}

/** Exotel counts from its own clock, in whole seconds. */
const DIAL_TOLERANCE_MS = 3 * SECOND;

/** Is the result of this offer? Without a number: could the attempt have lasted so long? */
function isOf({ dialNumber, offeredAt }: Offer, dial: DialNews, at: Date): boolean {
  if (dial.dialNumber !== null) return dial.dialNumber === dialNumber;
  const lasted = at.getTime() - (offeredAt?.getTime() ?? 0);
  return lasted + DIAL_TOLERANCE_MS >= (dial.seconds ?? 0) * SECOND;
}

/** What happens at an agent's phone; null when it moves nothing. */
export function afterAttempt(call: Call, news: AttemptNews, at: Date): Step | null {
  if (isEnded(call)) return null;
  const offer = liveOffer(call);
  const step = begin(call);
  if (offer && news.dialNumber === offer.dialNumber && offer.state !== 'reserved') {
    const next = move(step, news.event, at);
    return next.events.length > 0 ? next : null;
  }
  if (news.event !== 'answered' || call.status === 'connected') return null;
  const late = call.offers.findLast(
    (old) =>
      old.dialNumber === news.dialNumber && (old.state === 'withdrawn' || old.state === 'rejected'),
  );
  return late ? answeredLate(step, late, at) : null;
}

function move(step: Step, event: AttemptNews['event'], at: Date): Step {
  switch (event) {
    case 'dial':
      return step;
    case 'ringing':
      return ringing(step, at);
    case 'answered':
      return answered(step, at);
    case 'terminal':
      // Without an answer the next question tells how the attempt went.
      return talkEnded(step, at);
  }
}

/** The flow's last webhook: how the call ended. Null when that is known. */
export function afterEnd(
  call: Call,
  isNew: boolean,
  news: EndNews,
  at: Date,
  wrapUpSeconds: number,
): Step | null {
  if (isEnded(call)) return null;
  const step = isNew ? received(begin(call), at) : begin(call);
  return ended(step, endingOf(call, news, at), at, wrapUpSeconds);
}

function endingOf(call: Call, news: EndNews, at: Date): Ending {
  const { talkSeconds, recordingUrl } = news;
  const told = { endedAt: at, talkSeconds, recordingUrl };
  switch (news.end) {
    case 'completed':
      return { ...told, status: 'completed', cause: 'talked' };
    case 'caller_hung_up':
      return call.status === 'connected'
        ? { ...told, status: 'completed', cause: 'talked' }
        : { ...told, status: 'abandoned', cause: 'caller_hung_up' };
    case 'no_answer':
      return { ...told, status: 'no_answer', cause: 'nobody_answered' };
    case 'busy':
      return { ...told, status: 'busy', cause: 'agent_busy' };
    case 'failed':
      return { ...told, status: 'failed', cause: 'provider_failed' };
  }
}
