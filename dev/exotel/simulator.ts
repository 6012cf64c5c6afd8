import { setMaxListeners } from 'node:events';
import type { SimAccount } from './account.js';
import { CallBook } from './call-book.js';
import type { SimCall, SimCallRecord, WebhookKind } from './call-record.js';
import { Caller } from './caller.js';
import { Deliveries } from './deliveries.js';
import type { DialRequest } from './dial-request.js';
import { DialledCall } from './dialled-call.js';
import { RestFaults, type RestFault } from './faults.js';
import { FlowRun } from './flow-run.js';
import { Turns, type Flow } from './flow.js';
import { settingsOf, type ExotelSimulatorOptions } from './options.js';
import { Phones, type DoubleOffer, type OverCapacity, type SimPhone } from './phones.js';
import { RateLimit } from './rate-limit.js';
import { RestRoutes } from './rest-routes.js';
import { RestServer } from './rest-server.js';
import { WebhookClient } from './webhook-client.js';
import { isDiallable, numberKey } from './wire-number.js';
import type { World } from './world.js';

/** A customer dials an ExoPhone. */
export interface IncomingCallOptions {
  /** Sid of the account. */
  readonly account: string;
  readonly exophone: string;
  /** The caller's number; anything that is no number is a withheld one. */
  readonly from: string;
  readonly flow: Flow;
  /** Virtual seconds from the start until the caller hangs up, unless an agent answered. */
  readonly patienceSeconds: number;
  /** How long the conversation with this agent's number lasts. */
  readonly serviceSeconds: (agentNumber: string) => number;
  readonly customField?: string;
  /** Keys pressed in a menu before the flow's first webhook. */
  readonly digits?: string;
  /** Keys pressed at Gather. */
  readonly gatherKeys?: string;
  /** The caller ends the conversation, so that Connect does not fetch again. */
  readonly hangsUpAfterTalk?: boolean;
}

/** A call under way. */
export interface LiveCall {
  readonly sid: string;
  readonly record: SimCallRecord;
  /** Resolves when the call is over and its last webhook handed over. */
  readonly ended: Promise<SimCallRecord>;
  /** The caller hangs up now. */
  hangUp(): void;
}

/** Exotel's side of the wire: REST v1, incoming calls, webhooks, phones. */
export class ExotelSimulator {
  /** Address of the REST interface, once started. */
  baseUrl = '';
  private readonly world: World;
  private readonly book: CallBook;
  private readonly accounts = new Map<string, SimAccount>();
  private readonly flows = new Map<string, Flow>();
  private readonly faults = new RestFaults();
  private readonly server: RestServer;
  private readonly closing = new AbortController();

  private constructor(options: ExotelSimulatorOptions) {
    // Every live call listens for the end.
    setMaxListeners(0, this.closing.signal);
    const settings = settingsOf(options);
    const { clock, random } = settings;
    this.world = {
      clock,
      random,
      settings,
      phones: new Phones(),
      webhooks: new WebhookClient(clock, settings.webhookLogSize),
      deliveries: new Deliveries(clock, random, settings.deliveries, this.closing.signal),
      turns: new Turns(),
    };
    this.book = new CallBook(this.world);
    const routes = new RestRoutes(this.world, this.book, (account, dial) =>
      this.dial(account, dial),
    );
    const limit = new RateLimit(settings.requestsPerMinute);
    this.server = new RestServer(this.world, this.accounts, routes, limit, this.faults);
  }

  /** Starts the simulator; it listens when the promise resolves. */
  static async start(options: ExotelSimulatorOptions): Promise<ExotelSimulator> {
    const simulator = new ExotelSimulator(options);
    simulator.baseUrl = await simulator.server.listen(simulator.world.settings.port);
    return simulator;
  }

  addAccount(account: SimAccount): void {
    this.accounts.set(account.sid, account);
  }

  /** A flow that `Calls/connect` may name in `Url` (exotel.md 1.2). */
  addFlow(accountSid: string, flowId: string, flow: Flow): void {
    this.flows.set(`${accountSid}/${flowId}`, { ...flow, id: flowId });
  }

  /** The phone of this number, however it is written. */
  phone(number: string): SimPhone {
    return this.world.phones.phone(number);
  }

  /** A fault for every REST request from now on; `{}` ends it. */
  setFault(fault: RestFault): void {
    this.faults.set(fault);
  }

  /** A fault for the next REST requests that it fits. */
  faultNext(count: number, fault: RestFault): void {
    this.faults.next(count, fault);
  }

  incomingCall(options: IncomingCallOptions): LiveCall {
    const { account, exophone, from, flow, customField, digits } = options;
    const owned = this.accounts.get(account)?.exophones ?? [];
    if (!owned.some((own) => numberKey(own) === numberKey(exophone))) {
      throw new Error(`${exophone} is no ExoPhone of ${account}`);
    }
    const call = this.book.open({
      account,
      direction: 'inbound',
      exophone,
      from,
      to: exophone,
      flowId: flow.id,
      customField,
      digits,
    });
    const caller = new Caller(options, this.world.clock);
    const followed = this.book.follow(call, this.runIncoming(call, flow, caller));
    const ended = followed.then(() => call);
    return { sid: call.sid, record: call, ended, hangUp: () => caller.hangUp() };
  }

  /** Every call so far, oldest first; those still live change. */
  calls(): readonly SimCallRecord[] {
    return this.book.all;
  }

  /** How many calls are live. */
  liveCalls(): number {
    return this.book.live.size;
  }

  /** Phones dialled for one call while another call took their last line. */
  overCapacity(): readonly OverCapacity[] {
    return this.world.phones.overCapacity;
  }

  /** Calls that rang at two agents' phones at once. */
  doubleOffers(): readonly DoubleOffer[] {
    return this.world.phones.doubleOffers;
  }

  /** Milliseconds of the wall that webhooks took to be answered. */
  webhookTimes(kind?: WebhookKind): readonly number[] {
    return this.world.webhooks.answerTimes(kind);
  }

  /** How many asynchronous webhooks were doubled, late, reordered and lost. */
  deliveryFaults(): Readonly<Record<keyof Deliveries['faults'], number>> {
    return this.world.deliveries.faults;
  }

  /** Tells of every call that is over; returns how to stop. */
  onEnd(listener: (call: SimCallRecord) => void): () => void {
    return this.book.onEnd(listener);
  }

  /** Resolves when no call is live and no webhook under way. */
  async idle(): Promise<void> {
    await this.world.deliveries.settled();
    if (this.book.live.size === 0) return;
    await Promise.all(this.book.live);
    await this.idle();
  }

  /** Ends every call, sends nothing more, frees the port. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.server.close();
    await this.world.webhooks.close();
    await this.idle();
  }

  private async runIncoming(call: SimCall, flow: Flow, caller: Caller): Promise<void> {
    const { clock, phones } = this.world;
    const { signal } = this.closing;
    const isOwnPhone = isDiallable(call.from);
    const line = isOwnPhone ? phones.occupy(call.from, call.sid, clock.now()) : null;
    const stop = (): void => caller.hangUp();
    const over = (): void => {
      const early = signal.aborted ? 'shut_down' : 'abandoned';
      // Over at once, even while a webhook is on its way.
      this.book.end(call, call.answeredBy === null ? early : 'served', 'completed');
      if (line) phones.hangUp(line);
    };
    signal.addEventListener('abort', stop, { once: true });
    caller.signal.addEventListener('abort', over, { once: true });
    const outcome = await new FlowRun(this.world, call, flow, caller).run();
    this.book.end(call, outcome, 'completed');
    signal.removeEventListener('abort', stop);
    caller.hangUp();
  }

  private dial(account: SimAccount, request: DialRequest): SimCall | null {
    const { callerId, customField, flowId, from, to } = request;
    const flow = flowId === null ? null : (this.flows.get(`${account.sid}/${flowId}`) ?? null);
    if (flowId !== null && !flow) return null;
    const call = this.book.open({
      account: account.sid,
      direction: 'outbound-api',
      exophone: callerId,
      from,
      to: to ?? callerId,
      flowId: flowId ?? 'null',
      customField,
    });
    const { signal } = this.closing;
    const dialled = new DialledCall(this.world, this.book, call, request, flow, signal);
    void this.book.follow(call, dialled.run());
    return call;
  }
}
