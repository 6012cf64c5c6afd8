import { randomBytes } from 'node:crypto';
import { Session } from '../demo/api.js';
import { recount } from '../demo/recount.js';
import { SeededRandom } from '../seeded-random.js';
import type { Servers } from '../servers/servers.js';
import { Centre } from './centre.js';
import { Deployment } from './deployment.js';
import { Evidence } from './evidence.js';
import { planFaults } from './fault-plan.js';
import type { History } from './history.js';
import { Listeners } from './listeners.js';
import { Load, sharesOf } from './load.js';
import type { CrashOptions } from './options.js';
import { check, reachedServer, type Violations } from './promises.js';

/** After the load everything must be over within this of the virtual clock, and of the wall. */
const SETTLE_VIRTUAL_MS = 30 * 60_000;
const LEAST_SETTLE_MS = 60_000;
const HEAR_MS = 30_000;
const CLEAR_UP_MS = 60_000;
const RECOUNTS = 3;
const PREFIX = 'crash_';
/** Agents with a socket, beside two of the administrator. */
const LISTENING_AGENTS = 4;

/** The line `CRASH {json}`. */
export interface CrashReport {
  readonly seed: number;
  readonly minutes: number;
  readonly nodes: number;
  /** By kind; those of webhooks are counted one by one. */
  readonly faults: Readonly<Record<string, number>>;
  /** At the simulator: incoming, and dialled for us. */
  readonly calls: number;
  /** Calls that the server never answered a webhook of. */
  readonly unreached: number;
  readonly placed: number;
  /** Requests without an answer in the end. */
  readonly unanswered: number;
  readonly schedules: number;
  readonly callbacks: number;
  readonly events: number;
  readonly heard: { readonly sockets: number; readonly webhooks: number };
  /** Processes that ended without our doing, as one does that starts while MongoDB is away. */
  readonly deaths: number;
  readonly seconds: number;
  /** By promise: how often it was broken. */
  readonly violations: Readonly<Record<string, number>>;
}

export interface CrashParts {
  readonly options: CrashOptions;
  readonly servers: Servers;
  readonly home: string;
  readonly log: (line: string) => void;
  /** Takes what must be undone at the end, in order and at once. */
  readonly onCleanUp: (orderly: () => Promise<void>, atOnce?: () => void) => void;
}

export interface CrashResult {
  readonly report: CrashReport;
  readonly violations: Violations;
}

/** One run: a deployment under load and faults, and what the checker says of it. */
export async function runCrash(parts: CrashParts): Promise<CrashResult> {
  const { options, servers, log, onCleanUp } = parts;
  const began = performance.now();
  const database = `${PREFIX}${randomBytes(4).toString('hex')}`;
  const uri = servers.mongodbUri.replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
  const evidence = new Evidence(uri, 'crash');
  onCleanUp(() => evidence.close());
  await evidence.dropEarlier(PREFIX);
  const deployment = await Deployment.prepare({ ...parts, uri });
  onCleanUp(
    () => deployment.close(),
    () => deployment.nodes.killAll(),
  );
  const run = await new Run(parts, deployment, evidence).play();
  const violations = check(run.history);
  const report = reportOf(options, run, violations, began);
  if (isKept(violations)) await evidence.drop();
  else log(`The database ${database} is kept`);
  return { report, violations };
}

/** Was every promise kept? */
export const isKept = (violations: Violations): boolean =>
  Object.values(violations).every((broken) => broken.length === 0);

interface Played {
  readonly history: History;
  readonly faults: Readonly<Record<string, number>>;
  readonly deaths: number;
  readonly unanswered: number;
}

class Run {
  constructor(
    private readonly parts: CrashParts,
    private readonly deployment: Deployment,
    private readonly evidence: Evidence,
  ) {}

  async play(): Promise<Played> {
    const { options, log } = this.parts;
    const { deployment } = this;
    const { nodes, simulator, clock, api, url } = deployment;
    const seconds = options.minutes * 60;
    await nodes.start();
    const centre = await Centre.open({
      api,
      clock,
      simulator,
      url,
      env: deployment.programEnv,
      rates: sharesOf(options.rate / options.speed),
    });
    const listeners = await this.listen(centre);
    centre.start(() => undefined);
    const random = new SeededRandom(options.seed);
    const load = new Load(centre, simulator, clock, { rate: options.rate, seconds, random });
    const plan = planFaults({ ...options, seconds });
    log(`Calls and ${plan.length} faults for ${seconds} s, seed ${options.seed}`);
    await Promise.all([load.run(), deployment.faults.run(plan, nodes)]);
    log('Waits until all is over');
    await simulator.idle();
    await this.settled(listeners);
    const until = await this.evidence.lastCallSeq();
    const sockets = await listeners.sockets(until, performance.now() + HEAR_MS);
    await centre.close();
    await listeners.close();
    const recountDifferences = await this.recounted(centre.clientId, listeners);
    // Whoever goes on clears up after those who were killed.
    const now = (): number => clock.now();
    await this.evidence.left(CLEAR_UP_MS, false, now);
    await nodes.stop();
    log('Checks the promises');
    const stored = await this.evidence.stored();
    const history: History = {
      exotel: {
        calls: simulator.calls(),
        overCapacity: simulator.overCapacity(),
        doubleOffers: simulator.doubleOffers(),
      },
      asked: load,
      stored: { ...stored, left: await this.evidence.left(CLEAR_UP_MS, true, now) },
      sockets,
      receiver: listeners.webhooks(),
      recountDifferences,
    };
    const { lost: _never, ...webhooks } = simulator.deliveryFaults();
    const faults = {
      ...deployment.faults.counts,
      ...Object.fromEntries(
        Object.entries(webhooks).map(([kind, count]) => [`webhook_${kind}`, count]),
      ),
    };
    return { history, faults, deaths: nodes.counts.deaths, unanswered: load.unanswered };
  }

  private async listen(centre: Centre): Promise<Listeners> {
    const { api, clock, url } = this.deployment;
    const agents = [...centre.floor, ...centre.desk].slice(0, LISTENING_AGENTS);
    const who = agents.map((person) => ({
      name: `agent ${person.id}`,
      agentId: person.id,
      session: new Session(api, clock, person),
    }));
    const admins = [1, 2].map((place) => ({
      name: `admin ${place}`,
      agentId: null,
      session: centre.admin,
    }));
    const after = await this.evidence.lastSeq();
    return await Listeners.open(url, centre.admin, [...admins, ...who], after);
  }

  private async settled(listeners: Listeners): Promise<void> {
    const ms = Math.max(LEAST_SETTLE_MS, SETTLE_VIRTUAL_MS / this.parts.options.speed);
    await this.evidence.settled(ms, listeners.subscription, this.parts.log);
  }

  /** Exotel's later word on a call may come while it is counted: then again. */
  private async recounted(clientId: string, listeners: Listeners): Promise<number | null> {
    for (let attempt = 1; ; attempt += 1) {
      const counted = await recount(clientId, this.deployment.programEnv);
      if (counted.differences === 0 || attempt === RECOUNTS) {
        if (counted.differences !== 0) this.parts.log(counted.output);
        return counted.differences;
      }
      await this.settled(listeners);
    }
  }
}

function reportOf(
  { seed, minutes, nodes }: CrashOptions,
  { history, faults, deaths, unanswered }: Played,
  violations: Violations,
  began: number,
): CrashReport {
  const { exotel, asked, stored, sockets, receiver } = history;
  return {
    seed,
    minutes,
    nodes,
    faults,
    calls: exotel.calls.length,
    unreached: exotel.calls.filter((call) => call.direction === 'inbound' && !reachedServer(call))
      .length,
    placed: asked.calls.length,
    unanswered,
    schedules: asked.schedules.length,
    callbacks: stored.callbacks.length,
    events: stored.events.length,
    heard: {
      sockets: sockets.reduce((sum, { heard }) => sum + heard.length, 0),
      webhooks: receiver.heard.length,
    },
    deaths,
    seconds: Math.round((performance.now() - began) / 1000),
    violations: Object.fromEntries(
      Object.entries(violations).map(([promise, broken]) => [promise, broken.length]),
    ),
  };
}
