import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { asked } from '../../dev/simulate/questions.js';
import { Floor, settingsWith, type Pending } from '../../dev/simulate/floor.js';
import { changed } from '../../dev/simulate/places.js';
import { chance, pick, SeededRandom } from '../../dev/seeded-random.js';
import { asAgentId, asCallLogId, type CallLogId } from '../../src/common/ids.js';
import {
  answered,
  begin,
  ended,
  isEnded,
  liveOffer,
  offerDecided,
} from '../../src/modules/calls/call.domain.js';
import type { Call } from '../../src/modules/calls/call.types.js';
import { CallCentre } from './call-centre.js';
import type { AppHarness, TestAgent } from './harness.js';

/** Long enough that nothing but what happens decides: no look-up, no stale heartbeat. */
const RULES = {
  wrapUpSeconds: 0,
  offerSeconds: 60,
  holdPieceSeconds: 600,
  heartbeatSeconds: 300,
} as const;
const SECTORS = ['billing', 'loans'] as const;
const AGENTS = [
  { priority: 3, capabilities: [], maxConcurrentCalls: 1, loans: null },
  { priority: 5, capabilities: [['hindi', 4]], maxConcurrentCalls: 2, loans: 5 },
  { priority: 5, capabilities: [], maxConcurrentCalls: 1, loans: 9 },
  { priority: 8, capabilities: [['hindi', 2]], maxConcurrentCalls: 1, loans: null },
] as const;
const SETTLED_MS = 20_000;

/** What server and floor must agree on. */
interface Seen {
  /** Of each call its state, and whom it was offered to in order, with what came of it. */
  readonly calls: readonly string[];
  readonly agents: readonly string[];
  /** Who would get a call of each sector, best first. */
  readonly proposals: readonly (readonly number[])[];
}

/**
 * A company on the server, and the same company on the simulator's floor: whatever happens, happens
 * to both by the same clock, and after each thing both must have decided the same.
 */
export class Twin {
  private readonly random: SeededRandom;
  private readonly sids: string[] = [];
  private readonly floor = new Floor({ settings: settingsWith(RULES) });

  private constructor(
    private readonly app: AppHarness,
    private readonly centre: CallCentre,
    private readonly agents: readonly TestAgent[],
    seed: number,
  ) {
    this.random = new SeededRandom(seed);
  }

  static async open(app: AppHarness, seed: number): Promise<Twin> {
    const centre = await CallCentre.open(app, { rules: RULES });
    const agents: TestAgent[] = [];
    for (const { priority, capabilities, maxConcurrentCalls, loans } of AGENTS) {
      const named = capabilities.map(([name, level]) => ({ name, level }));
      const agent = await centre.readyAgent({ priority, capabilities: named });
      await sent(centre.admin.put(`/api/agents/${agent.id}`).send({ maxConcurrentCalls }));
      if (loans !== null) {
        const profile = { agentId: agent.id, sector: 'loans', priority: loans };
        await sent(centre.admin.post('/api/sector-agents').send(profile));
      }
      agents.push(agent);
    }
    const twin = new Twin(app, centre, agents, seed);
    twin.placeAgents();
    await twin.settle('the beginning');
    return twin;
  }

  /** Lets so many things happen; fails at the first on which the two differ. */
  async play(count: number): Promise<void> {
    for (let step = 1; step <= count; step += 1) {
      const what = await this.happen();
      await this.settle(`step ${step}, ${what}`);
    }
  }

  /** Every winner that the server stored a decision for, by call, and those of the floor. */
  async winners(): Promise<{ readonly server: object; readonly floor: object }> {
    const stored = await this.app.db
      .collection('routing_decisions')
      .find({ clientId: this.centre.clientId, winner: { $ne: null } })
      .sort({ at: 1, _id: 1 })
      .toArray();
    const sidOf = new Map((await this.storedCalls()).map((call) => [call._id, call.providerSid]));
    const server: Record<string, number[]> = {};
    for (const { callLogId, winner } of stored) {
      (server[sidOf.get(String(callLogId)) ?? '?'] ??= []).push(Number(winner));
    }
    const floor: Record<string, number[]> = {};
    for (const { _id, offers } of this.floor.calls.values()) {
      if (offers.length > 0) floor[_id] = offers.map(({ agentId }) => agentId);
    }
    return { server, floor };
  }

  private placeAgents(): void {
    AGENTS.forEach(({ loans, ...agent }, place) => {
      const agentId = this.agents[place]!.id;
      this.floor.addAgent({ ...agent, agentId, sectors: ['billing'] }, Date.now() - 1000 + place);
      if (loans !== null) this.floor.addProfile({ agentId, sector: 'loans', priority: loans });
    });
  }

  /** One thing that may happen now, in words. */
  private async happen(): Promise<string> {
    const open = [...this.floor.calls.values()].filter((call) => !isEnded(call));
    if (chance(this.random, 0.12)) return await this.choose();
    if (open.length < 3 || (open.length < 9 && chance(this.random, 0.4)))
      return await this.arrive();
    const call = pick(this.random, open);
    const offer = liveOffer(call);
    if (call.status === 'connected') return await this.end(call, 'completed');
    if (offer?.state !== 'offered') {
      return chance(this.random, 0.2) ? await this.end(call, 'abandoned') : await this.ask(call);
    }
    const which = this.random.next();
    if (which < 0.5) return await this.answer(call);
    if (which < 0.65) return await this.ask(call, 'no_answer');
    if (which < 0.75) return await this.ask(call, 'busy');
    if (which < 0.9 && !offer.decision) return await this.reject(call);
    return await this.end(call, 'abandoned');
  }

  private async arrive(): Promise<string> {
    const sid = `twin-${this.centre.clientId}-${this.sids.length + 1}`;
    this.sids.push(sid);
    const sector = pick(this.random, SECTORS);
    const priority = pick(this.random, [0, 5, 5, 10]);
    const capabilities = chance(this.random, 0.3) ? ['hindi'] : [];
    const asks = { sector, priority: String(priority) };
    await sent(
      this.centre.connect(sid, { ...asks, ...(capabilities[0] && { capabilities: 'hindi' }) }),
    );
    const given = { id: sid, sector, priority, capabilities };
    this.store({ ...this.floor.arrive(0, given, Date.now()), offersAtOnce: true });
    this.matchAndTell(asCallLogId(sid));
    return `${sid} arrives for ${sector}`;
  }

  private async ask(call: Call, result: 'no_answer' | 'busy' | null = null): Promise<string> {
    const dial = result && { DialCallStatus: result.replace('_', '-') };
    await sent(this.centre.connect(call._id, { ...dial }));
    this.store(asked(this.floor, 0, call._id, result, new Date()));
    this.matchAndTell(call._id);
    return `${call._id} asks, ${result ?? 'without a result'}`;
  }

  private async answer(call: Call): Promise<string> {
    const agent = this.agents.find(({ id }) => id === call.agentId)!;
    await sent(this.centre.popup(call._id, agent, 'Answered'));
    this.store(
      this.floor.decide(0, call._id, (now) => ({ step: answered(begin(now), new Date()) })),
    );
    return `${call._id} is answered`;
  }

  private async reject(call: Call): Promise<string> {
    const agent = this.agents.find(({ id }) => id === call.agentId)!;
    const stored = (await this.storedCalls()).find(({ providerSid }) => providerSid === call._id);
    const offerId = stored?.offers.at(-1)?.id;
    await sent(this.app.http(agent.token).post(`/api/offers/${offerId}/reject`).send());
    this.store(
      this.floor.decide(0, call._id, (now) => ({
        step: offerDecided(begin(now), 'rejected', new Date()),
      })),
    );
    return `${call._id} is rejected`;
  }

  private async end(call: Call, status: 'completed' | 'abandoned'): Promise<string> {
    const isTalked = status === 'completed';
    await sent(this.centre.end(call._id, { CallType: isTalked ? 'completed' : 'client-hangup' }));
    const cause = isTalked ? 'talked' : 'caller_hung_up';
    const at = new Date();
    this.store(
      this.floor.decide(0, call._id, (now) => ({
        step: ended(begin(now), { status, cause, endedAt: at }, at, 0),
      })),
    );
    return `${call._id} is ${status}`;
  }

  private async choose(): Promise<string> {
    const agent = pick(this.random, this.agents);
    const presence = this.floor.presences.get(asAgentId(agent.id))!;
    const chosen = presence.chosen === 'online' ? 'away' : 'online';
    await this.centre.status(agent, chosen);
    this.floor.setPresence(
      changed(presence, new Date(), {
        chosen,
        chosenBySystem: false,
        missedInRow: 0,
        wrapUpUntil: null,
      }),
    );
    return `agent ${agent.id} is ${chosen}`;
  }

  /** A caller who asks hears in the same answer whom the match has found for it. */
  private matchAndTell(id: CallLogId): void {
    this.floor.match(0, Date.now());
    this.store(asked(this.floor, 0, id, null, new Date()));
  }

  private store(pending: Pending | null): void {
    if (pending) this.floor.commit(pending, Date.now());
  }

  /** Until both agree; the floor matches as the server's tick does. */
  private async settle(after: string): Promise<void> {
    const end = performance.now() + SETTLED_MS;
    for (;;) {
      this.floor.match(0, Date.now());
      const [server, floor] = [await this.seenOnServer(), this.seenOnFloor()];
      if (isDeepStrictEqual(server, floor)) return;
      if (performance.now() > end) {
        throw new Error(`after ${after}: ${JSON.stringify({ server, floor }, null, 1)}`);
      }
      await sleep(20);
    }
  }

  private seenOnFloor(): Seen {
    const proposals = SECTORS.map((sector) => {
      const need = { teamId: null, sector, capabilities: [], priority: 5 };
      return this.floor.rankedFor(0, need, new Set(), Date.now()).map(Number);
    });
    return {
      calls: this.sids.map((sid) => inWords(this.floor.calls.get(asCallLogId(sid)))),
      agents: [...this.floor.presences.values()].map(agentInWords),
      proposals,
    };
  }

  private async seenOnServer(): Promise<Seen> {
    const calls = new Map((await this.storedCalls()).map((call) => [call.providerSid, call]));
    const presences = this.app.db.collection<{ _id: number; chosen: string; activeCalls: number }>(
      'agent_presence',
    );
    const ids = this.agents.map(({ id }) => id);
    const live = await presences
      .find({ _id: { $in: ids } })
      .sort({ _id: 1 })
      .toArray();
    const proposals = await Promise.all(
      SECTORS.map(async (sector) => {
        const answer = await sent(this.centre.admin.post('/api/routing/preview').send({ sector }));
        const { candidates } = (answer.body as { data: { candidates: Candidate[] } }).data;
        return candidates.filter(({ fallenTo }) => !fallenTo).map(({ agentId }) => agentId);
      }),
    );
    return {
      calls: this.sids.map((sid) => inWords(calls.get(sid))),
      agents: live.map(agentInWords),
      proposals,
    };
  }

  private async storedCalls() {
    return await this.app.db
      .collection<StoredCall>('call_logs')
      .find({ clientId: this.centre.clientId })
      .toArray();
  }
}

interface StoredCall extends Pick<Call, 'status' | 'offers'> {
  readonly _id: string;
  readonly clientId: string;
  readonly providerSid: string;
}

interface Candidate {
  readonly agentId: number;
  readonly fallenTo: string | null;
}

function inWords(call: Pick<Call, 'status' | 'offers'> | undefined): string {
  if (!call) return 'unknown';
  const offers = call.offers.map(({ agentId, state, endedAt }) => {
    return `${agentId} ${state}${endedAt ? '' : ' live'}`;
  });
  return [call.status, ...offers].join(', ');
}

const agentInWords = (presence: { _id: number; chosen: string; activeCalls: number }): string =>
  `${presence._id} ${presence.chosen} ${presence.activeCalls}`;

async function sent<T extends { status: number; text: string }>(
  request: PromiseLike<T>,
): Promise<T> {
  const answer = await request;
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
}
