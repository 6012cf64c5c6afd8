import { chance } from '../seeded-random.js';
import { appletQuery, popupQuery, type PopupEvent } from './applet-query.js';
import { type SimAttempt, type SimCall } from './call-record.js';
import type { Caller } from './caller.js';
import { readConnectAnswer, type ConnectPlan, type ConnectReading } from './connect-answer.js';
import type { Flow } from './flow.js';
import { bookTalk, endLeg, ring, type Rung } from './ring.js';
import type { World } from './world.js';

/** The branch the flow takes after Connect, or how it was cut short. */
export type ConnectBranch =
  /** "After the call conversation ends" */
  | 'conversation'
  /** "If nobody answers" */
  | 'unanswered'
  /** "We didn't dial anyone" */
  | 'nobody'
  /** the answer was invalid and the caller is to be dropped */
  | 'invalid'
  /** the caller hung up while a phone rang */
  | 'hung_up_ringing'
  /** the caller hung up between webhooks: Exotel sends nothing */
  | 'hung_up';

/** No flow dials on for ever. */
const MAX_ATTEMPTS = 1000;

/** The Connect applet with a dynamic URL, for one call (exotel.md 3.3, 3.4). */
export class ConnectApplet {
  constructor(
    private readonly world: World,
    private readonly call: SimCall,
    private readonly flow: Flow,
    private readonly caller: Caller,
  ) {}

  async run(): Promise<ConnectBranch> {
    let last: SimAttempt | null = null;
    let talked = false;
    while (this.call.attempts.length < MAX_ATTEMPTS) {
      const answer = await this.fetch(last);
      if (this.caller.gone) return talked ? 'conversation' : 'hung_up';
      if (!answer.ok) return talked ? 'conversation' : this.afterDrop();
      if (answer.plan.numbers.length === 0) return talked ? 'conversation' : 'nobody';

      last = await this.dial(answer.plan);
      if (last.result === 'completed') talked = true;
      if (this.caller.gone) return talked ? 'conversation' : 'hung_up_ringing';
      if (talked && this.caller.behaviour.hangsUpAfterTalk) return 'conversation';
      if (!answer.plan.fetchAfterAttempt) break;
    }
    return talked ? 'conversation' : 'unanswered';
  }

  private afterDrop(): ConnectBranch {
    return this.world.settings.invalidAnswerDropsCaller ? 'invalid' : 'nobody';
  }

  /** Polls of one call can overlap (exotel.md 3.4): then the first one's answer counts. */
  private async fetch(last: SimAttempt | null): Promise<ConnectReading> {
    if (!chance(this.world.random, this.world.settings.overlappingFetch)) {
      return this.fetchOnce(last);
    }
    const [first, second] = await Promise.all([this.fetchOnce(last), this.fetchOnce(last)]);
    const [one, other] = [first, second].map((read) =>
      read.ok ? read.plan.numbers[0] : undefined,
    );
    if (one && other)
      this.world.phones.noteAnswers(this.call.sid, one, other, this.world.clock.now());
    return first;
  }

  private async fetchOnce(last: SimAttempt | null): Promise<ConnectReading> {
    const { clock, settings, turns, webhooks } = this.world;
    const { status, contentType, body, log } = await webhooks.send({
      call: this.call,
      kind: 'connect',
      method: 'GET',
      url: turns.take(this.flow.connectUrl),
      query: appletQuery(this.call, clock.now(), 'call-attempt', last),
      headers: { 'exotel-version': '1.0' },
      timeoutMs: settings.answerTimeoutMs,
    });
    const reading = readConnectAnswer(status, contentType, body);
    if (!reading.ok) {
      log.problem = reading.reason;
      this.call.problems.push(`connect: ${reading.reason}`);
    }
    return reading;
  }

  /** Dials the numbers one by one (or some at once); with `fetch_after_attempt` only the first lot. */
  private async dial(plan: ConnectPlan): Promise<SimAttempt> {
    let rest = plan.numbers;
    for (;;) {
      const lot = rest.slice(0, plan.atOnce);
      rest = rest.slice(plan.atOnce);
      const attempt =
        lot.length > 1 ? await this.dialAtOnce(lot, plan) : await this.dialOne(lot, plan);
      const done = attempt.result === 'completed' || this.caller.gone;
      if (done || plan.fetchAfterAttempt || rest.length === 0) return attempt;
    }
  }

  private async dialOne(lot: readonly string[], plan: ConnectPlan): Promise<SimAttempt> {
    const rung = await this.ring(lot[0] ?? '', plan, this.caller.signal);
    if (rung.line) await this.talk(rung, plan);
    else this.popup('Terminal', rung.attempt.number, plan);
    return rung.attempt;
  }

  /** Parallel ringing: the first to pick up wins, the others stop ringing (exotel.md 3.4). */
  private async dialAtOnce(lot: readonly string[], plan: ConnectPlan): Promise<SimAttempt> {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.caller.signal, stop.signal]);
    let winner: Rung | null = null;
    const rungs = await Promise.all(
      lot.map(async (number) => {
        const rung = await this.ring(number, plan, signal);
        if (!rung.line || winner) {
          endLeg(this.world, rung);
          this.popup('Terminal', number, plan);
          return rung;
        }
        winner = rung;
        stop.abort();
        await this.talk(rung, plan);
        return rung;
      }),
    );
    const attempt = (winner ?? rungs.at(-1))?.attempt;
    if (!attempt) throw new Error('nobody to dial');
    return attempt;
  }

  private ring(number: string, plan: ConnectPlan, signal: AbortSignal): Promise<Rung> {
    this.popup('Dial', number, plan);
    return ring(this.world, {
      call: this.call,
      number,
      leg: 'connect',
      maxRingingSeconds: plan.maxRingingSeconds,
      signal,
      onRinging: () => this.ringPopup('Ringing', number, plan),
    });
  }

  private async talk(rung: Rung, plan: ConnectPlan): Promise<void> {
    const { clock, settings } = this.world;
    const { call, caller } = this;
    const { number } = rung.attempt;
    caller.answered();
    call.answeredBy = number;
    call.waitSeconds ??= (clock.now() - call.startedAt) / 1000;
    if (plan.record)
      call.recordingUrl = `${settings.recordingBaseUrl}/${call.account}/${call.sid}.mp3`;
    this.ringPopup('Answered', number, plan);
    const seconds = Math.min(caller.behaviour.serviceSeconds(number), plan.maxConversationSeconds);
    await clock.sleep(seconds * 1000, caller.signal);
    bookTalk(this.world, call, rung.attempt);
    endLeg(this.world, rung);
    this.popup('Terminal', number, plan);
  }

  private ringPopup(event: PopupEvent, number: string, plan: ConnectPlan): void {
    if (this.flow.ringEvents) this.popup(event, number, plan);
  }

  private popup(event: PopupEvent, number: string, plan: ConnectPlan): void {
    const { clock, phones, settings, turns, webhooks, deliveries } = this.world;
    const { email } = phones.behaviour(number);
    const query = popupQuery(this.call, clock.now(), event, { number, email });
    const method = this.flow.popupMethod ?? 'GET';
    const urls = [this.flow.popupUrl, plan.eventUrl].filter(
      (url) => url !== undefined && url !== null,
    );
    for (const url of urls) {
      deliveries.deliver(this.call.sid, async () => {
        const { status } = await webhooks.send({
          call: this.call,
          kind: 'popup',
          method,
          url: turns.take(url),
          timeoutMs: settings.statusTimeoutMs,
          ...(method === 'GET'
            ? { query }
            : {
                body: query.toString(),
                headers: { 'content-type': 'application/x-www-form-urlencoded' },
              }),
        });
        return isSuccess(status);
      });
    }
  }
}

/** 2xx. */
export function isSuccess(status: number | 'timeout' | 'refused'): boolean {
  return typeof status === 'number' && status >= 200 && status < 300;
}
