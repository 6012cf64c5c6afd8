import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { asCallLogId, Ids, type AgentId, type ProviderSid } from '../../common/ids.js';
import { normalisePhone } from '../../common/phone.js';
import { DAY, SECOND } from '../../common/time.js';
import { isStream } from '../agents/agent-reach.domain.js';
import { isEnded, liveOffer } from '../calls/call.domain.js';
import type { Call, LedNeed } from '../calls/call.types.js';
import { CallsService } from '../calls/calls.service.js';
import { MediaStreams } from '../media/media-streams.service.js';
import { AgentIndex } from '../routing/agent-index.js';
import { SettingsService } from '../settings/settings.service.js';
import type { BusinessRules, TenantSettings } from '../settings/rules.domain.js';
import {
  CALLBACK_KEY,
  CallFlow,
  type AttemptNews,
  type CallNews,
  type ConnectAnswer,
  type EndNews,
  type HoldAnswer,
  type StreamAnswer,
  type WaitAnswer,
} from '../telephony/call-flow.port.js';
import { CallMoves, type Move } from './call-moves.service.js';
import {
  afterAsk,
  afterAttempt,
  afterEnd,
  newCall,
  type Asked,
  type Question,
} from './inbound.domain.js';
import { isServedByBot } from './bot-turn.domain.js';
import { Matcher } from './matcher.service.js';
import {
  admitted,
  answerWhenClosed,
  blocked,
  isBlocked,
  isTurnedAway,
  turnedAway,
} from './opening.domain.js';
import { CallbackRequests } from './callback-requests.service.js';
import { partingText, wayOut } from './overflow.domain.js';
import { holdText, needOf } from './queue.domain.js';
import { WaitPromises } from './wait-promises.js';
import { WaitingLine } from './waiting-line.js';

/** A caller who does not come back so long after its piece of music is looked up. */
const PIECE_GRACE_MS = 4 * SECOND;
/** … but never less than this of the wall, however fast the clock runs. */
const PIECE_GRACE_WALL_MS = 400;

/** Exotel waits for the answer meanwhile; whom a longer match finds, the next question is told. */
const MATCH_WITHIN_MS = 300;

/** The calls that this node heard of lately; which they were hardly matters, so it may forget. */
class RecentSids {
  private young = new Set<ProviderSid>();
  private old = new Set<ProviderSid>();

  has(sid: ProviderSid): boolean {
    return this.young.has(sid) || this.old.has(sid);
  }

  add(sid: ProviderSid): void {
    this.young.add(sid);
    if (this.young.size < 10_000) return;
    this.old = this.young;
    this.young = new Set();
  }
}

/** What an incoming call shall do, at each of Exotel's questions. */
@Injectable()
export class InboundCallFlow extends CallFlow {
  private readonly known = new RecentSids();

  constructor(
    private readonly calls: CallsService,
    private readonly moves: CallMoves,
    private readonly matcher: Matcher,
    private readonly line: WaitingLine,
    private readonly promises: WaitPromises,
    private readonly callbacks: CallbackRequests,
    private readonly index: AgentIndex,
    private readonly streams: MediaStreams,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {
    super();
  }

  async wait(news: CallNews): Promise<WaitAnswer> {
    if (!news.channel.isActive) return 'wait';
    if (news.digits === CALLBACK_KEY && (await this.callbacks.take(news))) return 'callback';
    const call = await this.ask(news, 'wait');
    if (isTurnedAway(call)) return answerWhenClosed(await this.rulesOf(call));
    if (isEnded(call)) return wayOut(call) ?? 'wait';
    if (isWithOthers(call)) return 'agent';
    const offer = liveOffer(call);
    if (offer && call.status !== 'connected') return isStream(offer.dialNumber) ? 'bot' : 'agent';
    return isServedByBot(call) ? 'done' : 'wait';
  }

  async connect(news: CallNews): Promise<ConnectAnswer> {
    const nobody: ConnectAnswer = { dialNumber: null, ringSeconds: 0 };
    if (!news.channel.isActive) return nobody;
    const call = await this.ask(news, 'connect');
    if (isWithOthers(call)) {
      const { rules } = await this.settings.of(call.clientId);
      // Asked again with how it went: there is no second number outside.
      if (news.dial) return nobody;
      return { dialNumber: call.handedTo ?? null, ringSeconds: rules.offerSeconds };
    }
    const offer = liveOffer(call);
    if (!offer?.ringUntil || offer.state === 'answered' || isEnded(call)) return nobody;
    if (isStream(offer.dialNumber)) return nobody;
    const left = (offer.ringUntil.getTime() - this.clock.now()) / SECOND;
    return { dialNumber: offer.dialNumber, ringSeconds: left };
  }

  async stream(news: CallNews): Promise<StreamAnswer> {
    if (!news.channel.isActive) return { url: null };
    const call = await this.ask(news, 'stream');
    const offer = liveOffer(call);
    if (!offer || offer.state === 'reserved' || offer.state === 'answered' || isEnded(call)) {
      return { url: null };
    }
    if (!isStream(offer.dialNumber)) return { url: null };
    return { url: await this.streams.urlFor(call, offer) };
  }

  async attempt(news: AttemptNews): Promise<void> {
    const settings = await this.settings.of(news.channel.clientId);
    await this.moves.decideAndStore(settings, async () => {
      const call = await this.calls.findBySid(news.channel.clientId, news.sid);
      const step = call && afterAttempt(call, news, this.clock.date());
      return step && settledMove(call, step);
    });
  }

  async end(news: EndNews): Promise<void> {
    const { clientId } = news.channel;
    const settings = await this.settings.of(clientId);
    await this.moves.decideAndStore(settings, async () => {
      const call = await this.calls.findBySid(clientId, news.sid);
      const step = afterEnd(
        call ?? this.newCall(news),
        call === null,
        news,
        this.clock.date(),
        settings.rules.wrapUpSeconds,
      );
      return step && settledMove(call, step);
    });
  }

  async hold(news: CallNews): Promise<HoldAnswer> {
    const { clientId } = news.channel;
    const call = await this.calls.findBySid(clientId, news.sid);
    if (call && isTurnedAway(call)) return { text: (await this.rulesOf(call)).closed.message };
    if (!call || isEnded(call)) {
      return { text: (call && partingText(call)) ?? holdText(null, null) };
    }
    const settings = await this.settings.of(clientId);
    await this.callerIsBack(settings, call);
    const position = this.line.positionOf(clientId, call._id);
    const expected = this.promises.expect(settings, call, position ?? 1);
    return { text: holdText(position, expected.p50Seconds) };
  }

  async gather(news: CallNews): Promise<HoldAnswer> {
    const { text } = await this.hold(news);
    const offer = await this.callbacks.offer(news);
    return { text: offer === null ? text : `${text} ${offer}` };
  }

  /** The caller asks (again): the call as it is after the answer was decided and stored. */
  private async ask(news: CallNews, question: Question): Promise<Call> {
    const { clientId } = news.channel;
    const settings = await this.settings.of(clientId);
    let call = await this.decide(settings, news, question);
    if (call.status === 'queued') {
      await this.callerIsBack(settings, call);
      // Whoever is free goes to the best waiting call, which may be another one than this.
      if (this.moves.isSomebodyReady(settings, call, this.moves.triedBy(call))) {
        await this.matcher.matchWithin(clientId, MATCH_WITHIN_MS);
        call = await this.decide(settings, news, question);
      }
    }
    if (call.status === 'queued' || liveOffer(call)?.state === 'reserved') {
      await this.callerIsBack(settings, call);
    }
    return call;
  }

  private async decide(
    settings: TenantSettings,
    news: CallNews,
    question: Question,
  ): Promise<Call> {
    const { clientId } = news.channel;
    let current: Call | null = null;
    const stored = await this.moves.decideAndStore(settings, async (isAgain) => {
      // A call not heard of before is taken for new without a look: if another node knows it, its
      // id is there already, the write fails, and the second try looks.
      const mayBeKnown = isAgain || news.dial !== null || this.known.has(news.sid);
      current = mayBeKnown ? await this.calls.findBySid(clientId, news.sid) : null;
      const lastAgent = current ? null : await this.lastAgentOf(settings, news);
      const { step, wantsAgent } = this.asked(settings, news, question, current, lastAgent);
      // One that waits in line is served in its turn, by the matcher.
      const isInLine = current?.status === 'queued';
      if (step.events.length === 0 && (isInLine || !wantsAgent)) return null;
      return {
        before: current,
        step,
        wantsAgent: wantsAgent && !isInLine,
        offersAtOnce: question !== 'wait',
      };
    });
    const call = stored ?? current;
    if (!call) throw new Error('a call that asks is stored or known');
    this.known.add(news.sid);
    return call;
  }

  private asked(
    settings: TenantSettings,
    news: CallNews,
    question: Question,
    known: Call | null,
    preferredAgentId: AgentId | null,
  ): Asked {
    const at = this.clock.date();
    const { dial } = news;
    const asked = this.needOf(news);
    if (known) return afterAsk(known, false, question, { need: asked, dial }, at, settings.rules);
    const call = this.newCall(news);
    if (isBlocked(call, settings.rules)) return { step: blocked(call, at), wantsAgent: false };
    const need = admitted(settings, asked, at);
    if (!need) return { step: turnedAway(call, at), wantsAgent: false };
    const led = { ...call, ...need, ...(preferredAgentId !== null && { preferredAgentId }) };
    return afterAsk(led, true, question, { need, dial }, at, settings.rules);
  }

  /** The agent whom a new caller knows, where the company prefers it: else nothing is read. */
  private async lastAgentOf({ rules }: TenantSettings, news: CallNews): Promise<AgentId | null> {
    const phoneNumber = rules.lastAgent.isPreferred ? normalisePhone(news.from) : null;
    if (phoneNumber === null) return null;
    const since = new Date(this.clock.now() - rules.lastAgent.withinDays * DAY);
    return await this.calls.lastAgentOf(news.channel.clientId, phoneNumber, since);
  }

  private async rulesOf({ clientId }: Call): Promise<BusinessRules> {
    return (await this.settings.of(clientId)).rules;
  }

  private async callerIsBack(settings: TenantSettings, call: Call): Promise<void> {
    const piece = settings.rules.holdPieceSeconds * SECOND;
    const grace = Math.max(PIECE_GRACE_MS, this.clock.fromWallMs(PIECE_GRACE_WALL_MS));
    await this.calls.noteNews(call, new Date(this.clock.now() + piece + grace));
  }

  private newCall(news: CallNews): Call {
    return newCall({
      callLogId: asCallLogId(this.ids.next()),
      news,
      phoneNumber: normalisePhone(news.from),
      need: this.needOf(news),
      at: this.clock.date(),
    });
  }

  private needOf(news: CallNews): LedNeed {
    const { clientId, config } = news.channel;
    return needOf(news, config, (teamId) => this.index.isTeam(clientId, teamId));
  }
}

/** It was given to a number outside, and nobody has answered there yet. */
const isWithOthers = (call: Call): boolean =>
  typeof call.handedTo === 'string' && !isEnded(call) && call.status !== 'connected';

const settledMove = (before: Call | null, step: Move['step']): Move => ({
  before,
  step,
  wantsAgent: false,
  offersAtOnce: false,
});
