import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { heldTwice, holdsOf, tooMany, type HoldEvent } from '../../dev/demo/holds.js';
import { SeededRandom } from '../../dev/seeded-random.js';
import { CallCentre } from '../support/call-centre.js';
import { AppHarness, type TestAgent } from '../support/harness.js';

/** `BURST=full` is a thousand calls at once for fifty agents over four nodes: some minutes. */
const isFull = process.env['BURST'] === 'full';
const [CALLS, AGENTS, NODES] = isFull ? [1000, 50, 4] : [60, 8, 2];
/** How long a piece of hold music lasts: so many callers ask as seldom as Exotel's do. */
const PIECE_MS = isFull ? 6000 : 450;
const MOST_STEPS = 2000;
/** A webhook whose answer is lost comes again. */
const TRIES = 4;

let first: AppHarness;
const nodes: AppHarness[] = [];
beforeAll(async () => {
  first = await AppHarness.start();
  nodes.push(first);
  while (nodes.length < NODES) nodes.push(await first.secondNode());
}, 240_000);
afterAll(async () => {
  for (const node of nodes.slice(1)) await node.stop();
  await first.stop();
}, 60_000);

/** A caller, whose webhooks go to any of the nodes: it waits, is offered agents, talks or hangs up. */
class Caller {
  private readonly random: SeededRandom;

  constructor(
    private readonly centre: CallCentre,
    private readonly agents: readonly TestAgent[],
    private readonly number: number,
  ) {
    this.random = new SeededRandom(number);
  }

  async call(): Promise<void> {
    let dial: Record<string, string> = {};
    for (let step = 0; step < MOST_STEPS; step += 1) {
      // A caller who waits hears music, and asks again after it.
      const asked = await this.send('passthru', { at: 'wait', CallType: 'call-attempt' });
      if (asked.status !== 200 && !dial['DialCallStatus']) {
        if (this.random.next() < 0.01) return await this.end('client-hangup');
        await sleep(PIECE_MS * (0.7 + 0.6 * this.random.next()));
        continue;
      }
      const answer = await this.send('connect', dial);
      const { destination } = answer.body as { destination: { numbers: string[] } };
      const agent = this.agents.find(({ phone }) => phone === destination.numbers[0]);
      dial = {};
      if (!agent) continue;
      const chance = this.random.next();
      if (chance < 0.03) return await this.end('client-hangup');
      if (chance < 0.15) {
        dial = { DialCallStatus: 'busy', DialWhomNumber: agent.phone };
        continue;
      }
      await this.send('popup', { EventType: 'Answered', DialWhomNumber: agent.phone });
      const talked = { DialCallStatus: 'completed', DialWhomNumber: agent.phone };
      await this.send('connect', { ...talked, DialCallDuration: '5' });
      return await this.end('completed');
    }
    throw new Error(`caller ${this.number} was never served`);
  }

  private async end(CallType: string): Promise<void> {
    await this.send('passthru', { CallType });
  }

  private async send(path: string, query: Record<string, string>) {
    for (let attempt = 1; ; attempt += 1) {
      const node = nodes[Math.floor(this.random.next() * nodes.length)] ?? first;
      try {
        return await node
          .http()
          .get(`/webhooks/exotel/${this.centre.token}/${path}`)
          .query({ CallSid: `burst-${this.number}`, CallFrom: '09812345678', ...query });
      } catch (error) {
        if (attempt === TRIES) throw new Error(`no answer from ${node.url}`, { cause: error });
        await sleep(200 * attempt);
      }
    }
  }
}

it(
  'keeps every promise when very many call at once, whatever node hears of what',
  async () => {
    const centre = await CallCentre.open(first, { rules: { holdPieceSeconds: 600 } });
    const agents: TestAgent[] = [];
    while (agents.length < AGENTS) agents.push(await centre.readyAgent());
    const beats = setInterval(() => {
      for (const agent of agents) void centre.beat(agent).catch(() => undefined);
    }, 15_000);
    try {
      await Promise.all(
        Array.from({ length: CALLS }, (_, number) => new Caller(centre, agents, number).call()),
      );
    } finally {
      clearInterval(beats);
    }
    const { clientId } = centre;
    const open = { clientId, endedAt: null };
    await first.until(
      () => first.db.collection('call_logs').countDocuments(open),
      (count) => count === 0,
      60_000,
    );
    expect(await first.db.collection('call_logs').countDocuments({ clientId })).toBe(CALLS);
    expect(await first.db.collection('call_queue').countDocuments({ clientId })).toBe(0);
    const states = await Promise.all(agents.map(({ id }) => centre.presence(id)));
    expect(states.map((state) => state?.activeCalls)).toEqual(agents.map(() => 0));

    const numbered = { clientId, type: /^call\./, seq: { $exists: true } };
    const all = await first.db.collection('events').countDocuments({ clientId, type: /^call\./ });
    await first.until(
      () => first.db.collection('events').countDocuments(numbered),
      (count) => count === all,
    );
    const events = await first.db.collection('events').find(numbered).sort({ seq: 1 }).toArray();
    const holds = holdsOf(
      events.map(({ type, at, seq, callLogId, agentId, data }): HoldEvent => ({
        type,
        at,
        seq,
        callLogId,
        agentId,
        number: data?.number,
      })),
    );
    expect(holds.length).toBeGreaterThanOrEqual(CALLS / 2);
    expect(tooMany(holds, () => 1)).toEqual([]);
    expect(heldTwice(holds)).toEqual([]);
  },
  isFull ? 1_200_000 : 240_000,
);

it('loses nothing of its calls when a node is killed in the middle of them', async () => {
  const killed = nodes.pop() ?? first;
  const centre = await CallCentre.open(first, { rules: { holdPieceSeconds: 600 } });
  const anna = await centre.readyAgent();
  const callers = ['talks', 'waits', 'comes first'].map((name) => `${name}-${centre.clientId}`);
  const [talks = '', waits = '', comesFirst = ''] = callers;
  const ask = async (node: AppHarness, sid: string, path: string, query: object = {}) =>
    await node
      .http()
      .get(`/webhooks/exotel/${centre.token}/${path}`)
      .query({ CallSid: sid, CallFrom: '09812345678', ...query });
  await first.until(
    () => ask(killed, talks, 'connect'),
    (answer) => CallCentre.dialled(answer) === anna.phone,
  );
  await ask(killed, talks, 'popup', { EventType: 'Answered', DialWhomNumber: anna.phone });
  await ask(killed, waits, 'passthru', { at: 'wait', CallType: 'call-attempt' });
  await ask(killed, comesFirst, 'passthru', { at: 'wait', CallType: 'call-attempt', priority: 9 });
  const seen = async () =>
    (await Promise.all(callers.map((sid) => centre.call(sid)))).map((call) => call?.['status']);
  expect(await seen()).toEqual(['connected', 'queued', 'queued']);
  await killed.end('SIGKILL');
  expect(await seen()).toEqual(['connected', 'queued', 'queued']);
  expect((await centre.presence(anna.id))?.activeCalls).toBe(1);

  await ask(first, talks, 'passthru', { CallType: 'completed' });
  await first.until(
    () => ask(first, comesFirst, 'connect'),
    (answer) => CallCentre.dialled(answer) === anna.phone,
  );
  expect(await seen()).toEqual(['completed', 'queued', 'offered']);
  expect((await centre.presence(anna.id))?.activeCalls).toBe(1);
}, 120_000);
