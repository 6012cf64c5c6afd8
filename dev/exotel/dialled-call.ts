import type { CallBook } from './call-book.js';
import type { DialStatus, SimCall, SimOutcome } from './call-record.js';
import { Caller } from './caller.js';
import type { DialRequest } from './dial-request.js';
import { FlowRun } from './flow-run.js';
import type { Flow } from './flow.js';
import { bookTalk, endLeg, ring, type Rung } from './ring.js';
import { sendStatus } from './status-callback.js';
import { StreamLeg } from './stream-leg.js';
import type { World } from './world.js';

/** Virtual time until the network rings the first phone. */
const SETUP_MS = 500;

type End = readonly [SimOutcome, DialStatus];

/** Runs a call that was asked for by `Calls/connect`: From first, then To or the flow (exotel.md 1.2). */
export class DialledCall {
  constructor(
    private readonly world: World,
    private readonly book: CallBook,
    private readonly call: SimCall,
    private readonly request: DialRequest,
    private readonly flow: Flow | null,
    private readonly closing: AbortSignal,
  ) {}

  async run(): Promise<void> {
    const { clock } = this.world;
    await clock.sleep(SETUP_MS, this.closing);
    const first = await this.ringFirst();
    const end = first.line ? await this.withFirst(first) : notAnswered(first);
    endLeg(this.world, first);
    this.book.end(this.call, ...(this.closing.aborted ? (['shut_down', 'failed'] as const) : end));
    sendStatus(this.world, this.call, this.request, 'terminal');
  }

  /** Exotel may redial leg 1 by itself: `MaxRetries` (exotel.md 1.3). */
  private async ringFirst(): Promise<Rung> {
    const retries = this.request.maxRetries ?? this.world.settings.leg1Retries;
    for (let left = retries; ; left -= 1) {
      const onRinging =
        this.request.mode === 'stream'
          ? () => sendStatus(this.world, this.call, this.request, 'ringing')
          : undefined;
      const rung = await this.ring('from', this.request.from, onRinging);
      const again = rung.attempt.result === 'no-answer' || rung.attempt.result === 'failed';
      if (rung.line || !again || left <= 0 || this.closing.aborted) return rung;
    }
  }

  private withFirst(first: Rung): Promise<End> {
    if (this.request.mode === 'stream') return this.streamTalk(first);
    return this.flow ? this.runFlow(this.flow) : this.withSecond(first);
  }

  private async withSecond(first: Rung): Promise<End> {
    const second = await this.ring('to', this.request.to ?? '');
    if (!second.line) return notAnswered(second);
    this.answered(second);
    await this.talk(first, second);
    endLeg(this.world, second);
    return ['served', 'completed'];
  }

  /** The call lasts until the customer hangs up, or the socket is closed (exotel.md 2.4). */
  private async streamTalk(first: Rung): Promise<End> {
    this.answered(first);
    const { call, request } = this;
    const socket = await StreamLeg.open(request.streamUrl ?? '', call);
    await this.talk(first, first, AbortSignal.any([this.closing, socket.closed]));
    socket.hangUp();
    return ['served', 'completed'];
  }

  /** From is the customer (or, in the progressive pattern, the agent) and waits in the flow. */
  private async runFlow(flow: Flow): Promise<End> {
    const { phones, clock } = this.world;
    sendStatus(this.world, this.call, this.request, 'answered');
    const behaviour = phones.behaviour(this.request.from);
    // Without a hold loop From is an agent and Connect dials the customers (exotel.md 2.6).
    const serviceSeconds = (number: string): number =>
      (flow.waitUrl ? behaviour : phones.behaviour(number)).talkSeconds();
    const patienceSeconds = behaviour.patienceSeconds();
    const caller = new Caller({ patienceSeconds, serviceSeconds }, clock);
    const stop = (): void => caller.hangUp();
    const limit = new AbortController();
    this.closing.addEventListener('abort', stop, { once: true });
    void clock.sleep(this.request.timeLimitSeconds * 1000, limit.signal).then(stop);
    const outcome = await new FlowRun(this.world, this.call, flow, caller).run();
    limit.abort();
    caller.hangUp();
    this.closing.removeEventListener('abort', stop);
    return [outcome, 'completed'];
  }

  private answered(rung: Rung): void {
    const { clock } = this.world;
    this.call.answeredBy = rung.attempt.number;
    this.call.waitSeconds = (clock.now() - this.call.startedAt) / 1000;
    sendStatus(this.world, this.call, this.request, 'answered');
  }

  /** `TimeLimit` is of the whole call (exotel.md 1.3). */
  private async talk(first: Rung, customer: Rung, end = this.closing): Promise<void> {
    const { clock, phones, settings } = this.world;
    const { call, request } = this;
    const onCall = (clock.now() - (first.attempt.answeredAt ?? clock.now())) / 1000;
    const wanted = phones.behaviour(customer.attempt.number).talkSeconds();
    const seconds = Math.max(0, Math.min(wanted, request.timeLimitSeconds - onCall));
    if (request.record)
      call.recordingUrl = `${settings.recordingBaseUrl}/${call.account}/${call.sid}.mp3`;
    await clock.sleep(seconds * 1000, end);
    bookTalk(this.world, call, customer.attempt);
  }

  private ring(leg: 'from' | 'to', number: string, onRinging?: () => void): Promise<Rung> {
    return ring(this.world, {
      call: this.call,
      number,
      leg,
      maxRingingSeconds: this.request.ringSeconds,
      signal: this.closing,
      onRinging,
    });
  }
}

function notAnswered(rung: Rung): End {
  const { result } = rung.attempt;
  return ['unanswered', result === 'busy' || result === 'failed' ? result : 'no-answer'];
}
