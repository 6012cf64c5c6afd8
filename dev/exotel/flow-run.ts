import { appletQuery, endQuery, greetingQuery, type CallType } from './applet-query.js';
import type { SimCall, SimOutcome, WebhookKind } from './call-record.js';
import type { Caller } from './caller.js';
import { ConnectApplet, isSuccess, type ConnectBranch } from './connect-applet.js';
import type { Flow, Urls } from './flow.js';
import type { WebhookAnswer } from './webhook-client.js';
import type { World } from './world.js';

/** Where the Passthru of the hold loop sends the caller. */
type Step = 'agent' | 'wait' | 'callback' | 'voicemail' | 'closed';

const SELECTS: ReadonlySet<string> = new Set(['agent', 'wait', 'callback', 'voicemail', 'closed']);
const ENDS: Partial<Record<ConnectBranch, readonly [CallType, SimOutcome]>> = {
  conversation: ['completed', 'served'],
  unanswered: ['incomplete', 'unanswered'],
  hung_up_ringing: ['client-hangup', 'abandoned'],
};

/** Virtual seconds of a message left in the mailbox. */
const VOICEMAIL_SECONDS = 20;

/**
 * Takes a caller through the applets of a flow until the call is over, and tells how it ended:
 * Passthru → (hold piece → Passthru)* → Connect → Passthru at the end (exotel.md 3.2 to 3.5).
 */
export class FlowRun {
  private pieces = 0;
  private readonly connect: ConnectApplet;

  constructor(
    private readonly world: World,
    private readonly call: SimCall,
    private readonly flow: Flow,
    private readonly caller: Caller,
  ) {
    this.connect = new ConnectApplet(world, call, flow, caller);
  }

  async run(): Promise<SimOutcome> {
    for (;;) {
      const step = await this.nextStep();
      if (this.caller.gone) return 'abandoned';
      if (step === 'agent') {
        const branch = await this.connect.run();
        const end = ENDS[branch];
        if (end) return this.finish(...end);
        if (branch === 'hung_up') return 'abandoned';
        if (branch === 'invalid') return 'dropped';
        if (!this.flow.waitUrl) return 'unanswered';
      }
      if (step === 'callback') return 'callback';
      if (step === 'voicemail') return this.voicemail();
      await this.holdPiece();
      // A caller who hangs up in a piece or between webhooks: nothing is sent.
      if (this.caller.gone) return 'abandoned';
      if (step === 'closed') return 'blocked';
    }
  }

  private async nextStep(): Promise<Step> {
    if (!this.flow.waitUrl) return 'agent';
    const { clock, settings } = this.world;
    const last = this.call.attempts.findLast((attempt) => attempt.leg === 'connect') ?? null;
    const query = appletQuery(this.call, clock.now(), 'call-attempt', last);
    const answer = await this.get('wait', this.flow.waitUrl, query, settings.passthruTimeoutMs);
    if (this.flow.waitAs === 'select') return this.selected(answer);
    if (answer.status === 200) return 'agent';
    if (answer.status !== 302) this.problem(answer, `status ${answer.status}`);
    return 'wait';
  }

  /** Switch-Case: 200, `text/plain`, `{"select":"<case>"}`, exact match (exotel.md 3.2). */
  private selected(answer: WebhookAnswer): Step {
    const select = answer.status === 200 ? selectOf(answer.body) : null;
    if (select !== null && answer.contentType.startsWith('text/plain')) return select;
    this.problem(answer, `no case: ${answer.status} ${answer.contentType}`);
    return 'wait';
  }

  /** Greeting with a dynamic URL: HEAD, GET, then it plays; what fails plays a default (exotel.md 3.5). */
  private async holdPiece(): Promise<void> {
    if (this.flow.holdUrl) await this.greeting(this.flow.holdUrl);
    if (this.caller.gone) return;
    await this.world.clock.sleep(this.flow.holdPieceSeconds * 1000, this.caller.signal);
    this.pieces += 1;
    const { gatherUrl, gatherAfterPieces = 2 } = this.flow;
    if (gatherUrl && this.pieces === gatherAfterPieces && !this.caller.gone) {
      await this.gather(gatherUrl);
    }
  }

  private async greeting(urls: Urls): Promise<void> {
    const { settings, turns, webhooks } = this.world;
    const url = turns.take(urls);
    const query = greetingQuery(this.call);
    const timeoutMs = settings.passthruTimeoutMs;
    const common = { call: this.call, url, query, timeoutMs };
    const head = await webhooks.send({ ...common, kind: 'hold-head', method: 'HEAD' });
    if (this.caller.gone) return;
    const answer = await webhooks.send({ ...common, kind: 'hold', method: 'GET' });
    if (answer.status !== 200) this.problem(answer, `status ${answer.status}`);
    else if (answer.contentType !== 'text/plain') {
      this.problem(answer, `content type "${answer.contentType}"`);
    } else if (head.contentType !== answer.contentType || head.status !== answer.status) {
      this.problem(head, 'HEAD differs from GET');
    } else if (answer.body.trim() === '') this.problem(answer, 'nothing to play');
  }

  private async gather(url: Urls): Promise<void> {
    const { clock, settings } = this.world;
    const query = appletQuery(this.call, clock.now(), 'call-attempt', null);
    const answer = await this.get('gather', url, query, settings.answerTimeoutMs);
    const prompt = answer.status === 200 ? gatherPrompt(answer.body) : null;
    if (!prompt) {
      this.problem(answer, `no gather_prompt: ${answer.status}`);
      return;
    }
    const { gatherKeys } = this.caller.behaviour;
    if (gatherKeys !== undefined) this.call.digits = gatherKeys;
    else await clock.sleep(prompt.inputTimeoutSeconds * 1000, this.caller.signal);
  }

  private async voicemail(): Promise<SimOutcome> {
    await this.world.clock.sleep(VOICEMAIL_SECONDS * 1000, this.caller.signal);
    const { recordingBaseUrl } = this.world.settings;
    this.call.recordingUrl = `${recordingBaseUrl}/${this.call.account}/${this.call.sid}.mp3`;
    return this.finish('voicemail', 'voicemail');
  }

  /** The Passthru at the end: async, fire and forget. */
  private finish(callType: CallType, outcome: SimOutcome): SimOutcome {
    const { endUrl } = this.flow;
    if (!endUrl) return outcome;
    const query = endQuery(this.call, this.world.clock.now(), callType);
    this.world.deliveries.deliver(this.call.sid, async () => {
      const answer = await this.get('end', endUrl, query, this.world.settings.passthruTimeoutMs);
      return isSuccess(answer.status);
    });
    return outcome;
  }

  private get(kind: WebhookKind, urls: Urls, query: URLSearchParams, timeoutMs: number) {
    const url = this.world.turns.take(urls);
    return this.world.webhooks.send({
      call: this.call,
      kind,
      method: 'GET',
      url,
      query,
      timeoutMs,
    });
  }

  private problem(answer: WebhookAnswer, reason: string): void {
    answer.log.problem = reason;
    this.call.problems.push(`${answer.log.kind}: ${reason}`);
  }
}

function selectOf(body: string): Step | null {
  const select = /^\s*\{\s*"select"\s*:\s*"(\w+)"\s*\}\s*$/.exec(body)?.[1];
  return select !== undefined && SELECTS.has(select) ? (select as Step) : null;
}

/** Gather's JSON must have a prompt; `input_timeout` is 5 s unless said (exotel.md 3.5). */
function gatherPrompt(body: string): { readonly inputTimeoutSeconds: number } | null {
  try {
    const json = JSON.parse(body) as { gather_prompt?: unknown; input_timeout?: unknown };
    if (typeof json.gather_prompt !== 'object' || json.gather_prompt === null) return null;
    const seconds = typeof json.input_timeout === 'number' ? json.input_timeout : 5;
    return { inputTimeoutSeconds: seconds };
  } catch {
    return null;
  }
}
