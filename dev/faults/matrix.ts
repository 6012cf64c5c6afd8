import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { ServerNode } from '../demo/server-node.js';
import { ExotelSimulator } from '../exotel/simulator.js';
import { ScaledClock, wallMs } from '../scaled-clock.js';
import { type SimRandom } from '../seeded-random.js';
import { checkoutFolder } from '../servers/home.js';
import { freePort } from '../servers/ports.js';
import { run } from '../servers/process.js';
import type { Servers } from '../servers/servers.js';
import { FAULTS, Front, STEPS, type Fault, type Step } from './front.js';

export interface MatrixOptions {
  /** So many of the cases, chosen by chance; null: all. */
  readonly cases: number | null;
  /** Those of one fault; null: of all. */
  readonly only: Fault | null;
  readonly home: string;
  readonly random: SimRandom;
  readonly log: (line: string) => void;
}

/** What came of it: all but the first three must be zero. */
export interface FaultsReport {
  readonly cases: number;
  readonly intents: number;
  readonly dials: number;
  /** Dials beyond the one of each intent. */
  readonly duplicateDials: number;
  /** Intents that came to no end, or were not dialled and do not say why. */
  readonly lost: number;
  /** Intents of which the server could not find out what became of them. */
  readonly unknown: number;
  /** Agents' places and lines that were not given back. */
  readonly leaked: number;
  readonly seconds: number;
}

interface Case {
  readonly fault: Fault;
  /** Where the server is killed; null: it is not. */
  readonly killedAt: Step | null;
}

interface Intent {
  readonly callLogId: string;
  readonly number: string;
  readonly agentId: number;
}

interface Seen {
  readonly status: string;
  readonly failureReason: string | null;
  readonly endedAt: string | null;
}

const SPEED = 10;
const PASSWORD = 'Check-Faults-1';
const ACCOUNT = { sid: 'faults', apiKey: 'faults-key', apiToken: 'faults-token' };
const EXOPHONE = '+918011112222';
const SETTLE_MS = 120_000;

const ALL: readonly Case[] = FAULTS.flatMap((fault) =>
  [null, ...STEPS].map((killedAt) => ({ fault, killedAt })),
);

/** Below those of outgoing connections: a server that was killed finds its port free again. */
const anyPort = (): number => 20_000 + randomInt(10_000);

/**
 * Every fault of Exotel at every step of a call, with the server killed there or not: each accepted
 * call must have been dialled once, or not at all with a reason that can be read.
 */
export class FaultMatrix {
  private readonly database = `faults_${randomBytes(4).toString('hex')}`;
  private readonly uri: string;
  private readonly front: Front;
  private node: ServerNode | undefined;
  private simulator: ExotelSimulator | undefined;
  private restart: Promise<void> = Promise.resolve();
  private token = '';
  private count = 0;
  private readonly anchorMs = Date.now();

  constructor(
    private readonly servers: Servers,
    private readonly options: MatrixOptions,
  ) {
    this.uri = servers.mongodbUri.replace(/\/[^/?]*(\?|$)/, `/${this.database}$1`);
    this.front = new Front(
      () => this.exotel.baseUrl,
      () => this.server.url,
    );
  }

  async run(): Promise<FaultsReport> {
    const began = performance.now();
    const mongo = await new mongoose.mongo.MongoClient(this.uri).connect();
    try {
      await this.start();
      const cases = this.chosen();
      const intents: Intent[] = [];
      for (const [place, one] of cases.entries()) {
        this.options.log(
          `${place + 1}/${cases.length} ${one.fault}, ${one.killedAt ? `killed when ${one.killedAt}` : 'not killed'}`,
        );
        intents.push(...(await this.play(one)));
      }
      return await this.judge(mongo.db(), cases.length, intents, began);
    } finally {
      await this.restart.catch(() => undefined);
      await this.node?.stop();
      await this.simulator?.close();
      await this.front.close();
      await mongo.db().dropDatabase();
      await mongo.close();
    }
  }

  private get server(): ServerNode {
    if (!this.node) throw new Error('the server is not started');
    return this.node;
  }

  private get exotel(): ExotelSimulator {
    if (!this.simulator) throw new Error('the simulator is not started');
    return this.simulator;
  }

  private chosen(): readonly Case[] {
    const { cases, only, random } = this.options;
    const all = ALL.filter(({ fault }) => only === null || fault === only);
    if (cases === null) return all;
    return all
      .map((one) => ({ one, chance: random.next() }))
      .sort((a, b) => a.chance - b.chance)
      .slice(0, cases)
      .map(({ one }) => one);
  }

  private async start(): Promise<void> {
    const { random } = this.options;
    const { anchorMs } = this;
    const clock = new ScaledClock({ speed: SPEED, anchorRealMs: wallMs(), anchorMs });
    this.simulator = await ExotelSimulator.start({ clock, random, requestsPerMinute: null });
    this.simulator.addAccount({ ...ACCOUNT, exophones: [EXOPHONE] });
    await this.front.listen();
    await this.startServer();
    const admin = { username: 'admin', email: 'admin@example.com', fullName: 'Admin' };
    const company = {
      clientId: 'faults',
      name: 'Faults',
      timezone: 'Asia/Kolkata',
      admin: { ...admin, department: 'Desk', password: PASSWORD },
    };
    const cli = join(checkoutFolder(), 'dist', 'src', 'cli.js');
    const made = await run(
      process.execPath,
      [cli, 'tenant', 'create', '--json', JSON.stringify(company)],
      { timeoutMs: 60_000, env: this.env },
    );
    if (!made.ok) throw new Error(`no company: ${made.output}`);
    const signedIn = await this.ask('POST', '/api/auth/login', {
      username: 'admin',
      password: PASSWORD,
    });
    this.token = (signedIn as { accessToken: string }).accessToken;
    const never = { attempts: 0 };
    await this.ask('PUT', '/api/settings/business-rules', {
      wrapUpSeconds: 0,
      concurrentCalls: { outbound: 1000 },
      // Agents here have no app: their status alone decides, and nobody misses their sessions.
      features: { agentHeartbeat: true, enhancedDiscovery: false },
      callingWindow: { start: '00:00', end: '24:00' },
      // An attempt is an intent of its own: here each call is to be told from the next.
      retry: {
        no_answer: never,
        busy: never,
        network_error: never,
        rate_limited: never,
        api_unavailable: never,
      },
    });
  }

  /** Somebody else may have taken the port of the one that was killed: the next one has its own. */
  private async startServer(): Promise<void> {
    const log = join(this.options.home, 'logs', 'faults-node.log');
    this.node = new ServerNode(1, await freePort(anyPort()), log);
    this.node.start(this.env);
    await this.node.ready(AbortSignal.timeout(120_000));
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      HOST: '127.0.0.1',
      MONGODB_URI: this.uri,
      REDIS_URL: this.servers.redisUrl,
      PUBLIC_URL: this.front.url,
      EXOTEL_BASE_URL: this.front.url,
      EXOTEL_SID: ACCOUNT.sid,
      EXOTEL_API_KEY: ACCOUNT.apiKey,
      EXOTEL_API_TOKEN: ACCOUNT.apiToken,
      EXOTEL_VIRTUAL_NUMBER: EXOPHONE,
      EXOTEL_REQUESTS_PER_MINUTE: '100000',
      RATE_LIMIT_SCALE: '100000',
      LOG_LEVEL: 'warn',
      CLOCK_SPEED: String(SPEED),
      CLOCK_ANCHOR: `${this.anchorMs}:${this.anchorMs}`,
    };
  }

  /** One call of now and one of a bulk, with the fault, and the server killed where it is to be. */
  private async play({ fault, killedAt }: Case): Promise<readonly Intent[]> {
    let isArmed = killedAt !== null;
    this.front.onStep = async (step) => {
      if (!isArmed || step !== killedAt) return;
      isArmed = false;
      await this.kill();
    };
    const intents: Intent[] = [];
    const agents = [await this.hire(), await this.hire()];
    for (const [place, origin] of (['now', 'bulk'] as const).entries()) {
      const agentId = agents[place] ?? 0;
      const number = `+9197${String(10_000_000 + this.count + place)}`;
      this.exotel.phone(number).set({ answersAfterSeconds: () => 2, talkSeconds: () => 10 });
      this.front.watch(number, fault);
      const callLogId = await this.place(origin, number, agentId);
      intents.push({ callLogId, number, agentId });
      await this.front.onStep('accepted');
      await this.restart;
    }
    const end = performance.now() + SETTLE_MS;
    while (performance.now() < end) {
      const seen = await Promise.all(intents.map((intent) => this.look(intent)));
      if (seen.every(({ endedAt }) => endedAt !== null)) break;
      await sleep(100);
    }
    // What Exotel still has on its way must not be taken for the next case's.
    await this.exotel.idle();
    return intents;
  }

  private async place(origin: 'now' | 'bulk', number: string, agentId: number): Promise<string> {
    const call = { phoneNumber: number, agentId, userId: 'faults' };
    if (origin === 'now') {
      const answer = await this.ask('POST', '/api/v1/calls/outbound', call);
      return (answer as { data: { callLogId: string } }).data.callLogId;
    }
    const bulk = { calls: [call], intervalMs: 0 };
    const answer = await this.ask('POST', '/api/v1/calls/outbound/bulk', bulk);
    return (answer as { data: { callLogIds: string[] } }).data.callLogIds[0] ?? '';
  }

  private async hire(): Promise<number> {
    this.count += 1;
    const name = `agent_${this.count}`;
    const phone = `+9198${String(10_000_000 + this.count)}`;
    this.exotel.phone(phone).set({ answersAfterSeconds: () => 2 });
    const agent = await this.ask('POST', '/api/agents', {
      username: name,
      email: `${name}@example.com`,
      password: PASSWORD,
      fullName: name,
      role: 'cs',
      department: 'Desk',
      phone,
    });
    const { id } = agent as { id: number };
    await this.ask('PUT', `/api/agents/${id}/status`, { status: 'online' });
    return id;
  }

  private async look({ callLogId }: Intent): Promise<Seen> {
    const answer = await this.ask('GET', `/api/v1/calls/${callLogId}`);
    return (answer as { data: Seen }).data;
  }

  /** SIGKILL, and a new start; requests that meet it in between are repeated by `ask`. */
  private async kill(): Promise<void> {
    const { node } = this;
    if (!node) return;
    node.kill();
    await node.ended;
    this.restart = this.startServer();
  }

  private async ask(method: string, path: string, body?: object): Promise<unknown> {
    const key = randomBytes(8).toString('hex');
    for (let attempt = 1; ; attempt += 1) {
      await this.restart;
      const answer = await fetch(`${this.server.url}${path}`, {
        method,
        headers: {
          ...(this.token !== '' && { authorization: `Bearer ${this.token}` }),
          ...(body && { 'content-type': 'application/json' }),
          // An answer that a kill cut off is asked for again: it must be the same one.
          'idempotency-key': key,
        },
        ...(body && { body: JSON.stringify(body) }),
      }).catch(() => null);
      if (answer?.ok) return await answer.json();
      if (attempt === 300) throw new Error(`${path}: ${answer?.status} ${await answer?.text()}`);
      await sleep(200);
    }
  }

  private async judge(
    db: mongoose.mongo.Db,
    cases: number,
    intents: readonly Intent[],
    began: number,
  ): Promise<FaultsReport> {
    let dials = 0;
    let duplicateDials = 0;
    let lost = 0;
    let unknown = 0;
    for (const intent of intents) {
      const made = this.exotel.calls().filter(({ to }) => to === intent.number).length;
      const { status, failureReason, endedAt } = await this.look(intent);
      dials += made;
      duplicateDials += Math.max(0, made - 1);
      const isLost = endedAt === null || (made === 0 && failureReason === null);
      if (isLost) lost += 1;
      if (failureReason === 'unconfirmed' || (made > 0 && status === 'initiated')) unknown += 1;
      if (isLost || made > 1) {
        this.options.log(
          `${intent.number}: ${made} dials, ${status}, ${failureReason ?? 'no reason'}`,
        );
      }
    }
    const held = await db.collection('agent_presence').countDocuments({ activeCalls: { $gt: 0 } });
    const lines = await db
      .collection('outbound_lines')
      .countDocuments({ 'taken.0': { $exists: true } });
    const seconds = Math.round((performance.now() - began) / 1000);
    return {
      cases,
      intents: intents.length,
      dials,
      duplicateDials,
      lost,
      unknown,
      leaked: held + lines,
      seconds,
    };
  }
}
